package middleware_test

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/cache"
	"github.com/combo-web/combo/middleware"
)

// weakRequests take what they should not, or fall over.
var weakRequests = []weakServer{
	{"B11", "unpacks bodies", "(small|bomb), .* in (gzip|GZIP):", func(t *testing.T, w witness) {
		checkCompressedRequests(w, takingForms(t, unpacking))
	}},
	{"B20", "echoes ids", "the id", func(t *testing.T, w witness) { checkRequestIDs(w, echoingIDs(say(""))) }},
	{"B20", "one id for all", "the id", func(t *testing.T, w witness) {
		checkRequestIDs(w, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Request-Id", "abcdefghijklmnopqrstuvwxyz")
		}))
	}},
	{"B20", "logs paths as routes", "routes", func(_ *testing.T, w witness) {
		checkRoutes(w, func(log *slog.Logger) http.Handler {
			return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { log.Info("request", "route", r.URL.Path) })
		})
	}},
	{"B22", "recovers from nothing", "a panic in a (handler|middleware|hook): .* gets out", func(t *testing.T, w witness) { checkPanics(w, minefield()) }},
	{"B22", "leaves the header of the page that failed", "a panic in a handler", func(t *testing.T, w witness) {
		checkPanics(w, stack(minefield(), recoveringOnly))
	}},
	{"B22", "a log that stays locked", "after a panic of the log's file: no answer", func(t *testing.T, w witness) {
		synctest.Test(t, func(t *testing.T) { checkLogPanics(w, newLockedLog) })
	}},
	{"B22", "a page that is never finished", "held up", func(t *testing.T, w witness) {
		synctest.Test(t, func(t *testing.T) { checkFlight(w, modelCache(wedging)) })
	}},
}

// unpacking reads compressed bodies for the handler.
func unpacking(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.EqualFold(r.Header.Get("Content-Encoding"), "gzip") {
			if plain, err := gzip.NewReader(r.Body); err == nil {
				r.Body, r.ContentLength = io.NopCloser(plain), -1
				r.Header.Del("Content-Encoding")
			}
		}
		next.ServeHTTP(w, r)
	})
}

func echoingIDs(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-Id", r.Header.Get("X-Request-Id"))
		next.ServeHTTP(w, r)
	})
}

func recoveringOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if recover() != nil {
				w.WriteHeader(500)
				io.WriteString(w, "Oops")
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// A lockedLog does not defer its unlocking.
type lockedLog struct {
	sink io.WriteCloser
	lock chan struct{}
}

func newLockedLog(sink io.WriteCloser) io.WriteCloser {
	return &lockedLog{sink, make(chan struct{}, 1)}
}

func (l *lockedLog) Write(b []byte) (int, error) {
	l.lock <- struct{}{}
	n, err := l.sink.Write(b)
	<-l.lock
	return n, err
}

// Close lets the one who waits go: a bubble ends only when all in it have.
func (l *lockedLog) Close() error {
	<-l.lock
	return nil
}

var weakLogs = []weakServer{
	{"C12", "prints values as they are", `lines|a record of|U\+|invalid (character|syntax)`, func(t *testing.T, w witness) {
		checkLog(w, func(out io.Writer, _ slog.Handler) wrapper { return printing(out) })
	}},
	weakLog("shows secrets", "a secret in", func(r *http.Request) string { return strconv.QuoteToASCII(start(r.URL.RawQuery)) }),
	weakLog("cuts nothing", "a record of", func(r *http.Request) string { return strconv.QuoteToASCII(r.URL.Path) }),
	weakLog("leaves escaping to log/slog", `U\+`, func(r *http.Request) string { return start(r.URL.Path) }),
	{"C12", "two records a request", "2 lines", func(t *testing.T, w witness) {
		checkLog(w, func(_ io.Writer, h slog.Handler) wrapper {
			log := middleware.AccessLog(middleware.AccessLogConfig{Log: slog.New(h)})
			return func(next http.Handler) http.Handler { return log(log(next)) }
		})
	}},
}

func printing(out io.Writer) wrapper {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r)
			fmt.Fprintf(out, "level=INFO msg=request method=%s path=%s agent=%s\n", r.Method, r.URL.Path, r.UserAgent())
		})
	}
}

