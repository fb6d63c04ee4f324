package manage_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/manage"
)

// A running is a site that is served by another goroutine.
type running struct {
	url    string // "" if it did not come to listen
	stop   context.CancelFunc
	stderr *lockedBuilder
	code   chan int
}

// A lockedBuilder is a text that several goroutines write.
type lockedBuilder struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedBuilder) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *lockedBuilder) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// start runs a command line and waits until the site listens, or has failed.
func start(t *testing.T, environ string, config combo.Config, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r := &running{stop: cancel, stderr: &lockedBuilder{}, code: make(chan int, 1)}
	stdout, w := io.Pipe()
	env := manage.Env{Args: append([]string{"band"}, args...), Getenv: getenv(environ), Stdout: w, Stderr: r.stderr}
	go func() {
		r.code <- manage.Run(ctx, env, func(manage.Env) (combo.Config, error) { return config, nil })
		w.Close()
	}()
	t.Cleanup(cancel)
	line, _ := bufio.NewReader(stdout).ReadString('\n')
	go io.Copy(io.Discard, stdout)
	r.url = strings.TrimSpace(strings.TrimPrefix(line, "Listening on "))
	return r
}

// end stops the site as a signal does and returns the exit code.
func (r *running) end() int {
	r.stop()
	return <-r.code
}

