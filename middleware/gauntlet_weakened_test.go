package middleware_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/internal/logfile"
	"github.com/combo-web/combo/middleware"
)

// A witness is told what is wrong with a server: a test, or an accuser.
type witness interface {
	Helper()
	Errorf(format string, args ...any)
}

// An accuser keeps what is wrong. It is safe for concurrent use.
type accuser struct {
	mu         sync.Mutex
	complaints []string
}

func (a *accuser) Helper() {}

func (a *accuser) Errorf(format string, args ...any) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.complaints = append(a.complaints, fmt.Sprintf(format, args...))
}

// A weakServer is one that a row of the gauntlet must complain about.
type weakServer struct {
	row, weakness string
	// about is what each complaint has: one about something else would show that
	// the weakness alone is not what was found.
	about string
	check func(t *testing.T, w witness)
}

// TestGauntletWeakened shows that each row can fail: its check, run on a server that
// has one deliberate weakness, complains about that, and about nothing else.
func TestGauntletWeakened(t *testing.T) {
	t.Parallel()
	servers := slices.Concat(weakRequests, weakLogs, weakOrigins, weakCaches)
	for _, row := range []string{"B11", "B20", "B22", "C12", "D5", "D22", "F1", "F3", "F4", "F5", "F6", "F7", "F8", "F9"} {
		t.Run(row, func(t *testing.T) {
			t.Parallel()
			weak := 0
			for _, server := range servers {
				if server.row == row {
					weak++
					t.Run(server.weakness, server.fails)
				}
			}
			if weak == 0 {
				t.Errorf("nothing shows that %s can fail", row)
			}
		})
	}
}

func (s weakServer) fails(t *testing.T) {
	t.Parallel()
	var a accuser
	s.check(t, &a)
	if len(a.complaints) == 0 {
		t.Errorf("%s passes", s.row)
	}
	about := regexp.MustCompile(s.about)
	for _, complaint := range a.complaints {
		if !about.MatchString(complaint) {
			t.Errorf("a complaint about something else than %s: %.300s", s.about, complaint)
		}
	}
	t.Logf("%d complaints", len(a.complaints))
}

// TestGauntletModels shows that it is the weakness alone that fails: the caches that
// the weak ones are made of pass.
func TestGauntletModels(t *testing.T) {
	t.Parallel()
	for _, check := range []func(witness, cacheMaker){checkF1, checkF3, checkF4, checkF5, checkF6, checkF8} {
		check(t, modelCache())
	}
	synctest.Test(t, func(t *testing.T) { checkF9(t, modelCache()) })
	synctest.Test(t, func(t *testing.T) { checkFlight(t, modelCache()) })
}

// A cacheMaker makes the middleware that the rows F1 to F9 are about.
type cacheMaker = func(middleware.CacheConfig) wrapper

// inStack is the cache as it stands behind others.
func inStack(config middleware.CacheConfig) wrapper {
	return func(next http.Handler) http.Handler {
		return stack(next, middleware.Compress(middleware.CompressConfig{}), middleware.ConditionalGET(), middleware.Cache(config))
	}
}

// numbered answers with a number of its own each time, and fields.
func numbered(calls *atomic.Int32, fields http.Header) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, values := range fields {
			w.Header()[name] = values
		}
		fmt.Fprintf(w, "call %d", calls.Add(1))
	})
}

// checkKeeps shows that a row is not about a cache that keeps nothing.
func checkKeeps(t witness, cache cacheMaker, config middleware.CacheConfig, header ...string) {
	t.Helper()
	var calls atomic.Int32
	h := cache(config)(numbered(&calls, nil))
	cacheGet(h, "/", header...)
	if w := cacheGet(h, "/", header...); w.Body.String() != "call 1" {
		t.Errorf("kept nothing: %q", w.Body)
	}
}

// TestGauntletF1: what is not declared gets into no page of others.
func TestGauntletF1(t *testing.T) {
	t.Parallel()
	checkF1(t, middleware.Cache)
	checkF1(t, inStack)
}

