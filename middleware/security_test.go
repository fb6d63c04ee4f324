package middleware_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
	"github.com/combo-web/combo/middleware"
)

var securityFields = map[string]string{
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "same-origin",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Strict-Transport-Security":    "max-age=31536000",
}

// Every answer has the fields, whatever it is and whoever gives it.
func TestSecurityHeadersOnEveryAnswer(t *testing.T) {
	t.Parallel()
	failing := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/middleware/" {
				panic("in a middleware")
			}
			next.ServeHTTP(w, r)
		})
	}
	site := siteAround(t, combo.Config{Hosts: []string{"example.com"}}, middleware.SecurityHeaders(middleware.SecurityConfig{}), failing)
	for _, test := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/text/", 200}, {"HEAD", "/text/", 200}, {"POST", "/text/", 200}, {"GET", "/json/", 200}, {"GET", "/file/", 200},
		{"GET", "/redirect/", 303}, {"GET", "/text", 301}, {"GET", "/empty/", 204}, {"GET", "/forbidden/", 403}, {"GET", "/error/", 500},
		{"GET", "/panic/", 500}, {"GET", "/hook/", 500}, {"GET", "/handler/", 200}, {"GET", "/nothing/", 200}, {"GET", "/304/", 304},
		{"GET", "/bad/", 500}, {"GET", "/middleware/", 500}, {"GET", "/missing/", 404}, {"DELETE", "/json/", 405}, {"OPTIONS", "/json/", 204},
	} {
		w := send(site, test.method, "https://example.com"+test.path, "")
		if w.Code != test.status {
			t.Errorf("%s %s: status %d, want %d", test.method, test.path, w.Code, test.status)
		}
		for name, want := range securityFields {
			if got := w.Header()[name]; len(got) != 1 || got[0] != want {
				t.Errorf("%s %s: %s is %q, want %q", test.method, test.path, name, got, want)
			}
		}
		for _, name := range []string{"Permissions-Policy", "Content-Security-Policy"} {
			if len(w.Header()[name]) != 1 {
				t.Errorf("%s %s: %s is %q", test.method, test.path, name, w.Header()[name])
			}
		}
	}
	w := send(site, "POST", "https://example.com/text/", "", "Origin: https://evil.test")
	if w.Code != 403 || w.Header().Get("Referrer-Policy") != "same-origin" {
		t.Errorf("a cross-site request: %d, %v", w.Code, w.Header())
	}
}

func TestSecurityDefaultPolicy(t *testing.T) {
	t.Parallel()
	csp := headers.ParseCSP(middleware.DefaultPolicy)
	for name, want := range map[string]string{
		"default-src": "'self'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:",
		"object-src": "'none'", "base-uri": "'none'", "form-action": "'self'", "frame-ancestors": "'none'",
	} {
		if got := csp.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if strings.Contains(middleware.DefaultPolicy, "unsafe") {
		t.Error("the policy is unsafe by its own words")
	}
	w := send(siteAround(t, combo.Config{}, middleware.SecurityHeaders(middleware.SecurityConfig{})), "GET", "http://localhost/text/", "")
	if got := w.Header().Get("Content-Security-Policy"); got != middleware.DefaultPolicy {
		t.Errorf("the policy is %q", got)
	}
	for _, device := range []string{"camera", "microphone", "geolocation", "payment", "usb"} {
		if !strings.Contains(w.Header().Get("Permissions-Policy"), device+"=()") {
			t.Errorf("%s is not off: %q", device, w.Header().Get("Permissions-Policy"))
		}
	}
}

// What a handler says stands, and none can change what others send.
func TestSecurityHandlerWins(t *testing.T) {
	t.Parallel()
	urls := combo.URLs{
		combo.Get("own/", func(*http.Request) (*combo.Response, error) {
			return combo.Text("", combo.SetHeader("X-Frame-Options", "SAMEORIGIN"), combo.SetHeader("Content-Security-Policy", "default-src 'none'"))
		}),
		combo.Handle("none/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header()["Cross-Origin-Resource-Policy"] = nil
			io.WriteString(w, "for everybody")
		})),
		combo.Handle("add/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Add("Referrer-Policy", "no-referrer")
			w.WriteHeader(200)
			if shared := w.Header()["Permissions-Policy"]; cap(shared) != 1 {
				t.Errorf("a handler may write behind %q into what all share", shared)
			}
			w.Header()["Permissions-Policy"] = append(w.Header()["Permissions-Policy"], "changed")
		})),
	}
	site := siteAround(t, combo.Config{URLs: urls}, middleware.SecurityHeaders(middleware.SecurityConfig{}))
	w := send(site, "GET", "http://localhost/own/", "")
	if h := w.Header(); h.Get("X-Frame-Options") != "SAMEORIGIN" || h.Get("Content-Security-Policy") != "default-src 'none'" || len(h["X-Frame-Options"]) != 1 {
		t.Errorf("the view's own fields: %v", h)
	}
	if h := send(site, "GET", "http://localhost/none/", "").Header(); len(h["Cross-Origin-Resource-Policy"]) != 0 || h.Get("Referrer-Policy") != "same-origin" {
		t.Errorf("a field that is nil: %v", h)
	}
	for range 2 {
		h := send(site, "GET", "http://localhost/add/", "").Result().Header
		if got := h["Referrer-Policy"]; len(got) != 1 || got[0] != "no-referrer" {
			t.Errorf("Referrer-Policy is %q", got)
		}
		if got := h["Permissions-Policy"]; len(got) != 1 || strings.Contains(got[0], "changed") {
			t.Errorf("Permissions-Policy is %q", got)
		}
	}
	if h := send(site, "GET", "http://localhost/error/", "", "Accept: text/html").Header(); !strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'none'; style-src 'sha256-") {
		t.Errorf("the error page's policy is %q", h.Get("Content-Security-Policy"))
	}
}

