package middleware_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/cache"
	"github.com/combo-web/combo/middleware"
	"github.com/combo-web/combo/webtest"
)

// A cacheClock stands still until it is moved.
type cacheClock struct {
	mu  sync.Mutex
	now time.Time
}

func newCacheClock() *cacheClock {
	return &cacheClock{now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
}

func (c *cacheClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *cacheClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// cachedSite is a site with one cached view at every path.
func cachedSite(t testing.TB, config middleware.CacheConfig, view combo.View, outside ...func(http.Handler) http.Handler) *combo.Site {
	t.Helper()
	return webtest.Site(t, combo.Config{
		Hosts:      []string{"*"},
		Middleware: outside,
		URLs:       combo.URLs{combo.Path("<path:p>", view).Use(middleware.Cache(config)), combo.Path("", view).Use(middleware.Cache(config))},
	})
}

// counting is a view that answers with how often it was called.
func counting(calls *atomic.Int32, options ...combo.Option) combo.View {
	return func(*http.Request) (*combo.Response, error) {
		return combo.HTML(fmt.Sprint("<p>call ", calls.Add(1)), options...)
	}
}

// cacheGet asks a handler for a page; the header is of name, value pairs.
func cacheGet(h http.Handler, target string, header ...string) *httptest.ResponseRecorder {
	return cacheDo(h, "GET", target, header...)
}

func cacheDo(h http.Handler, method, target string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestCacheAnswersFromTheCache(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	clock := newCacheClock()
	site := cachedSite(t, middleware.CacheConfig{Clock: clock.Now}, counting(&calls, combo.SetHeader("X-Own", "yes")))
	first := cacheGet(site, "/a/")
	clock.Advance(7 * time.Second)
	second := cacheGet(site, "/a/")
	if first.Body.String() != "<p>call 1" || second.Body.String() != "<p>call 1" {
		t.Errorf("pages are %q and %q", first.Body, second.Body)
	}
	for name, want := range map[string]string{
		"Age": "7", "Cache-Status": "Combo; hit", "X-Own": "yes", "Content-Type": "text/html; charset=utf-8",
		"X-Content-Type-Options": "nosniff", "Content-Length": "9", "Etag": first.Header().Get("Etag"), "Cache-Control": "",
	} {
		if got := second.Header().Get(name); got != want {
			t.Errorf("from the cache, %s is %q, want %q", name, got, want)
		}
	}
	if got := first.Header().Get("Cache-Status"); got != "Combo; fwd=miss" || first.Header().Get("Age") != "" || first.Header().Get("Etag") == "" {
		t.Errorf("the first answer has the header %v", first.Header())
	}
	clock.Advance(53 * time.Second)
	if third := cacheGet(site, "/a/"); third.Body.String() != "<p>call 2" {
		t.Errorf("after the TTL: %q", third.Body)
	}
}

func TestCacheHead(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	site := cachedSite(t, middleware.CacheConfig{}, counting(&calls))
	if w := cacheDo(site, "HEAD", "/"); w.Header().Get("Cache-Status") != "Combo; fwd=miss" {
		t.Errorf("HEAD before GET: %v", w.Header())
	}
	if w := cacheGet(site, "/"); w.Body.String() != "<p>call 2" {
		t.Errorf("GET after HEAD: %q: HEAD was kept", w.Body)
	}
	w := cacheDo(site, "HEAD", "/")
	if w.Body.Len() != 0 || w.Header().Get("Content-Length") != "9" || w.Header().Get("Cache-Status") != "Combo; hit" || calls.Load() != 2 {
		t.Errorf("HEAD after GET: %q, %v, %d calls", w.Body, w.Header(), calls.Load())
	}
}

// TestCacheUndeclaredFields is F1: a view that shows all it can see of a request
// shows nothing of what is not declared, or is not answered from the cache.
func TestCacheUndeclaredFields(t *testing.T) {
	t.Parallel()
	show := func(r *http.Request) (*combo.Response, error) {
		var b strings.Builder
		url, err := combo.AbsoluteURL(r, "")
		if err != nil {
			return nil, err
		}
		fmt.Fprintln(&b, r.Method, r.URL, r.RequestURI, r.Host, r.Proto, r.RemoteAddr, r.ContentLength, r.TransferEncoding, r.Close, r.Form, url)
		fmt.Fprintln(&b, combo.Host(r), combo.Scheme(r), combo.ClientIP(r), combo.Param[string](r, "p"), r.Pattern)
		fmt.Fprintln(&b, r.Header, r.UserAgent(), r.Referer(), r.Cookies(), r.Context().Value(foreignKey{}))
		return combo.Text(b.String())
	}
	foreign := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), foreignKey{}, r.Header)))
		})
	}
	make := func() *combo.Site {
		return webtest.Site(t, combo.Config{
			Hosts: []string{"*"}, TrustedProxies: []string{"192.0.2.0/24"}, Middleware: []func(http.Handler) http.Handler{foreign},
			URLs: combo.URLs{combo.Path("<path:p>", combo.View(show)).Use(middleware.Cache(middleware.CacheConfig{Vary: []string{"accept-language"}}))},
		})
	}
	plain := cacheGet(make(), "/x/?b=2&a=1").Body.String()
	for _, want := range []string{"GET /x/?a=1&b=2 /x/?a=1&b=2 example.com HTTP/1.1 ", "http://example.com/x/?a=1&b=2", "map[]", "<nil>"} {
		if !strings.Contains(plain, want) {
			t.Errorf("the view does not see %q:\n%s", want, plain)
		}
	}
	if strings.Contains(plain, "192.0.2.1") {
		t.Errorf("the view sees the address of the client:\n%s", plain)
	}
	for _, name := range []string{
		"X-Forwarded-Host", "X-Forwarded-For", "X-Forwarded-Server", "Forwarded", "X-Original-Url", "X-Rewrite-Url", "X-Http-Method-Override",
		"Accept-Language", "Accept-Encoding", "Accept-Charset", "User-Agent", "Referer", "Origin", "Cookie", "Authorization", "Proxy-Authorization",
		"Range", "If-None-Match", "If-Modified-Since", "If-Match", "If-Range", "If-Unmodified-Since", "Upgrade", "Connection", "Cache-Control", "Pragma",
		"Sec-Fetch-Site", "Sec-Fetch-Dest", "X-Requested-With", "X-Request-Id", "Save-Data", "Dnt", "Via", "X-Real-Ip", "True-Client-Ip", "X-Evil", "Te", "Trailer",
	} {
		site := make()
		with := cacheGet(site, "/x/?b=2&a=1", name, "evil-value-123")
		if with.Header().Get("Cache-Status") != "Combo; fwd=bypass" && with.Body.String() != plain && name != "Accept-Language" {
			t.Errorf("with %s the kept page is\n%s", name, with.Body)
		}
		if after := cacheGet(site, "/x/?b=2&a=1"); after.Body.String() != plain {
			t.Errorf("after a request with %s the page is\n%s", name, after.Body)
		}
	}
	if w := cacheGet(make(), "/x/", "X-Forwarded-Proto", "https"); !strings.Contains(w.Body.String(), "https://example.com/x/") {
		t.Errorf("behind a trusted proxy the view does not see its scheme:\n%s", w.Body)
	}
}

type foreignKey struct{}

