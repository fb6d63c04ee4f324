package combo

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// Prepare returns a request as the views of the site see it: with its route, so
// that [Param], [URL], [Bind] and [BeforeSend] work. It is for tests of one
// view; no middleware runs, and no hook, since nothing is sent. What the request
// holds is given back when its context ends.
//
// The error is what the site refuses before it looks for a route: a host that is
// not its own, a path that is not canonical. A request that no route matches is
// no error: see [Resolved].
func (s *Site) Prepare(w http.ResponseWriter, r *http.Request) (*http.Request, error) {
	r = s.enter(w, r)
	st := stateOf(r)
	context.AfterFunc(st.Context, st.endBody)
	context.AfterFunc(st.Context, st.deadline.end)
	return r, s.prepare(st, r)
}

// enter returns the request with what the site is to know of it.
func (s *Site) enter(w http.ResponseWriter, r *http.Request) *http.Request {
	st := &state{Context: r.Context(), site: s, root: s.root}
	st.w.ResponseWriter, st.w.st = w, st
	if outer := stateOf(r); outer != nil {
		st.outer, st.root = outer, outer.mountRoot()
	}
	st.r = *r.WithContext(st) // here, so that it is no allocation of its own
	return &st.r
}

// prepare checks the request and finds its route. What it refuses has not been
// seen by any code of the application. A site mounted in another leaves the host
// to that one.
func (s *Site) prepare(st *state, r *http.Request) error {
	host := s.host(Host(r))
	if st.outer == nil && !host.ours {
		return Errorf(http.StatusBadRequest, "The server does not know the name by which it was called.").
			Because(fmt.Errorf("%w: %s", errUnknownHost, host.field))
	}
	if bad := checkPath(r.URL.Path, r.URL.RawPath); bad != "" {
		return Errorf(http.StatusBadRequest, "%s", bad)
	}
	path := r.URL.Path[1:]
	if !strings.HasPrefix(path, "/") {
		s.tree.find(r.Method, host.name, path, &st.found)
	}
	if l := st.found.leaf; l != nil {
		if l.secret {
			st.keepSecret()
		}
		r.Pattern = l.listed // for middleware that knows net/http's routes
		if around := st.around(); around != "" {
			r.Pattern = around + l.listed
		}
	}
	s.limitBody(st, r)
	s.limitTime(st)
	return nil
}

// around is what stands in front of the site's patterns: where it is mounted.
func (s *state) around() string {
	if s.outer == nil {
		return s.site.root
	}
	return strings.TrimSuffix(s.outer.r.Pattern, "/")
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
	r.Body = bodyReader{http.MaxBytesReader(st.w.ResponseWriter, r.Body, st.bodyLimit())}
}

// A bodyReader says of errors that they are the client's: a body that is cut off or
// framed wrongly is a 400, whatever the view does with the error.
type bodyReader struct{ io.ReadCloser }

func (b bodyReader) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = unreadable(err)
	}
	return n, err
}
