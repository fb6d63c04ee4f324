package middleware_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/middleware"
	"github.com/combo-web/combo/webtest"
)

// decoded undoes the encoding of an answer.
func decoded(t testing.TB, w *httptest.ResponseRecorder) string {
	t.Helper()
	var in io.Reader = bytes.NewReader(w.Body.Bytes())
	var err error
	switch w.Header().Get("Content-Encoding") {
	case "gzip":
		in, err = gzip.NewReader(in)
	case "zstd":
		in, err = zstd.NewReader(in)
	}
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	b, err := io.ReadAll(in)
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	return string(b)
}

func compressed(h http.HandlerFunc) http.Handler {
	return middleware.Compress(middleware.CompressConfig{})(h)
}

// typed answers with a text of some size and type, and further fields.
func typed(size int, contentType string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		io.WriteString(w, strings.Repeat("z", size))
	}
}

func TestCompressNegotiates(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ accept, want string }{
		{"", ""}, {"gzip", "gzip"}, {"zstd", "zstd"}, {"GZIP", "gzip"}, {"x-gzip", "gzip"}, {"br", ""}, {"*", ""}, {"identity", ""},
		{"gzip, deflate, br, zstd", "zstd"}, {"gzip, deflate, br", "gzip"}, {"gzip;q=1, zstd;q=0.5", "gzip"}, {"gzip;q=0.5,zstd;q=0.9", "zstd"},
		{"gzip;q=0", ""}, {"gzip;q=0, zstd;q=0", ""}, {"zstd;q=0, gzip", "gzip"}, {"gzip;q=0.5, identity", ""}, {"identity;q=0.1, gzip;q=0.2", "gzip"},
		{"gzip;q=x", ""}, {"gzipped", ""}, {strings.Repeat("a,", 3000) + "gzip", ""},
	} {
		w := cacheGet(compressed(typed(5000, "text/html; charset=utf-8")), "/", "Accept-Encoding", test.accept)
		if got := w.Header().Get("Content-Encoding"); got != test.want {
			t.Errorf("Accept-Encoding %.40q: %q, want %q", test.accept, got, test.want)
		}
		if decoded(t, w) != strings.Repeat("z", 5000) {
			t.Errorf("Accept-Encoding %.40q: another page", test.accept)
		}
		if got := w.Header()["Vary"]; !slices.Equal(got, []string{"Accept-Encoding"}) {
			t.Errorf("Accept-Encoding %.40q: Vary is %q", test.accept, got)
		}
	}
}

func TestCompressChooses(t *testing.T) {
	t.Parallel()
	const html = "text/html"
	for _, test := range []struct {
		name       string
		view       http.HandlerFunc
		compressed bool
		vary       bool
	}{
		{"smallest", typed(1024, html), true, true},
		{"too small", typed(1023, html), false, false},
		{"length given", typed(5000, html, "Content-Length", "5000"), true, true},
		{"small length given", typed(500, html, "Content-Length", "500"), false, false},
		{"parameters of the type", typed(5000, "Text/HTML ;charset=utf-8"), true, true},
		{"json", typed(5000, "application/json"), true, true},
		{"svg", typed(5000, "image/svg+xml"), true, true},
		{"png", typed(5000, "image/png"), false, false},
		{"zip", typed(5000, "application/zip"), false, false},
		{"woff2", typed(5000, "font/woff2"), false, false},
		{"events", typed(5000, "text/event-stream"), false, false},
		{"no type", typed(5000, ""), false, false},
		{"encoded", typed(5000, html, "Content-Encoding", "br"), false, false},
		{"no-transform", typed(5000, html, "Cache-Control", "public, No-Transform"), false, false},
		{"digest", typed(5000, html, "Content-Digest", "sha-256=:x:"), false, false},
		{"part", typed(5000, html, "Content-Range", "bytes 0-4999/6000"), false, false},
		{"206", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", html)
			w.WriteHeader(206)
			w.Write(make([]byte, 5000))
		}, false, true},
		{"404", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", html)
			w.WriteHeader(404)
			w.Write(make([]byte, 5000))
		}, true, true},
		{"in parts", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", html)
			for range 5000 {
				w.Write([]byte("z"))
			}
		}, true, true},
		{"by ReadFrom", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", html)
			io.Copy(w, strings.NewReader(strings.Repeat("z", 5000)))
		}, true, true},
	} {
		w := cacheGet(compressed(test.view), "/", "Accept-Encoding", "gzip")
		own := w.Header().Get("Content-Encoding") == "gzip"
		if own != test.compressed {
			t.Errorf("%s: compressed is %v, want %v", test.name, own, test.compressed)
		}
		if vary := w.Header().Get("Vary") == "Accept-Encoding"; vary != test.vary {
			t.Errorf("%s: Vary is %q", test.name, w.Header().Get("Vary"))
		}
		plain := cacheGet(test.view, "/")
		if own && (decoded(t, w) != plain.Body.String() || w.Header().Get("Content-Length") != "") || !own && w.Body.String() != plain.Body.String() {
			t.Errorf("%s: another body, or a wrong length", test.name)
		}
		if w.Code != plain.Code {
			t.Errorf("%s: %d, want %d", test.name, w.Code, plain.Code)
		}
	}
}