// A request that says who sends it passes the cache by, and the view gets all of it.
func TestCacheBypass(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		change   func(*http.Request)
		bypassed bool
		control  string
	}{
		{"plain", func(*http.Request) {}, false, ""},
		{"authorization", func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") }, true, "private, no-store"},
		{"empty authorization", func(r *http.Request) { r.Header["Authorization"] = []string{""} }, true, "private, no-store"},
		{"certificate", func(r *http.Request) {
			r.TLS = &tls.ConnectionState{PeerCertificates: []*x509.Certificate{{}}}
		}, true, "private, no-store"},
		{"cookie", func(r *http.Request) { r.Header.Set("Cookie", "sessionid=1") }, true, "private, no-store"},
		{"ignored cookie", func(r *http.Request) { r.Header.Set("Cookie", "_ga=1; _gid=2") }, false, ""},
		{"ignored and other cookie", func(r *http.Request) { r.Header.Set("Cookie", "_ga=1; x=2") }, true, "private, no-store"},
		{"other cookie in a second field", func(r *http.Request) { r.Header["Cookie"] = []string{"_ga=1", "x=2"} }, true, "private, no-store"},
		{"ignored name in other case", func(r *http.Request) { r.Header.Set("Cookie", "_GA=1") }, true, "private, no-store"},
		{"nameless cookie", func(r *http.Request) { r.Header.Set("Cookie", "_ga") }, true, "private, no-store"},
		{"too many cookies", func(r *http.Request) { r.Header.Set("Cookie", strings.Repeat("_ga=1;", 400)) }, true, "private, no-store"},
		{"range", func(r *http.Request) { r.Header.Set("Range", "bytes=0-1") }, true, ""},
		{"upgrade", func(r *http.Request) { r.Header.Set("Upgrade", "websocket") }, true, ""},
		{"body", func(r *http.Request) { r.Body, r.ContentLength = io.NopCloser(strings.NewReader("a=1")), 3 }, true, ""},
		{"chunked body", func(r *http.Request) { r.Body, r.ContentLength = io.NopCloser(strings.NewReader("a=1")), -1 }, true, ""},
		{"malformed query", func(r *http.Request) { r.URL.RawQuery = "a=%zz" }, true, ""},
	} {
		var calls atomic.Int32
		config := middleware.CacheConfig{IgnoreCookies: []string{"_ga", "_gid"}}
		seen := http.Header{}
		site := cachedSite(t, config, func(r *http.Request) (*combo.Response, error) {
			seen = r.Header
			return counting(&calls)(r)
		})
		ask := func() *httptest.ResponseRecorder {
			r := httptest.NewRequest("GET", "/x/", nil)
			test.change(r)
			w := httptest.NewRecorder()
			site.ServeHTTP(w, r)
			for name := range r.Header {
				if seen[name] == nil == test.bypassed {
					t.Errorf("%s: the view sees %v", test.name, seen)
				}
			}
			return w
		}
		first, second := ask(), ask()
		if bypassed := calls.Load() == 2; bypassed != test.bypassed {
			t.Errorf("%s: %d calls for two requests", test.name, calls.Load())
		}
		if got := first.Header().Get("Cache-Control"); got != test.control {
			t.Errorf("%s: Cache-Control is %q, want %q", test.name, got, test.control)
		}
		if w := cacheGet(site, "/x/"); test.bypassed && w.Body.String() != "<p>call 3" {
			t.Errorf("%s: a plain request after it gets %q: it was kept", test.name, w.Body)
		}
		if w := ask(); test.bypassed && w.Body.String() != "<p>call 4" {
			t.Errorf("%s: it is answered from the cache: %q", test.name, w.Body)
		}
		_ = second
	}
}

// What the view of a signed-in visitor says about caching stands.
func TestCacheBypassLeavesCacheControl(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	site := cachedSite(t, middleware.CacheConfig{}, counting(&calls, combo.SetHeader("Cache-Control", "private, max-age=5")))
	if w := cacheGet(site, "/", "Cookie", "sessionid=1"); w.Header().Get("Cache-Control") != "private, max-age=5" {
		t.Errorf("Cache-Control is %q", w.Header().Get("Cache-Control"))
	}
}

// HTTP/2 gives requests without a body one that is empty.
func TestCacheOverHTTP2(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	server := httptest.NewUnstartedServer(cachedSite(t, middleware.CacheConfig{}, counting(&calls)))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	for range 2 {
		answer, err := server.Client().Get(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.ProtoMajor != 2 {
			t.Errorf("the protocol is %s", answer.Proto)
		}
	}
	if calls.Load() != 1 {
		t.Errorf("%d calls for two requests", calls.Load())
	}
}

func TestCachePost(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	site := cachedSite(t, middleware.CacheConfig{}, counting(&calls))
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "POST"} {
		cacheDo(site, method, "/")
	}
	if calls.Load() != 5 {
		t.Errorf("%d calls for five unsafe requests", calls.Load())
	}
}

