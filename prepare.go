package combo

import (
	"context"
	"net/http"
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
	context.AfterFunc(st.Context, st.body.close)
	return r, s.prepare(st, r)
}
