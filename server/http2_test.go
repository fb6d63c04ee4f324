package server_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/combo-web/combo/server"
)

// An h2peer speaks HTTP/2 frame by frame, without TLS.
type h2peer struct {
	*http2.Framer
	t     *testing.T
	conn  net.Conn
	mu    sync.Mutex // held while writing
	block bytes.Buffer
	hpack *hpack.Encoder
}

func (r *memoryServer) dialHTTP2(settings ...http2.Setting) *h2peer {
	r.t.Helper()
	c := r.dial()
	p := &h2peer{Framer: http2.NewFramer(c.Conn, c.Conn), t: r.t, conn: c.Conn}
	p.hpack = hpack.NewEncoder(&p.block)
	p.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	c.send(http2.ClientPreface)
	if err := p.WriteSettings(settings...); err != nil {
		r.t.Fatal(err)
	}
	return p
}

// request begins a request.
func (p *h2peer) request(stream uint32, end bool, method, path string, fields ...string) {
	p.t.Helper()
	p.block.Reset()
	for _, f := range [][2]string{{":method", method}, {":scheme", "http"}, {":authority", "a"}, {":path", path}} {
		p.hpack.WriteField(hpack.HeaderField{Name: f[0], Value: f[1]})
	}
	for _, field := range fields {
		name, value, _ := strings.Cut(field, "=")
		p.hpack.WriteField(hpack.HeaderField{Name: name, Value: value})
	}
	if err := p.write(func() error {
		return p.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: p.block.Bytes(), EndStream: end, EndHeaders: true})
	}); err != nil {
		p.t.Fatal(err)
	}
}

// until reads frames until one satisfies is, and returns it. It returns nil if the
// connection ends before.
func (p *h2peer) until(is func(http2.Frame) bool) http2.Frame {
	for {
		f, err := p.ReadFrame()
		if err != nil {
			return nil
		}
		if is(f) {
			return f
		}
		switch f := f.(type) {
		case *http2.SettingsFrame:
			if !f.IsAck() {
				go p.write(p.WriteSettingsAck)
			}
		case *http2.PingFrame:
			if !f.IsAck() {
				data := f.Data
				go p.write(func() error { return p.WritePing(true, data) })
			}
		}
	}
}

func (p *h2peer) write(frame func() error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return frame()
}

func (p *h2peer) status(stream uint32) string {
	f := p.until(func(f http2.Frame) bool {
		m, ok := f.(*http2.MetaHeadersFrame)
		return ok && m.StreamID == stream
	})
	if f == nil {
		return "none"
	}
	return f.(*http2.MetaHeadersFrame).PseudoValue("status")
}

func TestHTTP2Headers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen []string
		r := inMemory(t, server.Config{H2C: true, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for name := range r.Header {
				seen = append(seen, name)
			}
		})})
		p := r.dialHTTP2()
		p.request(1, true, "GET", "/", "x_forwarded_for", "x-real")
		if got := p.status(1); got != "200" || strings.Join(seen, " ") != "X-Real" {
			t.Errorf("status %s, the handler saw %q", got, seen)
		}
		p.request(3, true, "GET", "/", strings.Split(strings.Repeat("a ", 101), " ")[:101]...)
		if got := p.status(3); got != "431" {
			t.Errorf("101 fields: status %s", got)
		}
		p.request(5, true, "GET", "/", strings.Split(strings.Repeat("a ", 100), " ")[:100]...)
		if got := p.status(5); got != "200" {
			t.Errorf("100 fields: status %s", got)
		}
		p.conn.Close()
		r.end()
	})
}

// What HTTP/1 behind the server would take for something else is refused.
func TestHTTP2Malformed(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ method, path, host, length, want string }{
		{"GET", "/", "", "", "200"},
		{"GET", "/", "a", "0", "200"},
		{"GET", "/", "b", "", "400"},
		{"GET", "/ HTTP/1.1", "", "", "400"},
		{"GET / HTTP/1.1", "/", "", "", "400"},
		{"POST", "/", "", "4", "400"}, // no body follows
		{"POST", "/", "", "+0", "400"},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := inMemory(t, server.Config{H2C: true})
			p := r.dialHTTP2()
			var fields []string
			if test.host != "" {
				fields = append(fields, "host="+test.host)
			}
			if test.length != "" {
				fields = append(fields, "content-length="+test.length)
			}
			p.request(1, true, test.method, test.path, fields...)
			if got := p.status(1); got != test.want {
				t.Errorf("%+v: status %s", test, got)
			}
			p.conn.Close()
			r.end()
		})
	}
}

