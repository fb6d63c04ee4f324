package server_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/combo-web/combo/server"
)

// The limits of these tests are short. Lower bounds are exact: nobody is cut before the
// limit. Upper bounds are for a machine that has much else to do.
const (
	limit   = 300 * time.Millisecond // of every kind
	atMost  = 10 * time.Second       // for a connection to be cut
	tooLong = 4 * limit              // without a limit it would go on for longer
	forever = 24 * time.Hour
)

var (
	errAlive = errors.New("a connection is open after all the time")
	errEarly = errors.New("a connection was cut too early")
)

// limits are the server's in these tests.
func limits() server.Config {
	return server.Config{HeaderTimeout: limit, IdleTimeout: limit, RateGrace: limit, DrainIdle: limit}
}

// A drip is a client that sends its request slowly.
type drip struct {
	name     string
	protocol string // of TLS, as in "h2"; "" without TLS
	before   string // what is sent first, and answered
	send     string // what is sent then, at once
	unit     string // what is sent every 20 ms after that; "" for nothing
}

// attack drips until the server hangs up, and returns how long that took.
func (d drip) attack(addr string, patience time.Duration) (time.Duration, error) {
	begin := time.Now()
	conn, err := d.dial(addr)
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	if d.before != "" {
		begin = time.Now() // the server may be idle before its answer has been read
		if err := exchange(conn, d.before); err != nil {
			return 0, err
		}
	}
	io.WriteString(conn, d.send)
	go func() {
		ticker := time.NewTicker(20 * time.Millisecond)
		defer ticker.Stop()
		for range ticker.C {
			if _, err := io.WriteString(conn, d.unit); err != nil {
				return
			}
		}
	}()
	conn.SetReadDeadline(begin.Add(patience))
	if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
		return 0, errAlive
	}
	return time.Since(begin), nil
}

func (d drip) dial(addr string) (net.Conn, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil || d.protocol == "" {
		return conn, err
	}
	secure := tls.Client(conn, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{d.protocol}})
	return secure, secure.Handshake()
}

// exchange sends a request and reads the answer, "seen" by a witness.
func exchange(conn net.Conn, request string) error {
	io.WriteString(conn, request)
	conn.SetReadDeadline(time.Now().Add(patience))
	answer := make([]byte, 0, 512)
	for !strings.HasSuffix(string(answer), "seen") {
		n, err := conn.Read(answer[len(answer):cap(answer)])
		if err != nil {
			return fmt.Errorf("read the answer: %w", err)
		}
		answer = answer[:len(answer)+n]
	}
	return nil
}

// dripAll attacks with n clients of each kind at once. All have to be cut, none before
// the limit.
func dripAll(addr string, drips []drip, n int, patience time.Duration) error {
	var attacks sync.WaitGroup
	failed := make([]error, len(drips)*n)
	for i := range failed {
		d := drips[i/n]
		attacks.Go(func() {
			took, err := d.attack(addr, patience)
			if err == nil && took < limit {
				err = fmt.Errorf("%w: after %v", errEarly, took)
			}
			if err != nil {
				failed[i] = fmt.Errorf("%s: %w", d.name, err)
			}
		})
	}
	attacks.Wait()
	return errors.Join(failed...)
}

// A customer is a good client, which asks again and again while others attack.
type customer struct {
	cancel context.CancelFunc
	done   chan struct{}
	took   []time.Duration
	failed []error
}

// shop starts a customer.
func shop(addr string, every time.Duration) *customer {
	ctx, cancel := context.WithCancel(context.Background())
	c := &customer{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(c.done)
		ticker := time.NewTicker(every)
		defer ticker.Stop()
		for ctx.Err() == nil {
			c.ask("http://" + addr + "/")
			<-ticker.C
		}
	}()
	return c
}

func (c *customer) ask(url string) {
	begin := time.Now()
	answer, err := http.Get(url)
	if err == nil {
		_, err = io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
	}
	c.took = append(c.took, time.Since(begin))
	if err != nil || answer.StatusCode != 200 {
		c.failed = append(c.failed, fmt.Errorf("%v %w", answer, err))
	}
}

