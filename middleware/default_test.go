package middleware_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/internal/logfile"
	"github.com/combo-web/combo/middleware"
)

// defaultSite logs to the buffer.
func defaultSite(t testing.TB, log *bytes.Buffer, urls ...combo.Route) *combo.Site {
	t.Helper()
	logger := slog.New(slog.NewJSONHandler(log, nil))
	return siteAround(t, combo.Config{URLs: urls, Log: logger}, middleware.Default(middleware.Options{})...)
}

// Each answer goes through the whole list: it has the id, the fields and one
// record, with the status and the bytes that went out.
func TestDefault(t *testing.T) {
	t.Parallel()
	long := combo.Get("long/", func(*http.Request) (*combo.Response, error) {
		return combo.HTML(strings.Repeat("Hello, World! ", 1000))
	})
	for _, test := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/text/", 200}, {"GET", "/long/", 200}, {"HEAD", "/text/", 200}, {"GET", "/missing/", 404}, {"GET", "/error/", 500},
		{"GET", "/panic/", 500}, {"GET", "/bad/", 500}, {"GET", "/half/", 500}, {"GET", "/hook/", 500}, {"GET", "/304/", 304}, {"POST", "/text/", 403},
		{"GET", "/nothing/", 200}, {"GET", "/file/", 200},
	} {
		var log bytes.Buffer
		w := send(defaultSite(t, &log, long), test.method, "http://localhost"+test.path, "", "Cookie: sessionid=1", "Accept-Encoding: gzip")
		lines := strings.Split(strings.TrimSpace(log.String()), "\n")
		var record struct {
			Msg, Request string
			Status       int
			Bytes        int
			Aborted      bool
		}
		if err := json.Unmarshal([]byte(lines[len(lines)-1]), &record); err != nil {
			t.Fatalf("%s: %v in %s", test.path, err, log.String())
		}
		if record.Msg != "request" || record.Status != test.status || w.Code != test.status || record.Aborted {
			t.Errorf("%s %s: sent %d, logged %+v, want %d", test.method, test.path, w.Code, record, test.status)
		}
		if test.method != "HEAD" && record.Bytes != w.Body.Len() {
			t.Errorf("%s: %d bytes were sent, %d logged", test.path, w.Body.Len(), record.Bytes)
		}
		if id := w.Header().Get("X-Request-Id"); id == "" || id != record.Request || w.Header().Get("Referrer-Policy") != "same-origin" {
			t.Errorf("%s: X-Request-Id %q, logged %q, Referrer-Policy %q", test.path, id, record.Request, w.Header().Get("Referrer-Policy"))
		}
		if strings.Contains(w.Body.String(), "half an ans") {
			t.Errorf("%s: the page stands behind half an answer: %s", test.path, w.Body)
		}
	}
}

// The tag is that of the page, whatever way it was compressed in.
func TestDefaultCompressedAndConditional(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("Hello, World! ", 1000)
	long := combo.Get("long/", func(*http.Request) (*combo.Response, error) { return combo.Text(text) })
	var log bytes.Buffer
	site := defaultSite(t, &log, long)
	w := send(site, "GET", "http://localhost/long/", "", "Accept-Encoding: gzip")
	zipped, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatalf("%v: %v", err, w.Header())
	}
	if got, err := io.ReadAll(zipped); string(got) != text || err != nil {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	for _, coding := range []string{"gzip", "zstd", "identity"} {
		again := send(site, "GET", "http://localhost/long/", "", "Accept-Encoding: "+coding, "If-None-Match: "+w.Header().Get("ETag"))
		if again.Code != 304 || again.Body.Len() > 0 || again.Header().Get("Referrer-Policy") != "same-origin" {
			t.Errorf("%s: %d with %d bytes, %v", coding, again.Code, again.Body.Len(), again.Header())
		}
	}
}

// The same over a real connection.
func TestDefaultOverTheWire(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	server := httptest.NewServer(defaultSite(t, &log))
	defer server.Close()
	for _, test := range []struct {
		path, want string
		status     int
	}{{"/text/", "Hello, World!", 200}, {"/handler/", "raw", 200}, {"/file/", "a file", 200}, {"/empty/", "", 204}} {
		r, err := http.NewRequest("GET", server.URL+test.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if answer.StatusCode != test.status || string(body) != test.want {
			t.Errorf("%s: %d %s", test.path, answer.StatusCode, body)
		}
	}
}

// What the stack allocates for a text more than a bare site does: the request id, its
// field and the hook that sets it, two writers, and what the token of a form would
// need: seven. Buffers come from pools, of which the race detector takes some away.
func TestDefaultAllocations(t *testing.T) {
	allocations := func(around ...wrapper) float64 {
		site := siteAround(t, combo.Config{Log: slog.New(logfile.JSON(io.Discard, nil))}, around...)
		r := httptest.NewRequest("GET", "http://localhost/text/", nil)
		return testing.AllocsPerRun(1000, func() { site.ServeHTTP(sink{http.Header{}}, r) })
	}
	bare, whole := allocations(), allocations(middleware.Default(middleware.Options{})...)
	if whole > bare+10 {
		t.Errorf("the stack allocates %v times more than a site without it", whole-bare)
	}
}
