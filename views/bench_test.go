package views_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/views"
)

// BenchmarkAPI compares an API with the view that one would write by hand.
func BenchmarkAPI(b *testing.B) {
	byHand := combo.Endpoint{View: func(r *http.Request) (*combo.Response, error) {
		in, err := combo.Bind[byID](r)
		if err != nil {
			return nil, err
		}
		out, err := showPost(r.Context(), in)
		if err != nil {
			return nil, err
		}
		return combo.JSON(out)
	}}
	takeByHand := func(r *http.Request) (*combo.Response, error) {
		in, err := combo.Bind[newArticle](r)
		if err != nil {
			return nil, err
		}
		out, err := create(r.Context(), in)
		if err != nil {
			return nil, err
		}
		return combo.JSON(out)
	}
	take := func(ctx context.Context, in newArticle) (post, error) {
		a, err := create(ctx, in)
		return post{a.ID, a.Title}, err
	}
	const body = `{"title":"Nuages","tags":["a","b"],"items":[{"a/b":1}]}`
	for _, test := range []struct {
		name, method, target string
		route                combo.Route
	}{
		{"get/by hand", "GET", "/posts/7/", combo.Get("posts/<int:id>/", &byHand)},
		{"get/API", "GET", "/posts/7/", combo.Get("posts/<int:id>/", views.API(showPost))},
		{"post/by hand", "POST", "/posts/", combo.Post("posts/", takeByHand)},
		{"post/API", "POST", "/posts/", combo.Post("posts/", views.API(take))},
	} {
		b.Run(test.name, func(b *testing.B) {
			site := siteOf(b, test.route)
			w := &discard{header: http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest(test.method, "http://localhost"+test.target, strings.NewReader(body))
				if test.method == "GET" {
					r.Body, r.ContentLength = http.NoBody, 0
				}
				r.Header["Content-Type"] = []string{"application/json"}
				clear(w.header)
				w.status = 0
				site.ServeHTTP(w, r)
				if w.status != http.StatusOK {
					b.Fatalf("the status is %d", w.status)
				}
			}
		})
	}
}

// discard is a ResponseWriter that keeps the status alone.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) WriteHeader(status int)      { d.status = status }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }

// BenchmarkOpenAPI measures a document that is asked for again.
func BenchmarkOpenAPI(b *testing.B) {
	site := apiSite(b)
	r := httptest.NewRequest("GET", "http://localhost/openapi.json", nil)
	w := &discard{header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		clear(w.header)
		site.ServeHTTP(w, r)
	}
}
