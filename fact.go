package combo

import (
	"context"
	"net/http"
	"reflect"
)

// A fact is a value of the request's context that middleware added.
type fact struct {
	key, value any
	older      *fact
}

// WithValue returns a request whose context has a value for a key, as
// r.WithContext(context.WithValue(…)) does. In a [Site] that is r itself, unless
// somebody has put another context into it: the value goes to what the site knows of
// the request, and nothing is copied. So whoever has the request sees the value from
// then on, those outside of the middleware included. The key is of an unexported
// type, so that only its package finds it; the latest value counts. It is safe for
// concurrent use.
func WithValue(r *http.Request, key, value any) *http.Request {
	if key == nil || !reflect.TypeOf(key).Comparable() {
		panic("combo.WithValue: the key cannot be compared")
	}
	s, ok := r.Context().(*state)
	if !ok {
		return r.WithContext(context.WithValue(r.Context(), key, value))
	}
	f := &fact{key: key, value: value}
	for {
		f.older = s.facts.Load()
		if s.facts.CompareAndSwap(f.older, f) {
			return r
		}
	}
}