func TestHTTP2SlowClients(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name        string
		window      uint32 // of the answers
		path        string
		least, most time.Duration
	}{
		{"a body that does not come", 65535, "/read", 10 * time.Second, 11 * time.Second},
		{"no window for a long answer", 0, "/long", 10 * time.Second, 11 * time.Second},
		{"no window for a stream of events", 0, "/flush", 10 * time.Second, 11 * time.Second},
		{"no window for a short answer", 0, "/short", 9 * time.Second, 11 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ended := make(chan error, 1)
				r := inMemory(t, server.Config{H2C: true, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					var err error
					switch r.URL.Path {
					case "/read":
						_, err = io.ReadAll(r.Body)
					case "/long":
						_, err = w.Write(make([]byte, 100_000))
					case "/flush":
						for err == nil {
							io.WriteString(w, "data: x\n\n")
							err = http.NewResponseController(w).Flush()
						}
					case "/short":
						w.Write(make([]byte, 1000))
						return
					}
					ended <- err
				})})
				p := r.dialHTTP2(http2.Setting{ID: http2.SettingInitialWindowSize, Val: test.window})
				begin := time.Now()
				p.request(1, test.path != "/read", "POST", test.path)
				reset := make(chan bool, 1)
				go func() {
					f := p.until(func(f http2.Frame) bool {
						switch f := f.(type) {
						case *http2.RSTStreamFrame:
							return f.StreamID == 1
						case *http2.MetaHeadersFrame:
							return f.StreamID == 1 && f.StreamEnded()
						}
						return false
					})
					reset <- f != nil
					p.until(func(http2.Frame) bool { return false })
				}()
				if test.path != "/short" {
					if err := <-ended; err == nil {
						t.Error("the handler got no error")
					}
				}
				if !<-reset {
					t.Error("the connection was closed, not just the stream")
				}
				wantBetween(t, "ended", time.Since(begin), test.least, test.most)
				// The connection lives.
				p.request(3, true, "GET", "/none")
				<-ended
				p.conn.Close()
				if err := r.end(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestHTTP2HonestClients(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := inMemory(t, server.Config{H2C: true, DrainTimeout: time.Hour, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/think":
				time.Sleep(10 * time.Minute)
				io.WriteString(w, strings.Repeat("thought ", 1000))
			default:
				echoBody(w, r)
			}
		})})
		transport := &http.Transport{Protocols: new(http.Protocols)}
		transport.Protocols.SetUnencryptedHTTP2(true)
		transport.DialContext = func(context.Context, string, string) (net.Conn, error) { return r.dial().Conn, nil }
		client := &http.Client{Transport: transport}
		resp, err := client.Get("http://a/think")
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(resp.Body); err != nil || len(body) != 8000 {
			t.Errorf("%d bytes, %v", len(body), err)
		}
		reader, writer := io.Pipe()
		go func() {
			for range 60 {
				writer.Write(make([]byte, 1000))
				time.Sleep(1500 * time.Millisecond)
			}
			writer.Close()
		}()
		resp, err = client.Post("http://a/echo", "text/plain", reader)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(resp.Body); err != nil || len(body) != 60_000 {
			t.Errorf("a slow upload: %d bytes, %v", len(body), err)
		}
		transport.CloseIdleConnections()
		if err := r.end(); err != nil {
			t.Error(err)
		}
	})
}

func TestHTTP2Only(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := inMemory(t, server.Config{H2C: true})
		c := r.dial()
		c.send("P") // may become either
		time.Sleep(9 * time.Second)
		c.send("OST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx")
		if got := c.answer(); got != "200 Hello, World!" {
			t.Errorf("HTTP/1 with H2C got %q", got)
		}
		drip := r.dial()
		begin := time.Now()
		drip.send(http2.ClientPreface[:5])
		drip.untilClosed()
		wantBetween(t, "half a preface was closed", time.Since(begin), 10*time.Second, 11*time.Second)
		c.Close()
		r.end()
	})
}