// TestCacheKeeps is F3, F4 and F8: which answers are kept.
func TestCacheKeeps(t *testing.T) {
	t.Parallel()
	set := func(name string, values ...string) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header()[name] = values
			io.WriteString(w, "page")
		}
	}
	status := func(status int) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			if status >= 200 && status != 204 && status != 304 {
				io.WriteString(w, "page")
			}
		}
	}
	for _, test := range []struct {
		name string
		view func(http.ResponseWriter, *http.Request)
		kept bool
	}{
		{"plain", set("X-A", "b"), true},
		{"empty", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200) }, true},
		{"nothing written", func(http.ResponseWriter, *http.Request) {}, false},
		{"set-cookie", set("Set-Cookie", "a=b"), false},
		{"set-cookie in another spelling", set("set-cookie", "a=b"), false},
		{"private", set("Cache-Control", "private"), false},
		{"Private", set("Cache-Control", "Private"), false},
		{"NO-STORE", set("Cache-Control", "NO-STORE"), false},
		{"no-cache", set("Cache-Control", "max-age=60 , \tno-cache"), false},
		{"no-cache with names", set("Cache-Control", `no-cache="Set-Cookie"`), false},
		{"private in a second field", set("Cache-Control", "public", "private"), false},
		{"private behind a semicolon", set("Cache-Control", "max-age=60; private"), false},
		{"private behind an open quote", set("Cache-Control", `x="y, private`), false},
		{"no space", set("Cache-Control", "public,max-age=60,PRIVATE"), false},
		{"pragma", set("Pragma", "no-cache"), false},
		{"public", set("Cache-Control", "public, max-age=60"), true},
		{"max-age 0", set("Cache-Control", "max-age=0"), false},
		{"s-maxage 0", set("Cache-Control", "s-maxage=0, max-age=60"), false},
		{"max-age unreadable", set("Cache-Control", "max-age=soon"), false},
		{"vary declared", set("Vary", "Accept-Language"), true},
		{"vary declared in other case", set("Vary", " ACCEPT-language ,"), true},
		{"vary accept-encoding", set("Vary", "Accept-Encoding, accept-language"), true},
		{"vary cookie", set("Vary", "Cookie"), false},
		{"vary second field", set("Vary", "Accept-Language", "User-Agent"), false},
		{"vary *", set("Vary", "*"), false},
		{"vary  * ", set("Vary", " * "), false},
		{"vary Cookie , *", set("Vary", "Cookie , *"), false},
		{"vary list with *", set("Vary", "Accept-Language,*"), false},
		{"vary tab *", set("Vary", "\t*"), false},
		{"vary quoted", set("Vary", `"*"`), false},
		{"vary in another spelling", set("vary", "*"), false},
		{"content-encoding", set("Content-Encoding", "gzip"), false},
		{"content-encoding identity", set("Content-Encoding", "identity"), true},
		{"content-range", set("Content-Range", "bytes 0-3/10"), false},
		{"www-authenticate", set("Www-Authenticate", "Basic"), false},
		{"clear-site-data", set("Clear-Site-Data", `"*"`), false},
		{"trailer", set("Trailer", "X-Sum"), false},
		{"connection", set("Connection", "close"), false},
		{"length too large", set("Content-Length", "5"), false},
		{"length too small", set("Content-Length", "3"), false},
		{"length right", set("Content-Length", "4"), true},
		{"lengths", set("Content-Length", "4", "4"), false},
		{"nonce in the policy", set("Content-Security-Policy", "script-src 'nonce-abc'"), false},
		{"policy", set("Content-Security-Policy", "script-src 'self'"), true},
		{"nonce in the page", func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `<script nonce="%s">`, combo.CSPNonce(r))
		}, false},
		{"request id in the page", func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "Request "+combo.RequestID(r))
		}, false},
		{"201", status(201), false},
		{"203", status(203), false},
		{"204", status(204), false},
		{"206", status(206), false},
		{"301", status(301), true},
		{"302", status(302), false},
		{"304", status(304), false},
		{"308", status(308), false},
		{"400", status(400), false},
		{"404", status(404), true},
		{"500", status(500), false},
		{"503", status(503), false},
		{"largest", func(w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, 1000)) }, true},
		{"too large", func(w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, 1001)) }, false},
		{"too large in parts", func(w http.ResponseWriter, _ *http.Request) {
			for range 1001 {
				w.Write([]byte("x"))
			}
		}, false},
		{"too large by ReadFrom", func(w http.ResponseWriter, _ *http.Request) {
			io.Copy(w, strings.NewReader(strings.Repeat("x", 1001)))
		}, false},
		{"flushed", func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, "page")
			http.NewResponseController(w).Flush()
		}, false},
		{"panic", func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, "page")
			panic("boom")
		}, false},
		{"hook sets a cookie", func(w http.ResponseWriter, r *http.Request) {
			hook(t, r, "Set-Cookie", "a=b")
			io.WriteString(w, "page")
		}, false},
		{"hook sets a cookie after the first byte", func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "page")
			hook(t, r, "Set-Cookie", "a=b")
		}, false},
		{"hook sets private", func(w http.ResponseWriter, r *http.Request) {
			hook(t, r, "Cache-Control", "private")
			io.WriteString(w, "page")
		}, false},
		{"hook varies", func(w http.ResponseWriter, r *http.Request) {
			hook(t, r, "Vary", "Accept")
			io.WriteString(w, "page")
		}, false},
		{"hook varies by what is declared", func(w http.ResponseWriter, r *http.Request) {
			hook(t, r, "Vary", "Accept-Language")
			io.WriteString(w, "page")
		}, true},
		{"hook fails", func(w http.ResponseWriter, r *http.Request) {
			if err := combo.BeforeSend(r, func(http.Header) error { return errors.New("no") }); err != nil {
				t.Error(err)
			}
			io.WriteString(w, "page")
		}, false},
		{"CSRF token", func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "token: "+middleware.CSRFToken(r))
		}, false},
	} {
		for _, outside := range [][]func(http.Handler) http.Handler{
			{middleware.CSRF(middleware.CSRFConfig{})}, middleware.Default(middleware.Options{AccessLog: middleware.AccessLogConfig{Log: slog.New(slog.DiscardHandler)}}),
		} {
			var calls atomic.Int32
			config := middleware.CacheConfig{Vary: []string{"Accept-Language"}, Statuses: []int{404, 301}, MaxBytes: 1000}
			site := webtest.Site(t, combo.Config{Middleware: outside, Log: slog.New(slog.DiscardHandler), URLs: combo.URLs{
				combo.Handle("", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					calls.Add(1)
					test.view(w, r)
				})).Use(middleware.Cache(config)),
			}})
			first := cacheGet(site, "http://localhost/")
			second := cacheGet(site, "http://localhost/")
			if kept := calls.Load() == 1; kept != test.kept {
				t.Errorf("%s (%d middleware outside): kept is %v, want %v\n%v", test.name, len(outside), kept, test.kept, first.Header())
			}
			if test.kept && (second.Body.String() != first.Body.String() || second.Code != first.Code) {
				t.Errorf("%s: from the cache %d %q, want %d %q", test.name, second.Code, second.Body, first.Code, first.Body)
			}
		}
	}
}

func hook(t *testing.T, r *http.Request, name, value string) {
	if err := combo.BeforeSend(r, func(h http.Header) error {
		h.Add(name, value)
		return nil
	}); err != nil {
		t.Errorf("BeforeSend: %v", err)
	}
}

// What may not be kept is not held back.
func TestCacheSendsAtOnce(t *testing.T) {
	t.Parallel()
	for name, begin := range map[string]func(http.ResponseWriter){
		"private": func(w http.ResponseWriter) { w.Header().Set("Cache-Control", "private") },
		"status":  func(w http.ResponseWriter) { w.WriteHeader(500) },
		"size":    func(w http.ResponseWriter) { w.Write(make([]byte, 1<<20)) },
		"flush":   func(w http.ResponseWriter) { http.NewResponseController(w).Flush() },
	} {
		sent := httptest.NewRecorder()
		h := middleware.Cache(middleware.CacheConfig{})(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			begin(w)
			io.WriteString(w, "a part")
			if !strings.HasSuffix(sent.Body.String(), "a part") {
				t.Errorf("%s: held back", name)
			}
		}))
		h.ServeHTTP(sent, httptest.NewRequest("GET", "/", nil))
	}
}

// A view that panics after a part of the page sends none of it.
func TestCachePanicSendsACleanPage(t *testing.T) {
	t.Parallel()
	site := webtest.Site(t, combo.Config{Log: slog.New(slog.DiscardHandler), URLs: combo.URLs{
		combo.Handle("", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "half a page")
			panic("boom")
		})).Use(middleware.Cache(middleware.CacheConfig{})),
	}})
	if w := cacheGet(site, "http://localhost/"); w.Code != 500 || strings.Contains(w.Body.String(), "half") {
		t.Errorf("%d %q", w.Code, w.Body)
	}
}

