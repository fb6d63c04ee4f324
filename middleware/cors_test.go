package middleware_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/middleware"
	"github.com/combo-web/combo/webtest"
)

// TestGauntletD22: who is let in.
func TestGauntletD22(t *testing.T) {
	t.Parallel()
	checkCORSOrigins(t, middleware.CORS)
}

func checkCORSOrigins(t witness, cors func(middleware.CORSConfig) wrapper) {
	t.Helper()
	listed := []string{"https://app.example.com", "https://*.trusted.com", "http://localhost:8080", "https://*.ports.com:8443", "capacitor://localhost"}
	for _, test := range []struct {
		origins []string
		origin  string
		allowed bool
	}{
		{listed, "https://app.example.com", true},
		{listed, "http://localhost:8080", true},
		{listed, "capacitor://localhost", true},
		{listed, "https://a.trusted.com", true},
		{listed, "https://a-1.trusted.com", true},
		{listed, "https://a.ports.com:8443", true},
		{listed, "https://evil", false},
		{listed, "null", false},
		{listed, "NULL", false},
		{listed, "", false},
		{listed, "https://trusted.evil.com", false},
		{listed, "https://trusted.com", false},
		{listed, "https://.trusted.com", false},
		{listed, "https://a.b.trusted.com", false},
		{listed, "https://eviltrusted.com", false},
		{listed, "https://a.trusted.com.evil.com", false},
		{listed, "https://a.trusted.com:8443", false},
		{listed, "http://a.trusted.com", false},
		{listed, "https://a.trusted.com/", false},
		{listed, "https://a.trusted.com#", false},
		{listed, "https://evil.com#.trusted.com", false},
		{listed, "https://evil.com/.trusted.com", false},
		{listed, "https://evil@.trusted.com", false},
		{listed, "https://evil%2e.trusted.com", false},
		{listed, "https://*.trusted.com", false},
		{listed, "https://A.trusted.com", false},
		{listed, "https://a.ports.com", false},
		{listed, "https://app.example.com.evil.com", false},
		{listed, "https://evil.com?https://app.example.com", false},
		{listed, "https://app.example.com:443", false},
		{listed, "http://app.example.com", false},
		{listed, "https://app.example.com https://evil.com", false},
		{listed, "app.example.com", false},
		{listed, "://", false},
		{[]string{"https://*.example.com"}, "https://evilexample.com", false},
		{[]string{"https://*.example.com"}, "https://" + strings.Repeat("a", 100_000) + ".evil.com", false},
		{[]string{"*"}, "https://evil.com", true},
		{[]string{"*"}, "null", false},
	} {
		h := cors(middleware.CORSConfig{Origins: test.origins, Credentials: test.origins[0] != "*"})(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {}))
		for _, method := range []string{"GET", "OPTIONS"} {
			header := []string{"Origin", test.origin}
			if method == "OPTIONS" {
				header = append(header, "Access-Control-Request-Method", "POST")
			}
			w := cacheDo(h, method, "/", header...)
			got := w.Header().Get("Access-Control-Allow-Origin")
			want := ""
			if test.allowed {
				want = test.origin
				if test.origins[0] == "*" {
					want = "*"
				}
			}
			if got != want {
				t.Errorf("%s from %.60q: allowed %q, want %q", method, test.origin, got, want)
			}
			if credentials := w.Header().Get("Access-Control-Allow-Credentials") == "true"; credentials != (test.allowed && test.origins[0] != "*") {
				t.Errorf("%s from %.60q: credentials %v", method, test.origin, credentials)
			}
			if !strings.Contains(strings.Join(w.Header()["Vary"], ","), "Origin") {
				t.Errorf("%s from %.60q: Vary is %q", method, test.origin, w.Header()["Vary"])
			}
		}
	}
}

func TestCORSTwoOrigins(t *testing.T) {
	t.Parallel()
	h := middleware.CORS(middleware.CORSConfig{Origins: []string{"https://a.example.com"}})(http.NotFoundHandler())
	w := cacheGet(h, "/", "Origin", "https://a.example.com", "Origin", "https://evil.com")
	if got := w.Header().Get("Access-Control-Allow-Origin"); got != "" {
		t.Errorf("two origins: allowed %q", got)
	}
}