// weakLog writes one value of a request through log/slog.
func weakLog(weakness, about string, value func(*http.Request) string) weakServer {
	return weakServer{"C12", weakness, about, func(_ *testing.T, w witness) {
		checkLog(w, func(_ io.Writer, h slog.Handler) wrapper {
			return func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					next.ServeHTTP(w, r)
					slog.New(h).Info("request", "value", value(r))
				})
			}
		})
	}}
}

// start is the beginning of a text.
func start(text string) string { return text[:min(len(text), 200)] }

// weakOrigins let other sites in.
var weakOrigins = []weakServer{
	{"D5", "asks for no token", "site: origin: credentials:(cookie|both) ", func(t *testing.T, w witness) {
		checkCSRF(w, newVisitors(t), someAttempts(), func(act combo.View) http.Handler {
			return siteAround(t, combo.Config{URLs: combo.URLs{combo.Path("act/", act)}})
		})
	}},
	{"D5", "takes null for no origin", "origin:null", believing(func(r *http.Request) bool {
		return r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == "null"
	})},
	{"D5", "takes same-site for its own", "site:same-site", believing(func(r *http.Request) bool { return r.Header.Get("Sec-Fetch-Site") == "same-site" })},
	{"D5", "takes junk for its own", "site:junk", believing(func(r *http.Request) bool { return r.Header.Get("Sec-Fetch-Site") == "junk" })},
	{"D5", "takes any port for its own", "origin:other port", believing(func(r *http.Request) bool {
		return r.Header.Get("Sec-Fetch-Site") == "" && strings.Contains(r.Header.Get("Origin"), "//localhost:")
	})},
	{"D5", "takes the token of anybody", "token:other user's", believing(func(r *http.Request) bool {
		return r.Header.Get("Sec-Fetch-Site")+r.Header.Get("Origin") == "" && len(r.Header.Get("X-Csrftoken")) == 64
	})},
	{"D5", "lets nobody in", "404, acted false", func(t *testing.T, w witness) {
		checkCSRF(w, newVisitors(t), someAttempts(), func(combo.View) http.Handler { return http.NotFoundHandler() })
	}},
	{"D22", "reflects the origin", "GET|OPTIONS", func(t *testing.T, w witness) { checkCORSOrigins(w, reflecting) }},
	{"D22", "compares ends", `(GET|OPTIONS) from "(https?://|app\.)`, func(t *testing.T, w witness) { checkCORSOrigins(w, comparingEnds) }},
	{"D22", "allows null", `from "(null|NULL)"`, func(t *testing.T, w witness) { checkCORSOrigins(w, allowingNull) }},
	{"D22", "answers every preflight", "allowed|what may be read|plain", func(t *testing.T, w witness) { checkCORSPreflight(w, reflecting) }},
	{"D22", "takes any configuration", "panic is <nil>", func(t *testing.T, w witness) { checkCORSConfig(w, reflecting) }},
}

// someAttempts are those that differ in what the weak servers look at: the whole
// matrix takes long under the race detector.
func someAttempts() iter.Seq[attempt] {
	return func(yield func(attempt) bool) {
		for a := range attempts() {
			if (a.method == "GET" || a.method == "POST") && (a.body == "urlencoded" || a.body == "JSON") && !yield(a) {
				return
			}
		}
	}
}

// believing checks a good site behind something that takes some requests for those
// of the site's own pages.
func believing(own func(*http.Request) bool) func(*testing.T, witness) {
	return func(t *testing.T, w witness) {
		checkCSRF(w, newVisitors(t), someAttempts(), func(act combo.View) http.Handler {
			site := guarded(t, act)
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if own(r) {
					r.Header.Set("Sec-Fetch-Site", "same-origin")
				}
				site.ServeHTTP(w, r)
			})
		})
	}
}

func reflecting(config middleware.CORSConfig) wrapper {
	return allowing(func(string) bool { return true }, config)
}

