package combo_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/combo-web/combo"
)

type factKey struct{ name string }

// A value is found through the request, through contexts made of its context before
// and after, and by those outside.
func TestWithValue(t *testing.T) {
	t.Parallel()
	var outside any
	tell := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			early, cancel := context.WithCancel(r.Context())
			defer cancel()
			changed := combo.WithValue(r, factKey{"user"}, "ann")
			if changed != r {
				t.Error("the request was copied")
			}
			changed = combo.WithValue(changed, factKey{"user"}, "bob")
			next.ServeHTTP(w, changed)
			outside = early.Value(factKey{"user"})
		})
	}
	site := newSite(t, combo.Config{
		Middleware: []func(http.Handler) http.Handler{tell},
		URLs: combo.URLs{combo.Get("", func(r *http.Request) (*combo.Response, error) {
			ctx, cancel := context.WithTimeout(r.Context(), time.Minute)
			defer cancel()
			user, _ := ctx.Value(factKey{"user"}).(string)
			if ctx.Value(factKey{"other"}) != nil {
				t.Error("there is a value that nobody set")
			}
			return combo.Text(user)
		})},
	})
	if w := ask(site, "GET", "/", ""); w.Body.String() != "bob" || outside != "bob" {
		t.Errorf("the view sees %q, the middleware %v", w.Body, outside)
	}
}

func TestWithValueOutside(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest("GET", "/", nil)
	changed := combo.WithValue(r, factKey{"user"}, "ann")
	if r.Context().Value(factKey{"user"}) != nil || changed.Context().Value(factKey{"user"}) != "ann" {
		t.Error("outside of a site the copy has the value, and only it")
	}
	for _, key := range []any{nil, []int{1}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("the key %v does not panic", key)
				}
			}()
			combo.WithValue(r, key, 1)
		}()
	}
}

// A context that somebody made of the site's may hide what is below.
func TestWithValueInAnotherContext(t *testing.T) {
	t.Parallel()
	site := siteOf(t, combo.Get("", func(r *http.Request) (*combo.Response, error) {
		inner := r.WithContext(hiding{r.Context()})
		changed := combo.WithValue(inner, factKey{"user"}, "ann")
		if r.Context().Value(factKey{"user"}) != nil {
			t.Error("the value is seen outside")
		}
		user, _ := changed.Context().Value(factKey{"user"}).(string)
		return combo.Text(user)
	}))
	if got := ask(site, "GET", "/", "").Body.String(); got != "ann" {
		t.Errorf("the view sees %q", got)
	}
}

// hiding is a context that knows no keys of this package.
type hiding struct{ context.Context }

func (c hiding) Value(key any) any {
	if _, ok := key.(factKey); ok {
		return nil
	}
	return c.Context.Value(key)
}

func TestWithValueAtOnce(t *testing.T) {
	t.Parallel()
	site := siteOf(t, combo.Get("", func(r *http.Request) (*combo.Response, error) {
		var all sync.WaitGroup
		for i := range 50 {
			all.Go(func() { combo.WithValue(r, i, i) })
		}
		all.Wait()
		for i := range 50 {
			if got := r.Context().Value(i); got != i {
				t.Errorf("the value of %d is %v", i, got)
			}
		}
		return combo.NoContent()
	}))
	ask(site, "GET", "/", "")
}