func checkF1(t witness, cache cacheMaker) {
	t.Helper()
	show := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, r.Method, r.URL, r.RequestURI, r.Host, r.RemoteAddr, combo.Host(r), combo.Scheme(r), combo.ClientIP(r), r.Header)
	})
	config := middleware.CacheConfig{Vary: []string{"X-Declared"}}
	checkKeeps(t, cache, config)
	site := func() http.Handler { return cache(config)(show) }
	const evil = "evil-value-123"
	plain := cacheGet(site(), "/x/").Body.String()
	for _, name := range []string{
		"X-Forwarded-Host", "X-Forwarded-Scheme", "X-Forwarded-Proto", "X-Forwarded-For", "X-Original-Url", "X-Rewrite-Url", "Forwarded",
		"Accept-Language", "User-Agent", "Referer", "Origin", "Cookie", "X-Http-Method-Override", "X-Evil",
	} {
		h := site()
		cacheGet(h, "/x/", name, evil)
		if after := cacheGet(h, "/x/").Body.String(); strings.Contains(after, evil) || after != plain {
			t.Errorf("undeclared: after a request with %s the page is %s", name, after)
		}
	}
	h := site()
	sendFrom(h, "198.51.100.7:1", "/x/")
	if page := sendFrom(h, "203.0.113.9:1", "/x/"); strings.Contains(page, "198.51.100.7") {
		t.Errorf("undeclared: the page has the address of another client: %s", page)
	}
	for _, value := range []string{"declared-a", "declared-b"} {
		if page := cacheGet(h, "/x/", "X-Declared", value).Body.String(); !strings.Contains(page, value) {
			t.Errorf("declared: the page for %s is %s", value, page)
		}
	}
}

func sendFrom(h http.Handler, client, target string) string {
	r := httptest.NewRequest("GET", target, nil)
	r.RemoteAddr = client
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Body.String()
}

// TestGauntletF3: an answer that sets a cookie is for one visitor.
func TestGauntletF3(t *testing.T) {
	t.Parallel()
	checkF3(t, middleware.Cache)
	checkF3(t, inStack)
}

func checkF3(t witness, cache cacheMaker) {
	t.Helper()
	config := middleware.CacheConfig{IgnoreCookies: []string{"_ga"}}
	checkKeeps(t, cache, config, "Cookie", "_ga=1")
	for _, spelling := range []string{"Set-Cookie", "set-cookie"} {
		for _, cookie := range []string{"", "_ga=1", "other=2"} {
			var calls atomic.Int32
			h := cache(config)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header()[spelling] = []string{fmt.Sprint("sessionid=", calls.Add(1))}
				io.WriteString(w, "welcome")
			}))
			ask := func() string {
				header := []string{"Cookie", cookie}
				if cookie == "" {
					header = nil
				}
				return strings.Join(cacheGet(h, "/", header...).Header()[spelling], ",")
			}
			if first, second := ask(), ask(); first != "sessionid=1" || second != "sessionid=2" {
				t.Errorf("%s for requests with the cookie %q: two visitors get %q and %q", spelling, cookie, first, second)
			}
		}
	}
}

// TestGauntletF4: what is private stays so, however it is written.
func TestGauntletF4(t *testing.T) {
	t.Parallel()
	checkF4(t, middleware.Cache)
	checkF4(t, inStack)
}

func checkF4(t witness, cache cacheMaker) {
	t.Helper()
	checkKeeps(t, cache, middleware.CacheConfig{})
	for _, field := range []http.Header{
		{"Cache-Control": {"private"}}, {"Cache-Control": {"Private"}}, {"Cache-Control": {"NO-STORE"}}, {"Cache-Control": {"public,PRIVATE"}},
		{"Cache-Control": {"max-age=60 , \tNo-Store"}}, {"Cache-Control": {"public", "private"}}, {"Cache-Control": {`Private="X-A"`}},
		{"Vary": {"*"}}, {"Vary": {" * "}}, {"Vary": {"Cookie , *"}}, {"Vary": {"Accept-Encoding,*"}}, {"Vary": {"Accept-Encoding", "*"}}, {"Vary": {"\t*"}}, {"Vary": {"User-Agent"}},
	} {
		var calls atomic.Int32
		h := cache(middleware.CacheConfig{})(numbered(&calls, field))
		cacheGet(h, "/")
		if w := cacheGet(h, "/"); w.Body.String() != "call 2" {
			t.Errorf("%q: kept", field)
		}
	}
	h := cache(middleware.CacheConfig{})(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "the page of ", r.Header.Get("Authorization"))
	}))
	for _, who := range []string{"Bearer ann", "Bearer bob", "Basic eDp5"} {
		if w := cacheGet(h, "/", "Authorization", who); w.Body.String() != "the page of "+who {
			t.Errorf("with Authorization %s: %s", who, w.Body)
		}
	}
	if w := cacheGet(h, "/"); w.Body.String() != "the page of " {
		t.Errorf("without Authorization: %s", w.Body)
	}
}

