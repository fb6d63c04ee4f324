package server_test

import (
	"crypto/tls"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/combo-web/combo/server"
)

// echoBody answers with the body, or what was wrong with it.
func echoBody(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "cut", http.StatusBadRequest)
		return
	}
	w.Write(body)
}

const plainGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

// between reports a time that is not in a range.
func wantBetween(t *testing.T, what string, got, least, most time.Duration) {
	t.Helper()
	if got < least || got > most {
		t.Errorf("%s after %v, want %v to %v", what, got, least, most)
	}
}

func TestSlowClientsAreClosed(t *testing.T) {
	t.Parallel()
	large := strings.Repeat("x", 1<<20)
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/big" {
			io.WriteString(w, large)
			return
		}
		echoBody(w, r)
	})
	for _, test := range []struct {
		name        string
		use         func(*peer)
		least, most time.Duration
		cut         uint64
	}{
		{"silence", func(c *peer) { c.untilClosed() }, 10 * time.Second, 11 * time.Second, 1},
		{"half a header", func(c *peer) {
			c.send("GET / HTTP/1.1\r\nHost: a\r\n")
			c.untilClosed()
		}, 10 * time.Second, 11 * time.Second, 1},
		{"a dripping header", func(c *peer) {
			for {
				if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: a\r\nX: yyyyyyyyyyyyyyy"[:1]); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}, 10 * time.Second, 12 * time.Second, 1},
		{"idle", func(c *peer) {
			c.send(plainGet)
			c.answer()
			c.untilClosed()
		}, 120 * time.Second, 121 * time.Second, 0},
		{"half a second header", func(c *peer) {
			c.send(plainGet)
			c.answer()
			c.send("G")
			c.untilClosed()
		}, 10 * time.Second, 11 * time.Second, 1},
		{"a dripping body", func(c *peer) {
			c.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
			for {
				if _, err := io.WriteString(c, "x"); err != nil {
					return
				}
				time.Sleep(5 * time.Second)
			}
		}, 10 * time.Second, 16 * time.Second, 1},
		{"a dripping chunked body", func(c *peer) {
			c.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
			for {
				if _, err := io.WriteString(c, "1\r\nx\r\n"); err != nil {
					return
				}
				time.Sleep(5 * time.Second)
			}
		}, 10 * time.Second, 16 * time.Second, 1},
		{"an answer that is not taken", func(c *peer) {
			c.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n")
			for {
				if _, err := c.Read(make([]byte, 1)); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}, 10 * time.Second, 12 * time.Second, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := inMemory(t, server.Config{Handler: handler})
				c := r.dial()
				begin := time.Now()
				test.use(c)
				wantBetween(t, "closed", time.Since(begin), test.least, test.most)
				synctest.Wait()
				if stats := r.Stats(); stats.Open != 0 || stats.Cut != test.cut {
					t.Errorf("stats %+v", stats)
				}
				if err := r.end(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestHonestClientsAreNot(t *testing.T) {
	t.Parallel()
	const size = 200_000
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/think":
			time.Sleep(5 * time.Minute)
			io.WriteString(w, "thought")
		case "/big":
			io.WriteString(w, strings.Repeat("x", size))
		case "/pause": // between two parts of a body
			b := make([]byte, 1)
			io.ReadFull(r.Body, b)
			time.Sleep(5 * time.Minute)
			rest, err := io.ReadAll(r.Body)
			if err == nil {
				w.Write(append(b, rest...))
			}
		default:
			echoBody(w, r)
		}
	})
	for _, test := range []struct {
		name string
		use  func(*peer) string
		want string
	}{
		{"a view that thinks", func(c *peer) string {
			c.send("GET /think HTTP/1.1\r\nHost: a\r\n\r\n")
			return c.answer()
		}, "200 thought"},
		{"a view that thinks about a chunked body", func(c *peer) string {
			c.send("POST /think HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
			return c.answer()
		}, "200 close thought"},
		{"a view that pauses", func(c *peer) string {
			c.send("POST /pause HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nx")
			time.Sleep(4 * time.Minute)
			c.send("y")
			return c.answer()
		}, "200 xy"},
		{"a slow upload", func(c *peer) string {
			c.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n")
			for range 60 {
				c.send(strings.Repeat("x", 1000))
				time.Sleep(1500 * time.Millisecond)
			}
			return c.answer()[:5]
		}, "200 x"},
		{"a slow download", func(c *peer) string {
			c.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n")
			n := 0
			for b := make([]byte, 4000); n < size; time.Sleep(time.Second) {
				m, err := c.Read(b)
				if n += m; err != nil {
					return err.Error()
				}
			}
			return "all"
		}, "all"},
		{"a request just before the connection is closed", func(c *peer) string {
			for range 3 {
				c.send(plainGet)
				c.answer()
				time.Sleep(119 * time.Second)
			}
			c.send(plainGet)
			return c.answer()
		}, "200"},
		{"a slow beginning", func(c *peer) string {
			time.Sleep(9 * time.Second)
			c.send("GET / ")
			time.Sleep(9 * time.Second)
			c.send("HTTP/1.1\r\nHost: a\r\n\r\n")
			return c.answer()
		}, "200"},
		{"pipelined behind a view that thinks", func(c *peer) string {
			c.send("GET /think HTTP/1.1\r\nHost: a\r\n\r\nG")
			c.answer()
			time.Sleep(9 * time.Second)
			c.send("ET / HTTP/1.1\r\nHost: a\r\n\r\n")
			return c.answer()
		}, "200"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := inMemory(t, server.Config{Handler: handler})
				c := r.dial()
				if got := strings.TrimSpace(test.use(c)); got != test.want {
					t.Errorf("got %.80q, want %q", got, test.want)
				}
				c.Close()
				if err := r.end(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestRequestsAreRefused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ in, want string }{
		{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + plainGet, "400 close There is a Content-Length and a Transfer-Encoding."},
		{"POST / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + plainGet, "400 close HTTP/1.0 has no Transfer-Encoding."},
		{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab" + plainGet, "400 close There is more than one Content-Length."},
		{"GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n" + plainGet, "400 close A line of the header begins with white space."},
		{"GET / HTTP/1.1\r\nHost: a\nX: a\r\n\r\n" + plainGet, "400 close 400 Bad Request: missing required Host header"},
		{"GET / HTTP/1.1\r\nHost: a\r\nX: a\n\r\n" + plainGet, "400 close A line of the header does not end in CR LF."},
		{"GET / HTTP/1.1\n\n" + plainGet, "400 close 400 Bad Request"},
		{"GET / HTTP/1.1\r\nHost: a\r\n" + strings.Repeat("X: a\r\n", 100) + "\r\n", "431 close There are too many fields in the header."},
		{"GET / HTTP/1.1\r\nHost: a\r\nX: " + strings.Repeat("a", 40<<10) + "\r\n\r\n", "431 close 431 Request Header Fields Too Large"},
		{"GET / HTTP/1.2\r\nHost: a\r\n\r\n" + plainGet, "505 close The server speaks HTTP/1.0, HTTP/1.1 and HTTP/2."},
		{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "505 close The server speaks HTTP/1.0, HTTP/1.1 and HTTP/2."},
		{"GET / HTTP/3.0\r\nHost: a\r\n\r\n", "505 close 505 HTTP Version Not Supported: unsupported protocol version"},
	} {
		for _, how := range []string{"whole", "byte by byte", "behind another"} {
			synctest.Test(t, func(t *testing.T) {
				r := inMemory(t, server.Config{Handler: http.HandlerFunc(echoBody)})
				c := r.dial()
				in := test.in
				if how == "behind another" {
					in = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok" + in
				}
				go func() {
					if how != "byte by byte" {
						io.WriteString(c, in)
						return
					}
					for i := range len(in) {
						if _, err := io.WriteString(c, in[i:i+1]); err != nil {
							return
						}
					}
				}()
				if how == "behind another" {
					if got := c.answer(); got != "200 ok" {
						t.Errorf("%.90q: the request before got %q", test.in, got)
					}
				}
				got := c.answer()
				// A line that has been handed on in part makes net/http refuse the request.
				if got != test.want && !(how == "byte by byte" && got[:9] == test.want[:9]) {
					t.Errorf("%.90q, %s:\n got %q\nwant %q", test.in, how, got, test.want)
				}
				c.wantClosed()
				if err := r.end(); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// What follows a request, even if it is refused, does not cancel the request.
func TestTheRequestBeforeGoesOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := inMemory(t, server.Config{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			select {
			case <-time.After(time.Minute):
			case <-r.Context().Done():
				t.Error("the request was cancelled")
			}
		})})
		c := r.dial()
		go io.WriteString(c, plainGet+"GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n folded\r\n\r\n"+strings.Repeat("waste", 1000))
		if got := strings.TrimSpace(c.answer()); got != "200" {
			t.Errorf("got %q", got)
		}
		if got := c.answer(); got != "400 close A line of the header begins with white space." {
			t.Errorf("got %q", got)
		}
		c.wantClosed()
		r.end()
	})
}

func TestConnectionsThatEnd(t *testing.T) {
	t.Parallel()
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/stubborn" {
			w.Header().Set("Connection", "keep-alive")
		}
		echoBody(w, r)
	})
	for _, test := range []struct{ in, want string }{
		{"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", "200 close ab"},
		{"POST /stubborn HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", "200 ab"},
		{"GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n", "200 close"},
		{"GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n", "200 close"},
		{"GET /stubborn HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n\r\n", "200 close"},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := inMemory(t, server.Config{Handler: handler})
			c := r.dial()
			go io.WriteString(c, test.in+plainGet+plainGet)
			if got := strings.TrimSpace(c.answer()); got != test.want {
				t.Errorf("%.60q: got %q, want %q", test.in, got, test.want)
			}
			c.wantClosed()
			r.end()
		})
	}
}

func TestUnderscoresAreDropped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := inMemory(t, server.Config{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for name := range r.Header {
				io.WriteString(w, name+"\n")
			}
		})})
		c := r.dial()
		for range 2 {
			c.send("GET / HTTP/1.1\r\nHost: a\r\nX_Forwarded_For: 1\r\nX-Forwarded_For: 2\r\nX-Real: a_b\r\n\r\n")
			if got := c.answer(); got != "200 X-Real" {
				t.Errorf("got %q", got)
			}
		}
		r.end()
	})
}

