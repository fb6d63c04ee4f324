package middleware_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/middleware"
	"github.com/combo-web/combo/webtest"
)

// limited is a handler behind a limit.
func limited(config middleware.RateLimitConfig) http.Handler {
	return middleware.RateLimit(config)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {}))
}

// from sends a request from an address.
func from(h http.Handler, addr string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", "/", nil)
	r.RemoteAddr = addr
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	clock := newCacheClock()
	h := limited(middleware.RateLimitConfig{Name: "test", Limit: 6, Per: time.Minute, Burst: 3, Clock: clock.Now})
	for i, step := range []struct {
		wait   time.Duration
		status int
		fields string // of RateLimit
		retry  string
	}{
		{0, 200, `"test";r=2;t=10`, ""},
		{0, 200, `"test";r=1;t=10`, ""},
		{0, 200, `"test";r=0;t=10`, ""},
		{0, 429, `"test";r=0;t=10`, "10"},
		{9 * time.Second, 429, `"test";r=0;t=1`, "1"},
		{time.Second, 200, `"test";r=0;t=10`, ""},
		{0, 429, `"test";r=0;t=10`, "10"},
		{25 * time.Second, 200, `"test";r=1;t=5`, ""},
		{0, 200, `"test";r=0;t=5`, ""},
		{0, 429, `"test";r=0;t=5`, "5"},
		{time.Hour, 200, `"test";r=2;t=10`, ""},
	} {
		clock.Advance(step.wait)
		w := from(h, "192.0.2.1:1000")
		if w.Code != step.status || w.Header().Get("RateLimit") != step.fields || w.Header().Get("Retry-After") != step.retry {
			t.Errorf("step %d: %d %q, Retry-After %q, want %d %q, %q", i, w.Code, w.Header().Get("RateLimit"), w.Header().Get("Retry-After"), step.status, step.fields, step.retry)
		}
		if got := w.Header().Get("RateLimit-Policy"); got != `"test";q=6;w=60` {
			t.Errorf("step %d: RateLimit-Policy is %s", i, got)
		}
	}
}

// However many come at once, exactly as many pass as may.
func TestRateLimitIsExact(t *testing.T) {
	t.Parallel()
	clock := newCacheClock()
	h := limited(middleware.RateLimitConfig{Limit: 37, Clock: clock.Now})
	for round := range 3 {
		var passed atomic.Int32
		var wg sync.WaitGroup
		for range 200 {
			wg.Go(func() {
				if from(h, "192.0.2.1:1000").Code == 200 {
					passed.Add(1)
				}
			})
		}
		wg.Wait()
		if passed.Load() != 37 {
			t.Errorf("round %d: %d of 200 passed, want 37", round, passed.Load())
		}
		clock.Advance(time.Minute)
	}
}

// No minute sees more than the limit and the burst, wherever it begins.
func TestRateLimitHasNoWindow(t *testing.T) {
	t.Parallel()
	clock := newCacheClock()
	h := limited(middleware.RateLimitConfig{Limit: 60, Burst: 5, Clock: clock.Now})
	var passed []time.Time
	for range 3000 {
		if from(h, "192.0.2.1:1000").Code == 200 {
			passed = append(passed, clock.Now())
		}
		clock.Advance(100 * time.Millisecond)
	}
	for i, first := range passed {
		n := 0
		for _, at := range passed[i:] {
			if at.Sub(first) < time.Minute {
				n++
			}
		}
		if n > 65 {
			t.Fatalf("%d requests passed in the minute from %v", n, first)
		}
	}
	if len(passed) < 300 {
		t.Errorf("%d of 3000 passed in five minutes, want 300 at least", len(passed))
	}
}

func TestRateLimitTellsClientsApart(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		same bool
	}{
		{"192.0.2.1:1000", "192.0.2.1:2000", true},
		{"192.0.2.1:1000", "192.0.2.2:1000", false},
		{"192.0.2.1:1000", "[::ffff:192.0.2.1]:1000", true},
		{"[2001:db8:0:1::1]:1000", "[2001:db8:0:1:ffff:ffff:ffff:ffff]:1000", true},
		{"[2001:db8:0:1::1]:1000", "[2001:db8:0:2::1]:1000", false},
		{"[fe80::1%eth0]:1", "[fe80::2%eth1]:1", true},
		{"@", "", true},
		{"@", "192.0.2.1:1000", false},
	} {
		h := limited(middleware.RateLimitConfig{Limit: 1})
		from(h, test.a)
		if same := from(h, test.b).Code == 429; same != test.same {
			t.Errorf("%s and %s are one client: %v, want %v", test.a, test.b, same, test.same)
		}
	}
}

// A field of the header does not make another client, unless a trusted proxy sends it.
func TestRateLimitBehindProxies(t *testing.T) {
	t.Parallel()
	for _, trusted := range []bool{false, true} {
		config := combo.Config{
			Hosts: []string{"*"}, Middleware: []func(http.Handler) http.Handler{middleware.RateLimit(middleware.RateLimitConfig{Limit: 1})},
			URLs: combo.URLs{combo.Get("", func(*http.Request) (*combo.Response, error) { return combo.Text("page") })},
		}
		if trusted {
			config.TrustedProxies = []string{"192.0.2.1"}
		}
		site := webtest.Site(t, config)
		cacheGet(site, "/", "X-Forwarded-For", "198.51.100.1")
		w := cacheGet(site, "/", "X-Forwarded-For", "198.51.100.2")
		if passed := w.Code == 200; passed != trusted {
			t.Errorf("with a trusted proxy %v: another X-Forwarded-For is another client: %v", trusted, passed)
		}
	}
}

