package combo_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/combo-web/combo"
)

// wait returns when the request's time is up.
func wait(r *http.Request) (*combo.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestTimeLimit(t *testing.T) {
	for _, test := range []struct {
		name   string
		limits combo.Limits
		route  combo.Route
		want   time.Duration
	}{
		{"default", combo.Limits{}, combo.Get("", wait), 30 * time.Second},
		{"site", combo.Limits{Time: time.Minute}, combo.Get("", wait), time.Minute},
		{"route", combo.Limits{Time: time.Minute}, combo.Get("", wait).MaxTime(time.Hour), time.Hour},
		{"include", combo.Limits{}, combo.Include("", combo.URLs{combo.Get("", wait)}).MaxTime(time.Second), time.Second},
		{"inner", combo.Limits{}, combo.Include("", combo.URLs{combo.Get("", wait).MaxTime(time.Second)}).MaxTime(time.Hour), time.Second},
		{"handler", combo.Limits{}, combo.Handle("", combo.View(wait)).MaxTime(time.Second), time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				site := newSite(t, combo.Config{Limits: test.limits, URLs: combo.URLs{test.route}})
				w, start := httptest.NewRecorder(), time.Now()
				site.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost/", nil))
				if took := time.Since(start); w.Code != http.StatusServiceUnavailable || took != test.want {
					t.Errorf("the status is %d after %v, want 503 after %v", w.Code, took, test.want)
				}
			})
		})
	}
}

// A handler may be a conversation: it ends when it wants to.
func TestHandlersHaveTime(t *testing.T) {
	site := newSite(t, combo.Config{URLs: combo.URLs{
		combo.Handle("talk/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if at, ok := r.Context().Deadline(); ok {
				t.Errorf("the handler has a deadline at %v", at)
			}
		})),
	}})
	site.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "http://localhost/talk/", nil))
}

// The context is one like any other: what is made of it ends with it, values are
// found through it, and who calls the site may be stricter.
func TestContextWithDeadline(t *testing.T) {
	type key struct{}
	synctest.Test(t, func(t *testing.T) {
		var kept context.Context
		site := newSite(t, combo.Config{URLs: combo.URLs{combo.Get("", func(r *http.Request) (*combo.Response, error) {
			kept = r.Context()
			at, ok := kept.Deadline()
			if left := time.Until(at); !ok || left != 5*time.Second {
				t.Errorf("%v are left, want 5s of the caller", left)
			}
			child, cancel := context.WithCancel(kept)
			defer cancel()
			<-child.Done()
			if child.Value(key{}) != "value" || !errors.Is(child.Err(), context.DeadlineExceeded) || !errors.Is(kept.Err(), context.DeadlineExceeded) {
				t.Errorf("the child has the value %v and ended with %v", child.Value(key{}), child.Err())
			}
			return combo.NoContent()
		})}})
		ctx, cancel := context.WithTimeout(context.WithValue(t.Context(), key{}, "value"), 5*time.Second)
		defer cancel()
		site.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "GET", "http://localhost/", nil))
		if kept.Err() == nil {
			t.Error("the context goes on after the request")
		}
	})
}

// The timer of a request ends with it, so that a busy site does not collect them.
func TestTimerIsGivenBack(t *testing.T) {
	var kept context.Context
	site := newSite(t, combo.Config{URLs: combo.URLs{combo.Get("", func(r *http.Request) (*combo.Response, error) {
		kept = r.Context()
		if err := kept.Err(); err != nil { // asks for the timer
			t.Error(err)
		}
		return combo.NoContent()
	})}})
	site.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "http://localhost/", nil))
	select {
	case <-kept.Done():
	default:
		t.Error("the timer runs on after the request")
	}
}
