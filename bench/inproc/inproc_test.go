package inproc_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/go-chi/chi/v5"

	"github.com/combo-web/combo/bench/tasks"
)

// BenchmarkRequest sends one request into a server of tasks.RouteCount routes.
func BenchmarkRequest(b *testing.B) {
	routes := tasks.Routes(tasks.RouteCount)
	for _, test := range []struct {
		path string
		bare http.HandlerFunc
	}{{"/plaintext", bareText}, {"/json", bareJSON}} {
		b.Run(test.path[1:], func(b *testing.B) {
			b.Run("bare", func(b *testing.B) { measure(b, test.bare, test.path) })
			for _, m := range append(makers, stacks...) {
				b.Run(m.name, func(b *testing.B) { measure(b, m.make(b, routes), test.path) })
			}
		})
	}
}

// BenchmarkRouter finds a route with two parameters, for each resource in turn,
// and reads one of them.
func BenchmarkRouter(b *testing.B) {
	for _, n := range []int{10, 100, 1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for _, m := range makers {
				b.Run(m.name, func(b *testing.B) { measure(b, m.make(b, tasks.Routes(n)), paths(n)...) })
			}
		})
	}
}

// paths are those of the comments of at most 100 resources, spread over the
// list: a longer cycle would measure the memory of the requests.
func paths(n int) []string {
	all := tasks.ParameterRequests(n)
	step := max(1, len(all)/100)
	var list []string
	for i := 0; i < len(all); i += step {
		list = append(list, all[i].Path)
	}
	return list
}

// measure lets a handler answer the paths in turn.
func measure(b *testing.B, h http.Handler, paths ...string) {
	requests := requestsFor(paths)
	w := newSink()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		w.reset()
		h.ServeHTTP(w, requests[i])
		if i++; i == len(requests) {
			i = 0
		}
	}
	if w.status != 0 && w.status != http.StatusOK {
		b.Fatalf("GET %s answers %d", paths[0], w.status)
	}
}

func requestsFor(paths []string) []*http.Request {
	requests := make([]*http.Request, len(paths))
	for i, path := range paths {
		requests[i] = httptest.NewRequest("GET", "http://localhost"+path, nil)
	}
	return requests
}

// BenchmarkMatch is the search alone, without the parameters of the request and the
// call of the handler. That of Combo's kernel is measured in the kernel's package,
// outside of which it cannot be called, with the same routes and paths.
func BenchmarkMatch(b *testing.B) {
	for _, n := range []int{10, 100, 1000, 10000} {
		routes, list := tasks.NumberedRoutes(n), numberedPaths(n)
		b.Run(fmt.Sprintf("%d/ServeMux.Handler", n), func(b *testing.B) {
			mux := newServeMux(b, routes).(*http.ServeMux)
			requests := requestsFor(list)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, pattern := mux.Handler(requests[i%len(requests)]); pattern == "" {
					b.Fatalf("%s matches nothing", list[i%len(list)])
				}
			}
		})
		b.Run(fmt.Sprintf("%d/chi", n), func(b *testing.B) {
			mux := newChi(b, routes).(*chi.Mux)
			found := chi.NewRouteContext()
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				found.Reset()
				if !mux.Match(found, "GET", list[i%len(list)]) {
					b.Fatalf("%s matches nothing", list[i%len(list)])
				}
			}
		})
	}
}

// numberedPaths are those of the kernel's benchmark: the comments of at most 100
// resources, spread over the list.
func numberedPaths(n int) []string {
	var list []string
	for i := 0; i < n/10; i += max(1, n/1000) {
		list = append(list, fmt.Sprintf("/resource-%d/%d/comments/%d", i, i+17, i+1000))
	}
	return list
}
