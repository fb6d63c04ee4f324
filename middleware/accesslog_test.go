package middleware_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/internal/logfile"
	"github.com/combo-web/combo/middleware"
)

// logged asks a handler and returns the one record that was written.
func logged(t *testing.T, build func(middleware.AccessLogConfig) http.Handler, r *http.Request) map[string]any {
	t.Helper()
	var log bytes.Buffer
	h := build(middleware.AccessLogConfig{Log: slog.New(slog.NewJSONHandler(&log, nil))})
	panicOf(func() { h.ServeHTTP(httptest.NewRecorder(), r) })
	var record map[string]any
	if err := json.Unmarshal(log.Bytes(), &record); err != nil || strings.Count(log.String(), "\n") != 1 {
		t.Fatalf("%v in %s", err, log.String())
	}
	return record
}

// inSite and bare are the two places where the log can stand.
func inSite(t *testing.T) func(middleware.AccessLogConfig) http.Handler {
	return func(c middleware.AccessLogConfig) http.Handler {
		urls := combo.URLs{
			combo.Get("posts/<int:id>/", func(*http.Request) (*combo.Response, error) { return combo.Text("a post") }),
			combo.Get("reset/<str:token>/", func(*http.Request) (*combo.Response, error) { return combo.Text("a form") }),
			combo.Handle("hijack/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				conn, _, err := w.(http.Hijacker).Hijack()
				if err == nil {
					conn.Close()
				}
			})),
		}
		return siteAround(t, combo.Config{URLs: urls}, middleware.AccessLog(c))
	}
}

func bare(c middleware.AccessLogConfig) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/posts/{id}/", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "a post") })
	mux.HandleFunc("/reset/{token}/", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "a form") })
	mux.HandleFunc("/bad/", func(w http.ResponseWriter, r *http.Request) { panic("a handler") })
	mux.HandleFunc("/half/", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "half an ans"); panic("half way") })
	mux.HandleFunc("/nothing/", func(w http.ResponseWriter, r *http.Request) {})
	return middleware.AccessLog(c)(mux)
}

func TestAccessLogRecord(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, method, target string
		build                func(middleware.AccessLogConfig) http.Handler
		want                 map[string]any
	}{
		{"a page", "GET", "/posts/7/?page=2", inSite(t), map[string]any{"level": "INFO", "msg": "request", "method": "GET", "path": "/posts/7/",
			"query": "page=2", "route": "/posts/<int:id>/", "status": 200., "bytes": 6., "client": "192.0.2.1", "agent": "curl/8", "referrer": "https://a.test/b"}},
		{"without a query", "GET", "/posts/7/", inSite(t), map[string]any{"query": nil, "aborted": nil, "canceled": nil}},
		{"HEAD", "HEAD", "/posts/7/", inSite(t), map[string]any{"method": "HEAD", "status": 200., "bytes": 0.}},
		{"no route", "GET", "/missing/", inSite(t), map[string]any{"level": "INFO", "route": "", "status": 404.}},
		{"an error", "GET", "/error/", inSite(t), map[string]any{"level": "ERROR", "status": 500.}},
		{"a panic of a handler", "GET", "/bad/", inSite(t), map[string]any{"level": "ERROR", "status": 500., "aborted": true}},
		{"half an answer", "GET", "/half/", inSite(t), map[string]any{"level": "INFO", "status": 200., "bytes": 11., "aborted": true}},
		{"nothing written", "GET", "/nothing/", inSite(t), map[string]any{"status": 200., "bytes": 0.}},
		{"a token in the path", "GET", "/reset/abc123/", inSite(t), map[string]any{"path": "/reset/<str:token>/"}},
		{"bare", "GET", "/posts/7/?page=2", bare, map[string]any{"path": "/posts/7/", "query": "page=2", "route": "/posts/{id}/", "status": 200.,
			"bytes": 6., "client": "192.0.2.1", "request": nil}},
		{"bare, HEAD", "HEAD", "/posts/7/", bare, map[string]any{"bytes": 0.}},
		{"bare, no route", "GET", "/missing/", bare, map[string]any{"status": 404., "route": ""}},
		{"bare, a panic", "GET", "/bad/", bare, map[string]any{"level": "ERROR", "status": 500., "aborted": true}},
		{"bare, half an answer", "GET", "/half/", bare, map[string]any{"status": 200., "bytes": 11., "aborted": true}},
		{"bare, nothing written", "GET", "/nothing/", bare, map[string]any{"status": 200.}},
		{"bare, a token in the path", "GET", "/reset/abc123/", bare, map[string]any{"path": "/reset/{token}/"}},
	} {
		r := httptest.NewRequest(test.method, "http://localhost"+test.target, nil)
		r.Header.Set("User-Agent", "curl/8")
		r.Header.Set("Referer", "https://user:pass@a.test/b?token=1#part")
		record := logged(t, test.build, r)
		for name, want := range test.want {
			if record[name] != want {
				t.Errorf("%s: %s is %v, want %v", test.name, name, record[name], want)
			}
		}
		if _, ok := record["duration"].(float64); !ok {
			t.Errorf("%s: the duration is %v", test.name, record["duration"])
		}
	}
}

