package pgtest

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
)

// URL returns the URL of an empty database by TCP. It belongs to the test alone and
// is dropped, with all connections to it, when the test ends.
func URL(tb testing.TB) string {
	tb.Helper()
	s := sharedServer(tb)
	return s.tcpURL(s.newDatabase(tb, emptyTemplate))
}

// SocketURL is URL by the server's Unix socket.
func SocketURL(tb testing.TB) string {
	tb.Helper()
	s := sharedServer(tb)
	return s.socketURL(s.newDatabase(tb, emptyTemplate))
}

// FromTemplate returns the URL of a database of the test alone, by TCP, which begins
// as a copy of what fill made of an empty one. The first test that asks for a name
// calls fill, others wait for it; the tests of a process that ask for one name must
// mean the same fill. Fill closes its connections: a database in use is not copied.
// An error of fill fails all tests that ask for the name.
func FromTemplate(tb testing.TB, name string, fill func(url string) error) string {
	tb.Helper()
	s := sharedServer(tb)
	template, err := s.template(name, fill)
	if err != nil {
		tb.Fatalf("make the template database %q: %v", name, err)
	}
	return s.tcpURL(s.newDatabase(tb, template))
}

// Main runs the tests of a package and then stops the server, if one was started,
// and waits until its directory is gone: for TestMain.
func Main(m *testing.M) {
	m.Run()
	if err := shared.stop(); err != nil {
		fmt.Fprintln(os.Stderr, "pgtest: stop the server:", err)
		os.Exit(1)
	}
}

// shared is the server of this process.
var shared lazyServer

type lazyServer struct {
	mu      sync.Mutex
	started bool
	server  *Server
	err     error
}

func sharedServer(tb testing.TB) *Server {
	tb.Helper()
	s, err := shared.start()
	if err != nil {
		tb.Fatalf("start PostgreSQL for the tests: %v", err)
	}
	return s
}

// start starts the server at the first call: what failed once is not tried again for
// each test.
func (l *lazyServer) start() (*Server, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.started {
		l.started = true
		l.server, l.err = newServer(fastSettings)
	}
	return l.server, l.err
}

func (l *lazyServer) stop() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.server == nil {
		return nil
	}
	err := l.server.remove()
	l.started, l.server, l.err = true, nil, errors.New("the tests are over")
	return err
}