func TestCompressKeepsVary(t *testing.T) {
	t.Parallel()
	w := cacheGet(compressed(typed(5000, "text/html", "Vary", "Cookie, accept-encoding")), "/", "Accept-Encoding", "gzip")
	if got := w.Header()["Vary"]; !slices.Equal(got, []string{"Cookie, accept-encoding"}) {
		t.Errorf("Vary is %q", got)
	}
}

func TestCompressTags(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]string{`"a"`: `W/"a"`, `W/"a"`: `W/"a"`, "": ""} {
		w := cacheGet(compressed(typed(5000, "text/html", "Etag", tag, "Accept-Ranges", "bytes")), "/", "Accept-Encoding", "gzip")
		if got := w.Header().Get("Etag"); got != want || w.Header().Get("Accept-Ranges") != "" {
			t.Errorf("the tag %s became %s, %v", tag, got, w.Header())
		}
		w = cacheGet(compressed(typed(5000, "text/html", "Etag", tag, "Accept-Ranges", "bytes")), "/")
		if got := w.Header().Get("Etag"); got != tag || w.Header().Get("Accept-Ranges") != "bytes" {
			t.Errorf("uncompressed, the tag %s became %s, %v", tag, got, w.Header())
		}
	}
}

func TestCompressHead(t *testing.T) {
	t.Parallel()
	h := compressed(typed(5000, "text/html", "Content-Length", "5000", "Etag", `"a"`))
	get, head := cacheDo(h, "GET", "/", "Accept-Encoding", "gzip"), cacheDo(h, "HEAD", "/", "Accept-Encoding", "gzip")
	if fmt.Sprint(get.Header()) != fmt.Sprint(head.Header()) || head.Body.Len() != 0 {
		t.Errorf("GET has %v, HEAD %v and %d bytes", get.Header(), head.Header(), head.Body.Len())
	}
	silent := compressed(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(200)
	})
	if w := cacheDo(silent, "HEAD", "/", "Accept-Encoding", "gzip"); w.Header().Get("Vary") != "Accept-Encoding" || w.Header().Get("Content-Encoding") != "" {
		t.Errorf("HEAD without a length: %v", w.Header())
	}
}