// leave ends a customer's visit. It tells what was wrong with the service.
func (c *customer) leave() error {
	c.cancel()
	<-c.done
	slices.Sort(c.took)
	p99 := c.took[len(c.took)*99/100]
	switch {
	case len(c.failed) > 0:
		return fmt.Errorf("%d of %d good requests failed, the first with %w", len(c.failed), len(c.took), c.failed[0])
	case p99 > 250*time.Millisecond:
		return fmt.Errorf("the 99th percentile of good requests is %v", p99)
	}
	return nil
}

var headerDrips = []drip{
	{"nothing", "", "", "", ""},
	{"request line", "", "", "GET /", "a"},
	{"field", "", "", "GET / HTTP/1.1\r\nHost: a\r\nX-A: ", "a"},
	{"fields", "", "", "GET / HTTP/1.1\r\nHost: a\r\n", "X: a\r\n"},
	{"half a request", "", "", "GET / HTTP/1.1\r\nHost: a\r\n\r", ""},
	{"second request", "", first, "GET / HTTP/1.1\r\nX: ", "a"},
	{"idle", "", first, "", ""},
	{"TLS", "http/1.1", "", "GET / HTTP/1.1\r\nX: ", "a"},
	{"TLS, second request", "http/1.1", first, "GET / HTTP/1.1\r\nX: ", "a"},
	{"TLS, idle", "http/1.1", first, "", ""},
}

// TestGauntletB1: 100 clients send their headers slowly, or nothing. `make
// soak-slowloris` is the same with more of them and the default limits (X21).
func TestGauntletB1(t *testing.T) {
	t.Parallel()
	plain, secure := split(headerDrips)
	config := limits()
	config.TLS = certificates()
	secureAddr, _ := start(t, hardened(config), &witness{})
	addr, _ := start(t, hardened(limits()), &witness{})
	good := shop(addr, 5*time.Millisecond)
	if err := errors.Join(dripAll(addr, plain, 10, atMost), dripAll(secureAddr, secure, 10, atMost)); err != nil {
		t.Error(err)
	}
	if err := good.leave(); err != nil {
		t.Error(err)
	}
}

// split puts those drips apart that use TLS.
func split(drips []drip) (plain, secure []drip) {
	for _, d := range drips {
		if d.protocol == "" {
			plain = append(plain, d)
		} else {
			secure = append(secure, d)
		}
	}
	return plain, secure
}

// checkAlive shows that each of the drips goes on where the limit is lifted.
func checkAlive(t *testing.T, launch launch, h http.Handler, drips []drip) {
	t.Helper()
	addr, _ := start(t, launch, h)
	var attacks sync.WaitGroup
	for _, d := range drips {
		attacks.Go(func() {
			if _, err := d.attack(addr, tooLong); !errors.Is(err, errAlive) {
				t.Errorf("%s: the connection ended without the limit (%v): the test shows nothing", d.name, err)
			}
		})
	}
	attacks.Wait()
}

func TestGauntletB1Weakened(t *testing.T) {
	t.Parallel()
	plain, secure := split(headerDrips)
	lifted := server.Config{HeaderTimeout: forever, IdleTimeout: forever, RateGrace: limit}
	liftedTLS := lifted
	liftedTLS.TLS = certificates()
	together(
		func() { checkAlive(t, bare, &witness{}, plain) },
		func() { checkAlive(t, hardened(lifted), &witness{}, plain) },
		func() { checkAlive(t, hardened(liftedTLS), &witness{}, secure) },
	)
}

// together calls functions that mostly wait, all at once.
func together(all ...func()) {
	var group sync.WaitGroup
	for _, f := range all {
		group.Go(f)
	}
	group.Wait()
}

