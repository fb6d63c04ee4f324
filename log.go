package combo

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

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
	path := r.URL.Path
	if st := stateOf(r); st != nil {
		path = st.root + path
	}
	attrs := []any{"method", redact.Clip(r.Method), "path", redact.Clip(path)}
	if id := RequestID(r); id != "" {
		attrs = append(attrs, "request", id)
	}
	return append(attrs, more...)
}
