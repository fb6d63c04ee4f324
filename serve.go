package combo

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/combo-web/combo/headers"
	"github.com/combo-web/combo/internal/redact"
)

// ServeHTTP answers a request. Before any middleware, the host and the path are
// checked and the route is found; then the middleware runs, and inside of it
// the view or the error page.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r = s.enter(w, r)
	st := stateOf(r)
	defer st.endBody()
	defer st.deadline.end()
	defer s.recover(st)
	if err := s.prepare(st, r); err != nil {
		s.refuse(&st.w, r, err)
	} else {
		s.handler.ServeHTTP(&st.w, r)
	}
	st.w.finish()
}

// dispatch stands inside of the middleware: it answers with the route that was found.
func (s *Site) dispatch(w http.ResponseWriter, r *http.Request) {
	st := stateOf(r)
	if st == nil || st.site != s {
		panic(errors.New("middleware gave the site a request without the context of the one that it got"))
	}
	l := st.found.leaf
	if l == nil {
		s.unmatched(w, r)
		return
	}
	if err := CheckCrossSite(r); err != nil {
		s.refuse(w, r, err)
		return
	}
	if l.answer.mount {
		r = below(r, st.found.rest)
	}
	l.handler.ServeHTTP(w, r)
}

// CheckCrossSite returns an error, a 403, for a request that a browser sends for a
// page of another site, unless it changes nothing (GET, HEAD, OPTIONS) or the route
// has [Route.AllowCrossSite]. The site asks it before each view; middleware that acts
// on a request before that asks it, too. It is nil outside of a [Site].
func CheckCrossSite(r *http.Request) error {
	s := SiteOf(r)
	if s == nil || AllowsCrossSite(r) || r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions {
		return nil
	}
	if host := Host(r); host != r.Host { // what the browser saw, not what the proxy sent
		seen := *r
		seen.Host = host
		r = &seen
	}
	err := s.crossSite.Check(r)
	if err == nil && s.fromPlainPage(r) {
		err = errPlainOrigin
	}
	if err != nil && !onlyBearer(r) {
		return Errorf(http.StatusForbidden, "This request came from a page of another site.").Because(fmt.Errorf("%w: %w", errCrossSite, err))
	}
	return nil
}

// fromPlainPage tells whether a browser too old for Sec-Fetch-Site sends a form of
// the unencrypted page of this host to the encrypted one: anybody on the way can
// have written that page.
func (s *Site) fromPlainPage(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	return r.Header.Get("Sec-Fetch-Site") == "" && origin == "http://"+r.Host && Scheme(r) == "https" &&
		!slices.Contains(s.config.TrustedOrigins, origin)
}

var errPlainOrigin = errors.New("from the page without encryption")

// onlyBearer tells whether a token in the header is all that a request can be
// known by. No browser sends that for another site's page unless the site allowed it
// when it was asked (CORS).
func onlyBearer(r *http.Request) bool {
	scheme, _, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.EqualFold(scheme, "Bearer") && r.Header["Cookie"] == nil
}

// What the site refuses before a view is called, for those who explain it.
var (
	errUnknownHost = errors.New("not in Config.Hosts")
	errCrossSite   = errors.New("cross-site request")
)

// below returns the request as a mounted handler sees it: the path without the prefix.
func below(r *http.Request, rest string) *http.Request {
	inner := new(http.Request)
	*inner = *r
	u := *r.URL
	u.Path, u.RawPath = "/"+rest, ""
	inner.URL = &u
	return inner
}

// unmatched answers what no route does: OPTIONS, a redirect to the same address
// with its slash, or the page for 404 or 405.
func (s *Site) unmatched(w http.ResponseWriter, r *http.Request) {
	host, path := hostname(Host(r)), r.URL.Path[1:]
	first := s.first(host, path)
	if l := s.meant(first, host, path); l != nil && l.secret {
		stateOf(r).keepSecret()
	}
	if target, ok := s.slashed(r.Method, host, path); ok {
		s.redirectSlash(w, r, target)
		return
	}
	if first != nil && r.Method == http.MethodOptions {
		first.options.ServeHTTP(w, r)
		return
	}
	s.refuse(w, r, s.miss(host, path))
}