var bodyDrips = []drip{
	{"length", "", "", post("Content-Length: 1000000\r\n", ""), "a"},
	{"length, nothing", "", "", post("Content-Length: 1000000\r\n", ""), ""},
	{"chunked, nothing", "", "", post("Transfer-Encoding: chunked\r\n", ""), ""},
	{"chunks", "", "", post("Transfer-Encoding: chunked\r\n", ""), "1\r\na\r\n"},
	{"one chunk", "", "", post("Transfer-Encoding: chunked\r\n", "10000\r\n"), "a"},
	{"chunk size", "", "", post("Transfer-Encoding: chunked\r\n", ""), "0"},
	{"trailer", "", "", post("Transfer-Encoding: chunked\r\n", "0\r\nX-A: "), "a"},
	{"expectation", "", "", post("Expect: 100-continue\r\nContent-Length: 1000000\r\n", ""), ""},
	{"second request", "", first, post("Content-Length: 1000000\r\n", ""), "a"},
	{"TLS", "http/1.1", "", post("Content-Length: 1000000\r\n", ""), "a"},
	{"TLS, chunks", "http/1.1", "", post("Transfer-Encoding: chunked\r\n", ""), "1\r\na\r\n"},
}

// TestGauntletB2: bodies of 50 to 300 bytes a second, where 500 are asked for.
func TestGauntletB2(t *testing.T) {
	t.Parallel()
	plain, secure := split(bodyDrips)
	config := limits()
	config.TLS = certificates()
	addr, _ := start(t, hardened(limits()), &witness{})
	secureAddr, _ := start(t, hardened(config), &witness{})
	if err := errors.Join(dripAll(addr, plain, 10, atMost), dripAll(secureAddr, secure, 10, atMost)); err != nil {
		t.Error(err)
	}
}

func TestGauntletB2Weakened(t *testing.T) {
	t.Parallel()
	plain, secure := split(bodyDrips)
	lifted := limits()
	lifted.RateGrace = forever
	liftedTLS := lifted
	liftedTLS.TLS = certificates()
	together(
		func() { checkAlive(t, bare, &witness{}, plain) },
		func() { checkAlive(t, hardened(lifted), &witness{}, plain) },
		func() { checkAlive(t, hardened(liftedTLS), &witness{}, secure) },
	)
}

// ignore answers without a look at the body.
func ignore(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "seen") }

// TestGauntletB2Unread: the handler has answered, but net/http waits for the rest of
// the body.
func TestGauntletB2Unread(t *testing.T) {
	t.Parallel()
	small := []drip{
		{"length", "", "", post("Content-Length: 100000\r\n", ""), "a"},
		{"chunks", "", "", post("Transfer-Encoding: chunked\r\n", ""), "1\r\na\r\n"},
	}
	addr, _ := start(t, hardened(limits()), http.HandlerFunc(ignore))
	together(
		func() {
			if err := dripAll(addr, small, 1, atMost); err != nil {
				t.Error(err)
			}
		},
		func() { checkAlive(t, bare, http.HandlerFunc(ignore), small) },
	)
}

// upload sends 100 bytes every 50 ms, four times the lowest rate, for longer than the
// limit allows to wait, and returns the answer.
func upload(addr string, n int) string {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err.Error()
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: %d\r\n\r\n", n*100)
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for range n {
		<-ticker.C
		if _, err := conn.Write(make([]byte, 100)); err != nil {
			return err.Error()
		}
	}
	conn.SetReadDeadline(time.Now().Add(patience))
	answer, _ := io.ReadAll(conn)
	return string(answer)
}

// count answers with the length of the body.
func count(w http.ResponseWriter, r *http.Request) {
	n, err := io.Copy(io.Discard, r.Body)
	fmt.Fprintln(w, "got", n, err)
}

// TestGauntletB2Phone: a slow client that keeps to the lowest rate may take as long as
// it needs.
func TestGauntletB2Phone(t *testing.T) {
	t.Parallel()
	addr, _ := start(t, hardened(limits()), http.HandlerFunc(count))
	n := int(3*limit/(50*time.Millisecond)) + 1
	want := fmt.Sprintf("got %d <nil>\n", n*100)
	if answer := upload(addr, n); !strings.HasSuffix(answer, want) {
		t.Errorf("the answer is %q, want %q", answer, want)
	}
	addr, _ = start(t, withServer(&http.Server{ReadTimeout: limit}), http.HandlerFunc(count))
	if answer := upload(addr, n); strings.HasSuffix(answer, want) {
		t.Error("a server with a fixed limit lets the phone be: the test shows nothing")
	}
}