// TestGauntletF5: two queries are one page exactly if the view sees the same of both.
func TestGauntletF5(t *testing.T) {
	t.Parallel()
	checkF5(t, middleware.Cache)
	checkF5(t, inStack)
}

func checkF5(t witness, cache cacheMaker) {
	t.Helper()
	queries := []string{
		"", "a=1", "a=2", "a=%31", "a", "a=", "A=1", "a=1&b=2", "b=2&a=1", "a=1;b=2", "a=1%26b=2", "a=1%3Bb=2", "a=1&a=2", "a=2&a=1", "a=1&a=1",
		"a=12", "a=1%2C2", "a=1&utm=x", "utm=y&a=1", "utm=x",
	}
	for _, declared := range [][]string{nil, {"a", "b"}} {
		config := middleware.CacheConfig{Query: declared}
		page := func(h http.Handler, query string) string { return cacheGet(h, "/?"+query).Body.String() }
		show := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "%q %q", r.URL.RawQuery, r.URL.Query()) })
		for _, first := range queries {
			for _, second := range queries {
				h := cache(config)(show)
				page(h, first)
				if got, want := page(h, second), page(cache(config)(show), second); got != want {
					t.Errorf("mixed up: ?%s after ?%s, declared %q: %s, want %s", second, first, declared, got, want)
				}
			}
		}
	}
	for _, same := range [][2]string{{"a=1&b=2", "b=2&a=1"}, {"a=1", "a=%31"}, {"a", "a="}, {"a=1&utm=x", "utm=y&a=1"}} {
		var calls atomic.Int32
		h := cache(middleware.CacheConfig{Query: []string{"a", "b"}})(numbered(&calls, nil))
		cacheGet(h, "/?"+same[0])
		if cacheGet(h, "/?"+same[1]); calls.Load() != 1 {
			t.Errorf("made twice: ?%s and ?%s are the same to the view", same[0], same[1])
		}
	}
}

// TestGauntletF6: no two requests collide, whatever stands in them.
func TestGauntletF6(t *testing.T) {
	t.Parallel()
	checkF6(t, middleware.Cache)
	checkF6(t, inStack)
}

func checkF6(t witness, cache cacheMaker) {
	t.Helper()
	long := strings.Repeat("x", 300)
	requests := [][]string{ // a path, and values of fields
		{"/a:b", "X-One", "c"}, {"/a", "X-One", "b:c"}, {"/a:b:c"}, {"/a", "X-One", "b", "X-Two", "c"}, {"/a", "X-One", "b", "X-One", "c"}, {"/a", "X-Two", "b"},
		{"/ab", "X-One", "c"}, {"/a", "X-One", "bc"}, {"/a", "X-One", "b,c"}, {"/a", "X-One", ""}, {"/a"}, {"/ab"}, {"/a%20b"}, {"/a%0ab"}, {"/a%00b"}, {"/a%7fb"}, {"/a|b"},
		{"/a%C3%A9b"}, {"/" + long + "1"}, {"/" + long + "2"}, {"/c", "X-One", long + "1"}, {"/c", "X-One", long + "2"},
	}
	config := middleware.CacheConfig{Vary: []string{"X-One", "X-Two"}}
	checkKeeps(t, cache, config, "X-One", long)
	show := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%q %q %q", r.URL.Path, r.Header["X-One"], r.Header["X-Two"])
	})
	page := func(h http.Handler, request []string) string {
		return cacheGet(h, request[0], request[1:]...).Body.String()
	}
	for _, first := range requests {
		for _, second := range requests {
			h := cache(config)(show)
			page(h, first)
			if got, want := page(h, second), page(cache(config)(show), second); got != want {
				t.Errorf("%.40q after %.40q: %.80s", second, first, got)
			}
		}
	}
}