func TestSecurityNonce(t *testing.T) {
	t.Parallel()
	urls := combo.URLs{combo.Get("nonce/", func(r *http.Request) (*combo.Response, error) {
		return combo.HTML(`<script nonce="` + combo.CSPNonce(r) + `">go()</script>`)
	})}
	site := siteAround(t, combo.Config{URLs: urls}, middleware.SecurityHeaders(middleware.SecurityConfig{ReportOnlyPolicy: "script-src 'none'"}))
	first, second := send(site, "GET", "http://localhost/nonce/", ""), send(site, "GET", "http://localhost/nonce/", "")
	for _, w := range []*httptest.ResponseRecorder{first, second} {
		_, behind, _ := strings.Cut(w.Body.String(), `"`)
		nonce, _, _ := strings.Cut(behind, `"`)
		csp := headers.ParseCSP(w.Header().Get("Content-Security-Policy"))
		if want := "'self' 'nonce-" + nonce + "'"; csp.Get("script-src") != want || csp.Get("style-src") != want || csp.Get("img-src") != "'self' data:" {
			t.Errorf("nonce %s, policy %s", nonce, csp)
		}
	}
	if first.Body.String() == second.Body.String() {
		t.Error("two pages have one nonce")
	}
	if got := send(site, "GET", "http://localhost/text/", "").Header().Get("Content-Security-Policy"); got != middleware.DefaultPolicy {
		t.Errorf("a page without a nonce has the policy %q", got)
	}
}

func TestSecurityTransport(t *testing.T) {
	t.Parallel()
	config := func(c middleware.SecurityConfig) middleware.SecurityConfig { return c }
	for _, test := range []struct {
		name   string
		config middleware.SecurityConfig
		target string
		proxy  bool
		want   string
	}{
		{"https", config(middleware.SecurityConfig{}), "https://example.com/text/", false, "max-age=31536000"},
		{"http", config(middleware.SecurityConfig{}), "http://example.com/text/", false, ""},
		{"a trusted proxy", config(middleware.SecurityConfig{}), "http://example.com/text/", true, "max-age=31536000"},
		{"localhost", config(middleware.SecurityConfig{}), "https://localhost:8443/text/", false, ""},
		{"below localhost", config(middleware.SecurityConfig{}), "https://a.localhost/text/", false, ""},
		{"subdomains", config(middleware.SecurityConfig{HSTSSubdomains: true}), "https://example.com/text/", false, "max-age=31536000; includeSubDomains"},
		{"preload", config(middleware.SecurityConfig{HSTSSubdomains: true, HSTSPreload: true, HSTS: 2 * 365 * 24 * time.Hour}), "https://example.com/text/", false, "max-age=63072000; includeSubDomains; preload"},
		{"an hour", config(middleware.SecurityConfig{HSTS: time.Hour}), "https://example.com/text/", false, "max-age=3600"},
		{"off", config(middleware.SecurityConfig{HSTS: -1}), "https://example.com/text/", false, ""},
		{"without", config(middleware.SecurityConfig{Without: []string{"strict-transport-security"}}), "https://example.com/text/", false, ""},
	} {
		site := combo.Config{Hosts: []string{"example.com", "localhost", ".localhost"}}
		if test.proxy {
			site.TrustedProxies = []string{"192.0.2.0/24"} // where httptest's requests come from
		}
		// Without the proxy, the field is a stranger's.
		fields := []string{"X-Forwarded-Proto: https"}
		if !test.proxy && strings.HasPrefix(test.target, "https") {
			fields = nil
		}
		w := send(siteAround(t, site, middleware.SecurityHeaders(test.config)), "GET", test.target, "", fields...)
		if got := w.Header().Get("Strict-Transport-Security"); got != test.want || w.Code != 200 {
			t.Errorf("%s: %d, %q, want %q", test.name, w.Code, got, test.want)
		}
	}
}

