package combo

import (
	"net/http"
	"reflect"
)

// A fact is a value that middleware added to what the site knows of a request.
type fact struct {
	key, value any
	older      *fact
}

// SetValue gives a request a value, which r.Context().Value(key) finds from now on:
// in the rest of the middleware and in the view, and also in what stands around the
// caller. It is for what middleware keeps with every request, as it copies nothing;
// what is true further inside only, such as who has signed in, belongs into a
// context of its own (context.WithValue). The key is of an unexported type; the
// latest value counts. It tells whether there is a [Site] to set it in, and is safe
// for concurrent use. A context put into the request since may hide the value.
func SetValue(r *http.Request, key, value any) bool {
	if key == nil || !reflect.TypeOf(key).Comparable() {
		panic("combo.SetValue: the key cannot be compared")
	}
	s := stateOf(r)
	if s == nil {
		return false
	}
	f := &fact{key: key, value: value}
	for {
		f.older = s.facts.Load()
		if s.facts.CompareAndSwap(f.older, f) {
			return true
		}
	}
}