// answerOptions tells which methods an address answers. It stands inside of the
// middleware of the first route there, which may have its own idea: CORS.
func (s *Site) answerOptions(w http.ResponseWriter, r *http.Request) {
	allow := s.allowed(hostname(Host(r)), r.URL.Path[1:])
	w.Header()["Allow"] = []string{strings.Join(allow, ", ")}
	w.WriteHeader(http.StatusNoContent)
}

// slashed returns the address that was probably meant: with a slash at its end,
// with one slash for several.
func (s *Site) slashed(method, host, path string) (target string, ok bool) {
	if strings.HasPrefix(path, "/") || strings.Contains(path, "//") {
		merged := strings.TrimPrefix(mergeSlashes("/"+path), "/")
		if s.answers(method, host, merged) {
			return merged, true
		}
		path = merged
	}
	if path == "" || strings.HasSuffix(path, "/") || len(s.allowed(host, path)) > 0 {
		return "", false
	}
	return path + "/", s.answers(method, host, path+"/")
}

// meant returns the route that an unmatched request was probably for: first, which
// answers another method, or the one with a slash more.
func (s *Site) meant(first *leaf, host, path string) *leaf {
	if first != nil || len(path) > maxMeant {
		return first
	}
	return s.first(host, path+"/")
}

// maxMeant is up to which length a slash is added to a path that nobody answers.
const maxMeant = 2048

func (s *Site) answers(method, host, path string) bool {
	var f found
	return s.tree.find(method, host, path, &f)
}

// redirectSlash sends the client to a path of this site: for good, and with the
// same method and body where there may be one.
func (s *Site) redirectSlash(w http.ResponseWriter, r *http.Request, path string) {
	status := http.StatusMovedPermanently
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		status = http.StatusPermanentRedirect
	}
	target := escapePath(stateOf(r).root + "/" + path)
	answer, err := Redirect(target, Status(status))
	if err == nil && r.URL.RawQuery != "" {
		// Behind the path that Redirect has judged, a query leads nowhere else, however long it is.
		err = answer.Set(SetHeader("Location", headers.ToURI(target+"?"+r.URL.RawQuery)))
	}
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	if err := answer.send(w, r); err != nil {
		s.broken(w, r, err)
	}
}

// refuse sends the page of an error.
func (s *Site) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if err := s.errorAnswer(r, err).send(w, r); err != nil {
		s.broken(w, r, err)
	}
}

// broken is called when a response could not be sent whole. If its header has
// not gone, the client gets an error page; else the connection is broken off,
// so that it does not take the part for the whole.
func (s *Site) broken(w http.ResponseWriter, r *http.Request, err error) {
	st := stateOf(r)
	unsent, _ := errors.AsType[unsentError](err)
	if st != nil && !st.w.isSent() || st == nil && unsent.error != nil {
		clear(w.Header())
		if s.errorAnswer(r, err).send(w, r) == nil {
			return
		}
	}
	level := slog.LevelWarn
	if r.Context().Err() != nil {
		level = slog.LevelDebug // the client has gone
	}
	s.logger().Log(r.Context(), level, "the answer broke off", requestAttrs(r, "error", redact.Clip(textOf(err)))...)
	panic(http.ErrAbortHandler)
}

// recover turns a panic outside of a view into an error page, or breaks the
// connection off if the header has gone.
func (s *Site) recover(st *state) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler {
		panic(p)
	}
	err := newPanicError(p)
	if st.w.isSent() {
		s.logError(&st.r, asError(err), err)
		panic(http.ErrAbortHandler)
	}
	clear(st.w.Header())
	s.refuse(&st.w, &st.r, err)
	st.w.finish()
}
