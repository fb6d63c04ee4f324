package server_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/combo-web/combo/server"
)

func TestTooManyConnectionsOfOneClient(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		proxies []netip.Prefix
		want    uint64
	}{
		{"a stranger", nil, 1},
		{"a proxy", []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, addr, _ := onLoopback(t, server.Config{MaxConnsPerAddr: 2, TrustedProxies: test.proxies})
			for range 2 {
				c := dialTCP(t, addr)
				c.send(plainGet)
				c.answer()
			}
			third := dialTCP(t, addr)
			third.send(plainGet)
			got := third.answer()
			if refused := strings.HasPrefix(got, "503 close"); refused != (test.want == 1) {
				t.Errorf("the third connection got %q", got)
			}
			if s.Stats().Refused != test.want {
				t.Errorf("stats %+v", s.Stats())
			}
		})
	}
}

func TestTheIdleMakeRoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		block := make(chan struct{})
		r := inMemory(t, server.Config{MaxConns: 3, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/block" {
				<-block
			}
		})})
		first, second, third := r.dial(), r.dial(), r.dial()
		for _, c := range []*peer{second, first, third} { // second is idle for longest
			c.send(plainGet)
			c.answer()
			time.Sleep(time.Second)
		}
		fourth := r.dial()
		fourth.send("GET /block HTTP/1.1\r\nHost: a\r\n\r\n")
		second.wantClosed()
		for _, c := range []*peer{first, third} {
			c.send("GET /block HTTP/1.1\r\nHost: a\r\n\r\n")
		}
		synctest.Wait()
		fifth := r.dial()
		if got := fifth.answer(); got != "503 close The server has too many connections." {
			t.Errorf("with nobody idle, one more connection got %q", got)
		}
		if stats := r.Stats(); stats.Open != 3 || stats.Refused != 1 {
			t.Errorf("stats %+v", stats)
		}
		close(block)
		for _, c := range []*peer{first, third, fourth} {
			if got := strings.TrimSpace(c.answer()); got != "200" {
				t.Errorf("a request that was running got %q", got)
			}
		}
		if err := r.end(); err != nil {
			t.Error(err)
		}
		if !strings.Contains(r.log.String(), "too many connections") {
			t.Errorf("the log does not say it: %s", r.log)
		}
	})
}

// flaky is a listener that has no files for some time.
type flaky struct {
	*pipeListener
	failures int
}

func (f *flaky) Accept() (net.Conn, error) {
	if f.failures > 0 {
		f.failures--
		return nil, &net.OpError{Op: "accept", Err: os.NewSyscallError("accept4", syscall.EMFILE)}
	}
	return f.pipeListener.Accept()
}

func TestAcceptSurvivesWithoutFiles(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, log := newServer(t, server.Config{})
		l := &flaky{&pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}, 100}
		ctx, stop := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		begin := time.Now()
		go func() { ended <- s.Serve(ctx, l) }()
		r := &memoryServer{Server: s, t: t, pipeListener: l.pipeListener}
		c := r.dial()
		c.send(plainGet)
		c.answer()
		passed := time.Since(begin)
		if lines := strings.Count(log.String(), "could not be accepted"); lines < 2 || lines > int(passed/time.Second)+1 {
			t.Errorf("%d lines in the log in %v:\n%s", lines, passed, log)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func TestFilesAreSentWhole(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "file")
	content := bytes.Repeat([]byte("0123456789abcdef"), 100_000)
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	_, addr, _ := onLoopback(t, server.Config{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/file":
			http.ServeFile(w, r, name)
		case "/write":
			w.Write(content)
		case "/copy":
			w.Header().Set("Content-Length", "1600000")
			io.Copy(w, struct{ io.Reader }{bytes.NewReader(content)})
		}
	})})
	for _, path := range []string{"/file", "/write", "/copy"} {
		resp, err := http.Get("http://" + addr + path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || !bytes.Equal(got, content) {
			t.Errorf("%s: %d bytes, %v", path, len(got), err)
		}
	}
	req, _ := http.NewRequest("GET", "http://"+addr+"/file", nil)
	req.Header.Set("Range", "bytes=16-31")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if got, _ := io.ReadAll(resp.Body); string(got) != "0123456789abcdef" {
		t.Errorf("a range of the file is %q", got)
	}
}

// What the program writes stands still for a while when the kernel's buffers
// drain to a slow client. The kernel says that they do.
func TestDownloadsByTCP(t *testing.T) {
	t.Parallel()
	const size = 6 << 20
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, make([]byte, size), 0o600); err != nil {
		t.Fatal(err)
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/file" {
			http.ServeFile(w, r, file)
			return
		}
		w.Write(make([]byte, size))
	})
	for _, test := range []struct {
		path string
		rate int // bytes that the client takes in 100 ms
		cut  uint64
	}{
		{"/write", 0, 1},
		{"/file", 0, 1},
		{"/write", 64 << 10, 0},
		{"/file", 64 << 10, 0},
	} {
		t.Run(fmt.Sprint(test.path, test.rate), func(t *testing.T) {
			t.Parallel()
			s, addr, _ := onLoopback(t, server.Config{RateGrace: time.Second, MinRate: 100_000, Handler: handler})
			c := dialTCP(t, addr)
			c.Conn.(*net.TCPConn).SetReadBuffer(64 << 10)
			c.send("GET " + test.path + " HTTP/1.1\r\nHost: a\r\n\r\n")
			if test.rate == 0 {
				waitFor(t, func() bool { return s.Stats().Cut == 1 && s.Stats().Open == 0 })
			}
			tick := time.NewTicker(100 * time.Millisecond)
			defer tick.Stop()
			for range 40 {
				if _, err := io.CopyN(io.Discard, c.r, int64(test.rate)); err != nil {
					break
				}
				<-tick.C
			}
			if got := s.Stats().Cut; got != test.cut {
				t.Errorf("%d connections were cut, want %d", got, test.cut)
			}
		})
	}
}

func TestConfigErrors(t *testing.T) {
	t.Parallel()
	s, _ := newServer(t, server.Config{})
	l, err := server.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if err := s.Serve(t.Context(), l); !errors.Is(err, net.ErrClosed) {
		t.Errorf("a closed listener: %v", err)
	}
	if err := s.Serve(t.Context(), l); err == nil {
		t.Error("Serve may be called twice")
	}
}
