package server_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/server"
)

// until waits for something to become true; there is no signal for what a server counts.
func until(t testing.TB, what string, is func() bool) {
	t.Helper()
	ticker := time.NewTicker(2 * time.Millisecond)
	defer ticker.Stop()
	for begin := time.Now(); !is(); <-ticker.C {
		if time.Since(begin) > patience {
			t.Fatalf("%s: it does not happen", what)
		}
	}
}

// serveAt is serve on a free port, which it returns.
func serveAt(t testing.TB, config server.Config, h http.Handler) (*server.Server, string) {
	t.Helper()
	l := listen(t)
	s, stop := serve(t, config, l, h)
	t.Cleanup(stop)
	return s, l.Addr().String()
}

// flood opens n connections at once from an address of this machine, and leaves them open.
func flood(t testing.TB, from, to string, n int) []net.Conn {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Deadline: time.Now().Add(patience)}
	conns := make([]net.Conn, n)
	for i := range conns {
		conn, err := dialer.Dial("tcp", to)
		if err != nil {
			t.Fatalf("connection %d of %d: %v", i, n, err)
		}
		t.Cleanup(func() { conn.Close() })
		conn.SetDeadline(time.Now().Add(patience))
		conns[i] = conn
	}
	return conns
}

// served counts the connections on which a request is answered by the witness, and
// those that were refused properly: with 503, or by being closed.
func served(conns []net.Conn) (ok, refused int, wrong error) {
	for _, conn := range conns {
		io.WriteString(conn, probe)
		answer, err := io.ReadAll(conn)
		switch {
		case strings.HasPrefix(string(answer), "HTTP/1.1 200 "):
			ok++
		case strings.HasPrefix(string(answer), "HTTP/1.1 503 "), len(answer) == 0 && !isTimeout(err):
			refused++
		default:
			wrong = fmt.Errorf("the answer is %q, %v", answer, err)
		}
	}
	return ok, refused, wrong
}

func isTimeout(err error) bool {
	nerr, ok := errors.AsType[net.Error](err)
	return ok && nerr.Timeout()
}

// floodOne opens 2,000 connections from one address where 100 are allowed.
func floodOne(t testing.TB, config server.Config) error {
	const n, most = 2000, 100
	s, addr := serveAt(t, config, &witness{})
	conns := flood(t, "127.0.0.1", addr, n)
	until(t, "all connections are seen", func() bool {
		stats := s.Stats()
		return stats.Open+int(stats.Refused) == n
	})
	if stats := s.Stats(); stats.Open != most || stats.Refused != n-most {
		return fmt.Errorf("%d connections are open, %d were refused, want %d and %d", stats.Open, stats.Refused, most, n-most)
	}
	if ok, _, err := served(flood(t, "127.0.0.2", addr, 1)); ok != 1 {
		return fmt.Errorf("another address is not served: %v", err)
	}
	ok, refused, err := served(conns)
	if ok != most || refused != n-most || err != nil {
		return fmt.Errorf("%d connections are served, %d refused, want %d and %d; %v", ok, refused, most, n-most, err)
	}
	until(t, "the connections have gone", func() bool { return s.Stats().Open == 0 })
	if ok, _, err := served(flood(t, "127.0.0.1", addr, 1)); ok != 1 {
		return fmt.Errorf("the address is not served when its connections have gone: %v", err)
	}
	return nil
}

// TestGauntletB4Address: one address opens many connections. Others are served.
func TestGauntletB4Address(t *testing.T) {
	if err := floodOne(t, server.Config{MaxConnsPerAddr: 100}); err != nil {
		t.Error(err)
	}
	if err := floodOne(t, server.Config{}); err == nil {
		t.Error("with the default of 1,000 the same holds: the test shows nothing")
	}
	proxy := server.Config{MaxConnsPerAddr: 100, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}
	if err := floodOne(t, proxy); err == nil {
		t.Error("a proxy of the site has no more connections than others")
	}
}

// TestGauntletB4Total: all connections are taken. Those that are idle make room, the one
// that has been so for longest first; those that are busy do not.
func TestGauntletB4Total(t *testing.T) {
	t.Parallel()
	const most = 50
	s, addr := serveAt(t, server.Config{MaxConns: most}, &witness{})
	old := flood(t, "127.0.0.1", addr, most)
	for _, conn := range old {
		if err := exchange(conn, first); err != nil {
			t.Fatal(err)
		}
	}
	until(t, "all are idle", func() bool { return s.Stats().Idle == most })
	fresh := flood(t, "127.0.0.1", addr, most/2)
	for i, conn := range fresh {
		if err := exchange(conn, first); err != nil {
			t.Fatalf("new connection %d: %v", i, err)
		}
	}
	if got := s.Stats().Open; got > most {
		t.Errorf("%d connections are open, want at most %d", got, most)
	}
	ok, _, err := served(old)
	if ok != most-most/2 || err != nil {
		t.Errorf("%d of the idle connections live on, want %d; %v", ok, most-most/2, err)
	}
}

// TestGauntletB4Busy: all connections are taken by requests that are answered.
func TestGauntletB4Busy(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ most, refused int }{{20, 5}, {0, 0}} { // 0 for the default
		arrived, release := make(chan bool), make(chan bool)
		s, addr := serveAt(t, server.Config{MaxConns: test.most}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/first" {
				arrived <- true
				<-release
			}
			io.WriteString(w, "seen")
		}))
		busy := flood(t, "127.0.0.1", addr, 20)
		for _, conn := range busy {
			io.WriteString(conn, first)
			<-arrived
		}
		late := flood(t, "127.0.0.1", addr, 5)
		ok, refused, err := served(late)
		if refused != test.refused || ok != 5-test.refused || err != nil {
			t.Errorf("%d of the late connections are refused, want %d; %v", refused, test.refused, err)
		}
		if got := int(s.Stats().Refused); got != test.refused {
			t.Errorf("the server counts %d refused connections, want %d", got, test.refused)
		}
		close(release)
		if ok, _, err := served(busy); ok != len(busy) {
			t.Errorf("%d of the busy connections are served to the end, want %d; %v", ok, len(busy), err)
		}
	}
}

// TestGauntletB4Silent: all connections are taken by clients that say nothing. They
// make room for one that does.
func TestGauntletB4Silent(t *testing.T) {
	t.Parallel()
	s, addr := serveAt(t, server.Config{MaxConns: 20, HeaderTimeout: time.Minute}, &witness{})
	flood(t, "127.0.0.1", addr, 20)
	until(t, "all are open", func() bool { return s.Stats().Open == 20 })
	until(t, "a new one is served", func() bool {
		ok, _, _ := served(flood(t, "127.0.0.1", addr, 1))
		return ok == 1
	})
}