func TestSecurityRedirect(t *testing.T) {
	t.Parallel()
	plain := middleware.SecurityConfig{RedirectHTTP: true}
	other := middleware.SecurityConfig{RedirectHTTP: true, RedirectHost: "secure.example.com:8443"}
	exempt := middleware.SecurityConfig{RedirectHTTP: true, RedirectExempt: func(r *http.Request) bool { return r.URL.Path == "/text/" }}
	for _, test := range []struct {
		name           string
		config         middleware.SecurityConfig
		method, target string
		status         int
		location       string
	}{
		{"get", plain, "GET", "http://example.com/text/?a=1&b=%20", 301, "https://example.com/text/?a=1&b=%20"},
		{"head", plain, "HEAD", "http://example.com/text/", 301, "https://example.com/text/"},
		{"post", plain, "POST", "http://example.com/text/", 308, "https://example.com/text/"},
		{"the port of http", plain, "GET", "http://example.com:8000/text/", 301, "https://example.com/text/"},
		{"a name with escapes", plain, "GET", "http://example.com/caf%C3%A9%20%3F/", 301, "https://example.com/caf%C3%A9%20%3F/"},
		{"what would be a host", plain, "GET", "http://example.com//evil.test/", 301, "https://example.com//evil.test/"},
		{"another host", other, "GET", "http://example.com/text/", 301, "https://secure.example.com:8443/text/"},
		{"https", plain, "GET", "https://example.com/text/", 200, ""},
		{"health", plain, "GET", "http://example.com/healthz", 404, ""},
		{"exempt", exempt, "GET", "http://example.com/text/", 200, ""},
		{"not exempt then", exempt, "GET", "http://example.com/healthz", 301, "https://example.com/healthz"},
		{"unknown host", plain, "GET", "http://evil.test/text/", 400, ""},
		{"off", middleware.SecurityConfig{}, "GET", "http://example.com/text/", 200, ""},
	} {
		site := siteAround(t, combo.Config{Hosts: []string{"example.com"}}, middleware.SecurityHeaders(test.config))
		w := send(site, test.method, test.target, "")
		if w.Code != test.status || w.Header().Get("Location") != test.location {
			t.Errorf("%s: %d to %q, want %d to %q", test.name, w.Code, w.Header().Get("Location"), test.status, test.location)
		}
		if test.status == 301 && w.Header().Get("Referrer-Policy") != "same-origin" {
			t.Errorf("%s: the redirect has no security headers", test.name)
		}
	}
	w := send(stack(say(""), middleware.SecurityHeaders(plain)), "GET", "http://exa_mple/", "")
	if w.Code != 400 {
		t.Errorf("an invalid host without a site: %d", w.Code)
	}
}

// A page that nobody keeps out of frames by its policy has the older field.
func TestSecurityFrames(t *testing.T) {
	t.Parallel()
	urls := combo.URLs{
		combo.Get("", func(*http.Request) (*combo.Response, error) { return combo.Text("") }),
		combo.Get("own/", func(*http.Request) (*combo.Response, error) {
			return combo.Text("", combo.SetHeader("Content-Security-Policy", "default-src 'self'"))
		}),
		combo.Get("nonce/", func(r *http.Request) (*combo.Response, error) { return combo.Text(combo.CSPNonce(r)) }),
	}
	for _, test := range []struct {
		config middleware.SecurityConfig
		path   string
		want   string
	}{
		{middleware.SecurityConfig{}, "/", ""},
		{middleware.SecurityConfig{}, "/nonce/", ""},
		{middleware.SecurityConfig{}, "/own/", "DENY"},
		{middleware.SecurityConfig{FrameOptions: "SAMEORIGIN"}, "/own/", "SAMEORIGIN"},
		{middleware.SecurityConfig{ContentSecurityPolicy: "default-src 'none'"}, "/", "DENY"},
		{middleware.SecurityConfig{ContentSecurityPolicy: "frame-ancestors 'self'"}, "/", ""},
		{middleware.SecurityConfig{Without: []string{"content-security-policy"}}, "/", "DENY"},
		{middleware.SecurityConfig{Without: []string{"x-frame-options"}}, "/own/", ""},
	} {
		site := siteAround(t, combo.Config{URLs: urls}, middleware.SecurityHeaders(test.config))
		if got := send(site, "GET", "http://localhost"+test.path, "").Header().Get("X-Frame-Options"); got != test.want {
			t.Errorf("%s with %+v: X-Frame-Options is %q, want %q", test.path, test.config, got, test.want)
		}
	}
	site := siteAround(t, combo.Config{URLs: urls}, middleware.SecurityHeaders(middleware.SecurityConfig{}))
	if got := send(site, "GET", "http://localhost/missing/", "", "Accept: text/html").Header().Get("X-Frame-Options"); got != "DENY" {
		t.Errorf("an error page with its own policy: X-Frame-Options is %q", got)
	}
}