// The log of manage, which takes the attributes another way, has the same lines.
func TestAccessLogInTheLogFile(t *testing.T) {
	t.Parallel()
	for _, target := range []string{"/posts/7/", "/posts/7/?page=2", "/posts/7/?a=é\"", "/error/"} {
		var got, want bytes.Buffer
		for handler, out := range map[slog.Handler]*bytes.Buffer{logfile.JSON(&got, nil): &got, slog.NewJSONHandler(&want, nil): &want} {
			clock := func() time.Time { return time.Unix(1, 0) }
			site := inSite(t)(middleware.AccessLogConfig{Log: slog.New(handler), Clock: clock})
			r := httptest.NewRequest("GET", "http://localhost"+target, nil)
			r.Header.Set("User-Agent", "curl/8")
			site.ServeHTTP(httptest.NewRecorder(), r)
			id := regexp.MustCompile(`"request":"[A-Z0-9]{26}"`)
			if !id.Match(out.Bytes()) {
				t.Errorf("%s: no id in %s", target, out)
			}
			text := id.ReplaceAllString(out.String(), "")
			out.Reset()
			out.WriteString(text)
		}
		if got.String() != want.String() {
			t.Errorf("%s:\ngot  %swant %s", target, got.String(), want.String())
		}
	}
}

func TestAccessLogClient(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ peer, forwarded, want string }{
		{"192.0.2.1:1234", "", "192.0.2.1"},
		{"[2001:db8::1]:1234", "", "2001:db8::1"},
		{"[2001:DB8:0::1]:1234", "", "2001:db8::1"},
		{"[::ffff:192.0.2.1]:1234", "", "192.0.2.1"},
		{"[fe80::1%eth0]:1234", "", "fe80::1%eth0"},
		{"10.0.0.1:1234", "192.0.2.7", "192.0.2.7"},
		{"10.0.0.19:1234", "10.0.0.1", "10.0.0.19"}, // no proxy, though its address begins like one
		{"192.0.2.1", "", "192.0.2.1"},
	} {
		var log bytes.Buffer
		config := combo.Config{Log: slog.New(slog.NewJSONHandler(&log, nil)), TrustedProxies: []string{"10.0.0.1"}}
		r := httptest.NewRequest("GET", "http://localhost/text/", nil)
		r.RemoteAddr = test.peer
		if test.forwarded != "" {
			r.Header.Set("X-Forwarded-For", test.forwarded)
		}
		siteAround(t, config, middleware.AccessLog(middleware.AccessLogConfig{})).ServeHTTP(httptest.NewRecorder(), r)
		var record struct{ Client string }
		if err := json.Unmarshal(log.Bytes(), &record); err != nil || record.Client != test.want {
			t.Errorf("%s: the client is %q (%v), want %q", test.peer, record.Client, err, test.want)
		}
	}
}

// The record has the id by which the kernel's log knows the request, and it comes
// to the log of the site.
func TestAccessLogOfTheSite(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	site := siteAround(t, combo.Config{Log: slog.New(slog.NewJSONHandler(&log, nil))}, middleware.AccessLog(middleware.AccessLogConfig{}))
	for range 2 {
		send0(site, "http://localhost/error/")
	}
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	if len(lines) != 4 {
		t.Fatalf("%d lines:\n%s", len(lines), log.String())
	}
	var failed, request struct{ Msg, Request string }
	if err := json.Unmarshal([]byte(lines[0]), &failed); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(lines[1]), &request); err != nil {
		t.Fatal(err)
	}
	if failed.Request == "" || failed.Request != request.Request || request.Msg != "request" {
		t.Errorf("%+v and %+v", failed, request)
	}
}

