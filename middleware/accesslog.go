package middleware

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/internal/logfile"
)

// AccessLogConfig says where [AccessLog] writes, and what it leaves out.
type AccessLogConfig struct {
	// Log receives one record for each request. Defaults to the log of the site,
	// outside of one to slog.Default().
	Log *slog.Logger
	// Skip tells which requests are not logged. It is called when the request has
	// ended, so [combo.Sent] tells how. Defaults to logging all.
	Skip func(*http.Request) bool
	// Clock tells the time, for tests. Defaults to time.Now.
	Clock func() time.Time
}

// AccessLog writes one record for each request when it has ended, also if its
// handler panicked or the client went away: as an error if the status is 500 or
// more, else as information. Its message is "request", its attributes are
//
//   - method and path, as the site sees it: without the prefix of BaseURL or of a
//     mount; query, if there is one, with the values of names such as password or
//     token hidden; route, the pattern that matched, of which there are few. A path
//     with a parameter of such a name is logged as its pattern.
//   - status, bytes of the body and duration.
//   - client, the address by [combo.ClientIP]; request, the id by which the error
//     log knows it; agent and referrer, the latter without its query.
//   - aborted, if the answer was broken off, and canceled, if the client had gone
//     before an answer that failed.
//
// No cookie and no Authorization is logged. Values are cut and cleaned of what
// could end the line or turn the text around, so each request is one record.
//
// Requests that the kernel refuses before its middleware, for their host or their
// path, are not seen here. Outside of a [combo.Site] there is no id, no proxy is
// believed, and the route is the one of a net/http.ServeMux.
func AccessLog(config AccessLogConfig) func(http.Handler) http.Handler {
	l := &accessLog{config: config}
	if config.Clock == nil {
		l.config.Clock = time.Now
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			l.serve(w, r, next)
		})
	}
}

type accessLog struct {
	config AccessLogConfig
	site   atomic.Pointer[siteLog] // asked for once
}

// A siteLog is the log of a site: its Config is copied at each call.
type siteLog struct {
	site *combo.Site
	log  *slog.Logger
}

func (l *accessLog) serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	v := visit{log: l, r: r, start: l.config.Clock(), method: r.Method, path: r.URL.Path, query: r.URL.RawQuery}
	if combo.SiteOf(r) == nil { // a site counts what it sends
		v.watched = &watched{ResponseWriter: w}
		w = v.watched
	}
	defer v.end()
	next.ServeHTTP(w, r)
	v.returned = true
}

// A visit is one request, as it was before any handler changed it.
type visit struct {
	log                 *accessLog
	r                   *http.Request
	watched             *watched // nil inside of a site
	start               time.Time
	method, path, query string
	returned            bool // the handler did not panic
}

// end writes the record. It lets a panic go on.
func (v *visit) end() {
	if v.log.config.Skip != nil && v.log.config.Skip(v.r) {
		return
	}
	status, bytes := v.sent()
	level := slog.LevelInfo
	if status >= 500 {
		level = slog.LevelError
	}
	handler := v.log.logger(v.r).Handler()
	if !handler.Enabled(v.r.Context(), level) {
		return
	}
	now := v.log.config.Clock()
	var room [14]slog.Attr
	attrs := append(room[:0], slog.String("method", clean(v.method, 32)), slog.String("path", v.loggedPath()))
	if v.query != "" {
		attrs = append(attrs, slog.String("query", cleanQuery(v.query)))
	}
	attrs = append(attrs, slog.String("route", v.r.Pattern), slog.Int("status", status),
		slog.Int64("bytes", bytes), slog.Duration("duration", now.Sub(v.start)))
	attrs = v.appendClient(attrs)
	attrs = v.appendEnd(attrs, status)
	// A record of our own saves looking up the line of this call, which says nothing.
	record := slog.NewRecord(now, level, "request", 0)
	if handler, ok := handler.(*logfile.JSONHandler); ok { // that of manage: saves a copy of the attributes
		_ = handler.HandleAttrs(v.r.Context(), record, attrs)
		return
	}
	record.AddAttrs(attrs...)
	_ = handler.Handle(v.r.Context(), record) // a log that fails must not fail the request
}

// sent returns what has gone out, or will when the handler has written nothing.
func (v *visit) sent() (status int, bytes int64) {
	if v.watched != nil {
		status, bytes = v.watched.status, v.watched.bytes
	} else {
		status, bytes = combo.Sent(v.r)
	}
	if v.method == http.MethodHead {
		bytes = 0 // net/http keeps what was written to itself
	}
	switch {
	case status != 0:
		return status, bytes
	case v.returned:
		return http.StatusOK, bytes
	}
	return http.StatusInternalServerError, bytes
}

// logger is the one of the configuration or of the site.
func (l *accessLog) logger(r *http.Request) *slog.Logger {
	if l.config.Log != nil {
		return l.config.Log
	}
	site := combo.SiteOf(r)
	if site == nil {
		return slog.Default()
	}
	known := l.site.Load()
	if known == nil || known.site != site {
		known = &siteLog{site, site.Config().Log}
		l.site.Store(known)
	}
	return known.log
}

// appendClient adds who asked.
func (v *visit) appendClient(attrs []slog.Attr) []slog.Attr {
	if ip := combo.ClientIP(v.r); ip.IsValid() {
		attrs = append(attrs, slog.String("client", textOf(ip, v.r.RemoteAddr)))
	}
	if id := combo.RequestID(v.r); id != "" {
		attrs = append(attrs, slog.String("request", id))
	}
	if agent := valueOf(v.r.Header, "User-Agent"); agent != "" {
		attrs = append(attrs, slog.String("agent", clean(agent, 200)))
	}
	if referrer := valueOf(v.r.Header, "Referer"); referrer != "" {
		attrs = append(attrs, slog.String("referrer", cleanReferrer(referrer)))
	}
	return attrs
}

// textOf is ip.String(), which is a part of the peer's address unless a proxy stands
// in between: no allocation.
func textOf(ip netip.Addr, peer string) string {
	var room [64]byte
	text := ip.AppendTo(room[:0])
	peer = strings.TrimPrefix(peer, "[") // around an address with colons
	if n := len(text); n <= len(peer) && peer[:n] == string(text) {
		return peer[:n]
	}
	return string(text)
}

// appendEnd adds that the answer is not what the handler meant. Whether the client
// has gone is asked only then: to ask starts the timer of the request's deadline.
func (v *visit) appendEnd(attrs []slog.Attr, status int) []slog.Attr {
	if !v.returned {
		attrs = append(attrs, slog.Bool("aborted", true))
	}
	if (!v.returned || status >= 500) && errors.Is(v.r.Context().Err(), context.Canceled) {
		attrs = append(attrs, slog.Bool("canceled", true))
	}
	return attrs
}
