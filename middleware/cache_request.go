package middleware

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/cache"
	"github.com/combo-web/combo/headers"
)

// A question is what pages are told apart by: all that a view may see of a
// request that is answered from the cache.
type question struct {
	key      string
	scheme   string
	host     string
	query    string // canonical
	form     string // of error pages: the Accept field
	personal bool   // the request says who sends it
}

// question reads a request. It is not ok if the request may not be answered from
// the cache.
func (p *pages) question(r *http.Request) (q question, ok bool) {
	if !isRead(r) {
		return q, false
	}
	if q.personal = isPersonal(r) || !p.cookiesIgnored(r); q.personal || !asksForPage(r) {
		return q, false
	}
	q.scheme = combo.Scheme(r)
	if q.host, ok = headers.CanonicalHost(q.scheme, combo.Host(r)); !ok {
		return q, false
	}
	if q.query, ok = p.canonicalQuery(r.URL.RawQuery); !ok {
		return q, false
	}
	q.form = errorForm(r)
	q.key = p.key(r, q)
	return q, true
}

func isRead(r *http.Request) bool {
	return r.Method == http.MethodGet || r.Method == http.MethodHead
}

// isPersonal tells whether a request proves, or tries to prove, who sends it.
func isPersonal(r *http.Request) bool {
	return r.Header["Authorization"] != nil || r.Header["Proxy-Authorization"] != nil ||
		r.TLS != nil && len(r.TLS.PeerCertificates) > 0
}

func (p *pages) cookiesIgnored(r *http.Request) bool {
	fields := r.Header["Cookie"]
	if len(fields) == 0 {
		return true
	}
	cookies, err := headers.ParseCookies(fields...)
	return err == nil && !slices.ContainsFunc(cookies, func(c headers.Cookie) bool {
		return !slices.Contains(p.config.IgnoreCookies, c.Name)
	})
}

// asksForPage tells whether a request asks for a whole page and brings no body.
func asksForPage(r *http.Request) bool {
	return r.ContentLength == 0 && r.Header["Range"] == nil && r.Header["Upgrade"] == nil
}

// canonicalQuery sorts the declared parameters of a query; several of one name keep
// their order. It is not ok if the query cannot be read.
func (p *pages) canonicalQuery(raw string) (query string, ok bool) {
	if raw == "" || p.config.Query != nil && len(p.config.Query) == 0 {
		return "", true
	}
	values, err := combo.ParseQuery(raw)
	if err != nil {
		return "", false
	}
	for name := range values {
		if p.config.Query != nil && !slices.Contains(p.config.Query, name) {
			delete(values, name)
		}
	}
	return values.Encode(), true
}

// errorForm reduces an Accept field to the form in which the client likes to read
// errors. What it makes of qualities does not matter: it stands in the key.
func errorForm(r *http.Request) string {
	html, json := len(r.Header["Accept"]), len(r.Header["Accept"])
	for i, line := range slices.Backward(r.Header["Accept"]) {
		at, other := strings.Index(line, "text/html"), strings.Index(line, "json")
		if at >= 0 && (other < 0 || at < other) {
			html = i
		} else if other >= 0 {
			json = i
		}
	}
	switch {
	case html < json:
		return "text/html"
	case json < html:
		return "application/json"
	}
	return ""
}

// key names the page that answers a question. The path is there twice: as the
// route sees it, and as it stands in the request, because a handler below a prefix
// sees only the rest of it.
func (p *pages) key(r *http.Request, q question) string {
	var local [16]string
	parts := append(local[:0], "page", p.config.Version, q.scheme, q.host, r.Pattern, r.URL.Path, sentPath(r), q.query, q.form)
	for _, name := range p.vary {
		values := r.Header[name]
		parts = append(parts, name, strconv.Itoa(len(values)))
		parts = append(parts, values...)
	}
	return cache.Key(parts...)
}

// sentPath returns the whole path that the client asked for, decoded.
func sentPath(r *http.Request) string {
	raw, _, _ := strings.Cut(r.RequestURI, "?")
	if raw == r.URL.Path {
		return raw
	}
	if u, err := url.ParseRequestURI(raw); err == nil {
		return u.Path
	}
	return raw
}

// restricted returns the request as the view may see it.
func (p *pages) restricted(r *http.Request, q question) *http.Request {
	ctx := context.Context(sealed{r.Context()})
	if p.config.Context != nil {
		ctx = p.config.Context(r.Context(), ctx)
	}
	// A copy of r would have the path values of middleware outside, which cannot be taken away.
	inner := (&http.Request{Method: r.Method, Pattern: r.Pattern, Header: http.Header{}}).WithContext(ctx)
	if q.form != "" {
		inner.Header["Accept"] = []string{q.form}
	}
	for _, name := range p.vary {
		if values := r.Header[name]; len(values) > 0 {
			inner.Header[name] = slices.Clone(values)
		} else {
			delete(inner.Header, name)
		}
	}
	inner.URL = &url.URL{Path: r.URL.Path, RawPath: "", RawQuery: q.query}
	inner.RequestURI = (&url.URL{Path: sentPath(r), RawQuery: q.query}).RequestURI()
	inner.Host, inner.RemoteAddr, inner.TLS = q.host, "", nil
	if q.scheme == "https" {
		inner.TLS = &tls.ConnectionState{Version: tls.VersionTLS13, HandshakeComplete: true}
	}
	inner.Proto, inner.ProtoMajor, inner.ProtoMinor = "HTTP/1.1", 1, 1
	inner.Body = http.NoBody
	return inner
}

// sealed is the context of a request of which a view sees only what the kernel
// knows and what is declared: middleware outside may have put there what it made of
// a cookie or an address.
type sealed struct{ context.Context }

// Value returns the kernel's values, whose keys are types of its package, and what [CSRFToken] needs: it marks the page as private.
func (s sealed) Value(key any) any {
	t := reflect.TypeOf(key)
	if t != nil && t.PkgPath() == kernelPath || key == (csrfKey{}) {
		return s.Context.Value(key)
	}
	return nil
}

// AfterFunc spares package context a goroutine for each context made of this one.
func (s sealed) AfterFunc(f func()) (stop func() bool) { return context.AfterFunc(s.Context, f) }

var kernelPath = reflect.TypeFor[combo.Site]().PkgPath()