// What the kernel refuses before its middleware is in its own log only.
func TestAccessLogDoesNotSeeWhatIsRefusedBefore(t *testing.T) {
	t.Parallel()
	var log, access bytes.Buffer
	site := siteAround(t, combo.Config{Log: slog.New(slog.NewTextHandler(&log, nil))},
		middleware.AccessLog(middleware.AccessLogConfig{Log: slog.New(slog.NewTextHandler(&access, nil))}))
	if w := sendTo(site, "http://localhost/text/", "evil.test"); w.Code != 400 || access.Len() > 0 || !strings.Contains(log.String(), "evil.test") {
		t.Errorf("%d, access log %q, log %q", w.Code, access.String(), log.String())
	}
}

func TestAccessLogDuration(t *testing.T) {
	t.Parallel()
	now := time.Unix(1e9, 0)
	calls := 0
	var log bytes.Buffer
	config := middleware.AccessLogConfig{Log: slog.New(slog.NewTextHandler(&log, nil)), Clock: func() time.Time {
		calls++
		now = now.Add(1500 * time.Microsecond)
		return now
	}}
	send0(inSite(t)(config), "http://localhost/posts/7/")
	if calls != 2 || !strings.Contains(log.String(), "duration=1.5ms") || !strings.Contains(log.String(), "time=2001-09-09T") {
		t.Errorf("%d looks at the clock: %s", calls, log.String())
	}
}

func TestAccessLogSkipAndLevel(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	config := middleware.AccessLogConfig{
		Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelError})),
		Skip: func(r *http.Request) bool {
			status, _ := combo.Sent(r)
			return status == 500 && r.URL.Path == "/error/"
		},
	}
	h := inSite(t)(config)
	send0(h, "http://localhost/posts/7/") // information
	send0(h, "http://localhost/error/")   // skipped
	if log.Len() > 0 {
		t.Errorf("logged %s", log.String())
	}
	send0(h, "http://localhost/panic/")
	if strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), "path=/panic/") {
		t.Errorf("logged %s", log.String())
	}
}

func TestAccessLogOfAClientThatWent(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	leaving := combo.Handle("leaving/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	}))
	build := func(c middleware.AccessLogConfig) http.Handler {
		return siteAround(t, combo.Config{URLs: combo.URLs{leaving}}, middleware.AccessLog(c), middleware.Recover())
	}
	record := logged(t, build, httptest.NewRequestWithContext(ctx, "GET", "http://localhost/leaving/", nil))
	if record["aborted"] != true || record["canceled"] != true {
		t.Errorf("the record is %v", record)
	}
}

func TestAccessLogOfAHijackedConnection(t *testing.T) {
	t.Parallel()
	records := make(chan string, 1)
	server := httptest.NewServer(inSite(t)(middleware.AccessLogConfig{Log: slog.New(slog.NewTextHandler(lineWriter(records), nil))}))
	defer server.Close()
	r, _ := http.NewRequest("GET", server.URL+"/hijack/", nil)
	r.Host = "localhost"
	if answer, err := http.DefaultClient.Do(r); err == nil {
		answer.Body.Close()
	}
	if record := <-records; !strings.Contains(record, "status=101") {
		t.Errorf("the record is %s", record)
	}
}

type lineWriter chan string

func (l lineWriter) Write(b []byte) (int, error) { l <- string(b); return len(b), nil }

// TestGauntletC12: whatever a client sends, each request is one record, short, without
// what a terminal obeys, without secrets, for both handlers of log/slog.
func TestGauntletC12(t *testing.T) {
	t.Parallel()
	checkLog(t, func(_ io.Writer, h slog.Handler) wrapper {
		return middleware.AccessLog(middleware.AccessLogConfig{Log: slog.New(h)})
	})
}

// checkLog sends hostile requests through what logs them to out, by a handler that
// writes there or by itself.
func checkLog(t witness, around func(out io.Writer, h slog.Handler) wrapper) {
	t.Helper()
	hostile := []string{
		"\x1b[2J\x1b[31m", "a\nlevel=ERROR msg=forged", "a\r\n{\"level\":\"ERROR\"}\r\n", "\u202egnp.exe", "\u2028\u2029\u0085", "\x00\x07\x7f",
		"\xff\xfe", `"quoted" \" = {} 'x'`, "a=b c=d", strings.Repeat("A", 1<<20), strings.Repeat("é", 1<<20), strings.Repeat("\n", 1<<20), "",
	}
	for _, value := range hostile {
		for name, handler := range map[string]func(io.Writer) slog.Handler{
			"JSON": func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) },
			"text": func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) },
		} {
			var log bytes.Buffer
			h := around(&log, handler(&log))(say("hello"))
			r := &http.Request{
				Method: value, URL: &url.URL{Path: "/" + value, RawQuery: "password=hunter2&token=" + url.QueryEscape(value) + "&x=" + value},
				Header:     http.Header{"User-Agent": {value}, "Referer": {"https://x/" + value}, "Cookie": {"sessionid=hunter2"}, "Authorization": {"Bearer hunter2"}},
				RemoteAddr: "192.0.2.1:1", Pattern: "/{x}",
			}
			h.ServeHTTP(httptest.NewRecorder(), r)
			checkOneRecord(t, name, log.String())
		}
	}
}

