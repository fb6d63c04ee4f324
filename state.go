package combo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"sync"
)

// A state is what a site knows of one request: the route, the writer, the
// parsed body. It is the request's context as well, so that a request costs one
// allocation for all of it.
type state struct {
	context.Context
	site  *Site
	w     writer
	r     *http.Request // as the site passes it on
	found found
	root  string // path below which the site is mounted, without a slash at its end

	outer *state // of the site that this one is mounted in, nil if none

	fields [2]string // the values of two header fields, see Response.writeHeader

	idMade sync.Once
	id     string

	body body
}

type stateKey struct{}

// Value returns the state itself for its key, else what the context around it holds.
func (s *state) Value(key any) any {
	if _, ok := key.(stateKey); ok {
		return s
	}
	return s.Context.Value(key)
}

// stateOf returns the state of the innermost site that r is in, nil if none.
func stateOf(r *http.Request) *state {
	s, _ := r.Context().Value(stateKey{}).(*state)
	return s
}

// errOutside says that a function needs a Site around the request.
func errOutside(what string) error {
	return fmt.Errorf("combo.%s: %w", what, errNoSite)
}

var errNoSite = errors.New("the request does not come through a Site; in a test, make it with webtest.Request")

// RequestID returns the identifier of a request, made up on first use: 26
// letters and digits. It stands in the log and on the error page of the
// request. It is empty outside of a [Site].
func RequestID(r *http.Request) string {
	s := stateOf(r)
	if s == nil {
		return ""
	}
	if s.outer != nil {
		return RequestID(s.outer.r)
	}
	s.idMade.Do(func() { s.id = rand.Text() })
	return s.id
}

// top is the state of the outermost site: it stands at the network.
func (s *state) top() *state {
	for s.outer != nil {
		s = s.outer
	}
	return s
}