// Pages are told apart by all that they may depend on, and by nothing else.
func TestCacheTellsApart(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		a, b   string
		header [2][]string
		same   bool
	}{
		{"itself", "/a/", "/a/", [2][]string{}, true},
		{"path", "/a/", "/b/", [2][]string{}, false},
		{"case of the path", "/a/", "/A/", [2][]string{}, false},
		{"slash", "/a/", "/a", [2][]string{}, false},
		{"escaped path", "/a/", "/%61/", [2][]string{}, true},
		{"query", "/?a=1", "/?a=2", [2][]string{}, false},
		{"order of the query", "/?a=1&b=2", "/?b=2&a=1", [2][]string{}, true},
		{"order in the query", "/?a=1&a=2", "/?a=2&a=1", [2][]string{}, false},
		{"repeated parameter", "/?a=1", "/?a=1&a=1", [2][]string{}, false},
		{"escaped query", "/?a=%31", "/?a=1", [2][]string{}, true},
		{"plus in the query", "/?a=+", "/?a=%20", [2][]string{}, true},
		{"empty query", "/?", "/", [2][]string{}, true},
		{"escaped ampersand", "/?a=1%26b=2", "/?a=1&b=2", [2][]string{}, false},
		{"undeclared parameter", "/?a=1&utm=x", "/?a=1", [2][]string{}, true},
		{"undeclared parameter in other case", "/?a=1&A=2", "/?a=1", [2][]string{}, true},
		{"host", "http://a.example/", "http://b.example/", [2][]string{}, false},
		{"case of the host", "http://a.example/", "http://A.EXAMPLE/", [2][]string{}, true},
		{"final dot of the host", "http://a.example/", "http://a.example./", [2][]string{}, true},
		{"default port", "http://a.example/", "http://a.example:80/", [2][]string{}, true},
		{"port", "http://a.example/", "http://a.example:8080/", [2][]string{}, false},
		{"scheme", "http://a.example/", "https://a.example/", [2][]string{}, false},
		{"declared field", "/", "/", [2][]string{{"Accept-Language", "de"}, {"Accept-Language", "en"}}, false},
		{"declared field missing", "/", "/", [2][]string{{}, {"Accept-Language", "en"}}, false},
		{"declared field empty", "/", "/", [2][]string{{}, {"Accept-Language", ""}}, false},
		{"declared field twice", "/", "/", [2][]string{{"Accept-Language", "a", "Accept-Language", "b"}, {"Accept-Language", "ab"}}, false},
		{"undeclared field", "/", "/", [2][]string{{"User-Agent", "a"}, {"User-Agent", "b"}}, true},
		{"form of errors", "/", "/", [2][]string{{"Accept", "text/html"}, {"Accept", "application/json"}}, false},
		{"same form of errors", "/", "/", [2][]string{{"Accept", "text/html,application/json"}, {"Accept", "text/html, */*;q=0.8"}}, true},
	} {
		var calls atomic.Int32
		site := cachedSite(t, middleware.CacheConfig{Query: []string{"a", "b"}, Vary: []string{"Accept-Language"}}, counting(&calls))
		cacheGet(site, test.a, test.header[0]...)
		cacheGet(site, test.b, test.header[1]...)
		if same := calls.Load() == 1; same != test.same {
			t.Errorf("%s: %s and %s are the same page: %v, want %v", test.name, test.a, test.b, same, test.same)
		}
	}
}

// Two prefixes with the same handler are not one page, whatever the handler sees.
func TestCacheBelowMounts(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	shared := middleware.Cache(middleware.CacheConfig{})
	inner := webtest.Site(t, combo.Config{URLs: combo.URLs{combo.Get("x/", counting(&calls)).Use(shared)}})
	files := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "call ", calls.Add(1)) })
	site := webtest.Site(t, combo.Config{URLs: combo.URLs{
		combo.Mount("a/", inner), combo.Mount("b/", inner), combo.Mount("t/<tenant>/", inner),
		combo.Mount("c/<tenant>/", files).Use(shared), combo.Mount("d/", files).Use(shared),
	}})
	paths := []string{"/a/x/", "/b/x/", "/t/one/x/", "/t/two/x/", "/c/one/x/", "/c/two/x/", "/d/x/"}
	for i, path := range slices.Concat(paths, paths) {
		cacheGet(site, "http://localhost"+path)
		if want := int32(min(i+1, len(paths))); calls.Load() != want {
			t.Errorf("after %s: %d calls, want %d", path, calls.Load(), want)
		}
	}
}

func TestCacheOneOf500(t *testing.T) {
	t.Parallel()
	for _, outside := range [][]func(http.Handler) http.Handler{nil, {middleware.Compress(middleware.CompressConfig{}), middleware.ConditionalGET()}} {
		synctest.Test(t, func(t *testing.T) {
			var calls atomic.Int32
			site := cachedSite(t, middleware.CacheConfig{Store: newCacheStore(), TTL: time.Second}, func(*http.Request) (*combo.Response, error) {
				time.Sleep(5 * time.Second) // longer than the TTL
				return combo.Text(fmt.Sprint("call ", calls.Add(1)))
			}, outside...)
			var wg sync.WaitGroup
			for range 500 {
				wg.Go(func() {
					if w := cacheGet(site, "/", "Accept-Encoding", "gzip"); w.Body.String() != "call 1" {
						t.Errorf("page is %q", w.Body)
					}
				})
			}
			wg.Wait()
			if calls.Load() != 1 {
				t.Errorf("%d calls for 500 requests", calls.Load())
			}
		})
	}
}

// One that looked before the page was there, and begins after, makes no second one.
func TestCacheLate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int32
		store := &lateStore{cacheStore: newCacheStore(), release: make(chan struct{})}
		site := cachedSite(t, middleware.CacheConfig{Store: store}, func(r *http.Request) (*combo.Response, error) {
			time.Sleep(time.Second)
			return counting(&calls)(r)
		})
		var wg sync.WaitGroup
		wg.Go(func() { cacheGet(site, "/") })
		synctest.Wait()
		wg.Go(func() { cacheGet(site, "/") })
		synctest.Wait()
		time.Sleep(2 * time.Second)
		close(store.release)
		wg.Wait()
		if calls.Load() != 1 {
			t.Errorf("%d calls", calls.Load())
		}
	})
}

// A lateStore is slow to return from its third Get: the first of the second request.
type lateStore struct {
	*cacheStore
	gets    atomic.Int32
	release chan struct{}
}

func (s *lateStore) Get(ctx context.Context, key string) ([]byte, bool, error) {
	value, ok, err := s.cacheStore.Get(ctx, key)
	if s.gets.Add(1) == 3 {
		<-s.release
	}
	return value, ok, err
}

// Those who wait are not harmed by what happens to the one that they wait for.
func TestCacheLeaderFails(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		first func(w http.ResponseWriter, r *http.Request, leave func())
		calls int32 // of all
	}{
		{"panics", func(http.ResponseWriter, *http.Request, func()) { panic("boom") }, 11},
		{"aborts", func(http.ResponseWriter, *http.Request, func()) { panic(http.ErrAbortHandler) }, 11},
		{"is private", func(w http.ResponseWriter, _ *http.Request, _ func()) {
			w.Header().Set("Cache-Control", "private")
			io.WriteString(w, "secret")
		}, 11},
		{"sets a cookie", func(w http.ResponseWriter, _ *http.Request, _ func()) {
			w.Header().Set("Set-Cookie", "secret=1")
			io.WriteString(w, "secret")
		}, 11},
		{"leaves and goes on", func(w http.ResponseWriter, _ *http.Request, leave func()) {
			leave()
			time.Sleep(time.Hour)
			io.WriteString(w, "late")
		}, 2},
		{"hangs", func(w http.ResponseWriter, _ *http.Request, _ func()) {
			time.Sleep(time.Hour)
			io.WriteString(w, "late")
		}, 11},
		{"leaves", func(w http.ResponseWriter, r *http.Request, leave func()) {
			leave()
			<-r.Context().Done()
			panic(http.ErrAbortHandler)
		}, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var calls atomic.Int32
				ctx, leave := context.WithCancel(t.Context())
				defer leave()
				site := webtest.Site(t, combo.Config{Hosts: []string{"*"}, Log: slog.New(slog.DiscardHandler), URLs: combo.URLs{
					combo.Handle("", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
						n := calls.Add(1)
						time.Sleep(time.Second)
						if n == 1 {
							test.first(w, r, leave)
							return
						}
						io.WriteString(w, "good")
					})).Use(middleware.Cache(middleware.CacheConfig{Store: newCacheStore()})),
				}})
				go func() {
					defer func() { _ = recover() }()
					site.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil).WithContext(ctx))
				}()
				synctest.Wait()
				start := time.Now()
				var wg sync.WaitGroup
				for range 10 {
					wg.Go(func() {
						if w := cacheGet(site, "/"); w.Body.String() != "good" || w.Header().Get("Set-Cookie") != "" {
							t.Errorf("one who waited got %d %q %v", w.Code, w.Body, w.Header())
						}
					})
				}
				wg.Wait()
				if took := time.Since(start); took > 12*time.Second {
					t.Errorf("those who waited got their page after %v", took)
				}
				if calls.Load() != test.calls {
					t.Errorf("%d calls, want %d", calls.Load(), test.calls)
				}
				time.Sleep(2 * time.Hour) // until the first has ended as well
			})
		})
	}
}

