package combo

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// resourceRoutes are n routes as sites have them, in the form of ServeMux, and
// paths that match the sixth of each ten, with two parameters.
func resourceRoutes(n int) (patterns, paths []string) {
	shapes := []string{
		"%s", "%s/new", "%s/{id}", "%s/{id}/edit", "%s/{id}/comments", "%s/{id}/comments/{comment}",
		"%s/{id}/history/{version}", "archive/%s/{year}/{month}", "api/v1/%s", "api/v1/%s/{id}",
	}
	for i := range n / len(shapes) {
		name := fmt.Sprintf("resource-%d", i)
		for _, shape := range shapes {
			patterns = append(patterns, fmt.Sprintf(shape, name))
		}
		if i%max(1, n/1000) == 0 {
			paths = append(paths, fmt.Sprintf("%s/%d/comments/%d", name, i+17, i+1000))
		}
	}
	return patterns, paths
}

// BenchmarkMatch compares the matcher alone with the standard library's.
func BenchmarkMatch(b *testing.B) {
	for _, n := range []int{10, 100, 1000, 10_000} {
		patterns, paths := resourceRoutes(n)
		b.Run(fmt.Sprintf("%d/ServeMux", n), func(b *testing.B) { benchmarkServeMux(b, patterns, paths) })
		b.Run(fmt.Sprintf("%d/combo", n), func(b *testing.B) { benchmarkTree(b, patterns, paths) })
	}
}

func benchmarkServeMux(b *testing.B, patterns, paths []string) {
	mux := http.NewServeMux()
	for _, p := range patterns {
		mux.HandleFunc("GET /"+p, func(http.ResponseWriter, *http.Request) {})
	}
	requests := make([]*http.Request, len(paths))
	for i, p := range paths {
		requests[i] = httptest.NewRequest("GET", "http://localhost/"+p, nil)
	}
	w := httptest.NewRecorder()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		mux.ServeHTTP(w, requests[i%len(requests)])
	}
}

func benchmarkTree(b *testing.B, patterns, paths []string) {
	var urls URLs
	for _, p := range patterns {
		urls = append(urls, Get(strings.NewReplacer("{", "<", "}", ">").Replace(p), func(*http.Request) (*Response, error) { return Text("") }))
	}
	site, err := New(Config{URLs: urls, Debug: true})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	var f found
	for i := 0; b.Loop(); i++ {
		f = found{}
		if !site.tree.find("GET", "localhost", paths[i%len(paths)], &f) {
			b.Fatalf("%s matches nothing", paths[i%len(paths)])
		}
	}
}
