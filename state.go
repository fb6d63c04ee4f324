package combo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync/atomic"
)

// A state is what a site knows of one request: the route, the writer, the
// parsed body. It is the request's context as well, so that a request costs one
// allocation for all of it.
type state struct {
	context.Context
	site  *Site
	w     writer
	found found
	root  string // path below which the site is mounted, without a slash at its end

	outer *state // of the site that this one is mounted in, nil if none

	id, nonce atomic.Pointer[string] // nil until they are asked for
	body      atomic.Pointer[body]   // nil until it is asked for
	facts     atomic.Pointer[fact]   // the newest, nil if there is none

	deadline deadline

	r http.Request // as the site passes it on
}

type stateKey struct{}

// stateOf returns the state of the innermost site that r is in, nil if none.
func stateOf(r *http.Request) *state {
	ctx := r.Context()
	if s, ok := ctx.(*state); ok { // nearly always
		return s
	}
	s, _ := ctx.Value(stateKey{}).(*state)
	return s
}

// errOutside says that a function needs a Site around the request.
func errOutside(what string) error {
	return fmt.Errorf("combo.%s: %w", what, errNoSite)
}

var errNoSite = errors.New("the request does not come through a Site; in a test, make it with webtest.Request")

// AllowsCrossSite tells whether the route of a request takes what pages of other
// sites send: see [Route.AllowCrossSite].
func AllowsCrossSite(r *http.Request) bool {
	st := stateOf(r)
	return st != nil && st.found.leaf != nil && st.found.leaf.crossSite
}

// SiteOf returns the site that a request is in, the innermost of several; nil
// outside of a [Site].
func SiteOf(r *http.Request) *Site {
	if st := stateOf(r); st != nil {
		return st.site
	}
	return nil
}

// RequestID returns the identifier of a request, made up on first use: 26
// letters and digits, or what a trusted proxy sent in X-Request-Id if that has 8
// to 64 letters, digits, hyphens and underscores. It stands in the log and on
// the error page of the request. It is empty outside of a [Site].
func RequestID(r *http.Request) string {
	s := stateOf(r)
	if s == nil {
		return ""
	}
	if s.outer != nil {
		return RequestID(&s.outer.r)
	}
	if id := s.id.Load(); id != nil {
		return *id
	}
	id := s.sentID()
	if id == "" {
		id = newRequestID()
	}
	s.id.CompareAndSwap(nil, &id)
	return *s.id.Load()
}

// sentID is the identifier that a trusted proxy sent, "" if there is none.
func (s *state) sentID() string {
	if sent := s.r.Header["X-Request-Id"]; len(sent) > 0 && isRequestID(sent[0]) && fromProxy(&s.r) {
		return sent[0]
	}
	return ""
}

// newRequestID returns 26 letters and digits, 130 random bits. An identifier is no
// secret, as the answer has it; so the bits are not asked from the system, which takes
// as long as to find the route.
func newRequestID() string {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	var text [26]byte
	var bits uint64
	for i := range text {
		if i%12 == 0 { // a digit has five of the 64
			bits = rand.Uint64()
		}
		text[i] = digits[bits%32]
		bits /= 32
	}
	return string(text[:])
}

// isRequestID keeps what others write into the log short and plain.
func isRequestID(id string) bool {
	plain := func(r rune) bool {
		return r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	}
	return len(id) >= 8 && len(id) <= 64 && strings.IndexFunc(id, func(r rune) bool { return !plain(r) }) < 0
}

// top is the state of the outermost site: it stands at the network.
func (s *state) top() *state {
	for s.outer != nil {
		s = s.outer
	}
	return s
}