func get(t *testing.T, url string) string {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func hello() combo.Config {
	return combo.Config{URLs: combo.URLs{combo.Get("hello/", text("Hello, World!")).Name("hello")}}
}

func TestServe(t *testing.T) {
	for _, test := range []struct {
		environ string
		args    []string
		want    string
	}{
		{"COMBO_ADDR=127.0.0.1:0", nil, "http://127.0.0.1:"},
		{"COMBO_ADDR=127.0.0.1:0", []string{"serve"}, "http://127.0.0.1:"},
		{"", []string{"-addr", "127.0.0.1:0"}, "http://127.0.0.1:"},
		{"", []string{"serve", "-addr=127.0.0.1:0", "-debug"}, "http://127.0.0.1:"},
		{"COMBO_ADDR=8000", []string{"--addr", "localhost:0"}, "http://"},
		{"", []string{"-addr", ":0"}, "http://localhost:"},
	} {
		t.Run(fmt.Sprint(test.environ, test.args), func(t *testing.T) {
			r := start(t, test.environ, hello(), test.args...)
			if !strings.HasPrefix(r.url, test.want) {
				t.Fatalf("the site listens on %q, want %s: %s", r.url, test.want, r.stderr)
			}
			if got := get(t, r.url+"/hello/"); got != "Hello, World!" {
				t.Errorf("the site answers %q", got)
			}
			if code := r.end(); code != 0 {
				t.Errorf("the exit code is %d: %s", code, r.stderr)
			}
			if _, err := http.Get(r.url); err == nil {
				t.Error("the site answers after its end")
			}
		})
	}
}

func TestServeWarns(t *testing.T) {
	const hosts = "COMBO_HOSTS is not set: requests are answered for localhost only"
	for _, test := range []struct {
		environ, addr string
		want, notWant string
	}{
		{"", "127.0.0.1:0", "", "COMBO_"},
		{"", ":0", "COMBO_SECRET is not set", "{"},
		{"", ":0", hosts, "{"},
		{"COMBO_HOSTS=example.com", ":0", "COMBO_SECRET", hosts},
		{"COMBO_BASE_URL=https://example.com", ":0", "COMBO_SECRET", hosts},
		{"COMBO_LOG=json", ":0", `"level":"WARN","msg":"COMBO_HOSTS is not set`, "level=WARN"},
		{"COMBO_DEBUG=1", "127.0.0.1:0", "", "COMBO_SECRET"},
	} {
		r := start(t, test.environ, hello(), "-addr", test.addr)
		r.end()
		if got := r.stderr.String(); !strings.Contains(got, test.want) || strings.Contains(got, test.notWant) {
			t.Errorf("%s -addr %s: the log is %q, want %q and not %q", test.environ, test.addr, got, test.want, test.notWant)
		}
	}
	r := start(t, "COMBO_LOG=text", hello(), "-log", "json", "-addr", ":0")
	r.end()
	if got := r.stderr.String(); !strings.HasPrefix(got, `{"time":`) {
		t.Errorf("with -log json the log is %q", got)
	}
}

func TestServeDebug(t *testing.T) {
	for _, test := range []struct {
		environ string
		args    []string
		want    bool
	}{
		{"", []string{"-addr", "127.0.0.1:0"}, false},
		{"", []string{"-addr", "127.0.0.1:0", "-debug"}, true},
		{"COMBO_DEBUG=1", []string{"-addr", "127.0.0.1:0"}, true},
		{"COMBO_DEBUG=1", []string{"-addr", "127.0.0.1:0", "-debug=0"}, false},
	} {
		var debug bool
		config := hello()
		config.Apps = []combo.App{{Name: "look", Checks: []combo.Check{{ID: "look", Run: func(s *combo.Site) error {
			debug = s.Config().Debug
			return nil
		}}}}}
		start(t, test.environ, config, test.args...).end()
		if debug != test.want {
			t.Errorf("%s %q: Debug is %v, want %v", test.environ, test.args, debug, test.want)
		}
	}
}

func TestBusyPort(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	addr := listener.Addr().(*net.TCPAddr)
	started := false
	config := hello()
	config.Apps = []combo.App{{Name: "band", Start: func(context.Context) error { started = true; return nil }}}
	next := addr.Port + 1
	if addr.Port == 65535 {
		next = 8001
	}
	run(t, "COMBO_DEBUG=1", config, "-addr", addr.String()).want(t, 1, nil, []string{
		fmt.Sprintf("port %d is in use: stop the program that has it, or choose another with -addr 127.0.0.1:%d\n", addr.Port, next),
	})
	if started {
		t.Error("the apps were started without a port")
	}
	run(t, "COMBO_DEBUG=1", config, "-addr", "192.0.2.1:0").want(t, 1, nil, []string{"listen on 192.0.2.1:0: "})
}

func TestServeStartsAndStopsApps(t *testing.T) {
	var said []string
	tell := func(word string, err error) func(context.Context) error {
		return func(ctx context.Context) error {
			said = append(said, word)
			return errors.Join(err, ctx.Err())
		}
	}
	config := hello()
	config.Apps = []combo.App{{Name: "a", Start: tell("start a", nil), Stop: tell("stop a", nil)}, {Name: "b", Start: tell("start b", nil), Stop: tell("stop b", nil)}}
	r := start(t, "", config, "-addr", "127.0.0.1:0")
	if code := r.end(); code != 0 || strings.Join(said, ", ") != "start a, start b, stop b, stop a" {
		t.Errorf("the exit code is %d, the apps were told %q: %s", code, said, r.stderr)
	}
	config.Apps[1].Stop = tell("", errors.New("oh"))
	r = start(t, "", config, "-addr", "127.0.0.1:0")
	if code := r.end(); code != 1 || !strings.Contains(r.stderr.String(), "stop b: oh\n") {
		t.Errorf("the exit code is %d: %s", code, r.stderr)
	}
	config.Apps[1].Start = tell("", errors.New("no network"))
	r = start(t, "", config, "-addr", "127.0.0.1:0")
	if code := <-r.code; code != 1 || r.url != "" || !strings.Contains(r.stderr.String(), "start b: no network\n") {
		t.Errorf("the exit code is %d, the site listens on %q: %s", code, r.url, r.stderr)
	}
}

func TestRequestsMayFinish(t *testing.T) {
	arrived, goOn := make(chan struct{}), make(chan struct{})
	config := combo.Config{URLs: combo.URLs{combo.Get("", func(*http.Request) (*combo.Response, error) {
		close(arrived)
		<-goOn
		return combo.Text("done")
	})}}
	r := start(t, "", config, "-addr", "127.0.0.1:0")
	answer := make(chan string)
	go func() { answer <- get(t, r.url) }()
	<-arrived
	r.stop()
	for refused := false; !refused; { // until the port is closed
		conn, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
		if refused = err != nil; !refused {
			conn.Close()
		}
	}
	close(goOn)
	if got := <-answer; got != "done" {
		t.Errorf("the last request was answered with %q", got)
	}
	if code := <-r.code; code != 0 {
		t.Errorf("the exit code is %d: %s", code, r.stderr)
	}
}

func TestLargeHeaderIsRefused(t *testing.T) {
	r := start(t, "", hello(), "-addr", "127.0.0.1:0")
	defer r.end()
	request, err := http.NewRequest("GET", r.url+"/hello/", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Large", strings.Repeat("x", 64<<10))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("the status is %d, want 431", answer.StatusCode)
	}
}
