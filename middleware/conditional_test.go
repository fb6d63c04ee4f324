package middleware_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/middleware"
	"github.com/combo-web/combo/webtest"
)

// filler makes a page long enough for a tag.
var filler = strings.Repeat("~", 512)

// taggedSite answers by one handler behind ConditionalGET.
func taggedSite(t testing.TB, h http.HandlerFunc) *combo.Site {
	return webtest.Site(t, combo.Config{
		Hosts: []string{"*"}, Middleware: []func(http.Handler) http.Handler{middleware.ConditionalGET()},
		URLs: combo.URLs{combo.Handle("", h)},
	})
}

func TestConditionalGET(t *testing.T) {
	t.Parallel()
	const date, older, newer = "Mon, 02 Jan 2026 10:00:00 GMT", "Mon, 02 Jan 2026 09:00:00 GMT", "Mon, 02 Jan 2026 11:00:00 GMT"
	page := func(header ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			for i := 0; i < len(header); i += 2 {
				w.Header().Add(header[i], header[i+1])
			}
			io.WriteString(w, "a page"+filler)
		}
	}
	own := cacheGet(taggedSite(t, page()), "/").Header().Get("Etag")
	if !strings.HasPrefix(own, `W/"`) {
		t.Fatalf("the tag of a page is %q", own)
	}
	strong := strings.TrimPrefix(own, "W/")
	for _, test := range []struct {
		name    string
		view    http.HandlerFunc
		request []string
		status  int
		tag     string
	}{
		{"no condition", page(), nil, 200, own},
		{"its tag", page(), []string{"If-None-Match", own}, 304, own},
		{"its tag, strong", page(), []string{"If-None-Match", strong}, 304, own},
		{"among others", page(), []string{"If-None-Match", `"a", ` + own}, 304, own},
		{"in a second field", page(), []string{"If-None-Match", `"a"`, "If-None-Match", own}, 304, own},
		{"any", page(), []string{"If-None-Match", "*"}, 304, own},
		{"another", page(), []string{"If-None-Match", `"a"`}, 200, own},
		{"own tag of the view", page("Etag", `"1"`), []string{"If-None-Match", `W/"1"`}, 304, `"1"`},
		{"another than the view's", page("Etag", `"1"`), []string{"If-None-Match", own}, 200, `"1"`},
		{"not modified since", page("Last-Modified", date), []string{"If-Modified-Since", date}, 304, own},
		{"not modified since later", page("Last-Modified", date), []string{"If-Modified-Since", newer}, 304, own},
		{"modified since", page("Last-Modified", date), []string{"If-Modified-Since", older}, 200, own},
		{"date without Last-Modified", page(), []string{"If-Modified-Since", newer}, 200, own},
		{"the tag decides before the date", page("Last-Modified", date), []string{"If-None-Match", `"a"`, "If-Modified-Since", newer}, 200, own},
		{"the tag decides before the date, other way", page("Last-Modified", date), []string{"If-None-Match", own, "If-Modified-Since", older}, 304, own},
		{"unreadable date", page("Last-Modified", date), []string{"If-Modified-Since", "yesterday"}, 200, own},
		{"guards of a change", page(), []string{"If-Match", `"a"`, "If-None-Match", own}, 304, own},
		{"sets a cookie", page("Set-Cookie", "a=b"), []string{"If-None-Match", own}, 200, ""},
		{"no-store", page("Cache-Control", "private, No-Store"), []string{"If-None-Match", own}, 200, ""},
		{"private", page("Cache-Control", "private"), []string{"If-None-Match", own}, 304, own},
		{"encoded", page("Content-Encoding", "gzip"), []string{"If-None-Match", own}, 200, ""},
		{"wrong length", page("Content-Length", "519"), []string{"If-None-Match", own}, 200, ""},
		{"nonce and own tag", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Etag", `"1"`)
			io.WriteString(w, combo.CSPNonce(r)+filler)
		}, []string{"If-None-Match", `"1"`}, 200, `"1"`},
		{"nonce", func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "a page"+filler)
			combo.CSPNonce(r)
		}, []string{"If-None-Match", own}, 200, ""},
		{"error", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(404); io.WriteString(w, "a page"+filler) }, []string{"If-None-Match", own}, 404, ""},
		{"small", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, filler[1:]) }, []string{"If-None-Match", "*"}, 200, ""},
		{"small with a tag", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Etag", `"1"`)
			io.WriteString(w, "a page")
		}, []string{"If-None-Match", `"1"`}, 304, `"1"`},
		{"nothing", func(http.ResponseWriter, *http.Request) {}, []string{"If-None-Match", "*"}, 200, ""},
		{"flushed", func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "a page"+filler)
			http.NewResponseController(w).Flush()
		}, []string{"If-None-Match", own}, 200, ""},
		{"in parts", func(w http.ResponseWriter, r *http.Request) {
			w.Write([]byte("a "))
			io.Copy(w, strings.NewReader("page"+filler))
		}, []string{"If-None-Match", own}, 304, own},
		{"large", func(w http.ResponseWriter, r *http.Request) { w.Write(make([]byte, 1<<20+1)) }, []string{"If-None-Match", "*"}, 200, ""},
		{"large in parts", func(w http.ResponseWriter, r *http.Request) {
			for range 1<<10 + 1 {
				w.Write(make([]byte, 1<<10))
			}
		}, []string{"If-None-Match", "*"}, 200, ""},
		{"largest", func(w http.ResponseWriter, r *http.Request) { w.Write(make([]byte, 1<<20)) }, []string{"If-None-Match", "*"}, 304, `W/"MOFJVevxNSI5e8FeV_g5"`},
	} {
		w := cacheGet(taggedSite(t, test.view), "/", test.request...)
		tag := w.Header().Get("Etag")
		if w.Code != test.status || tag != test.tag && !strings.HasPrefix(test.name, "largest") {
			t.Errorf("%s: %d with tag %q, want %d with %q", test.name, w.Code, tag, test.status, test.tag)
		}
		if (w.Code == 304 || test.name == "nothing") != (w.Body.Len() == 0) {
			t.Errorf("%s: %d with %d bytes", test.name, w.Code, w.Body.Len())
		}
	}
}