// TestGauntletF7: a path that looks like a file's does not make a private page public.
func TestGauntletF7(t *testing.T) {
	t.Parallel()
	account := combo.Get("account/", func(r *http.Request) (*combo.Response, error) {
		return combo.Text("secret of " + r.Header.Get("Cookie"))
	})
	cache := middleware.Cache(middleware.CacheConfig{})
	checkF7(t, siteAround(t, combo.Config{URLs: combo.URLs{account.Use(cache)}}))
	checkF7(t, siteAround(t, combo.Config{URLs: combo.URLs{account}}, cache))
}

func checkF7(t witness, h http.Handler) {
	t.Helper()
	for _, path := range []string{"/account/x.css", "/account%2fx.css", "/account;x.css", "/account/;x.css", "/account/..%2fstatic/x.css", "/account/%0ax.css"} {
		w := cacheGet(h, "http://localhost"+path, "Cookie", "sessionid=ann")
		if w.Code < 300 || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("answered: %s with %d %q", path, w.Code, w.Body)
		}
		if got := w.Header().Get("Cache-Control"); !strings.Contains(got, "no-store") {
			t.Errorf("for all: %s has Cache-Control %q", path, got)
		}
		if w := cacheGet(h, "http://localhost"+path); strings.Contains(w.Body.String(), "ann") {
			t.Errorf("for all: %s shows a stranger %q", path, w.Body)
		}
	}
	w := cacheGet(h, "http://localhost/account/", "Cookie", "sessionid=ann")
	if got := w.Header().Get("Cache-Control"); !strings.Contains(w.Body.String(), "ann") || !strings.Contains(got, "no-store") {
		t.Errorf("for all: the page %q has Cache-Control %q", w.Body, got)
	}
}

// TestGauntletF8: what is not a whole page, in the one form that all can read, is not
// kept.
func TestGauntletF8(t *testing.T) {
	t.Parallel()
	checkF8(t, middleware.Cache)
	checkF8(t, inStack)
}

func checkF8(t witness, cache cacheMaker) {
	t.Helper()
	checkKeeps(t, cache, middleware.CacheConfig{})
	for _, status := range []int{302, 303, 307, 400, 401, 403, 404, 500, 503} {
		var calls atomic.Int32
		h := cache(middleware.CacheConfig{})(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, "call ", calls.Add(1))
		}))
		cacheGet(h, "/")
		if w := cacheGet(h, "/"); w.Body.String() != "call 2" {
			t.Errorf("status: a %d is kept", status)
		}
	}
	const whole = "0123456789"
	for _, first := range [][]string{{"HEAD"}, {"GET", "Range", "bytes=0-1"}, {"GET", "If-None-Match", `"tag"`}, {"GET", "Accept-Encoding", "gzip"}} {
		h := cache(middleware.CacheConfig{})(http.HandlerFunc(answerInParts))
		cacheDo(h, first[0], "/", first[1:]...)
		if w := cacheGet(h, "/"); w.Code != 200 || w.Body.String() != whole || w.Header().Get("Content-Encoding") != "" {
			t.Errorf("form: after %q a plain request gets %d %q %v", first, w.Code, w.Body, w.Header())
		}
	}
	calls := 0
	h := cache(middleware.CacheConfig{})(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls++
		io.WriteString(w, "0123")
		if calls == 1 {
			panic("half way")
		}
		io.WriteString(w, "456789")
	}))
	panicOf(func() { cacheGet(h, "/") })
	if w := cacheGet(h, "/"); w.Body.String() != whole {
		t.Errorf("part: after a panic the page is %q", w.Body)
	}
	own := cache(middleware.CacheConfig{})(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "the page of "+r.Header.Get("Cookie"))
	}))
	ann, bob := cacheGet(own, "/", "Cookie", "id=ann"), cacheGet(own, "/", "Cookie", "id=bob")
	if tag := ann.Header().Get("Etag"); tag != "" && tag == bob.Header().Get("Etag") {
		t.Errorf("tag: the pages %q and %q have the ETag %s", ann.Body, bob.Body, tag)
	}
}

// answerInParts does what a view may do by itself: it leaves out the body, sends a
// part, answers 304, or in gzip.
func answerInParts(w http.ResponseWriter, r *http.Request) {
	const whole = "0123456789"
	switch {
	case r.Method == http.MethodHead:
	case r.Header.Get("If-None-Match") != "":
		w.WriteHeader(http.StatusNotModified)
	case r.Header.Get("Range") != "":
		w.Header().Set("Content-Range", "bytes 0-1/10")
		w.WriteHeader(http.StatusPartialContent)
		io.WriteString(w, whole[:2])
	case r.Header.Get("Accept-Encoding") != "":
		w.Header().Set("Content-Encoding", "gzip")
		io.WriteString(w, zipped(whole))
	default:
		io.WriteString(w, whole)
	}
}