// TestGauntletB2Thinking: the time in which the handler does something else is not the
// client's.
func TestGauntletB2Thinking(t *testing.T) {
	t.Parallel()
	timer := make(chan (<-chan time.Time), 1)
	addr, _ := start(t, hardened(limits()), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-<-timer
		count(w, r)
	}))
	timer <- time.After(3 * limit)
	conn := dial(t, addr)
	go func() {
		io.WriteString(conn, post("Connection: close\r\nContent-Length: 100000\r\n", strings.Repeat("a", 100_000)))
	}()
	answer, _ := io.ReadAll(conn)
	if !strings.HasSuffix(string(answer), "got 100000 <nil>\n") {
		t.Errorf("the answer is %q, want that of all bytes", answer)
	}
}

// answerSize is more than what the kernel keeps for a connection.
const answerSize = 10 << 20

// pour answers in different ways, and tells how long that took and if it could be done.
func pour(file string, size int, done chan<- poured) http.Handler {
	piece := make([]byte, 32<<10)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := time.Now()
		var err error
		switch r.URL.Path {
		case "/file":
			http.ServeFile(w, r, file)
			_, err = w.Write(piece) // which fails if the client has gone; else it is too much
			if errors.Is(err, http.ErrContentLength) {
				err = nil
			}
		default:
			for n := 0; n < size && err == nil; n += len(piece) {
				_, err = w.Write(piece)
			}
		}
		done <- poured{time.Since(begin), err}
	})
}

type poured struct {
	took time.Duration
	err  error
}

// sip asks for a page and reads a byte of the answer every 20 ms until done.
func sip(t testing.TB, addr, protocol, path string, done <-chan struct{}) net.Conn {
	t.Helper()
	conn, err := drip{protocol: protocol}.dial(addr)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: a\r\n\r\n")
	go func() {
		ticker := time.NewTicker(20 * time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				conn.Read(make([]byte, 1))
			}
		}
	}()
	return conn
}

// largeFile makes a file that takes no space.
func largeFile(t testing.TB, size int64) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file.bin")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(name, size); err != nil {
		t.Fatal(err)
	}
	return name
}

// sipAll lets n clients sip and returns an error if they are not cut, or too early.
func sipAll(t testing.TB, launch launch, protocol, path string, n int, patience time.Duration) error {
	t.Helper()
	done, over := make(chan poured, n), make(chan struct{})
	addr, stop := start(t, launch, pour(largeFile(t, answerSize), answerSize, done))
	defer stop()
	defer close(over)
	for range n {
		defer sip(t, addr, protocol, path, over).Close()
	}
	timer := time.After(patience)
	for range n {
		select {
		case got := <-done:
			if got.err == nil {
				return fmt.Errorf("the whole answer was sent")
			}
			if got.took < limit {
				return fmt.Errorf("%w: after %v", errEarly, got.took)
			}
		case <-timer:
			return errAlive
		}
	}
	return nil
}

var sips = []struct{ name, protocol, path string }{
	{"written", "", "/"}, {"file", "", "/file"}, {"TLS", "http/1.1", "/"},
}

// sipLimits are the limits for clients that sip, with TLS or without.
func sipLimits(protocol string) server.Config {
	config := limits()
	if protocol != "" {
		config.TLS = certificates()
	}
	return config
}

// TestGauntletB3: clients take 50 bytes a second of a large answer. The memory that the
// answers take is no more than the buffers of the connections.
func TestGauntletB3(t *testing.T) {
	const n = 10
	for _, test := range sips {
		var err error
		grown := allocated(func() {
			err = sipAll(t, hardened(sipLimits(test.protocol)), test.protocol, test.path, n, atMost)
		})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if grown > 2*n<<20 {
			t.Errorf("%s: %d bytes are allocated for %d answers", test.name, grown, n)
		}
	}
	if grown := allocated(func() { sipAll(t, lenient, "", "/", n, limit) }); grown < 2*n<<20 {
		t.Errorf("a server that keeps whole answers allocates %d bytes: the test shows nothing", grown)
	}
}