// TestGauntletD22Preflight: a preflight is answered here, within bounds.
func TestGauntletD22Preflight(t *testing.T) {
	t.Parallel()
	checkCORSPreflight(t, middleware.CORS)
}

func checkCORSPreflight(t witness, cors func(middleware.CORSConfig) wrapper) {
	t.Helper()
	config := middleware.CORSConfig{Origins: []string{"https://a.com"}, Methods: []string{"PUT"}, Headers: []string{"X-One", "Content-Type"}, Expose: []string{"X-Total"}, MaxAge: time.Minute}
	anything := middleware.CORSConfig{Origins: []string{"https://a.com"}, Headers: []string{"*"}}
	for _, test := range []struct {
		name    string
		config  middleware.CORSConfig
		method  string
		asked   []string
		allowed bool
	}{
		{"plain", config, "PUT", nil, true},
		{"fields", config, "PUT", []string{"content-type,x-one"}, true},
		{"one field", config, "PUT", []string{"x-one"}, true},
		{"method", config, "POST", nil, false},
		{"field", config, "PUT", []string{"x-two"}, false},
		{"100 KB", config, "PUT", []string{strings.Repeat("x-one,", 17_000)}, false},
		{"100 KB of commas", config, "PUT", []string{strings.Repeat(",", 100_000)}, false},
		{"100 KB of space", config, "PUT", []string{strings.Repeat(" ", 100_000)}, false},
		{"100 KB in fields", config, "PUT", slices.Repeat([]string{"x-one"}, 20_000), false},
		{"any", anything, "POST", []string{"x-what"}, true},
		{"any, 100 KB", anything, "POST", []string{strings.Repeat("x,", 50_000)}, false},
	} {
		h := cors(test.config)(http.NotFoundHandler())
		r := httptest.NewRequest("OPTIONS", "/", nil)
		r.Header = http.Header{"Origin": {"https://a.com"}, "Access-Control-Request-Method": {test.method}}
		if test.asked != nil {
			r.Header["Access-Control-Request-Headers"] = test.asked
		}
		w := httptest.NewRecorder()
		start := time.Now()
		h.ServeHTTP(w, r)
		if took := time.Since(start); took > 100*time.Millisecond {
			t.Errorf("%s: took %v", test.name, took)
		}
		if allowed := w.Header().Get("Access-Control-Allow-Origin") != ""; allowed != test.allowed {
			t.Errorf("%s: allowed is %v: %d %v", test.name, allowed, w.Code, w.Header())
		}
		if test.allowed && w.Code != 204 {
			t.Errorf("%s: %d, want 204", test.name, w.Code)
		}
		if test.name == "plain" && w.Header().Get("Access-Control-Max-Age") != "60" {
			t.Errorf("%s: %v", test.name, w.Header())
		}
	}
	h := cors(config)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {}))
	if w := cacheDo(h, "PUT", "/", "Origin", "https://a.com"); w.Header().Get("Access-Control-Expose-Headers") != "X-Total" {
		t.Errorf("what may be read: %v", w.Header())
	}
}