func TestHijack(t *testing.T) {
	t.Parallel()
	for _, upgrade := range []string{"", "Upgrade: test\r\n"} {
		synctest.Test(t, func(t *testing.T) {
			r := inMemory(t, server.Config{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				nc, rw, err := http.NewResponseController(w).Hijack()
				if err != nil {
					t.Error(err)
					return
				}
				defer nc.Close()
				io.WriteString(nc, "HTTP/1.1 101 Switching Protocols\r\n\r\n")
				line, err := rw.ReadString('\n')
				if err != nil {
					t.Error(err)
				}
				io.WriteString(nc, "got "+line)
				select {
				case <-server.Draining(r.Context()):
					io.WriteString(nc, "draining")
				case <-time.After(time.Hour):
					t.Error("the owner of a hijacked connection was not told of the drain")
				}
			})})
			c := r.dial()
			c.send("GET / HTTP/1.1\r\nHost: a\r\n" + upgrade + "\r\n")
			resp, err := http.ReadResponse(c.r, nil)
			if err != nil || resp.StatusCode != 101 {
				t.Fatal(resp, err)
			}
			time.Sleep(10 * time.Minute) // nobody's limit holds here
			c.send("\nanything\x00\n")
			if line, _ := c.r.ReadString('\n'); line != "got \n" {
				t.Errorf("got %q", line)
			}
			ended := make(chan error, 1)
			go func() { ended <- r.end() }()
			rest, _ := io.ReadAll(c.r)
			if string(rest) != "draining" {
				t.Errorf("got %q at the end", rest)
			}
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
	}
}

