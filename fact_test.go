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
func TestSetValue(t *testing.T) {
	t.Parallel()
	var outside any
	tell := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			early, cancel := context.WithCancel(r.Context())
			defer cancel()
			if !combo.SetValue(r, factKey{"user"}, "ann") || !combo.SetValue(r.WithContext(early), factKey{"user"}, "bob") {
				t.Error("there is no site to set a value in")
			}
			next.ServeHTTP(w, r)
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

func TestSetValueOutside(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest("GET", "/", nil)
	if combo.SetValue(r, factKey{"user"}, "ann") || r.Context().Value(factKey{"user"}) != nil {
		t.Error("outside of a site a value was set")
	}
	for _, key := range []any{nil, []int{1}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("the key %v does not panic", key)
				}
			}()
			combo.SetValue(r, key, 1)
		}()
	}
}

func TestSetValueAtOnce(t *testing.T) {
	t.Parallel()
	site := siteOf(t, combo.Get("", func(r *http.Request) (*combo.Response, error) {
		var all sync.WaitGroup
		for i := range 50 {
			all.Go(func() { combo.SetValue(r, i, i) })
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