// On a route, together with AllowCrossSite.
func TestCORSOnARoute(t *testing.T) {
	t.Parallel()
	view := combo.View(func(r *http.Request) (*combo.Response, error) { return combo.Text("done") })
	api := middleware.CORS(middleware.CORSConfig{Origins: []string{"https://app.example.com"}})
	site := webtest.Site(t, combo.Config{Hosts: []string{"*"}, URLs: combo.URLs{
		combo.Post("both/", view).Use(api).AllowCrossSite(),
		combo.Post("cors/", view).Use(api),
		combo.Post("open/", view).AllowCrossSite(),
		combo.Get("read/", view).Use(api),
	}})
	for _, test := range []struct {
		method, path, origin string
		status               int
		readable             bool
	}{
		{"OPTIONS", "/both/", "https://app.example.com", 204, true},
		{"POST", "/both/", "https://app.example.com", 200, true},
		{"OPTIONS", "/both/", "https://evil.com", 204, false},
		{"POST", "/both/", "https://evil.com", 200, false}, // AllowCrossSite alone lets it in: see the comment of CORS
		{"OPTIONS", "/cors/", "https://app.example.com", 204, true},
		{"POST", "/cors/", "https://app.example.com", 403, false},
		{"OPTIONS", "/open/", "https://app.example.com", 204, false},
		{"POST", "/open/", "https://app.example.com", 200, false},
		{"GET", "/read/", "https://app.example.com", 200, true},
		{"GET", "/read/", "https://evil.com", 200, false},
	} {
		header := []string{"Origin", test.origin, "Sec-Fetch-Site", "cross-site"}
		if test.method == "OPTIONS" {
			header = append(header, "Access-Control-Request-Method", "POST")
		}
		w := cacheDo(site, test.method, test.path, header...)
		readable := w.Header().Get("Access-Control-Allow-Origin") == test.origin
		if w.Code != test.status || readable != test.readable {
			t.Errorf("%s %s from %s: %d, readable %v, want %d, %v", test.method, test.path, test.origin, w.Code, readable, test.status, test.readable)
		}
	}
}

// TestGauntletD22Config: what would let everybody in is refused at start.
func TestGauntletD22Config(t *testing.T) {
	t.Parallel()
	checkCORSConfig(t, middleware.CORS)
}

func checkCORSConfig(t witness, cors func(middleware.CORSConfig) wrapper) {
	t.Helper()
	good := []string{"https://a.example.com"}
	for _, test := range []struct {
		config middleware.CORSConfig
		names  string
	}{
		{middleware.CORSConfig{}, "CORSConfig.Origins"},
		{middleware.CORSConfig{Origins: []string{"*"}, Credentials: true}, "CORSConfig.Credentials"},
		{middleware.CORSConfig{Origins: []string{"*", "https://a.com"}}, "CORSConfig.Origins"},
		{middleware.CORSConfig{Origins: []string{"null"}}, "CORSConfig.Origins"},
		{middleware.CORSConfig{Origins: []string{"example.com"}}, "CORSConfig.Origins"},
		{middleware.CORSConfig{Origins: []string{"https://example.com/"}}, "CORSConfig.Origins"},
		{middleware.CORSConfig{Origins: []string{"https://Example.com"}}, "https://example.com"},
		{middleware.CORSConfig{Origins: []string{"https://example.com:443"}}, "https://example.com"},
		{middleware.CORSConfig{Origins: []string{"https://*"}}, "CORSConfig.Origins"},
		{middleware.CORSConfig{Origins: []string{"https://*.com"}}, "top-level"},
		{middleware.CORSConfig{Origins: []string{"https://a*.example.com"}}, "CORSConfig.Origins"},
		{middleware.CORSConfig{Origins: []string{"https://*example.com"}}, "CORSConfig.Origins"},
		{middleware.CORSConfig{Origins: []string{"https://a.*.com"}}, "CORSConfig.Origins"},
		{middleware.CORSConfig{Origins: []string{"https://*.*.example.com"}}, "CORSConfig.Origins"},
		{middleware.CORSConfig{Origins: []string{"*://example.com"}}, "CORSConfig.Origins"},
		{middleware.CORSConfig{Origins: []string{"https://user@example.com"}}, "CORSConfig.Origins"},
		{middleware.CORSConfig{Origins: good, Headers: []string{"*"}, Credentials: true}, "CORSConfig.Headers"},
		{middleware.CORSConfig{Origins: good, Headers: []string{"*", "X-A"}}, "CORSConfig.Headers"},
		{middleware.CORSConfig{Origins: good, Methods: []string{"GET POST"}}, "CORSConfig.Methods"},
		{middleware.CORSConfig{Origins: good, MaxAge: -1}, "CORSConfig.MaxAge"},
	} {
		if p := panicOf(func() { cors(test.config) }); !strings.Contains(fmt.Sprint(p), test.names) {
			t.Errorf("%+v: panic is %v, want one that names %s", test.config, p, test.names)
		}
	}
}