func checkOneRecord(t witness, handler, log string) {
	t.Helper()
	if strings.Count(log, "\n") != 1 || !strings.HasSuffix(log, "\n") {
		t.Errorf("%s: %d lines: %.300q", handler, strings.Count(log, "\n"), log)
		return
	}
	if len(log) > 20<<10 {
		t.Errorf("%s: a record of %d bytes", handler, len(log))
		return
	}
	for _, r := range strings.TrimSuffix(log, "\n") {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			t.Errorf("%s: %U in %.300q", handler, r, log)
			break
		}
	}
	if strings.Contains(log, "hunter2") {
		t.Errorf("%s: a secret in %.300q", handler, log)
	}
	record, err := textRecord(log)
	if handler == "JSON" {
		var fields map[string]any
		decoder := json.NewDecoder(strings.NewReader(log))
		if err = decoder.Decode(&fields); err == nil && decoder.More() {
			t.Errorf("JSON: more than one value: %.300q", log)
		}
		record = map[string]string{"msg": fmt.Sprint(fields["msg"]), "level": fmt.Sprint(fields["level"])}
	}
	if err != nil || record["msg"] != "request" || record["level"] != "INFO" {
		t.Errorf("%s: %v, %.200q in %.300q", handler, err, record, log)
	}
}

// textRecord reads one line of slog.TextHandler; a name that comes twice is an error.
func textRecord(line string) (map[string]string, error) {
	record := map[string]string{}
	for rest := strings.TrimSuffix(line, "\n"); rest != ""; rest = strings.TrimPrefix(rest, " ") {
		name, behind, ok := strings.Cut(rest, "=")
		if _, twice := record[name]; twice || !ok {
			return nil, strconv.ErrSyntax
		}
		value := behind
		if strings.HasPrefix(behind, `"`) {
			quoted, err := strconv.QuotedPrefix(behind)
			if err != nil {
				return nil, err
			}
			record[name], _ = strconv.Unquote(quoted)
			rest = behind[len(quoted):]
			continue
		}
		value, rest, _ = strings.Cut(behind, " ")
		record[name] = value
	}
	return record, nil
}

func TestAccessLogQuery(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ query, want string }{
		{"page=2&q=jazz", "page=2&q=jazz"},
		{"password=x&token=y&page=2", "password=•••&token=•••&page=2"},
		{"page=2&API_KEY=abc", "page=2&API_KEY=•••"},
		{"p%61ssword=x&a=1", "p%61ssword=•••&a=1"},
		{"p%2561ssword=x", "p%2561ssword=•••"},
		{"user[password]=x", "user[password]=•••"},
		{"a=1;secret=x", "a=1;secret=•••"},
		{"code=4/abc&state=7", "code=•••&state=7"},
		{"next=%2Freset%3Ftoken%3Dabc", "next=•••"},
		{"next=/reset?token=abc", "next=•••"},
		{"next=%252Freset%253Ftoken%253Dabc", "next=•••"},
		{"q=forgot+my+password", "q=forgot+my+password"},
		{"q=a=b", "q=a=b"},
		{"token", "token"},
		{"token=", "token=•••"},
		{"&&=&;", "&&=&;"},
		{"pass%zzword=x", "pass%zzword=•••"},
		{"a\u202eb", "a\uFFFDb"},
	} {
		r := httptest.NewRequest("GET", "/posts/7/", nil)
		r.URL.RawQuery = test.query
		if got := logged(t, bare, r)["query"]; got != test.want {
			t.Errorf("%q is logged as %q, want %q", test.query, got, test.want)
		}
	}
}