func TestGauntletB3Weakened(t *testing.T) {
	t.Parallel()
	var group sync.WaitGroup
	defer group.Wait()
	for _, test := range sips {
		lifted := sipLimits(test.protocol)
		lifted.RateGrace = forever
		weak := []launch{hardened(lifted)}
		if test.protocol == "" {
			weak = append(weak, bare)
		}
		for i, launch := range weak {
			group.Go(func() {
				if err := sipAll(t, launch, test.protocol, test.path, 1, tooLong); !errors.Is(err, errAlive) {
					t.Errorf("%s, %d: a client that sips was cut (%v): the test shows nothing", test.name, i, err)
				}
			})
		}
	}
}

// stroll reads 64 KB of an answer every 10 ms for longer than the limit, then the rest.
// It returns how much that was.
func stroll(t *testing.T, addr, path string) (n int64, err error) {
	t.Helper()
	conn := dial(t, addr)
	io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for begin := time.Now(); time.Since(begin) < 4*limit; <-ticker.C {
		m, err := io.CopyN(io.Discard, conn, 64<<10)
		if n += m; err != nil {
			return n, err
		}
	}
	m, err := io.Copy(io.Discard, conn)
	return n + m, err
}

// TestGauntletB3Slow: a client that takes six times the lowest rate gets everything,
// however long that takes.
func TestGauntletB3Slow(t *testing.T) {
	t.Parallel()
	const size = 64 << 20
	config := limits()
	config.MinRate = 1 << 20
	h := pour(largeFile(t, size), size, make(chan poured, 4))
	addr, _ := start(t, hardened(config), h)
	fixed, _ := start(t, withServer(&http.Server{WriteTimeout: limit}), h)
	var group sync.WaitGroup
	defer group.Wait()
	for _, path := range []string{"/", "/file"} {
		group.Go(func() {
			if n, err := stroll(t, addr, path); err != nil || n < size {
				t.Errorf("%s: the client got %d bytes and %v, want %d and more", path, n, err, size)
			}
			if n, err := stroll(t, fixed, path); err == nil && n >= size {
				t.Errorf("%s: a server with a fixed limit lets the client be: the test shows nothing", path)
			}
		})
	}
}

var handshakeDrips = []drip{
	{"nothing", "", "", "", ""},
	{"record", "", "", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "a"},
	{"record's header", "", "", "\x16\x03", ""},
	{"after TLS", "http/1.1", "", "", ""},
	{"preface", "h2", "", "PRI * HTTP/2.0\r\n", ""},
	{"preface, nothing", "h2", "", "", ""},
}

// TestGauntletB5: the handshake of TLS and the preface of HTTP/2 come slowly.
func TestGauntletB5(t *testing.T) {
	t.Parallel()
	config := limits()
	config.TLS = certificates()
	addr, _ := start(t, hardened(config), &witness{})
	clear := limits()
	clear.H2C = true
	clearAddr, _ := start(t, hardened(clear), &witness{})
	if err := errors.Join(dripAll(addr, handshakeDrips, 10, atMost), dripAll(clearAddr, prefaceDrips, 10, atMost)); err != nil {
		t.Error(err)
	}
}

// prefaceDrips are for HTTP/2 without TLS. The slow ones end after a few bytes: those
// that are not the preface are no longer HTTP/2.
var prefaceDrips = []drip{
	{"half of a preface", "", "", "PRI * HTTP/2.0\r\n\r\nSM", ""},
	{"two bytes of a preface", "", "", "PR", ""},
	{"nothing", "", "", "", ""},
	{"request line", "", "", "P", "O"},
	{"field", "", "", "GET / HTTP/1.1\r\nX: ", "a"},
	{"frames that do not come", "", "", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ""},
	{"a frame that does not come", "", "", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x10\x04\x00\x00\x00\x00\x00", ""},
}

func TestGauntletB5Weakened(t *testing.T) {
	t.Parallel()
	secure := server.Config{TLS: certificates(), HeaderTimeout: forever, IdleTimeout: forever}
	plain := server.Config{H2C: true, HeaderTimeout: forever, IdleTimeout: forever}
	together(
		func() { checkAlive(t, hardened(secure), &witness{}, handshakeDrips) },
		func() { checkAlive(t, hardened(plain), &witness{}, prefaceDrips) },
	)
}
