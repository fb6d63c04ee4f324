package tasks_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/combo-web/combo/bench/tasks"
)

func TestJSONIsThePerson(t *testing.T) {
	t.Parallel()
	got, err := json.Marshal(tasks.NewPerson())
	if err != nil || string(got) != tasks.JSON {
		t.Errorf("the person is %s, %v, want %s", got, err, tasks.JSON)
	}
}

func TestPageSize(t *testing.T) {
	t.Parallel()
	if n := len(tasks.Page); n < 7<<10 || n > 9<<10 {
		t.Errorf("the page has %d bytes, want about 8 KiB", n)
	}
}

// ServeMux refuses lists in which it is not clear which route a path means.
func TestRoutesAreClear(t *testing.T) {
	t.Parallel()
	for _, n := range []int{10, 100, 1000, 10000} {
		mux := http.NewServeMux()
		routes := tasks.Routes(n)
		if len(routes) != n {
			t.Fatalf("Routes(%d) has %d", n, len(routes))
		}
		for _, r := range routes {
			mux.HandleFunc("GET "+r.Pattern, func(w http.ResponseWriter, req *http.Request) {
				_, _ = w.Write([]byte(r.Answer(req.PathValue)))
			})
		}
		for _, request := range tasks.ParameterRequests(n) {
			w := httptest.NewRecorder()
			mux.ServeHTTP(w, httptest.NewRequest("GET", request.Path, nil))
			if w.Code != http.StatusOK || w.Body.String() != request.Body {
				t.Errorf("GET %s of %d routes: %d %q, want %q", request.Path, n, w.Code, w.Body, request.Body)
			}
		}
	}
}

func TestRouteSegments(t *testing.T) {
	t.Parallel()
	r := tasks.Route{Pattern: "/orders/{id}/comments/{comment}"}
	for format, want := range map[string]string{
		":%s":  "/orders/:id/comments/:comment",
		"<%s>": "/orders/<id>/comments/<comment>",
	} {
		if got := r.Segments(format); got != want {
			t.Errorf("Segments(%q) = %q, want %q", format, got, want)
		}
	}
}