// RFC 9110 §15.4.5: what a 304 has, and what it has not.
func TestConditionalGETFields(t *testing.T) {
	t.Parallel()
	site := taggedSite(t, func(w http.ResponseWriter, r *http.Request) {
		for _, name := range []string{"Cache-Control", "Content-Location", "Expires", "Vary", "Content-Type", "Content-Language", "X-Frame-Options"} {
			w.Header().Set(name, "x")
		}
		w.Header().Set("Last-Modified", "Mon, 02 Jan 2026 10:00:00 GMT")
		w.Header().Set("Content-Length", "516")
		io.WriteString(w, "page"+filler)
	})
	h := cacheGet(site, "/", "If-None-Match", "*").Header()
	for _, name := range []string{"Cache-Control", "Content-Location", "Expires", "Vary", "Etag", "X-Frame-Options"} {
		if h.Get(name) == "" {
			t.Errorf("a 304 has no %s", name)
		}
	}
	for _, name := range []string{"Content-Type", "Content-Language", "Content-Length", "Last-Modified"} {
		if h.Get(name) != "" {
			t.Errorf("a 304 has %s", name)
		}
	}
}

// The tag depends on the body, so it differs for users whose pages differ.
func TestConditionalGETPerUser(t *testing.T) {
	t.Parallel()
	site := taggedSite(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "Hello, ", r.Header.Get("Cookie"), filler)
	})
	ann := cacheGet(site, "/", "Cookie", "user=ann").Header().Get("Etag")
	if w := cacheGet(site, "/", "Cookie", "user=bob", "If-None-Match", ann); w.Code != 200 || w.Body.String() != "Hello, user=bob"+filler {
		t.Errorf("Bob with Ann's tag: %d %q", w.Code, w.Body)
	}
}

func TestConditionalGETMethods(t *testing.T) {
	t.Parallel()
	site := taggedSite(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "page"+filler) })
	tag := cacheGet(site, "/").Header().Get("Etag")
	for method, status := range map[string]int{"GET": 304, "HEAD": 304, "POST": 200, "PUT": 200} {
		if w := cacheDo(site, method, "/", "If-None-Match", tag); w.Code != status {
			t.Errorf("%s: %d, want %d", method, w.Code, status)
		}
	}
	silent := taggedSite(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(200) })
	if w := cacheDo(silent, "HEAD", "/"); w.Header().Get("Etag") != "" {
		t.Errorf("HEAD without a body has the tag %q", w.Header().Get("Etag"))
	}
}

// Files answer by themselves.
func TestConditionalGETFiles(t *testing.T) {
	t.Parallel()
	modified := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	fsys := fstest.MapFS{"a.txt": {Data: []byte(strings.Repeat("text ", 1000)), ModTime: modified}}
	site := webtest.Site(t, combo.Config{Middleware: middleware.Default(middleware.Options{}), URLs: combo.URLs{
		combo.Get("a", func(r *http.Request) (*combo.Response, error) { return combo.File(fsys, "a.txt") }),
	}})
	first := cacheGet(site, "http://localhost/a")
	tag := first.Header().Get("Etag")
	if first.Code != 200 || strings.HasPrefix(tag, "W/") || first.Body.Len() != 5000 {
		t.Errorf("%d, %d bytes, tag %q", first.Code, first.Body.Len(), tag)
	}
	for _, coding := range []string{"", "gzip", "zstd"} {
		sent := cacheGet(site, "http://localhost/a", "Accept-Encoding", coding).Header().Get("Etag")
		if coding != "" && sent != "W/"+tag {
			t.Errorf("compressed by %s the tag %s is %s", coding, tag, sent)
		}
		if w := cacheGet(site, "http://localhost/a", "Accept-Encoding", coding, "If-None-Match", sent); w.Code != 304 {
			t.Errorf("%s with %s: %d", coding, sent, w.Code)
		}
		w := cacheGet(site, "http://localhost/a", "Accept-Encoding", coding, "Range", "bytes=0-3")
		if w.Code != 206 || w.Body.String() != "text" || w.Header().Get("Content-Encoding") != "" {
			t.Errorf("a range with %q: %d %q %v", coding, w.Code, w.Body, w.Header())
		}
	}
}

func TestConditionalGETAllocations(t *testing.T) {
	body := []byte(strings.Repeat("x", 4000))
	plain := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write(body) })
	measure := func(h http.Handler) float64 {
		r := httptest.NewRequest("GET", "/", nil)
		return testing.AllocsPerRun(200, func() { h.ServeHTTP(discard{http.Header{}}, r) })
	}
	if more := measure(middleware.ConditionalGET()(plain)) - measure(plain); more > 8 {
		t.Errorf("a tag costs %v allocations", more)
	}
}

// A discard is a writer that keeps only its header.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) WriteHeader(int)             {}
func (d discard) Write(b []byte) (int, error) { return len(b), nil }
