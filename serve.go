package combo

import (
	"errors"
	"net/http"
	"strings"

	"github.com/combo-web/combo/headers"
)

// ServeHTTP answers a request. Before any middleware, the host and the path are
// checked and the route is found; then the middleware runs, and inside of it
// the view or the error page.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	st := &state{Context: r.Context(), site: s}
	st.w = writer{ResponseWriter: w, st: st}
	r = r.WithContext(st)
	st.r = r
	defer st.close()
	defer s.recover(st)
	if err := s.prepare(st, r); err != nil {
		s.refuse(&st.w, r, err)
	} else {
		s.handler.ServeHTTP(&st.w, r)
	}
	st.w.finish()
}

// prepare checks the request and finds its route. What it refuses has not been
// seen by any code of the application.
func (s *Site) prepare(st *state, r *http.Request) error {
	if outer, ok := st.Context.Value(stateKey{}).(*state); ok {
		st.root = outer.mountRoot()
	}
	if !s.AnswersTo(Host(r)) {
		return Errorf(http.StatusBadRequest, "The server does not know the name by which it was called.").
			Because(errors.New("the host " + Host(r) + " is not in Config.Hosts"))
	}
	if bad := checkPath(r.URL.Path, r.URL.RawPath); bad != "" {
		return Errorf(http.StatusBadRequest, "%s", bad)
	}
	path := r.URL.Path[1:]
	if !strings.HasPrefix(path, "/") {
		s.tree.find(r.Method, hostname(Host(r)), path, &st.found)
	}
	s.limitBody(st, r)
	return nil
}

// mountRoot is the path below which a site mounted at the current route stands.
func (s *state) mountRoot() string {
	if s.found.leaf == nil || !s.found.leaf.answer.mount {
		return s.root
	}
	return s.root + strings.TrimSuffix(strings.TrimSuffix(s.r.URL.Path, s.found.rest), "/")
}

// limitBody bounds what the request may send.
func (s *Site) limitBody(st *state, r *http.Request) {
	if r.Body == nil || r.Body == http.NoBody {
		return
	}
	limit := s.config.Limits.Body
	if l := st.found.leaf; l != nil && l.maxBody > 0 {
		limit = l.maxBody
	}
	r.Body = http.MaxBytesReader(st.w.ResponseWriter, r.Body, limit)
}

// dispatch stands inside of the middleware: it answers with the route that was found.
func (s *Site) dispatch(w http.ResponseWriter, r *http.Request) {
	st := stateOf(r)
	l := st.found.leaf
	if l == nil {
		s.unmatched(w, r)
		return
	}
	if !l.crossSite {
		if err := s.crossSite.Check(r); err != nil {
			s.refuse(w, r, Errorf(http.StatusForbidden, "This request came from a page of another site.").Because(err))
			return
		}
	}
	if l.answer.mount {
		r = below(r, st.found.rest)
	}
	l.handler.ServeHTTP(w, r)
}

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
	if target, ok := s.slashed(r.Method, host, path); ok {
		s.redirectSlash(w, r, target)
		return
	}
	err := s.miss(host, path)
	if e, ok := errors.AsType[*Error](err); ok && r.Method == http.MethodOptions && e.Status == http.StatusMethodNotAllowed {
		w.Header()["Allow"] = e.Header["Allow"]
		w.WriteHeader(http.StatusNoContent)
		return
	}
	s.refuse(w, r, err)
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
	if st := stateOf(r); st != nil && !st.w.sent {
		clear(w.Header())
		if s.errorAnswer(r, err).send(w, r) == nil {
			return
		}
	}
	s.logger().WarnContext(r.Context(), "the answer broke off", requestAttrs(r, "error", clip(textOf(err)))...)
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
	if st.w.sent {
		s.logError(st.r, asError(err), err)
		panic(http.ErrAbortHandler)
	}
	clear(st.w.Header())
	s.refuse(&st.w, st.r, err)
	st.w.finish()
}

// close gives back what the request held.
func (s *state) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.body != nil {
		s.body.close()
	}
}