// comparingEnds looks whether a listed name is somewhere at the end.
func comparingEnds(config middleware.CORSConfig) wrapper {
	return allowing(func(origin string) bool {
		return slices.ContainsFunc(config.Origins, func(listed string) bool {
			listed = strings.TrimPrefix(strings.TrimPrefix(listed, "https://"), "*")
			return listed != "" && strings.HasSuffix(origin, strings.TrimPrefix(listed, "."))
		})
	}, config)
}

func allowingNull(config middleware.CORSConfig) wrapper {
	good := middleware.CORS(config)
	null := allowing(func(string) bool { return true }, config)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.EqualFold(r.Header.Get("Origin"), "null") {
				null(next).ServeHTTP(w, r)
				return
			}
			good(next).ServeHTTP(w, r)
		})
	}
}

// allowing is a CORS with its own idea of whom to let in.
func allowing(ok func(origin string) bool, config middleware.CORSConfig) wrapper {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h.Set("Vary", "Origin")
			if origin := r.Header.Get("Origin"); ok(origin) {
				h.Set("Access-Control-Allow-Origin", origin)
				if config.Credentials {
					h.Set("Access-Control-Allow-Credentials", "true")
				}
				h.Set("Access-Control-Allow-Headers", r.Header.Get("Access-Control-Request-Headers"))
			}
			if r.Method == http.MethodOptions {
				w.WriteHeader(http.StatusNoContent)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// A model is a cache that is small and slow, and right in what the gauntlet asks.
// The weak ones are made of it by one fault each.
type model struct {
	config middleware.CacheConfig
	next   http.Handler

	asks  func(*http.Request) bool               // may be answered from the cache
	sees  func(*http.Request) *http.Request      // what the view gets
	key   func(seen *http.Request) string        // of what the view gets
	keeps func(status int, h http.Header) bool   // the page is for all
	until func(began, ended time.Time) time.Time // it is fresh
	tag   func(*http.Request) string             // of an answer that passes it by
	// turns makes one request wait for another; wedges keeps the turn in a panic,
	// and parts keeps what was written until then.
	turns, wedges, parts bool

	turn  chan struct{}
	mu    sync.Mutex
	pages map[string]modelPage
}

type modelPage struct {
	*httptest.ResponseRecorder
	until time.Time
}

type fault func(*model)

func modelCache(faults ...fault) cacheMaker {
	return func(config middleware.CacheConfig) wrapper {
		return func(next http.Handler) http.Handler {
			m := &model{config: config, next: next, turns: true, turn: make(chan struct{}, 1), pages: map[string]modelPage{}}
			m.asks, m.sees, m.key, m.keeps = m.isForAll, m.restricted, keyOf, keepsGood
			m.until = func(_, ended time.Time) time.Time { return ended.Add(max(config.TTL, time.Second)) }
			m.tag = func(*http.Request) string { return "" }
			for _, f := range faults {
				f(m)
			}
			return m
		}
	}
}

func (m *model) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !m.asks(r) {
		if tag := m.tag(r); tag != "" {
			w.Header().Set("Etag", tag)
		}
		m.next.ServeHTTP(w, r)
		return
	}
	if m.turns {
		select {
		case m.turn <- struct{}{}:
		case <-r.Context().Done():
			http.Error(w, "no more time", http.StatusServiceUnavailable)
			return
		}
	}
	whole := false
	defer func() {
		if m.turns && (whole || !m.wedges) {
			<-m.turn
		}
	}()
	p := m.page(m.sees(r))
	whole = true
	maps.Copy(w.Header(), p.Header())
	w.WriteHeader(p.Code)
	_, _ = w.Write(p.Body.Bytes())
}

// page finds or makes a page.
func (m *model) page(r *http.Request) modelPage {
	key, began := m.key(r), time.Now()
	m.mu.Lock()
	p, ok := m.pages[key]
	m.mu.Unlock()
	if ok && began.Before(p.until) {
		return p
	}
	p.ResponseRecorder = httptest.NewRecorder()
	keep := func() {
		if m.keeps(p.Code, p.Header()) {
			p.until = m.until(began, time.Now())
			m.mu.Lock()
			m.pages[key] = p
			m.mu.Unlock()
		}
	}
	if m.parts {
		defer keep()
	}
	m.next.ServeHTTP(p, r)
	keep()
	return p
}

// isForAll tells whether a request asks for a whole page and says nothing of who
// sends it.
func (m *model) isForAll(r *http.Request) bool {
	for _, c := range strings.Split(r.Header.Get("Cookie"), ";") {
		if name, _, _ := strings.Cut(c, "="); c != "" && !slices.Contains(m.config.IgnoreCookies, name) {
			return false
		}
	}
	return r.Method == http.MethodGet && r.Header.Get("Authorization") == "" && !strings.Contains(r.URL.RawQuery, ";")
}

func (m *model) restricted(r *http.Request) *http.Request {
	seen := httptest.NewRequest(r.Method, r.URL.EscapedPath(), nil).WithContext(r.Context())
	seen.Host, seen.RemoteAddr = r.Host, ""
	query := r.URL.Query()
	maps.DeleteFunc(query, func(name string, _ []string) bool {
		return m.config.Query != nil && !slices.Contains(m.config.Query, name)
	})
	seen.URL.RawQuery = query.Encode()
	for _, name := range m.config.Vary {
		if values := r.Header[name]; values != nil {
			seen.Header[name] = values
		}
	}
	return seen
}

func keyOf(r *http.Request) string {
	return cache.Key(r.Host, r.URL.Path, r.URL.RawQuery, fmt.Sprintf("%q", r.Header)) // fmt sorts the names
}

func keepsGood(status int, h http.Header) bool {
	for name, values := range h {
		text := strings.ToLower(strings.Join(values, ","))
		switch strings.ToLower(name) {
		case "set-cookie", "vary", "content-encoding":
			return false
		case "cache-control":
			if strings.Contains(text, "private") || strings.Contains(text, "no-") {
				return false
			}
		}
	}
	return status == http.StatusOK
}

// keepsBut keeps what keepsGood would if some fields were not there.
func keepsBut(without func(name, value string) bool) fault {
	return func(m *model) {
		m.keeps = func(status int, h http.Header) bool {
			h = h.Clone()
			maps.DeleteFunc(h, func(name string, values []string) bool { return without(name, values[0]) })
			return keepsGood(status, h)
		}
	}
}

// plainly is what a simple cache says of a field: it looks at its first line, for one
// word in one spelling.
func plainly(field, word string) fault {
	return keepsBut(func(name, value string) bool { return name == field && value != word })
}

// mindingNewcomers keeps Set-Cookie if the request has any cookie.
func mindingNewcomers(config middleware.CacheConfig) wrapper {
	good, weak := modelCache()(config), modelCache(keepsBut(func(name, _ string) bool { return strings.EqualFold(name, "Set-Cookie") }))(config)
	return func(next http.Handler) http.Handler {
		newcomers, others := good(next), weak(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Cookie") == "" {
				newcomers.ServeHTTP(w, r)
				return
			}
			others.ServeHTTP(w, r)
		})
	}
}

