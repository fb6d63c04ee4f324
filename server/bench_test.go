package server_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/combo-web/combo/server"
)

const (
	helloRequest = "GET / HTTP/1.1\r\nHost: localhost:8000\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n"
	helloText    = "Hello, World!"
)

func sayHello(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	io.WriteString(w, helloText)
}

// contenders are what is compared: the server with all its limits on, and net/http
// without any.
var contenders = []struct {
	name  string
	serve func(testing.TB, net.Listener)
}{
	{"server", func(t testing.TB, l net.Listener) {
		s, err := server.New(server.Config{Handler: http.HandlerFunc(sayHello), Log: slog.New(slog.DiscardHandler), DrainIdle: time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		go func() { ended <- s.Serve(ctx, l) }()
		t.Cleanup(func() { stop(); <-ended })
	}},
	{"nethttp", func(t testing.TB, l net.Listener) {
		h := &http.Server{Handler: http.HandlerFunc(sayHello)}
		go h.Serve(l)
		t.Cleanup(func() { h.Close() })
	}},
}

// BenchmarkMemory takes the kernel out: one connection in memory, on which the
// next request has always arrived.
func BenchmarkMemory(b *testing.B) {
	for _, c := range contenders {
		b.Run(c.name, func(b *testing.B) {
			nc := newPipelined(b.N)
			l := &oneConn{conn: nc, closed: make(chan struct{})}
			b.ReportAllocs()
			b.ResetTimer()
			c.serve(b, l)
			<-nc.answered
			b.StopTimer()
		})
	}
}

// BenchmarkLoopback sends requests over connections that are kept alive.
func BenchmarkLoopback(b *testing.B) {
	for _, c := range contenders {
		b.Run(c.name, func(b *testing.B) {
			l, err := server.Listen(b.Context(), "127.0.0.1:0")
			if err != nil {
				b.Fatal(err)
			}
			c.serve(b, l)
			b.ReportAllocs()
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				nc, err := net.Dial("tcp", l.Addr().String())
				if err != nil {
					b.Error(err)
					return
				}
				defer nc.Close()
				buffer := make([]byte, 4<<10)
				for pb.Next() {
					io.WriteString(nc, helloRequest)
					n := 0
					for !bytes.HasSuffix(buffer[:n], []byte(helloText)) {
						m, err := nc.Read(buffer[n:])
						if err != nil {
							b.Error(err)
							return
						}
						n += m
					}
				}
			})
		})
	}
}

// A pipelined is a connection on which n requests arrive as fast as they are read.
type pipelined struct {
	mu       sync.Mutex
	requests []byte // the rest of one piece
	n        int    // requests that are to come after it
	answers  int    // that are to be written
	answered chan struct{}
	closed   chan struct{}
	once     sync.Once
}

func newPipelined(n int) *pipelined {
	return &pipelined{n: n, answers: n, answered: make(chan struct{}), closed: make(chan struct{})}
}

func (p *pipelined) Read(b []byte) (int, error) {
	p.mu.Lock()
	if len(p.requests) == 0 && p.n > 0 {
		p.requests = []byte(helloRequest)
		p.n--
	}
	n := copy(b, p.requests)
	p.requests = p.requests[n:]
	p.mu.Unlock()
	if n > 0 {
		return n, nil
	}
	<-p.closed
	return 0, io.EOF
}

func (p *pipelined) Write(b []byte) (int, error) {
	p.answers -= bytes.Count(b, []byte("HTTP/1.1 200 OK"))
	if p.answers == 0 {
		p.once.Do(func() { close(p.answered); close(p.closed) })
	}
	return len(b), nil
}

func (p *pipelined) Close() error                     { return nil }
func (p *pipelined) LocalAddr() net.Addr              { return new(net.TCPAddr) }
func (p *pipelined) RemoteAddr() net.Addr             { return new(net.TCPAddr) }
func (p *pipelined) SetDeadline(time.Time) error      { return nil }
func (p *pipelined) SetReadDeadline(time.Time) error  { return nil }
func (p *pipelined) SetWriteDeadline(time.Time) error { return nil }

// A oneConn is a listener with one connection.
type oneConn struct {
	conn   net.Conn
	once   sync.Once
	given  bool
	closed chan struct{}
}

func (l *oneConn) Accept() (net.Conn, error) {
	if !l.given {
		l.given = true
		return l.conn, nil
	}
	<-l.closed
	return nil, net.ErrClosed
}

func (l *oneConn) Close() error   { l.once.Do(func() { close(l.closed) }); return nil }
func (l *oneConn) Addr() net.Addr { return &net.TCPAddr{} }