func TestAccessLogReferrer(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ field, want string }{
		{"https://a.test/b", "https://a.test/b"},
		{"https://a.test/b?token=x", "https://a.test/b"},
		{"https://a.test/b#token=x", "https://a.test/b"},
		{"https://ann:pw@a.test/b", "https://a.test/b"},
		{"https://a.test/@ann/", "https://a.test/@ann/"},
		{"about:blank", "about:blank"},
	} {
		r := httptest.NewRequest("GET", "/posts/7/", nil)
		r.Header.Set("Referer", test.field)
		if got := logged(t, bare, r)["referrer"]; got != test.want {
			t.Errorf("%q is logged as %q, want %q", test.field, got, test.want)
		}
	}
}

// FuzzAccessLogQuery: what stands behind a name with a secret word is never logged,
// however it is written, and the record stays one.
func FuzzAccessLogQuery(f *testing.F) {
	f.Add("a=1", "token", "b=2")
	f.Add("%", "p%61ssword", "&")
	f.Fuzz(func(t *testing.T, before, name, after string) {
		plain, err := url.QueryUnescape(name)
		if err != nil || !strings.Contains(strings.ToLower(plain), "token") || strings.ContainsAny(name, "=&;") {
			name = "x" + url.QueryEscape(plain) + "Token"
		}
		var log bytes.Buffer
		h := middleware.AccessLog(middleware.AccessLogConfig{Log: slog.New(slog.NewJSONHandler(&log, nil))})(say(""))
		r := httptest.NewRequest("GET", "/", nil)
		r.URL.RawQuery = before + "&" + name + "=hunter2&" + after
		if strings.Contains(before+name+after, "hunter2") {
			return
		}
		h.ServeHTTP(httptest.NewRecorder(), r)
		checkOneRecord(t, "JSON", log.String())
	})
}

// The log through a batching writer is whole.
func TestAccessLogThroughALogfile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		w, err := logfile.New(logfile.Config{Open: func() (io.WriteCloser, error) { return nopCloser{&out}, nil }})
		if err != nil {
			t.Fatal(err)
		}
		h := bare(middleware.AccessLogConfig{Log: slog.New(slog.NewJSONHandler(w, nil))})
		for range 1000 {
			send0(h, "http://localhost/posts/7/")
		}
		w.Close()
		lines := bufio.NewScanner(&out)
		n := 0
		for ; lines.Scan(); n++ {
			if !json.Valid(lines.Bytes()) {
				t.Fatalf("not JSON: %s", lines.Bytes())
			}
		}
		if n != 1000 {
			t.Errorf("%d lines of 1000", n)
		}
	})
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

// An empty handler of log/slog takes all and keeps nothing; what one that writes
// costs is its own.
type emptyHandler struct{ slog.Handler }

func (emptyHandler) Enabled(context.Context, slog.Level) bool  { return true }
func (emptyHandler) Handle(context.Context, slog.Record) error { return nil }

func TestAccessLogAllocations(t *testing.T) {
	with := siteAround(t, combo.Config{}, middleware.AccessLog(middleware.AccessLogConfig{Log: slog.New(emptyHandler{})}))
	without := siteAround(t, combo.Config{})
	got := allocationsOf(with, "http://localhost/text/?page=2") - allocationsOf(without, "http://localhost/text/?page=2")
	// The id, the address as text, the visit, the attributes beyond the record's own
	// five; two more while the race detector watches.
	if got > 6 {
		t.Errorf("the log costs %v allocations", got)
	}
}

func BenchmarkAccessLog(b *testing.B) {
	config := middleware.AccessLogConfig{Log: slog.New(slog.NewJSONHandler(io.Discard, nil))}
	for _, bench := range []struct {
		name    string
		handler http.Handler
	}{{"without", siteAround(b, combo.Config{})}, {"with", siteAround(b, combo.Config{}, middleware.AccessLog(config))}} {
		b.Run(bench.name, func(b *testing.B) {
			r := httptest.NewRequest("GET", "http://localhost/text/?page=2", nil)
			r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64)")
			w := blank{make(http.Header, 32)}
			b.ReportAllocs()
			for b.Loop() {
				clear(w.header)
				bench.handler.ServeHTTP(w, r)
			}
		})
	}
}