// keyedBy is a cache whose view sees what it does, but that looks at less.
func keyedBy(key func(*http.Request) string) fault {
	return func(m *model) { m.key = key }
}

// seeing hands fields on that are not in the key.
func seeing(fields ...string) fault {
	return func(m *model) {
		good := m.sees
		m.sees = func(r *http.Request) *http.Request {
			seen := good(r)
			for _, name := range fields {
				if r.Header[name] != nil {
					seen.Header[name] = r.Header[name]
				}
			}
			return seen
		}
		m.key = func(r *http.Request) string {
			keyed := r.Clone(context.Background())
			for _, name := range fields {
				keyed.Header.Del(name)
			}
			return keyOf(keyed)
		}
	}
}

// asking looks up what the model would not.
func asking(more func(*http.Request) bool) fault {
	return func(m *model) {
		good := m.asks
		m.asks = func(r *http.Request) bool { return good(r) || more(r) }
	}
}

func wedging(m *model) { m.wedges = true }

func keepingNothing(m *model) { m.keeps = func(int, http.Header) bool { return false } }

// showing changes what the view gets.
func showing(change func(seen, r *http.Request)) fault {
	return func(m *model) {
		good := m.sees
		m.sees = func(r *http.Request) *http.Request {
			seen := good(r)
			change(seen, r)
			return seen
		}
	}
}