func TestRateLimitKey(t *testing.T) {
	t.Parallel()
	h := limited(middleware.RateLimitConfig{Limit: 1, Key: func(r *http.Request) string { return r.Header.Get("X-User") }})
	for _, step := range []struct {
		user   string
		status int
	}{{"ann", 200}, {"ann", 429}, {"bob", 200}, {"", 200}, {"", 200}, {strings.Repeat("a", 100_000), 200}, {strings.Repeat("a", 100_000), 429}} {
		if w := cacheGet(h, "/", "X-User", step.user); w.Code != step.status {
			t.Errorf("%.20q: %d, want %d", step.user, w.Code, step.status)
		}
	}
}

// The error is a page like any other.
func TestRateLimitPage(t *testing.T) {
	t.Parallel()
	site := webtest.Site(t, combo.Config{URLs: combo.URLs{
		combo.Get("", func(*http.Request) (*combo.Response, error) { return combo.Text("page") }).
			Use(middleware.RateLimit(middleware.RateLimitConfig{Limit: 1}), middleware.RateLimit(middleware.RateLimitConfig{Name: "wide", Limit: 100})),
	}})
	first := cacheGet(site, "http://localhost/")
	if got := strings.Join(first.Header()["Ratelimit"], ", "); got != `"default";r=0;t=60, "wide";r=99;t=1` {
		t.Errorf("two limits: %s", got)
	}
	for accept, contentType := range map[string]string{"text/html": "text/html; charset=utf-8", "application/json": "application/problem+json", "text/plain": "text/plain; charset=utf-8"} {
		w := cacheGet(site, "http://localhost/", "Accept", accept)
		if w.Code != 429 || w.Header().Get("Content-Type") != contentType || w.Header().Get("Retry-After") != "60" || !strings.Contains(w.Body.String(), "Please wait 60 seconds.") {
			t.Errorf("%s: %d %v\n%s", accept, w.Code, w.Header(), w.Body)
		}
	}
}

type brokenRateStore struct{}

func (brokenRateStore) Take(context.Context, string, time.Duration, time.Duration) (time.Duration, bool, error) {
	return 0, false, errors.New("the network is gone")
}

func TestRateLimitBrokenStore(t *testing.T) {
	t.Parallel()
	for _, closed := range []bool{false, true} {
		var log bytes.Buffer
		h := limited(middleware.RateLimitConfig{Name: "test", Limit: 1, Store: brokenRateStore{}, FailClosed: closed, Log: slog.New(slog.NewTextHandler(&log, nil))})
		for range 5 {
			if w := from(h, "192.0.2.1:1000"); (w.Code == 200) == closed || closed && (w.Code != 503 || w.Header().Get("Retry-After") == "") {
				t.Errorf("FailClosed %v: %d", closed, w.Code)
			}
		}
		if n := strings.Count(log.String(), "the store of the rate limit does not work"); n != 1 {
			t.Errorf("FailClosed %v: the log has it %d times:\n%s", closed, n, log.String())
		}
	}
}

// Who comes from many addresses does not wipe out the count of one who is over its
// limit, and the store does not grow.
func TestRateLimitMemory(t *testing.T) {
	t.Parallel()
	clock := newCacheClock()
	h := limited(middleware.RateLimitConfig{Limit: 50, Per: time.Hour, MaxKeys: 1000, Clock: clock.Now})
	for range 60 {
		from(h, "192.0.2.1:1000")
	}
	for i := range 20_000 {
		from(h, fmt.Sprintf("10.%d.%d.1:1000", i/256, i%256))
	}
	if w := from(h, "192.0.2.1:1000"); w.Code != 429 {
		t.Errorf("after 20,000 others: %d, want 429", w.Code)
	}
}

func TestRateLimitConfig(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		config middleware.RateLimitConfig
		names  string
	}{
		{middleware.RateLimitConfig{}, "RateLimitConfig.Limit"},
		{middleware.RateLimitConfig{Limit: -1}, "RateLimitConfig.Limit"},
		{middleware.RateLimitConfig{Limit: 1, Per: -1}, "RateLimitConfig.Per"},
		{middleware.RateLimitConfig{Limit: 10, Per: 5}, "RateLimitConfig.Per"},
		{middleware.RateLimitConfig{Limit: 10, Per: 1000 * 24 * time.Hour}, "RateLimitConfig.Per"},
		{middleware.RateLimitConfig{Limit: 10, Burst: -1}, "RateLimitConfig.Burst"},
		{middleware.RateLimitConfig{Limit: 10, Burst: 11}, "RateLimitConfig.Burst"},
		{middleware.RateLimitConfig{Limit: 10, MaxKeys: -1}, "RateLimitConfig.MaxKeys"},
		{middleware.RateLimitConfig{Limit: 10, Name: `a"b`}, "RateLimitConfig.Name"},
		{middleware.RateLimitConfig{Limit: 10, Store: brokenRateStore{}}, "RateLimitConfig.Name"},
	} {
		panicsWith(t, test.names, func() { middleware.RateLimit(test.config) })
	}
}