// The length of a page is not that of its text, and differs each time.
func TestCompressJitter(t *testing.T) {
	t.Parallel()
	lengths := func(config middleware.CompressConfig, contentType, coding string) map[int]bool {
		h := middleware.Compress(config)(typed(5000, contentType))
		seen := map[int]bool{}
		for range 50 {
			w := cacheGet(h, "/", "Accept-Encoding", coding)
			seen[w.Body.Len()] = true
			if decoded(t, w) != strings.Repeat("z", 5000) {
				t.Fatalf("%s: another page", coding)
			}
		}
		return seen
	}
	for _, coding := range []string{"gzip", "zstd"} {
		if n := len(lengths(middleware.CompressConfig{}, "text/html; charset=utf-8", coding)); n < 10 {
			t.Errorf("%s: %d lengths of 50 pages", coding, n)
		}
		if n := len(lengths(middleware.CompressConfig{}, "application/json", coding)); n != 1 {
			t.Errorf("%s: %d lengths of JSON", coding, n)
		}
		if n := len(lengths(middleware.CompressConfig{NoJitter: true}, "text/html", coding)); n != 1 {
			t.Errorf("%s: %d lengths without jitter", coding, n)
		}
	}
}

// What is flushed arrives before the handler ends, compressed or not.
func TestCompressFlushes(t *testing.T) {
	t.Parallel()
	for _, contentType := range []string{"text/event-stream", "text/plain"} {
		release := make(chan struct{})
		server := httptest.NewServer(compressed(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", contentType)
			rc := http.NewResponseController(w)
			if err := rc.Flush(); err != nil {
				t.Errorf("flush the header: %v", err)
			}
			<-release
			fmt.Fprint(w, "data: 1\n\n")
			if err := rc.Flush(); err != nil {
				t.Errorf("flush: %v", err)
			}
			<-release
		}))
		defer server.Close()
		answer, err := server.Client().Get(server.URL) // returns when the header is there
		if err != nil {
			t.Fatal(err)
		}
		release <- struct{}{}
		line, err := bufio.NewReader(answer.Body).ReadString('\n') // net/http undoes gzip
		if line != "data: 1\n" || err != nil {
			t.Errorf("%s: %q, %v", contentType, line, err)
		}
		if answer.Uncompressed != (contentType == "text/plain") {
			t.Errorf("%s: compressed is %v", contentType, answer.Uncompressed)
		}
		release <- struct{}{}
		answer.Body.Close()
	}
}

// A handler that panics sends no half page that looks like a whole one.
func TestCompressPanics(t *testing.T) {
	t.Parallel()
	site := webtest.Site(t, combo.Config{
		Log: slog.New(slog.DiscardHandler), Middleware: []func(http.Handler) http.Handler{middleware.Compress(middleware.CompressConfig{})},
		URLs: combo.URLs{
			combo.Handle("little/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				typed(100, "text/html")(w, r)
				panic("boom")
			})),
			combo.Handle("much/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				typed(100_000, "text/html")(w, r)
				panic("boom")
			})),
		},
	})
	if w := cacheGet(site, "http://localhost/little/", "Accept-Encoding", "gzip"); w.Code != 500 || strings.Contains(w.Body.String(), "zz") {
		t.Errorf("%d %q", w.Code, w.Body)
	}
	server := httptest.NewServer(site)
	defer server.Close()
	answer, err := server.Client().Get(server.URL + "/much/")
	if err == nil {
		_, err = io.ReadAll(answer.Body)
		answer.Body.Close()
	}
	if err == nil {
		t.Error("half a page looks whole")
	}
}

// The connection copies files that are not compressed.
func TestCompressReadFrom(t *testing.T) {
	t.Parallel()
	h := compressed(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "image/png")
		io.Copy(w, io.LimitReader(neverEnding{}, 5000))
	})
	w := &readFromWriter{ResponseRecorder: httptest.NewRecorder()}
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if !w.used || w.Body.Len() != 5000 {
		t.Errorf("ReadFrom used: %v, %d bytes", w.used, w.Body.Len())
	}
}

type neverEnding struct{}

func (neverEnding) Read(b []byte) (int, error) { return len(b), nil }

type readFromWriter struct {
	*httptest.ResponseRecorder
	used bool
}