// joined writes what pages differ by with something between.
func joined(r *http.Request, between string) string {
	parts := []string{r.URL.Path}
	for _, name := range []string{"X-One", "X-Two"} {
		parts = append(parts, r.Header[name]...)
	}
	return strings.Join(parts, between)
}

func weakCache(row, weakness, about string, check func(witness, cacheMaker), faults ...fault) weakServer {
	return weakServer{row, weakness, about, func(_ *testing.T, w witness) { check(w, modelCache(faults...)) }}
}

func weakFlights(weakness, about string, check func(witness, cacheMaker), faults ...fault) weakServer {
	return weakServer{"F9", weakness, about, func(t *testing.T, w witness) {
		synctest.Test(t, func(*testing.T) { check(w, modelCache(faults...)) })
	}}
}

var weakCaches = []weakServer{
	weakCache("F1", "shows X-Forwarded-Host", "undeclared: .*X-Forwarded-Host", checkF1, seeing("X-Forwarded-Host")),
	weakCache("F1", "shows Accept-Language", "undeclared: .*Accept-Language", checkF1, seeing("Accept-Language")),
	weakCache("F1", "shows the client", "address of another client", checkF1, showing(func(seen, r *http.Request) {
		seen.RemoteAddr = r.RemoteAddr
	})),
	weakCache("F1", "keyed by the path", "declared: the page for", checkF1, keyedBy(func(r *http.Request) string { return r.URL.Path })),

	weakCache("F3", "keeps Set-Cookie", "Set-Cookie|set-cookie", checkF3, keepsBut(func(name, _ string) bool { return strings.EqualFold(name, "Set-Cookie") })),
	weakCache("F3", "knows one spelling", "set-cookie", checkF3, keepsBut(func(name, _ string) bool { return name == "set-cookie" })),
	{"F3", "minds Set-Cookie only for those who have no cookie", "_ga=1", func(_ *testing.T, w witness) { checkF3(w, mindingNewcomers) }},

	weakCache("F4", "ignores Cache-Control", "Cache-Control", checkF4, keepsBut(func(name, _ string) bool { return name == "Cache-Control" })),
	weakCache("F4", "knows one spelling of private", "Private|NO-STORE|PRIVATE|No-Store|public", checkF4, plainly("Cache-Control", "private")),
	weakCache("F4", "ignores Vary", "Vary", checkF4, keepsBut(func(name, _ string) bool { return name == "Vary" })),
	weakCache("F4", "knows one spelling of *", "Vary", checkF4, plainly("Vary", "*")),
	weakCache("F4", "ignores Authorization", "Authorization", checkF4, seeing("Authorization"),
		asking(func(r *http.Request) bool { return r.Header.Get("Authorization") != "" })),

	weakCache("F5", "keyed by the path", "mixed up", checkF5, keyedBy(func(r *http.Request) string { return r.URL.Path })),
	weakCache("F5", "hands on what it ignores", "mixed up: .*(utm|A=1)", checkF5, func(m *model) {
		good := m.sees
		m.key = func(r *http.Request) string { return keyOf(good(r)) }
		showing(func(seen, r *http.Request) { seen.URL.RawQuery = r.URL.Query().Encode() })(m)
	}),
	weakCache("F5", "keyed by the query as sent", "made twice", checkF5, showing(func(seen, r *http.Request) {
		seen.URL.RawQuery = r.URL.RawQuery
	})),
	weakCache("F5", "keyed by first values", "mixed up: .*a=.*&a=", checkF5, keyedBy(func(r *http.Request) string {
		query := r.URL.Query()
		for name := range query {
			query[name] = query[name][:1]
		}
		return query.Encode()
	})),
	weakCache("F5", "keyed by unescaped text", "mixed up: .*%", checkF5, keyedBy(func(r *http.Request) string {
		text, _ := url.QueryUnescape(r.URL.RawQuery)
		return text
	})),

	weakCache("F6", "joins by a colon", "X-(One|Two)", checkF6, keyedBy(func(r *http.Request) string { return joined(r, ":") })),
	weakCache("F6", "joins by nothing", "X-(One|Two)", checkF6, keyedBy(func(r *http.Request) string { return joined(r, "") })),
	weakCache("F6", "cuts long keys", "xxx", checkF6, keyedBy(func(r *http.Request) string { return fmt.Sprintf("%.250q", keyTextOf(r)) })),
	weakCache("F6", "drops what is not printed", "%", checkF6, keyedBy(func(r *http.Request) string {
		return strings.Map(func(c rune) rune {
			if c <= ' ' || c > '~' {
				return -1
			}
			return c
		}, keyTextOf(r))
	})),

	weakCache("F1", "keeps nothing", "kept nothing", checkF1, keepingNothing),
	weakCache("F3", "keeps nothing", "kept nothing", checkF3, keepingNothing),
	weakCache("F4", "keeps nothing", "kept nothing", checkF4, keepingNothing),
	weakCache("F5", "keeps nothing", "made twice", checkF5, keepingNothing),
	weakCache("F6", "keeps nothing", "kept nothing", checkF6, keepingNothing),
	weakCache("F8", "keeps nothing", "kept nothing", checkF8, keepingNothing),

	{"F7", "keeps what ends like a file", "answered|for all", func(_ *testing.T, w witness) { checkF7(w, keepingFiles(subtree())) }},
	{"F7", "answers below a page", "answered", func(_ *testing.T, w witness) {
		checkF7(w, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cache-Control", "private, no-store")
			subtree().ServeHTTP(w, r)
		}))
	}},
	{"F7", "says nothing of caching", "for all", func(_ *testing.T, w witness) {
		mux := http.NewServeMux()
		mux.Handle("/account/{$}", subtree())
		checkF7(w, mux)
	}},

	weakCache("F8", "keeps every status", "status", checkF8, func(m *model) {
		m.keeps = func(_ int, h http.Header) bool { return keepsGood(200, h) }
	}),
	weakCache("F8", "keeps HEAD", `form: after \["HEAD"`, checkF8, asking(func(r *http.Request) bool { return r.Method == "HEAD" })),
	weakCache("F8", "keeps parts and 304", `form: after \["GET" "(Range|If-None-Match)"`, checkF8, seeing("Range", "If-None-Match"), func(m *model) {
		m.keeps = func(status int, h http.Header) bool {
			return keepsGood(status, h) || status == http.StatusPartialContent || status == http.StatusNotModified
		}
	}),
	weakCache("F8", "keeps gzip for all", `form: after \["GET" "Accept-Encoding"`, checkF8, seeing("Accept-Encoding"),
		keepsBut(func(name, _ string) bool { return name == "Content-Encoding" })),
	weakCache("F8", "keeps what was written before a panic", "part", checkF8, func(m *model) { m.parts = true }),
	weakCache("F8", "one tag for a path", "tag", checkF8, func(m *model) {
		m.tag = func(r *http.Request) string { return `"` + r.URL.Path + `"` }
	}),

	weakFlights("makes a page for each miss", "made too often", checkF9, func(m *model) { m.turns = false }),
	weakFlights("counts from the start of the view", "made too often", checkF9, func(m *model) {
		m.until = func(began, _ time.Time) time.Time { return began.Add(m.config.TTL) }
	}),
	weakFlights("wedges on a panic", "held up", checkFlight, wedging),
}

// keyTextOf is all that a page of F6 differs by, as text.
func keyTextOf(r *http.Request) string {
	return fmt.Sprint(r.URL.Path, len(r.Header["X-One"]), r.Header)
}

// subtree answers at and below /account/, as net/http's pattern with a slash does.
func subtree() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "secret of "+r.Header.Get("Cookie"))
	})
}

// keepingFiles keeps what looks like a file, whoever asked.
func keepingFiles(next http.Handler) http.Handler {
	pages := map[string]string{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if pages[r.URL.Path] == "" || !strings.HasSuffix(r.URL.Path, ".css") {
			answer := httptest.NewRecorder()
			next.ServeHTTP(answer, r)
			pages[r.URL.Path] = answer.Body.String()
		}
		io.WriteString(w, pages[r.URL.Path])
	})
}
