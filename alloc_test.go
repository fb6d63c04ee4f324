package combo_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/combo-web/combo"
)

// sink is a ResponseWriter that keeps nothing and allocates nothing.
type sink struct{ header http.Header }

func (s sink) Header() http.Header               { return s.header }
func (s sink) WriteHeader(int)                   {}
func (s sink) Write(b []byte) (int, error)       { return len(b), nil }
func (s sink) WriteString(b string) (int, error) { return len(b), nil }

func bareText(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	io.WriteString(w, "Hello, World!")
}

func allocations(h http.Handler, path string) float64 {
	r := httptest.NewRequest("GET", "http://localhost"+path, nil)
	w := sink{http.Header{}}
	return testing.AllocsPerRun(1000, func() {
		clear(w.header)
		h.ServeHTTP(w, r)
	})
}

// A text answer costs three allocations more than a bare handler at most: the
// request with what the site knows of it, its copy, and the Response.
func TestTextAnswerAllocations(t *testing.T) {
	bare := allocations(http.HandlerFunc(bareText), "/")
	for _, test := range []struct{ pattern, path string }{{"hello/", "/hello/"}, {"posts/<int:id>/", "/posts/12/"}} {
		site := siteOf(t, combo.Get(test.pattern, say("Hello, World!")))
		if got := allocations(site, test.path); got > bare+3 {
			t.Errorf("GET %s allocates %v times, a bare handler %v", test.path, got, bare)
		}
	}
}

func BenchmarkText(b *testing.B) {
	many := combo.URLs{}
	for _, c := range "abcdefghijklmnopqrstuvwxyz" {
		many = append(many, combo.Get(string(c)+"/<int:id>/<slug:s>/", say("")))
	}
	site := newSite(b, combo.Config{URLs: append(many, combo.Get("hello/", say("Hello, World!")))})
	for _, bench := range []struct {
		name    string
		handler http.Handler
		path    string
	}{
		{"bare", http.HandlerFunc(bareText), "/hello/"},
		{"site", site, "/hello/"},
		{"parameters", site, "/m/12/a-slug/"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			r := httptest.NewRequest("GET", "http://localhost"+bench.path, nil)
			w := sink{http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				clear(w.header)
				bench.handler.ServeHTTP(w, r)
			}
		})
	}
}
