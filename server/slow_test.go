package server_test

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/combo-web/combo/server"
)

// trickle writes what TLS sends to a connection at a rate of bytes a second: the
// records of TLS come in many parts.
type trickle struct {
	net.Conn
	rate int
}

func (c trickle) Write(p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		var m int
		m, err = c.Conn.Write(p[n:min(n+c.rate/4, len(p))])
		n += m
		time.Sleep(250 * time.Millisecond)
	}
	return n, err
}

// A record of TLS is up to 16 KiB long, which takes a client of 1 KB a second longer
// than the grace. Its bytes count as they come.
func TestSlowUploadsOverTLS(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		rate int
		want string
	}{
		{"twice the lowest rate", 1000, "200 got 40000 <nil>"},
		{"half the lowest rate", 248, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			secure := &tls.Config{Certificates: certificates().Certificates}
			synctest.Test(t, func(t *testing.T) {
				r := inMemory(t, server.Config{TLS: secure, HeaderTimeout: time.Minute, Handler: http.HandlerFunc(count)})
				config := tlsClient("http/1.1")
				config.DynamicRecordSizingDisabled = true // as other libraries: whole records
				slow := tls.Client(trickle{r.dial().Conn, test.rate}, config)
				defer slow.Close()
				if err := slow.Handshake(); err != nil { // before two goroutines want it: bubbles know no mutexes
					t.Fatal(err)
				}
				sent := make(chan struct{})
				go func() {
					defer close(sent)
					io.WriteString(slow, post("Content-Length: 40000\r\n", strings.Repeat("x", 40_000)))
				}()
				c := &peer{slow, t, bufio.NewReader(slow)}
				if got, err := c.tryAnswer(); got != test.want {
					t.Errorf("got %q and %v, want %q", got, err, test.want)
				}
				<-sent
			})
		})
	}
}

// A deadline that a handler has set ends with its request.
func TestDeadlinesOfHandlers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := inMemory(t, server.Config{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/limited" {
				http.NewResponseController(w).SetReadDeadline(time.Now().Add(5 * time.Second))
			}
			count(w, r)
		})})
		c := r.dial()
		for range 2 {
			c.send("POST /limited HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab")
			if got := c.answer(); got != "200 got 2 <nil>" {
				t.Errorf("got %q", got)
			}
			time.Sleep(20 * time.Second) // the connection is idle: the deadline is over
			c.send(post("Content-Length: 2\r\n", "a"))
			time.Sleep(6 * time.Second)
			c.send("b")
			if got := c.answer(); got != "200 got 2 <nil>" {
				t.Errorf("after the deadline of the request before: %q", got)
			}
		}
		c.send("POST /limited HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n")
		if got := c.answer(); !strings.Contains(got, "timeout") {
			t.Errorf("a body that does not come before the deadline: %q", got)
		}
	})
}

// What is written at once is no more than an honest client takes within the grace,
// where only the end of the write shows that it was taken.
func TestPiecesOfAnswers(t *testing.T) {
	t.Parallel()
	const size = 30_000
	synctest.Test(t, func(t *testing.T) {
		r := inMemory(t, server.Config{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Write(make([]byte, size))
		})})
		c := r.dial()
		c.send(plainGet)
		n := 0
		for b := make([]byte, 150); n < size; time.Sleep(250 * time.Millisecond) { // 600 bytes a second
			m, err := c.Read(b)
			if n += m; err != nil {
				t.Fatalf("cut after %d bytes: %v", n, err)
			}
		}
	})
}

// A client that is refused is not reset while it still sends: a reset can make its
// machine forget the answer.
func TestRefusedClientsAreNotReset(t *testing.T) {
	t.Parallel()
	_, addr, _ := onLoopback(t, server.Config{})
	c := dialTCP(t, addr)
	c.send(post("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "x"))
	if got := c.answer(); got != "400 close There is a Content-Length and a Transfer-Encoding." {
		t.Errorf("got %q", got)
	}
	for range 16 {
		c.send(strings.Repeat("x", 64<<10))
	}
	c.wantClosed()
}