// One who waits may have no more time.
func TestCacheWaitsAsLongAsItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		site := cachedSite(t, middleware.CacheConfig{Store: newCacheStore()}, func(*http.Request) (*combo.Response, error) {
			<-release
			return combo.Text("page")
		})
		go cacheGet(site, "/")
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		w := httptest.NewRecorder()
		site.ServeHTTP(w, httptest.NewRequest("GET", "/", nil).WithContext(ctx))
		if w.Code != 503 {
			t.Errorf("after its time: %d, want 503", w.Code)
		}
		close(release)
		synctest.Wait()
	})
}

// A client that reads slowly keeps nobody waiting.
func TestCacheSlowClient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		site := cachedSite(t, middleware.CacheConfig{Store: newCacheStore()}, func(*http.Request) (*combo.Response, error) { return combo.Text("page") })
		release := make(chan struct{})
		go site.ServeHTTP(slowWriter{httptest.NewRecorder(), release}, httptest.NewRequest("GET", "/", nil))
		synctest.Wait()
		if w := cacheGet(site, "/"); w.Header().Get("Cache-Status") != "Combo; hit" {
			t.Errorf("while the first client reads: %v", w.Header())
		}
		close(release)
	})
}

type slowWriter struct {
	*httptest.ResponseRecorder
	release chan struct{}
}

func (w slowWriter) Write(b []byte) (int, error) {
	<-w.release
	return w.ResponseRecorder.Write(b)
}

func (w slowWriter) WriteString(s string) (int, error) { return w.Write([]byte(s)) }

func TestCacheStale(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int32
		site := cachedSite(t, middleware.CacheConfig{Store: newCacheStore(), Stale: time.Hour}, func(*http.Request) (*combo.Response, error) {
			n := calls.Add(1)
			if n > 1 {
				time.Sleep(10 * time.Second)
			}
			return combo.Text(fmt.Sprint("call ", n))
		})
		cacheGet(site, "/")
		time.Sleep(2 * time.Minute)
		done := make(chan string)
		go func() { done <- cacheGet(site, "/").Body.String() }()
		synctest.Wait()
		if w := cacheGet(site, "/"); w.Body.String() != "call 1" || w.Header().Get("Age") != "120" {
			t.Errorf("while one makes the page anew: %q, Age %s", w.Body, w.Header().Get("Age"))
		}
		if got := <-done; got != "call 2" {
			t.Errorf("the one who made it got %q", got)
		}
		if w := cacheGet(site, "/"); w.Body.String() != "call 2" {
			t.Errorf("afterwards: %q", w.Body)
		}
		time.Sleep(2 * time.Hour)
		if w := cacheGet(site, "/"); w.Body.String() != "call 3" {
			t.Errorf("after the stale time: %q", w.Body)
		}
	})
}

// A page that has become private or has gone is not sent as the old one; one whose
// view fails is, to those who wait.
func TestCacheStaleThatHasGone(t *testing.T) {
	t.Parallel()
	for status, kept := range map[int]bool{404: false, 500: true} {
		synctest.Test(t, func(t *testing.T) {
			var calls atomic.Int32
			site := cachedSite(t, middleware.CacheConfig{Store: newCacheStore(), Stale: time.Hour}, func(*http.Request) (*combo.Response, error) {
				if calls.Add(1) > 1 {
					time.Sleep(time.Second)
					return nil, &combo.Error{Status: status}
				}
				return combo.Text("old")
			})
			cacheGet(site, "/")
			time.Sleep(2 * time.Minute)
			if w := cacheGet(site, "/"); w.Code != status {
				t.Errorf("the one that makes it anew got %d", w.Code)
			}
			go cacheGet(site, "/")
			synctest.Wait()
			if w := cacheGet(site, "/"); (w.Body.String() == "old") != kept {
				t.Errorf("after %d another got %d %q", status, w.Code, w.Body)
			}
			time.Sleep(time.Minute)
		})
	}
}

// A page that may not be kept is not waited for again.
func TestCacheRemembersWhatItMayNotKeep(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		site := cachedSite(t, middleware.CacheConfig{Store: newCacheStore()}, func(*http.Request) (*combo.Response, error) {
			time.Sleep(time.Second)
			return combo.Text("page", combo.SetHeader("Cache-Control", "private"))
		})
		cacheGet(site, "/")
		start := time.Now()
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() { cacheGet(site, "/") })
		}
		wg.Wait()
		if took := time.Since(start); took != time.Second {
			t.Errorf("ten private pages at once took %v, want a second", took)
		}
	})
}

func TestCacheBrokenStore(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	var log bytes.Buffer
	site := cachedSite(t, middleware.CacheConfig{Store: brokenCacheStore{}, Log: slog.New(slog.NewTextHandler(&log, nil))}, counting(&calls))
	for i := range 20 {
		if w := cacheGet(site, "/"); w.Code != 200 || w.Body.String() != fmt.Sprint("<p>call ", i+1) {
			t.Errorf("%d %q", w.Code, w.Body)
		}
	}
	if n := strings.Count(log.String(), "the network is gone"); n != 1 {
		t.Errorf("the log has %d lines of it, want 1:\n%s", n, log.String())
	}
}

// F10: a store that hands out what belongs to another key gives nobody another's page.
func TestCacheMixedUpStore(t *testing.T) {
	t.Parallel()
	site := cachedSite(t, middleware.CacheConfig{Store: &mixedStore{}}, func(r *http.Request) (*combo.Response, error) {
		return combo.Text(r.URL.Path)
	})
	for _, path := range []string{"/a/", "/b/", "/c/", "/a/"} {
		if w := cacheGet(site, path); w.Body.String() != path {
			t.Errorf("%s is answered by %q", path, w.Body)
		}
	}
}