func (w *readFromWriter) ReadFrom(src io.Reader) (int64, error) {
	w.used = true
	return io.Copy(w.ResponseRecorder, src)
}

// Connections can be taken over through all the writers of these middlewares.
func TestHijackThrough(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(webtest.Site(t, combo.Config{
		Middleware: []func(http.Handler) http.Handler{
			middleware.Compress(middleware.CompressConfig{}), middleware.ConditionalGET(), middleware.Cache(middleware.CacheConfig{}),
		},
		URLs: combo.URLs{combo.Handle("", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Errorf("Hijack: %v", err)
				return
			}
			defer conn.Close()
			io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
		}))},
	}))
	defer server.Close()
	conn, err := net.Dial("tcp", strings.TrimPrefix(server.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
	answer, err := io.ReadAll(conn)
	if err != nil || !strings.HasSuffix(string(answer), "hello") {
		t.Errorf("%q, %v", answer, err)
	}
}

// TestGauntletB11: a compressed request is refused and never unpacked.
func TestGauntletB11(t *testing.T) {
	t.Parallel()
	checkCompressedRequests(t, takingForms(t, middleware.Default(middleware.Options{})...))
}

// takingForms is a site that binds a name.
func takingForms(t testing.TB, around ...wrapper) http.Handler {
	return webtest.Site(t, combo.Config{Log: slog.New(slog.DiscardHandler), Middleware: around, URLs: combo.URLs{
		combo.Post("", func(r *http.Request) (*combo.Response, error) {
			type input struct {
				Name string `form:"name" json:"name"`
			}
			if _, err := combo.Bind[input](r); err != nil {
				return nil, err
			}
			return combo.Text("bound")
		}),
	}})
}

func checkCompressedRequests(t witness, site http.Handler) {
	t.Helper()
	bomb := zipped(strings.Repeat("\x00", 16<<20))
	for contentType, small := range map[string]string{"application/x-www-form-urlencoded": "name=Ann", "application/json": `{"name":"Ann"}`} {
		for name, body := range map[string]string{"small": zipped(small), "bomb": bomb} {
			for _, coding := range []string{"gzip", "GZIP", "x-gzip", "gzip, gzip"} {
				w := send(site, "POST", "http://localhost/", body, "Content-Type: "+contentType, "Content-Encoding: "+coding)
				if w.Code != 415 {
					t.Errorf("%s, %s in %s: %d %q, want 415", name, contentType, coding, w.Code, w.Body)
				}
			}
		}
		if w := send(site, "POST", "http://localhost/", small, "Content-Type: "+contentType); w.Body.String() != "bound" {
			t.Errorf("%s as it is: %d %q", contentType, w.Code, w.Body)
		}
	}
}

func zipped(text string) string {
	var b bytes.Buffer
	zip := gzip.NewWriter(&b)
	io.WriteString(zip, text)
	zip.Close()
	return b.String()
}

func TestCompressConfig(t *testing.T) {
	t.Parallel()
	own := middleware.Compress(middleware.CompressConfig{MinBytes: 10, ContentTypes: []string{"image/x-own", "audio/*"}})
	for contentType, want := range map[string]string{"image/x-own": "gzip", "audio/wav": "gzip", "text/html": ""} {
		if w := cacheGet(own(typed(10, contentType)), "/", "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != want {
			t.Errorf("%s: %q", contentType, w.Header().Get("Content-Encoding"))
		}
	}
	panicsWith(t, "CompressConfig.MinBytes", func() { middleware.Compress(middleware.CompressConfig{MinBytes: -1}) })
	panicsWith(t, "CompressConfig.ContentTypes", func() { middleware.Compress(middleware.CompressConfig{ContentTypes: []string{"html"}}) })
	panicsWith(t, "CompressConfig.ContentTypes", func() { middleware.Compress(middleware.CompressConfig{ContentTypes: []string{"*/*"}}) })
}
