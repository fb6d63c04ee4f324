package middleware_test

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/cache"
	"github.com/combo-web/combo/middleware"
)

// list is a page that is slow to make.
func list(r *http.Request) (*combo.Response, error) {
	fmt.Println("asking the database")
	page, err := combo.Query(r, "page", 1)
	if err != nil {
		return nil, err
	}
	return combo.Text(fmt.Sprint("Posts, page ", page))
}

func ExampleCache() {
	cached := middleware.Cache(middleware.CacheConfig{TTL: time.Minute, Query: []string{"page"}})
	site := build(combo.Config{URLs: combo.URLs{combo.Get("posts/", list).Use(cached)}})

	visit(site, "GET", "/posts/?page=2")
	h := visit(site, "GET", "/posts/?utm_source=mail&page=2")
	fmt.Println(h.Get("Cache-Status"))
	h = visit(site, "GET", "/posts/?page=2", "Cookie: sessionid=ann")
	fmt.Println(h.Get("Cache-Status"), "|", h.Get("Cache-Control"))
	// Output:
	// asking the database
	// 200 Posts, page 2
	// 200 Posts, page 2
	// Combo; hit
	// asking the database
	// 200 Posts, page 2
	// Combo; fwd=bypass | private, no-store
}

// A page in two languages, which differs by what is declared and by nothing else.
func ExampleCache_vary() {
	cached := middleware.Cache(middleware.CacheConfig{Vary: []string{"Accept-Language"}})
	hello := func(r *http.Request) (*combo.Response, error) {
		if strings.HasPrefix(r.Header.Get("Accept-Language"), "de") {
			return combo.Text("Hallo, " + r.UserAgent() + "!")
		}
		return combo.Text("Hello, " + r.UserAgent() + "!")
	}
	site := build(combo.Config{URLs: combo.URLs{combo.Get("", hello).Use(cached)}})

	visit(site, "GET", "/", "Accept-Language: de-AT", "User-Agent: <script>")
	h := visit(site, "GET", "/", "Accept-Language: en", "User-Agent: <script>")
	fmt.Println(h.Get("Vary"))
	// Output:
	// 200 Hallo, !
	// 200 Hello, !
	// Accept-Language
}

// One store for values and pages. The version leaves the pages of the last build
// behind.
func ExampleCache_store() {
	store, err := cache.NewMemory(cache.MemoryConfig{MaxBytes: 256 << 20})
	if err != nil {
		fmt.Println(err)
		return
	}
	cached := middleware.Cache(middleware.CacheConfig{
		Store: store, TTL: time.Minute, Stale: time.Hour, ClientTTL: 10 * time.Second, Version: "v1.4.2",
	})
	site := build(combo.Config{URLs: combo.URLs{combo.Include("blog/", combo.URLs{combo.Get("", home)}).Use(cached)}})

	h := visit(site, "GET", "/blog/")
	fmt.Println(h.Get("Cache-Control"), "|", h.Get("Vary"))
	// Output:
	// 200 Welcome
	// private, max-age=10 | Cookie
}

func ExampleConditionalGET() {
	long := func(*http.Request) (*combo.Response, error) {
		return combo.Text("Welcome\n" + strings.Repeat("Swing ", 100))
	}
	site := build(combo.Config{
		URLs:       combo.URLs{combo.Get("", long)},
		Middleware: []func(http.Handler) http.Handler{middleware.ConditionalGET()},
	})
	h := visit(site, "GET", "/")
	visit(site, "GET", "/", "If-None-Match: "+h.Get("ETag"))
	// Output:
	// 200 Welcome
	// 304
}

func ExampleCompress() {
	long := func(*http.Request) (*combo.Response, error) {
		return combo.JSON(strings.Repeat("Swing ", 1000))
	}
	site := build(combo.Config{
		URLs:       combo.URLs{combo.Get("short/", home), combo.Get("long/", long)},
		Middleware: []func(http.Handler) http.Handler{middleware.Compress(middleware.CompressConfig{})},
	})
	for _, path := range []string{"/short/", "/long/"} {
		r, err := http.NewRequest("GET", "http://example.com"+path, nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		r.Header.Set("Accept-Encoding", "gzip, br, zstd")
		w := &sizes{header: http.Header{}}
		site.ServeHTTP(w, r)
		fmt.Printf("%s %q, less than 200 bytes: %v\n", path, w.header.Get("Content-Encoding"), w.bytes < 200)
	}
	// Output:
	// /short/ "", less than 200 bytes: true
	// /long/ "zstd", less than 200 bytes: true
}

// sizes counts what is written.
type sizes struct {
	header http.Header
	bytes  int
}

func (s *sizes) Header() http.Header { return s.header }

func (s *sizes) WriteHeader(int) {}

func (s *sizes) Write(b []byte) (int, error) {
	s.bytes += len(b)
	return len(b), nil
}

func ExampleCORS() {
	api := middleware.CORS(middleware.CORSConfig{Origins: []string{"https://app.example.com", "https://*.partner.com"}})
	site := build(combo.Config{URLs: combo.URLs{
		combo.Post("api/orders/", home).Use(api).AllowCrossSite(),
	}})
	for _, origin := range []string{"https://app.example.com", "https://eu.partner.com", "https://evilpartner.com"} {
		h := visit(site, "POST", "/api/orders/", "Origin: "+origin, "Sec-Fetch-Site: cross-site")
		fmt.Printf("%q may be read by %q\n", origin, h.Get("Access-Control-Allow-Origin"))
	}
	// Output:
	// 200 Welcome
	// "https://app.example.com" may be read by "https://app.example.com"
	// 200 Welcome
	// "https://eu.partner.com" may be read by "https://eu.partner.com"
	// 200 Welcome
	// "https://evilpartner.com" may be read by ""
}

func ExampleRateLimit() {
	site := build(combo.Config{
		URLs: combo.URLs{
			combo.Get("", home),
			combo.Path("login/", home).Use(middleware.RateLimit(middleware.RateLimitConfig{Name: "login", Limit: 2})),
		},
		Middleware: []func(http.Handler) http.Handler{
			middleware.RateLimit(middleware.RateLimitConfig{Name: "site", Limit: 600, Burst: 100}),
		},
	})
	for range 2 {
		visit(site, "POST", "/login/")
	}
	h := visit(site, "POST", "/login/")
	fmt.Println("Retry-After:", h.Get("Retry-After"))
	visit(site, "GET", "/")
	// Output:
	// 200 Welcome
	// 200 Welcome
	// 429 Too many requests. Please wait 30 seconds.
	// Retry-After: 30
	// 200 Welcome
}