func TestCacheClientTTL(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	clock := newCacheClock()
	config := middleware.CacheConfig{Clock: clock.Now, TTL: time.Minute, Public: true, ClientTTL: 40 * time.Second, Vary: []string{"Accept-Language"}}
	site := cachedSite(t, config, counting(&calls))
	for _, want := range []string{"40", "40", "30", "10"} {
		w := cacheGet(site, "/")
		if got := w.Header().Get("Cache-Control"); got != "public, max-age="+want {
			t.Errorf("Cache-Control is %q, want max-age=%s", got, want)
		}
		if got := w.Header()["Vary"]; !slices.Equal(got, []string{"Accept-Language", "Cookie"}) && !slices.Equal(got, []string{"Cookie", "Accept-Language"}) {
			t.Errorf("Vary is %q", got)
		}
		switch want {
		case "40":
			clock.Advance(15 * time.Second)
		case "30":
			clock.Advance(20 * time.Second)
		}
	}
	if calls.Load() != 1 {
		t.Errorf("%d calls", calls.Load())
	}
	own := cachedSite(t, config, counting(&calls, combo.SetHeader("Cache-Control", "max-age=5")))
	for range 2 {
		if w := cacheGet(own, "/"); w.Header().Get("Cache-Control") != "max-age=5" {
			t.Errorf("the view's own Cache-Control became %q", w.Header().Get("Cache-Control"))
		}
	}
}

// What middleware outside makes of an answer for one visitor is not offered to all.
func TestCacheClientTTLAndCookies(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		outside func(http.ResponseWriter, *http.Request)
		public  bool
		want    string
	}{
		{"nothing", func(http.ResponseWriter, *http.Request) {}, false, "private, max-age=10"},
		{"nothing, public", func(http.ResponseWriter, *http.Request) {}, true, "public, max-age=10"},
		{"cookie", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Set-Cookie", "a=b") }, false, ""},
		{"cookie, public", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Set-Cookie", "a=b") }, true, ""},
		{"cookie of a hook", func(_ http.ResponseWriter, r *http.Request) { hook(t, r, "Set-Cookie", "a=b") }, false, "private, max-age=10"},
	} {
		var calls atomic.Int32
		config := middleware.CacheConfig{Query: []string{}, ClientTTL: 10 * time.Second, Public: test.public}
		site := cachedSite(t, config, counting(&calls), func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.RawQuery == "" { // or the page would not be kept in the first place
					test.outside(w, r)
				}
				next.ServeHTTP(w, r)
			})
		})
		cacheGet(site, "/?first")
		for range 2 {
			h := cacheGet(site, "/").Header()
			if calls.Load() != 1 {
				t.Fatalf("%s: not from the cache", test.name)
			}
			if got := h.Get("Cache-Control"); got != test.want || strings.Contains(got, "public") && h["Set-Cookie"] != nil {
				t.Errorf("%s: %s has Cache-Control %q, want %q", test.name, h.Get("Cache-Status"), got, test.want)
			}
		}
	}
}

// Expires speaks where Cache-Control does not (RFC 9111 §4.2.1).
func TestCacheExpires(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		expires, control string
		fresh            time.Duration
	}{
		{"0", "", 0}, {"-1", "", 0}, {"Fri, 02 Jan 2026 03:04:04 GMT", "", 0}, {"Fri, 02 Jan 2026 03:04:05 GMT", "public", 0},
		{"Fri, 02 Jan 2026 03:04:25 GMT", "", 20 * time.Second}, {"Fri, 02 Jan 2027 03:04:05 GMT", "", time.Minute},
		{"0", "max-age=30", 30 * time.Second},
	} {
		var calls atomic.Int32
		clock := newCacheClock()
		options := []combo.Option{combo.SetHeader("Expires", test.expires)}
		if test.control != "" {
			options = append(options, combo.SetHeader("Cache-Control", test.control))
		}
		site := cachedSite(t, middleware.CacheConfig{Clock: clock.Now}, counting(&calls, options...))
		cacheGet(site, "/")
		if test.fresh > 0 {
			clock.Advance(test.fresh - time.Second)
			if cacheGet(site, "/"); calls.Load() != 1 {
				t.Errorf("%q, %q: stale before %v", test.expires, test.control, test.fresh)
			}
			clock.Advance(time.Second)
		}
		if cacheGet(site, "/"); calls.Load() != 2 {
			t.Errorf("%q, %q: fresh after %v", test.expires, test.control, test.fresh)
		}
	}
}

// A page that must be asked for anew is never sent as an old one.
func TestCacheMustRevalidate(t *testing.T) {
	t.Parallel()
	for _, control := range []string{"must-revalidate", "public, Proxy-Revalidate", "s-maxage=60"} {
		synctest.Test(t, func(t *testing.T) {
			var calls atomic.Int32
			site := cachedSite(t, middleware.CacheConfig{Store: newCacheStore(), Stale: time.Hour}, func(*http.Request) (*combo.Response, error) {
				time.Sleep(time.Second)
				return combo.Text(fmt.Sprint("call ", calls.Add(1)), combo.SetHeader("Cache-Control", control))
			})
			cacheGet(site, "/")
			time.Sleep(2 * time.Minute)
			go cacheGet(site, "/")
			synctest.Wait()
			if w := cacheGet(site, "/"); w.Body.String() != "call 2" {
				t.Errorf("%s: after the TTL %q", control, w.Body)
			}
		})
	}
}

// Vary and Link of a page join those of middleware outside, as in a first answer.
func TestCacheJoinsFields(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	view := counting(&calls, combo.SetHeader("Vary", "Accept-Language"), combo.SetHeader("Link", "</a.css>; rel=preload"))
	n := 0
	site := cachedSite(t, middleware.CacheConfig{Vary: []string{"Accept-Language"}}, view, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			n++
			w.Header().Set("Vary", "Origin")
			w.Header().Set("Link", fmt.Sprintf("</%d.js>; rel=preload", n))
			next.ServeHTTP(w, r)
		})
	})
	for i := range 3 {
		h := cacheGet(site, "/").Header()
		if got := strings.Join(h["Vary"], ", "); got != "Origin, Accept-Language" {
			t.Errorf("Vary of answer %d is %q", i+1, got)
		}
		if want := fmt.Sprintf("</%d.js>; rel=preload, </a.css>; rel=preload", i+1); strings.Join(h["Link"], ", ") != want {
			t.Errorf("Link of answer %d is %q, want %s", i+1, h["Link"], want)
		}
	}
	if calls.Load() != 1 {
		t.Errorf("%d calls", calls.Load())
	}
}

// What middleware outside has put into the path values does not reach the view.
func TestCachePathValues(t *testing.T) {
	t.Parallel()
	h := middleware.Cache(middleware.CacheConfig{})(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "user: "+r.PathValue("user"))
	}))
	r := httptest.NewRequest("GET", "/", nil)
	r.SetPathValue("user", "ann")
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Body.String() != "user: " {
		t.Errorf("%q", w.Body)
	}
}

// As with net/http, what a view sets after WriteHeader is not sent, nor kept.
func TestCacheLateFields(t *testing.T) {
	t.Parallel()
	for _, size := range []int{10, 2000} {
		h := middleware.Cache(middleware.CacheConfig{MaxBytes: 1000})(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Early", "yes")
			w.WriteHeader(200)
			w.Header().Set("X-Late", "yes")
			w.Header().Del("X-Early")
			w.Write(make([]byte, size))
		}))
		for range 2 {
			if w := cacheGet(h, "/"); w.Header().Get("X-Early") != "yes" || w.Header().Get("X-Late") != "" || w.Body.Len() != size {
				t.Errorf("%d bytes: %v", size, w.Header())
			}
		}
	}
}

