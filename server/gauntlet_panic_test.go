package server_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/server"
)

// A journal is a log that a test reads.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

// take returns what was written, and forgets it.
func (j *journal) take() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	defer j.text.Reset()
	return j.text.String()
}

func newJournal() (*journal, *slog.Logger) {
	j := &journal{}
	return j, slog.New(slog.NewJSONHandler(j, nil))
}

var errPanic = errors.New("tickled")

// panics are handlers that panic in different states of their answer. A panic in a
// goroutine that a handler starts ends the process, in all of Go: it is not the
// server's to catch.
var panics = map[string]http.HandlerFunc{
	"/text":    func(http.ResponseWriter, *http.Request) { panic("tickled") },
	"/error":   func(http.ResponseWriter, *http.Request) { panic(errPanic) },
	"/nil":     func(http.ResponseWriter, *http.Request) { index(nil, 0) },
	"/abort":   func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	"/body":    func(_ http.ResponseWriter, r *http.Request) { r.Body.Read(make([]byte, 1)); panic("tickled") },
	"/begun":   func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "begun"); panic("tickled") },
	"/stream":  func(w http.ResponseWriter, _ *http.Request) { stream(w); panic("tickled") },
	"/stopped": func(w http.ResponseWriter, _ *http.Request) { stream(w); panic(http.ErrAbortHandler) },
	"/length": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		stream(w)
		panic("tickled")
	},
}

// index panics if there is no such item.
func index(list []string, i int) string { return list[i] }

// stream sends the beginning of an answer.
func stream(w http.ResponseWriter) {
	io.WriteString(w, "a part")
	http.NewResponseController(w).Flush()
}

// tickle is a handler that panics where it is asked to.
func tickle(w http.ResponseWriter, r *http.Request) {
	if h, ok := panics[r.URL.Path]; ok {
		h(w, r)
		return
	}
	io.WriteString(w, "seen")
}

// complete tells whether the answer to a request looks like a whole one of the handler.
func complete(client *http.Client, url string) bool {
	answer, err := client.Post(url, "text/plain", strings.NewReader("body"))
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return err == nil && answer.StatusCode == 200
}

// clients are one for HTTP/1, and one for HTTP/2.
func clients(t testing.TB) map[string]*http.Client {
	t.Helper()
	all := map[string]*http.Client{}
	for name, h2 := range map[string]bool{"HTTP/1": false, "HTTP/2": true} {
		transport := &http.Transport{TLSClientConfig: certificates().Clone(), Protocols: new(http.Protocols)}
		transport.TLSClientConfig.InsecureSkipVerify = true
		transport.Protocols.SetHTTP1(!h2)
		transport.Protocols.SetHTTP2(h2)
		t.Cleanup(transport.CloseIdleConnections)
		all[name] = &http.Client{Transport: transport, Timeout: patience}
	}
	return all
}

// TestGauntletB22: handlers panic. The server goes on, no half answer looks like a whole
// one, and the log says what happened, unless the handler wanted it so.
func TestGauntletB22(t *testing.T) {
	t.Parallel()
	addr, _ := start(t, hardened(server.Config{TLS: certificates()}), http.HandlerFunc(tickle))
	for name, client := range clients(t) {
		for path := range panics {
			if complete(client, "https://"+addr+path) {
				t.Errorf("%s %s: the answer looks like a whole one", name, path)
			}
			if !complete(client, "https://"+addr+"/") {
				t.Errorf("%s %s: the server does not go on", name, path)
			}
		}
	}
	addr, _ = start(t, lenient, http.HandlerFunc(tickle))
	if !complete(http.DefaultClient, "http://"+addr+"/stream") {
		t.Error("a server that ends what a handler has begun is found right: the test shows nothing")
	}
}

// TestGauntletB22Log: a panic is logged with its cause and place; many of one kind do not
// fill the disk. An intended one is not logged.
func TestGauntletB22Log(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		path   string
		logged bool
	}{{"/text", true}, {"/stream", true}, {"/abort", false}, {"/stopped", false}} {
		j, log := newJournal()
		addr, stop := start(t, hardened(server.Config{Log: log}), http.HandlerFunc(tickle))
		for range 50 {
			ask(t, addr, "GET "+test.path+" HTTP/1.1\r\nHost: a\r\n\r\n")
		}
		stop()
		text := j.take()
		if got := strings.Contains(text, "tickled") && strings.Contains(text, "gauntlet_panic_test.go"); got != test.logged {
			t.Errorf("%s: the log is %.300q, logged should be %v", test.path, text, test.logged)
		}
		if n := strings.Count(text, "\n"); n > 5 {
			t.Errorf("%s: 50 panics make %d lines", test.path, n)
		}
	}
	for name, client := range clients(t) {
		j, log := newJournal()
		addr, stop := start(t, hardened(server.Config{TLS: certificates(), Log: log}), http.HandlerFunc(tickle))
		complete(client, "https://"+addr+"/text")
		client.CloseIdleConnections()
		stop()
		if text := j.take(); !strings.Contains(text, `"level":"ERROR"`) || !strings.Contains(text, "tickled") {
			t.Errorf("%s: the log is %.300q, want an error", name, text)
		}
	}
	j, log := newJournal()
	plain := &http.Server{Handler: http.HandlerFunc(tickle), ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelError)}
	l := listen(t)
	go plain.Serve(l)
	for range 50 {
		ask(t, l.Addr().String(), "GET /text HTTP/1.1\r\nHost: a\r\n\r\n")
	}
	plain.Close()
	if n := strings.Count(j.take(), "\n"); n < 40 {
		t.Errorf("50 panics make %d lines in net/http: the test shows nothing", n)
	}
}

// TestGauntletB22Site: views and middleware of a site panic behind the server: that is a
// page with status 500 on a connection that goes on.
func TestGauntletB22Site(t *testing.T) {
	t.Parallel()
	site := newSite(t, combo.Config{
		Hosts: []string{"a"},
		URLs: combo.URLs{
			combo.Get("", func(*http.Request) (*combo.Response, error) { panic("tickled") }),
			combo.Get("middleware/", func(*http.Request) (*combo.Response, error) { return combo.Text("seen") }).
				Use(func(http.Handler) http.Handler {
					return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("tickled") })
				}),
			combo.Get("probe", func(*http.Request) (*combo.Response, error) { return combo.Text("probe") }),
		},
	})
	addr, _ := start(t, hardened(server.Config{}), site)
	bareAddr, _ := start(t, bare, http.HandlerFunc(tickle))
	for _, path := range []string{"/", "/middleware/"} {
		request := strings.Replace(get(""), "/", path, 1)
		if answer := ask(t, addr, request+probe); !strings.HasPrefix(answer, "HTTP/1.1 500 ") || !strings.HasSuffix(answer, "probe") {
			t.Errorf("%s: the answers are %q, want 500 and 200", path, answer)
		}
	}
	if answer := ask(t, bareAddr, strings.Replace(get(""), "/", "/text", 1)+probe); answer != "" {
		t.Errorf("net/http alone answers %q: the test shows nothing", answer)
	}
}
