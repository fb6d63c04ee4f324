package server_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/combo-web/combo/server"
)

func TestDrain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := inMemory(t, server.Config{DrainDelay: 5 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/slow":
				time.Sleep(20 * time.Second)
				io.WriteString(w, "slow")
			case "/stream":
				io.WriteString(w, "begun ")
				w.(http.Flusher).Flush()
				select {
				case <-server.Draining(r.Context()):
					io.WriteString(w, "told")
				case <-r.Context().Done():
					t.Error("the context of a request was cancelled")
				}
			case "/ready":
				select {
				case <-server.Stopping(r.Context()):
					w.WriteHeader(503)
				default:
				}
			}
		})})
		idle, slow, stream, probe := r.dial(), r.dial(), r.dial(), r.dial()
		for _, c := range []*peer{idle, probe} {
			c.send("GET /ready HTTP/1.1\r\nHost: a\r\n\r\n")
			if got := c.answer(); got != "200 " {
				t.Errorf("before: %q", got)
			}
		}
		slow.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
		stream.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
		synctest.Wait()

		begin := time.Now()
		r.stop()
		time.Sleep(time.Second)
		probe.send("GET /ready HTTP/1.1\r\nHost: a\r\n\r\n")
		if got := probe.answer(); got != "503 " { // which balancers see before anything ends
			t.Errorf("in the delay: %q", got)
		}
		r.dial().Close() // new connections are served still
		if got := stream.answer(); got != "200 begun told" {
			t.Errorf("the stream got %q", got)
		}
		wantBetween(t, "the stream was told", time.Since(begin), 5*time.Second, 5*time.Second)
		time.Sleep(1900 * time.Millisecond)
		idle.send("GET /ready HTTP/1.1\r\nHost: a\r\n\r\n") // was under way
		if got := idle.answer(); got != "503 close " {
			t.Errorf("an idle connection, in the drain: %q", got)
		}
		idle.wantClosed()
		probe.untilClosed()
		wantBetween(t, "an idle connection was closed", time.Since(begin), 7*time.Second, 8*time.Second)
		if got := slow.answer(); got != "200 slow" {
			t.Errorf("the slow request got %q", got)
		}
		if err := r.end(); err != nil {
			t.Error(err)
		}
	})
}

func TestDrainCutsOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cancelled := make(chan time.Time, 1)
		r := inMemory(t, server.Config{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
			cancelled <- time.Now()
			if r.URL.Path == "/deaf" {
				time.Sleep(time.Minute)
			}
		})})
		c := r.dial()
		c.send("GET /deaf HTTP/1.1\r\nHost: a\r\n\r\n")
		r.dial() // has sent nothing, and loses nothing
		synctest.Wait()
		begin := time.Now()
		err := r.end()
		if err == nil || !strings.Contains(err.Error(), "1 requests did not end within 30s") {
			t.Errorf("the error is %v", err)
		}
		wantBetween(t, "the context was cancelled", (<-cancelled).Sub(begin), 30*time.Second, 31*time.Second)
		wantBetween(t, "Serve returned", time.Since(begin), 31*time.Second, 32*time.Second)
		c.untilClosed()
		time.Sleep(time.Minute)
	})
}

func TestContextsOutsideOfAServer(t *testing.T) {
	t.Parallel()
	if server.Draining(context.Background()) != nil || server.Stopping(context.Background()) != nil {
		t.Error("there is a channel without a server")
	}
}

type valueKey struct{}

func TestContextCarriesValues(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, server.Config{DrainIdle: time.Millisecond, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, _ := r.Context().Value(valueKey{}).(string)
		io.WriteString(w, v)
	})})
	l, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithValue(t.Context(), valueKey{}, "kept"))
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	c := dialTCP(t, l.Addr().String())
	c.send(plainGet)
	if got := c.answer(); got != "200 kept" {
		t.Errorf("got %q", got)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// A connection that the kernel has accepted when the drain begins is served, if no
// other process can.
func TestDrainServesTheQueue(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, server.Config{DrainIdle: 200 * time.Millisecond})
	l, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var waiting []*peer
	for range 20 {
		c := dialTCP(t, l.Addr().String())
		c.send(plainGet)
		waiting = append(waiting, c)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if err := s.Serve(ctx, l); err != nil {
		t.Error(err)
	}
	for _, c := range waiting {
		if got, err := c.tryAnswer(); !strings.HasPrefix(got, "200") {
			t.Errorf("got %q, %v", got, err)
		}
	}
}

// A socket that a successor has too is left at once, with what waits there.
func TestDrainLeavesTheQueueToTheSuccessor(t *testing.T) {
	t.Parallel()
	l, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	file, err := server.File(l)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	ctx, stop := context.WithCancel(context.Background())
	first, _ := newServer(t, server.Config{DrainIdle: time.Millisecond})
	ended := make(chan error, 1)
	go func() { ended <- first.Serve(ctx, l) }()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	c := dialTCP(t, l.Addr().String()) // nobody accepts
	c.send(plainGet)
	heir, err := net.FileListener(file)
	if err != nil {
		t.Fatal(err)
	}
	second, _ := newServer(t, server.Config{DrainIdle: time.Millisecond})
	ctx, stop = context.WithCancel(context.Background())
	go func() { ended <- second.Serve(ctx, heir) }()
	if got := c.answer(); got != "200 Hello, World!" {
		t.Errorf("got %q", got)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