// A page says itself for how long it is fresh, up to the TTL.
func TestCacheOwnTTL(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		control string
		fresh   time.Duration
	}{
		{"max-age=5", 5 * time.Second}, {"max-age=5, s-maxage=10", 10 * time.Second}, {"max-age=99999", time.Minute}, {"public", time.Minute},
	} {
		var calls atomic.Int32
		clock := newCacheClock()
		site := cachedSite(t, middleware.CacheConfig{Clock: clock.Now}, counting(&calls, combo.SetHeader("Cache-Control", test.control)))
		cacheGet(site, "/")
		clock.Advance(test.fresh - time.Second)
		if cacheGet(site, "/"); calls.Load() != 1 {
			t.Errorf("%s: stale before %v", test.control, test.fresh)
		}
		clock.Advance(time.Second)
		if cacheGet(site, "/"); calls.Load() != 2 {
			t.Errorf("%s: fresh after %v", test.control, test.fresh)
		}
	}
}

func TestCacheVersion(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	store := newCacheStore()
	for _, version := range []string{"1", "2", "1"} {
		cacheGet(cachedSite(t, middleware.CacheConfig{Store: store, Version: version}, counting(&calls)), "/")
	}
	if calls.Load() != 2 {
		t.Errorf("%d calls for two versions", calls.Load())
	}
}

// What middleware outside sets for each answer is set for those from the cache, too.
func TestCacheOutside(t *testing.T) {
	t.Parallel()
	n := 0
	outside := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			n++
			w.Header().Set("X-Request-Number", fmt.Sprint(n))
			w.Header().Set("X-Request-Id", combo.RequestID(r))
			hook(t, r, "X-Hook-Number", fmt.Sprint(n))
			next.ServeHTTP(w, r)
		})
	}
	var calls atomic.Int32
	site := cachedSite(t, middleware.CacheConfig{}, counting(&calls), outside)
	ids := map[string]bool{}
	for i := 1; i <= 3; i++ {
		h := cacheGet(site, "/").Header()
		for _, name := range []string{"X-Request-Number", "X-Hook-Number"} {
			if got := h[name]; !slices.Equal(got, []string{fmt.Sprint(i)}) {
				t.Errorf("%s of answer %d is %q", name, i, got)
			}
		}
		ids[h.Get("X-Request-Id")] = true
	}
	if calls.Load() != 1 || len(ids) != 3 {
		t.Errorf("%d calls, %d request ids", calls.Load(), len(ids))
	}
}

// What a hook inside sets is part of the page.
func TestCacheInside(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	site := cachedSite(t, middleware.CacheConfig{}, func(r *http.Request) (*combo.Response, error) {
		hook(t, r, "X-Inside", "yes")
		return counting(&calls)(r)
	}, middleware.Compress(middleware.CompressConfig{}), middleware.ConditionalGET())
	for range 2 {
		if got := cacheGet(site, "/").Header()["X-Inside"]; !slices.Equal(got, []string{"yes"}) {
			t.Errorf("X-Inside is %q", got)
		}
	}
	if calls.Load() != 1 {
		t.Errorf("%d calls", calls.Load())
	}
}

// With compression and conditional answers outside, plain pages are kept, and each
// client gets its own form.
func TestCacheInsideOfCompression(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	text := strings.Repeat("A page that can be compressed. ", 200)
	site := cachedSite(t, middleware.CacheConfig{}, func(*http.Request) (*combo.Response, error) {
		calls.Add(1)
		return combo.HTML(text)
	}, middleware.Compress(middleware.CompressConfig{}), middleware.ConditionalGET())
	tag := ""
	for _, coding := range []string{"gzip", "", "zstd", "gzip"} {
		w := cacheGet(site, "/", "Accept-Encoding", coding)
		if got := w.Header().Get("Content-Encoding"); got != coding {
			t.Errorf("asked for %q, got %q", coding, got)
		}
		if coding == "" && w.Body.String() != text {
			t.Errorf("the plain page is %d bytes, want %d", w.Body.Len(), len(text))
		}
		tag = w.Header().Get("Etag")
	}
	w := cacheGet(site, "/", "Accept-Encoding", "gzip", "If-None-Match", tag)
	if w.Code != 304 || w.Body.Len() != 0 || w.Header().Get("Etag") != tag {
		t.Errorf("with its tag: %d, %d bytes, %v", w.Code, w.Body.Len(), w.Header())
	}
	if calls.Load() != 1 {
		t.Errorf("%d calls", calls.Load())
	}
}

// A first answer that becomes a 304 outside is kept as the page that it is.
func TestCacheKeepsBehind304(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	view := func(*http.Request) (*combo.Response, error) {
		calls.Add(1)
		return combo.HTML("<p>page", combo.SetHeader("ETag", `"1"`))
	}
	site := cachedSite(t, middleware.CacheConfig{}, view, middleware.ConditionalGET())
	if w := cacheGet(site, "/", "If-None-Match", `"1"`); w.Code != 304 {
		t.Fatalf("status %d", w.Code)
	}
	w := cacheGet(site, "/")
	if w.Code != 200 || w.Body.String() != "<p>page" || w.Header().Get("Content-Type") != "text/html; charset=utf-8" || calls.Load() != 1 {
		t.Errorf("%d %q %v, %d calls", w.Code, w.Body, w.Header(), calls.Load())
	}
}

// The kernel's functions work in a cached view, and errors look as they do elsewhere.
func TestCacheKernel(t *testing.T) {
	t.Parallel()
	site := webtest.Site(t, combo.Config{URLs: combo.URLs{
		combo.Get("posts/<int:id>/", func(r *http.Request) (*combo.Response, error) {
			if combo.Param[int](r, "id") == 404 {
				return nil, combo.Errorf(404, "No such post.")
			}
			page, err := combo.Query(r, "page", 1)
			if err != nil {
				return nil, err
			}
			url, err := combo.URL(r, "post", 7)
			if err != nil {
				return nil, err
			}
			return combo.Text(fmt.Sprint(combo.Param[int](r, "id"), " ", page, " ", url, " ", len(combo.RequestID(r)) > 0))
		}).Name("post").Use(middleware.Cache(middleware.CacheConfig{Statuses: []int{404}})),
	}})
	for range 2 {
		if w := cacheGet(site, "http://localhost/posts/3/?page=2"); w.Body.String() != "3 2 /posts/7/ true" {
			t.Errorf("%q", w.Body)
		}
		if w := cacheGet(site, "http://localhost/posts/404/", "Accept", "text/html,*/*;q=0.8"); w.Code != 404 || w.Header().Get("Cache-Status") != "Combo; fwd=miss" || !strings.Contains(w.Body.String(), "<html") {
			t.Errorf("%d %q", w.Code, w.Body)
		}
		if w := cacheGet(site, "http://localhost/posts/404/", "Accept", "application/json"); w.Code != 404 || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%d %q", w.Code, w.Body)
		}
	}
}

// Around a whole site, and twice.
func TestCacheAroundASite(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	shared := middleware.Cache(middleware.CacheConfig{})
	site := webtest.Site(t, combo.Config{
		Middleware: []func(http.Handler) http.Handler{shared},
		URLs:       combo.URLs{combo.Get("", counting(&calls)).Use(shared, shared)},
	})
	for range 3 {
		if w := cacheGet(site, "http://localhost/"); w.Body.String() != "<p>call 1" {
			t.Errorf("%d %q", w.Code, w.Body)
		}
	}
}

