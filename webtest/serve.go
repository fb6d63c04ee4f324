package webtest

import (
	"context"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/combo-web/combo"
)

// closeTimeout is how long the end of a test waits for requests that go on.
const closeTimeout = 10 * time.Second

// Serve starts a server for the site on a free port of this machine, for
// browsers and other programs, and returns its address without a slash at the
// end: "http://127.0.0.1:40321", or with localhost if the site knows only that
// name. The apps of a [combo.Site] are started.
//
// At the end of the test the contexts of open requests end, the connections are
// closed and the apps stopped. A handler that goes on nevertheless is an error
// of the test.
func Serve(t testing.TB, site http.Handler) string {
	t.Helper()
	host := serverHost(t, site)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("listen for the test server: %v", err)
	}
	startApps(t, site)
	s := &server{site: site, log: &testLog{t: t}}
	s.start(listener)
	t.Cleanup(func() { s.close(t) })
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return "http://" + host + ":" + port
}

// serverHost chooses a name of this machine that the site answers to.
func serverHost(t testing.TB, site http.Handler) string {
	t.Helper()
	s, ok := site.(*combo.Site)
	for _, host := range []string{"127.0.0.1", "localhost"} {
		if !ok || s.AnswersTo(host) {
			return host
		}
	}
	t.Fatal("the site does not answer to this machine: add \"localhost\" to Config.Hosts for this test")
	return ""
}

func startApps(t testing.TB, site http.Handler) {
	t.Helper()
	s, ok := site.(*combo.Site)
	if !ok {
		return
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

// A server is one that runs until the test ends.
type server struct {
	http.Server
	site   http.Handler
	log    *testLog
	cancel context.CancelFunc // ends the contexts of all requests
	open   sync.RWMutex       // held for reading by each request
}

func (s *server) start(listener net.Listener) {
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	s.BaseContext = func(net.Listener) context.Context { return ctx }
	s.ErrorLog = log.New(s.log, "", 0)
	s.Handler = http.HandlerFunc(s.handle)
	go func() {
		if err := s.Serve(listener); err != http.ErrServerClosed {
			s.ErrorLog.Printf("serve: %v", err)
		}
	}()
}

func (s *server) handle(w http.ResponseWriter, r *http.Request) {
	if !s.open.TryRLock() {
		panic(http.ErrAbortHandler) // the test is ending
	}
	defer s.open.RUnlock()
	s.site.ServeHTTP(w, r)
}

// close ends what still runs and waits for it.
func (s *server) close(t testing.TB) {
	s.cancel()
	s.Close()
	done := make(chan struct{})
	go func() {
		s.open.Lock()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(closeTimeout):
		t.Errorf("a request still runs %v after its context ended", closeTimeout)
	}
	s.log.close()
}

// A testLog passes what a server logs to the test until it ends: writing to it
// after that would be a panic.
type testLog struct {
	mu     sync.Mutex
	t      testing.TB
	closed bool
}

func (l *testLog) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.closed {
		l.t.Log(strings.TrimSpace(string(b)))
	}
	return len(b), nil
}

func (l *testLog) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
}
