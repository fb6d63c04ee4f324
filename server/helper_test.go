package server_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/combo-web/combo/server"
)

// A memoryServer is a server that a test has started, on connections in memory.
type memoryServer struct {
	*server.Server
	t            *testing.T
	pipeListener *pipeListener
	stop         context.CancelFunc
	ended        chan error
	log          *bytes.Buffer
}

// inMemory serves a handler on connections in memory, with which time may be
// testing/synctest's.
func inMemory(t *testing.T, config server.Config) *memoryServer {
	t.Helper()
	r := &memoryServer{t: t, pipeListener: &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}, ended: make(chan error, 1)}
	r.Server, r.log = newServer(t, config)
	ctx, stop := context.WithCancel(context.Background())
	r.stop = stop
	go func() { r.ended <- r.Serve(ctx, r.pipeListener) }()
	t.Cleanup(stop)
	return r
}

func newServer(t *testing.T, config server.Config) (*server.Server, *bytes.Buffer) {
	t.Helper()
	if config.Handler == nil {
		config.Handler = http.HandlerFunc(sayHello)
	}
	lines := new(bytes.Buffer)
	config.Log = slog.New(slog.NewTextHandler(&lockedWriter{w: lines}, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s, err := server.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return s, lines
}

// end stops the server and returns what Serve returned.
func (r *memoryServer) end() error {
	r.t.Helper()
	r.stop()
	select {
	case err := <-r.ended:
		return err
	case <-time.After(5 * time.Minute):
		r.t.Fatal("the server did not end")
		return nil
	}
}

// onLoopback serves on loopback and returns the address.
func onLoopback(t *testing.T, config server.Config) (s *server.Server, addr string, stop func() error) {
	t.Helper()
	if config.DrainIdle == 0 {
		config.DrainIdle = 40 * time.Millisecond
	}
	s, _ = newServer(t, config)
	l, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	stop = sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() { stop() })
	return s, l.Addr().String(), stop
}

type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// pipeListener is a listener of connections in memory.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (p *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipeListener) Close() error   { p.once.Do(func() { close(p.closed) }); return nil }
func (p *pipeListener) Addr() net.Addr { return new(net.TCPAddr) }

// A peer is the other end of a connection.
type peer struct {
	net.Conn
	t *testing.T
	r *bufio.Reader
}

func (r *memoryServer) dial() *peer {
	r.t.Helper()
	theirs, ours := net.Pipe()
	select {
	case r.pipeListener.conns <- theirs:
	case <-r.pipeListener.closed:
		ours.Close()
	}
	r.t.Cleanup(func() { ours.Close() })
	return &peer{ours, r.t, bufio.NewReader(ours)}
}

func dialTCP(t *testing.T, addr string) *peer {
	t.Helper()
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { nc.Close() })
	return &peer{nc, t, bufio.NewReader(nc)}
}

func (c *peer) send(text string) {
	c.t.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		c.t.Fatalf("send %.40q: %v", text, err)
	}
}

// answer reads an answer, in one line: the status, whether the connection
// ends, and the body.
func (c *peer) answer() string {
	c.t.Helper()
	got, err := c.tryAnswer()
	if err != nil {
		c.t.Fatalf("read the answer: %v", err)
	}
	return got
}

func (c *peer) tryAnswer() (string, error) {
	resp, err := http.ReadResponse(c.r, nil)
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	end := ""
	if resp.Close {
		end = " close"
	}
	return fmt.Sprintf("%d%s %s", resp.StatusCode, end, strings.TrimSpace(string(body))), nil
}

// untilClosed reads until the server closes the connection, and returns how long
// that took.
func (c *peer) untilClosed() time.Duration {
	begin := time.Now()
	io.Copy(io.Discard, c.r)
	return time.Since(begin)
}

func (c *peer) wantClosed() {
	c.t.Helper()
	if b, err := c.r.ReadByte(); err == nil {
		c.t.Errorf("the connection is open: it sent %q", b)
	}
}

// waitFor looks until something has become so.
func waitFor(t *testing.T, is func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for limit := time.After(20 * time.Second); !is(); {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatal("what was waited for did not happen")
		}
	}
}