func TestCacheOutsideOfASite(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	h := middleware.Cache(middleware.CacheConfig{})(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Vary", r.URL.Query().Get("vary"))
		fmt.Fprint(w, "call ", calls.Add(1))
	}))
	for range 2 {
		if w := cacheGet(h, "/"); w.Body.String() != "call 1" {
			t.Errorf("%q", w.Body)
		}
	}
	for i := range 2 {
		if w := cacheGet(h, "/?vary=Cookie"); w.Body.String() != fmt.Sprint("call ", i+2) {
			t.Errorf("%q", w.Body)
		}
	}
}

// F7: paths that look like files below a private page.
func TestCacheDeception(t *testing.T) {
	t.Parallel()
	site := webtest.Site(t, combo.Config{URLs: combo.URLs{
		combo.Get("account/", func(r *http.Request) (*combo.Response, error) { return combo.Text("secret of Ann") }).Use(middleware.Cache(middleware.CacheConfig{})),
	}})
	for _, path := range []string{"/account/x.css", "/account%2fx.css", "/account;x.css", "/account/..%2fstatic/x.css", "/account/;x.css"} {
		w := cacheGet(site, "http://localhost"+path, "Cookie", "sessionid=ann")
		if w.Code == 200 || strings.Contains(w.Body.String(), "secret") || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %q %v", path, w.Code, w.Body, w.Header())
		}
	}
	if w := cacheGet(site, "http://localhost/account/", "Cookie", "sessionid=ann"); w.Header().Get("Cache-Control") != "private, no-store" {
		t.Errorf("Ann's page has Cache-Control %q", w.Header().Get("Cache-Control"))
	}
}

// Declared context values reach the view, others do not.
func TestCacheContext(t *testing.T) {
	t.Parallel()
	type declared struct{}
	outside := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ctx := context.WithValue(context.WithValue(r.Context(), declared{}, "logger"), foreignKey{}, "user")
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
	site := cachedSite(t, middleware.CacheConfig{Context: func(from, to context.Context) context.Context {
		return context.WithValue(to, declared{}, from.Value(declared{}))
	}}, func(r *http.Request) (*combo.Response, error) {
		inner, cancel := context.WithCancel(r.Context())
		defer cancel()
		return combo.Text(fmt.Sprint(inner.Value(declared{}), " ", inner.Value(foreignKey{})))
	}, outside)
	if w := cacheGet(site, "/"); w.Body.String() != "logger <nil>" {
		t.Errorf("%q", w.Body)
	}
}

func TestCacheConfig(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		config middleware.CacheConfig
		names  string
	}{
		{middleware.CacheConfig{TTL: -1}, "CacheConfig.TTL"},
		{middleware.CacheConfig{Stale: -1}, "CacheConfig.Stale"},
		{middleware.CacheConfig{ClientTTL: -1}, "CacheConfig.ClientTTL"},
		{middleware.CacheConfig{MaxBytes: -1}, "CacheConfig.MaxBytes"},
		{middleware.CacheConfig{Statuses: []int{500}}, "CacheConfig.Statuses"},
		{middleware.CacheConfig{Statuses: []int{302}}, "CacheConfig.Statuses"},
		{middleware.CacheConfig{Vary: []string{"cookie"}}, "CacheConfig.Vary"},
		{middleware.CacheConfig{Vary: []string{"Authorization"}}, "CacheConfig.Vary"},
		{middleware.CacheConfig{Vary: []string{"*"}}, "CacheConfig.Vary"},
		{middleware.CacheConfig{Vary: []string{"a b"}}, "CacheConfig.Vary"},
		{middleware.CacheConfig{Query: []string{""}}, "CacheConfig.Query"},
		{middleware.CacheConfig{IgnoreCookies: []string{""}}, "CacheConfig.IgnoreCookies"},
		{middleware.CacheConfig{Public: true}, "CacheConfig.Public"},
	} {
		panicsWith(t, test.names, func() { middleware.Cache(test.config) })
	}
}

func panicsWith(t *testing.T, names string, f func()) {
	t.Helper()
	defer func() {
		t.Helper()
		if p := recover(); !strings.Contains(fmt.Sprint(p), names) {
			t.Errorf("panic is %v, want one that names %s", p, names)
		}
	}()
	f()
}

// A cacheStore is a store without goroutines, by the clock of its bubble.
type cacheStore struct {
	mu     sync.Mutex
	values map[string][]byte
	until  map[string]time.Time
}

func newCacheStore() *cacheStore {
	return &cacheStore{values: map[string][]byte{}, until: map[string]time.Time{}}
}

func (s *cacheStore) Get(_ context.Context, key string) ([]byte, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.values[key], time.Now().Before(s.until[key]), nil
}

func (s *cacheStore) Set(_ context.Context, key string, value []byte, ttl time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values[key], s.until[key] = slices.Clone(value), time.Now().Add(ttl)
	return nil
}

func (s *cacheStore) Delete(_ context.Context, key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.values, key)
	return nil
}

var _ cache.Store = (*cacheStore)(nil)

type brokenCacheStore struct{}

var errCacheBroken = errors.New("the network is gone")

func (brokenCacheStore) Get(context.Context, string) ([]byte, bool, error) {
	return nil, false, errCacheBroken
}

func (brokenCacheStore) Set(context.Context, string, []byte, time.Duration) error {
	return errCacheBroken
}

func (brokenCacheStore) Delete(context.Context, string) error { return errCacheBroken }

// A panickingStore is a store with a mistake in it.
type panickingStore struct{ brokenCacheStore }

func (panickingStore) Get(context.Context, string) ([]byte, bool, error) { panic("get") }

func (panickingStore) Set(context.Context, string, []byte, time.Duration) error { panic("set") }

// A mixedStore returns what was stored last, whatever the key.
type mixedStore struct{ last []byte }

func (s *mixedStore) Get(context.Context, string) ([]byte, bool, error) {
	return s.last, s.last != nil, nil
}

func (s *mixedStore) Set(_ context.Context, _ string, value []byte, _ time.Duration) error {
	s.last = slices.Clone(value)
	return nil
}

func (s *mixedStore) Delete(context.Context, string) error { return nil }

func BenchmarkCacheHit(b *testing.B) {
	site := cachedSite(b, middleware.CacheConfig{}, func(*http.Request) (*combo.Response, error) {
		return combo.HTML(strings.Repeat("A page. ", 1000))
	})
	r := httptest.NewRequest("GET", "/?page=2", nil)
	b.ReportAllocs()
	for b.Loop() {
		site.ServeHTTP(discard{http.Header{}}, r)
	}
}

// A store that panics costs nobody the page, and nobody waits for it.
func TestCachePanickingStore(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	var calls atomic.Int32
	site := cachedSite(t, middleware.CacheConfig{Store: panickingStore{}, Log: slog.New(slog.NewTextHandler(&log, nil))}, counting(&calls))
	start := time.Now()
	for range 3 {
		if w := cacheGet(site, "/"); w.Code != 200 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
	if took := time.Since(start); calls.Load() != 3 || took > 5*time.Second || !strings.Contains(log.String(), "panic: ") {
		t.Errorf("%d calls in %v, the log is %s", calls.Load(), took, log.String())
	}
}
