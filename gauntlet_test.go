package combo_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/combo-web/combo"
)

// besieged makes a site that answers to localhost, and the log it writes.
func besieged(t testing.TB, config combo.Config) (*combo.Site, *siegeLog) {
	t.Helper()
	log := &siegeLog{}
	if config.Log == nil {
		config.Log = slog.New(slog.NewJSONHandler(log, nil))
	}
	return newSite(t, config), log
}

// bindSite is a site with one address, "/", whose view binds a T and says so.
func bindSite[T any](t testing.TB, limits combo.Limits, then func(T)) *combo.Site {
	t.Helper()
	site, _ := besieged(t, combo.Config{Limits: limits, URLs: combo.URLs{
		combo.Path("", func(r *http.Request) (*combo.Response, error) {
			v, err := combo.Bind[T](r)
			if err != nil {
				return nil, err
			}
			if then != nil {
				then(v)
			}
			return combo.Text("bound")
		}),
	}})
	return site
}

// A siegeLog keeps what a slog handler writes.
type siegeLog struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *siegeLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// take returns the lines that were written since the last time.
func (l *siegeLog) take() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := l.text.String()
	l.text.Reset()
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// records is take for a JSON handler. A line that is no JSON fails the test.
func (l *siegeLog) records(t testing.TB) []map[string]any {
	t.Helper()
	var list []map[string]any
	for _, line := range l.take() {
		var record map[string]any
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			t.Fatalf("the log line %.200q is no record: %v", line, err)
		}
		list = append(list, record)
	}
	return list
}

// attack sends a request to a site in this process, in the name of localhost.
func attack(site http.Handler, r *http.Request) *httptest.ResponseRecorder {
	r.Host = "localhost"
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	return w
}

// withBody makes a request whose body has no announced length.
func withBody(contentType string, body io.Reader) *http.Request {
	r := httptest.NewRequest("POST", "/", io.MultiReader(body))
	r.Header.Set("Content-Type", contentType)
	return r
}

// A rawAnswer is an answer as it came over the wire.
type rawAnswer struct {
	*http.Response
	head string // with the status line, without the empty line
	body string
}

// sendRaw sends bytes to a server, asks it to hang up, and reads until it does.
func sendRaw(t testing.TB, server *httptest.Server, method, target string, fields ...string) rawAnswer {
	t.Helper()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return converse(t, conn, rawRequest(method, target, fields...))
}

func rawRequest(method, target string, fields ...string) string {
	lines := append([]string{method + " " + target + " HTTP/1.1", "Host: localhost", "Connection: close"}, fields...)
	return strings.Join(lines, "\r\n") + "\r\n\r\n"
}

func converse(t testing.TB, conn net.Conn, request string) rawAnswer {
	t.Helper()
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	go io.WriteString(conn, request)
	raw, err := io.ReadAll(conn)
	if err != nil {
		t.Fatalf("read the answer to %.100q: %v", request, err)
	}
	head, body, _ := strings.Cut(string(raw), "\r\n\r\n")
	answer, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(raw)), nil)
	if err != nil {
		t.Fatalf("the answer %.200q to %.100q is no HTTP: %v", raw, request, err)
	}
	return rawAnswer{answer, head, body}
}

// A flood is head and then unit again and again. It counts what is taken from it,
// and ends where any reader should have given up long ago.
type flood struct {
	head, unit string
	at         int
	taken      int64
}

func (f *flood) Read(p []byte) (int, error) {
	if f.taken > 64<<20 {
		return 0, io.EOF
	}
	n := copy(p, f.head)
	f.head = f.head[n:]
	for n < len(p) {
		c := copy(p[n:], f.unit[f.at:])
		f.at = (f.at + c) % len(f.unit)
		n += c
	}
	f.taken += int64(n)
	return n, nil
}

// allocated returns how many bytes f allocates in all, freed again or not: the
// heap cannot have grown by more. Tests that use it do not run in parallel.
func allocated(f func()) int64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc)
}

// checkLinear fails unless four times the size costs about four times the bytes.
// A slice that grows by a quarter may have a quarter more than it needs, hence
// six; what is quadratic costs sixteen.
func checkLinear(t *testing.T, name string, n int, f func(n int) func()) {
	t.Helper()
	warm, small, large := f(n), f(n), f(4*n)
	warm()
	few, many := allocated(small), allocated(large)
	if many > 6*max(few, 128<<10) { // below, what is made once counts for too much
		t.Errorf("%s: %d bytes are allocated for size %d, %d for four times that", name, few, n, many)
	}
}
