package combo

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/combo-web/combo/internal/redact"
)

// logError writes an error to the log: what is the program's fault as an error,
// what has another cause as information. A miss or a refusal by itself is in
// the access log.
func (s *Site) logError(r *http.Request, e *Error, err error) {
	level := slog.LevelInfo
	switch {
	case errors.Is(err, context.Canceled) && r.Context().Err() != nil:
		level = slog.LevelDebug // the client has gone
	case e.Status >= 500:
		level = slog.LevelError
	case e.Err == nil:
		return
	}
	attrs := requestAttrs(r, "status", e.Status, "error", redact.Clip(textOf(err)))
	if p, ok := errors.AsType[*panicError](err); ok {
		attrs = append(attrs, "stack", shortStack(p.stack))
	}
	s.logger().Log(r.Context(), level, "request failed", attrs...)
}

func (s *Site) logger() *slog.Logger {
	if s == nil {
		return slog.Default()
	}
	return s.log
}

// requestAttrs are what every line of the log says of a request. The query is
// left out: it may hold secrets.
func requestAttrs(r *http.Request, more ...any) []any {
	attrs := []any{"method", redact.Clip(r.Method), "path", LogPath(r)}
	if id := RequestID(r); id != "" {
		attrs = append(attrs, "request", id)
	}
	return append(attrs, more...)
}

// LogPath returns the path of a request as it may stand in a log: with the prefix
// below which the site is reached, at most 2 KiB, and fit for one line. Where a route
// at that address has a parameter with the name of a secret, such as token, it is the
// pattern of the route, whether the route answered or not.
func LogPath(r *http.Request) string {
	st := stateOf(r)
	switch {
	case st == nil:
		return redact.Clip(r.URL.Path)
	case st.w.secret:
		return st.secretPattern()
	case st.root == "":
		return redact.Clip(r.URL.Path)
	}
	return redact.Clip(st.root + r.URL.Path)
}

// keepSecret notes that the path is not to be logged, here and in the sites around.
func (s *state) keepSecret() {
	for st := s; st != nil; st = st.outer {
		st.w.secret = true
	}
}

// secretPattern is what is logged of a path with a secret.
func (s *state) secretPattern() string {
	l := s.found.leaf
	if l == nil {
		host, path := hostname(Host(&s.r)), strings.TrimPrefix(s.r.URL.Path, "/")
		l = s.site.meant(s.site.first(host, path), host, path)
	}
	switch {
	case l == nil:
		return "…"
	case l.answer.mount:
		return s.around() + l.listed + "…"
	}
	return s.around() + l.listed
}