func TestContextIsCancelledWhenTheClientGoes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		cancelled := make(chan struct{})
		r := inMemory(t, server.Config{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
			close(cancelled)
		})})
		c := r.dial()
		c.send(plainGet)
		synctest.Wait()
		c.Close()
		select {
		case <-cancelled:
		case <-time.After(time.Second):
			t.Error("the handler was not told")
		}
		r.end()
	})
}

func TestNewSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	_, err := server.New(server.Config{CertFile: "a", HeaderTimeout: -1, MaxConns: -2})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"there is no Handler", "CertFile and KeyFile", "HeaderTimeout is negative", "MaxConns is negative"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q: %v", want, err)
		}
	}
	h := http.HandlerFunc(sayHello)
	for _, config := range []server.Config{
		{Handler: h, CertFile: "no-such-file", KeyFile: "no-such-file"},
		{Handler: h, TLS: new(tls.Config)},
	} {
		if _, err := server.New(config); err == nil {
			t.Errorf("%+v: no error", config)
		}
	}
	cert, key := writePair(t, t.TempDir(), 1)
	for _, twice := range []*tls.Config{
		{Certificates: certificates().Certificates},
		{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return nil, nil }},
		{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) { return nil, nil }},
	} {
		_, err := server.New(server.Config{Handler: h, CertFile: cert, KeyFile: key, TLS: twice})
		if err == nil || !strings.Contains(err.Error(), "both have a certificate") {
			t.Errorf("two certificates: %v", err)
		}
	}
	s, _ := newServer(t, server.Config{})
	if err := s.Serve(t.Context()); err == nil || !strings.Contains(err.Error(), "no listener") {
		t.Error("Serve without a listener returned", err)
	}
}