func TestSecurityOtherValues(t *testing.T) {
	t.Parallel()
	h := send(stack(say("x"), middleware.SecurityHeaders(middleware.SecurityConfig{
		ContentSecurityPolicy: "default-src 'none'", ReportOnlyPolicy: "script-src 'self'", FrameOptions: "SAMEORIGIN", ReferrerPolicy: "no-referrer",
		OpenerPolicy: "unsafe-none", ResourcePolicy: "cross-origin", PermissionsPolicy: "camera=(self)", Without: []string{"x-frame-options"},
	})), "GET", "https://example.com/", "").Header()
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'", "Content-Security-Policy-Report-Only": "script-src 'self'", "X-Frame-Options": "",
		"Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "unsafe-none", "Cross-Origin-Resource-Policy": "cross-origin",
		"Permissions-Policy": "camera=(self)", "X-Content-Type-Options": "nosniff", "Strict-Transport-Security": "max-age=31536000",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestSecurityMistakes(t *testing.T) {
	t.Parallel()
	for field, config := range map[string]middleware.SecurityConfig{
		"ContentSecurityPolicy": {ContentSecurityPolicy: "default-src\r\nX: y"},
		"PermissionsPolicy":     {PermissionsPolicy: "a\nb"},
		"ReportOnlyPolicy":      {ReportOnlyPolicy: "\x00"},
		"Without":               {Without: []string{"X-Frame-Option"}},
		"RedirectHost":          {RedirectHost: "https://example.com"},
		"HSTS:":                 {HSTS: 300 * time.Millisecond},
		"HSTSPreload":           {HSTSPreload: true},
	} {
		wantPanic(t, func() { middleware.SecurityHeaders(config) }, "middleware.SecurityConfig."+field)
	}
	wantPanic(t, func() {
		middleware.SecurityHeaders(middleware.SecurityConfig{HSTSPreload: true, HSTSSubdomains: true, HSTS: time.Hour})
	}, "HSTSPreload", "a year")
}

// A blank writer keeps nothing.
type blank struct{ header http.Header }

func (b blank) Header() http.Header               { return b.header }
func (b blank) WriteHeader(int)                   {}
func (b blank) Write(p []byte) (int, error)       { return len(p), nil }
func (b blank) WriteString(s string) (int, error) { return len(s), nil }

// allocationsOf counts what one request costs; the header map is big already.
func allocationsOf(h http.Handler, target string) float64 {
	r := httptest.NewRequest("GET", target, nil)
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64)")
	w := blank{make(http.Header, 32)}
	return testing.AllocsPerRun(500, func() {
		clear(w.header)
		h.ServeHTTP(w, r)
	})
}

func TestSecurityAllocations(t *testing.T) {
	with := siteAround(t, combo.Config{}, middleware.SecurityHeaders(middleware.SecurityConfig{}))
	bare := siteAround(t, combo.Config{})
	if got, want := allocationsOf(with, "http://localhost/text/"), allocationsOf(bare, "http://localhost/text/"); got > want {
		t.Errorf("%v allocations with the fields, %v without", got, want)
	}
}

// A handler that sets what must not go out costs the page of the error nothing.
func TestSecurityHeadersBesideABadField(t *testing.T) {
	t.Parallel()
	site := siteAround(t, combo.Config{URLs: combo.URLs{combo.Handle("", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Name", "a\r\nSet-Cookie: b=c")
		io.WriteString(w, "hello")
	}))}}, middleware.RequestID(), middleware.SecurityHeaders(middleware.SecurityConfig{}))
	h := send(site, "GET", "http://localhost/", "").Header()
	if h.Get("Referrer-Policy") != "same-origin" || h.Get("X-Request-Id") == "" || h.Get("X-Name") != "" {
		t.Errorf("the page of the error has %v", h)
	}
}