// TestGauntletF9: of 500 that miss at once one makes the page, however slowly, and
// one that panics holds up nobody.
func TestGauntletF9(t *testing.T) {
	t.Parallel()
	for _, cache := range []cacheMaker{middleware.Cache, inStack} {
		synctest.Test(t, func(t *testing.T) { checkF9(t, cache) })
		synctest.Test(t, func(t *testing.T) { checkFlight(t, cache) })
	}
}

// checkF9 runs in a bubble of synctest.
func checkF9(t witness, cache cacheMaker) {
	t.Helper()
	var calls atomic.Int32
	h := cache(middleware.CacheConfig{Store: newCacheStore(), TTL: time.Second})(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(5 * time.Second) // longer than the TTL, by the clock of the bubble
		fmt.Fprint(w, "call ", calls.Add(1))
	}))
	var wg sync.WaitGroup
	for range 500 {
		wg.Go(func() { cacheGet(h, "/") })
	}
	if wg.Wait(); calls.Load() != 1 {
		t.Errorf("made too often: %d calls for 500 requests", calls.Load())
	}
}

// checkFlight runs in a bubble of synctest: ten requests wait for one that panics.
// They give up after a minute.
func checkFlight(t witness, cache cacheMaker) {
	t.Helper()
	var calls atomic.Int32
	h := cache(middleware.CacheConfig{Store: newCacheStore()})(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := calls.Add(1)
		time.Sleep(time.Second)
		if n == 1 {
			panic("the one that the others wait for")
		}
		io.WriteString(w, "page")
	}))
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var wg sync.WaitGroup
	for range 11 {
		wg.Go(func() {
			w := httptest.NewRecorder()
			r := httptest.NewRequest("GET", "/", nil).WithContext(ctx)
			if panicOf(func() { h.ServeHTTP(w, r) }) == nil && w.Body.String() != "page" {
				t.Errorf("held up: one who waited got %d %q", w.Code, w.Body)
			}
		})
	}
	wg.Wait()
}

// TestGauntletB22Framework: a panic in what the framework does for a request holds up
// no other: in what the log writes to, in the making of a page that others wait for.
func TestGauntletB22Framework(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) { checkFlight(t, middleware.Cache) })
	synctest.Test(t, func(t *testing.T) {
		checkLogPanics(t, func(sink io.WriteCloser) io.WriteCloser {
			// Each line fills the buffer, so that the request itself writes it.
			w, err := logfile.New(logfile.Config{Open: func() (io.WriteCloser, error) { return sink, nil }, Size: 1, Report: io.Discard})
			if err != nil {
				t.Fatal(err)
			}
			return w
		})
	})
}

// checkLogPanics runs in a bubble of synctest. The sink panics at the first record;
// what comes after must get an answer and a record.
func checkLogPanics(t witness, writer func(sink io.WriteCloser) io.WriteCloser) {
	t.Helper()
	sink := &minedSink{}
	log := writer(sink)
	defer log.Close()
	h := stack(say("hello"), middleware.AccessLog(middleware.AccessLogConfig{Log: slog.New(slog.NewTextHandler(log, nil))}))
	panicOf(func() { send0(h, "http://localhost/first/") })
	answered := make(chan *httptest.ResponseRecorder, 1)
	go func() { answered <- send0(h, "http://localhost/second/") }()
	select {
	case w := <-answered:
		if w.Body.String() != "hello" || !strings.Contains(sink.text.String(), "path=/second/") {
			t.Errorf("after a panic of the log's file: %q, logged %q", w.Body, sink.text.String())
		}
	case <-time.After(time.Minute):
		t.Errorf("after a panic of the log's file: no answer")
	}
}

// A minedSink panics at its first Write.
type minedSink struct {
	calls int
	text  bytes.Buffer
}

func (s *minedSink) Write(b []byte) (int, error) {
	if s.calls++; s.calls == 1 {
		panic(errors.New("the file of the log"))
	}
	return s.text.Write(b)
}

func (s *minedSink) Close() error { return nil }
