package server_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/combo-web/combo/server"
)

// The gauntlet sends hostile bytes to a server and looks at what comes of them. Each
// of its rows must also fail against a server that lacks the defence: see launch.

// patience is how long a test waits for what has to happen.
const patience = 20 * time.Second

// A launch is a way to serve a handler: the server under test or a weakened one. The
// function that it returns stops the server and waits for its handlers.
type launch func(t testing.TB, l net.Listener, h http.Handler) (stop func())

// hardened is the server under test.
func hardened(config server.Config) launch {
	return func(t testing.TB, l net.Listener, h http.Handler) func() {
		t.Helper()
		_, stop := serve(t, config, l, h)
		return stop
	}
}

// serve starts the server under test, with a short drain: requests that hang are
// what these tests make.
func serve(t testing.TB, config server.Config, l net.Listener, h http.Handler) (*server.Server, func()) {
	t.Helper()
	config.Handler = h
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	if config.DrainIdle == 0 {
		config.DrainIdle = 200 * time.Millisecond
	}
	if config.DrainTimeout == 0 {
		config.DrainTimeout = 100 * time.Millisecond
	}
	s, err := server.New(config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Serve(ctx, l)
	}()
	return s, sync.OnceFunc(func() { cancel(); <-done })
}

// bare is net/http as it is, without any limit.
func bare(t testing.TB, l net.Listener, h http.Handler) func() {
	return withServer(&http.Server{})(t, l, h)
}

// withServer is net/http with some limits.
func withServer(s *http.Server) launch {
	return func(t testing.TB, l net.Listener, h http.Handler) func() {
		var open sync.WaitGroup
		s.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			open.Add(1)
			defer open.Done()
			h.ServeHTTP(w, r)
		})
		s.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
		done := make(chan struct{})
		go func() {
			defer close(done)
			s.Serve(l)
		}()
		return sync.OnceFunc(func() { s.Close(); <-done; open.Wait() })
	}
}

// start serves a handler on a free port and returns the address. The server stops at
// the end of the test at the latest.
func start(t testing.TB, launch launch, h http.Handler) (addr string, stop func()) {
	t.Helper()
	l := listen(t)
	stop = launch(t, l, h)
	t.Cleanup(stop)
	return l.Addr().String(), stop
}

func listen(t testing.TB) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// dial connects to a server. The connection ends with the test, and with patience.
func dial(t testing.TB, addr string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(patience))
	return conn
}

// certificates is a configuration with a certificate that nobody has signed.
var certificates = sync.OnceValue(func() *tls.Config {
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	return &tls.Config{Certificates: s.TLS.Certificates}
})

// dialTLS connects by TLS to speak the protocol, as in "h2".
func dialTLS(t testing.TB, addr, protocol string) *tls.Conn {
	t.Helper()
	conn := tls.Client(dial(t, addr), &tls.Config{InsecureSkipVerify: true, NextProtos: []string{protocol}})
	if err := conn.Handshake(); err != nil {
		t.Fatal(err)
	}
	if got := conn.ConnectionState().NegotiatedProtocol; got != protocol {
		t.Fatalf("the protocol is %q, want %q", got, protocol)
	}
	return conn
}

// A witness is a handler that tells which requests it has seen, by connection. It
// is as careless as a handler can be: it ignores the error of a body and says that
// all is well.
type witness struct {
	mu   sync.Mutex
	seen map[string][]string // by the client's address
}

func (s *witness) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	request := fmt.Sprintf("%s %s", r.Method, r.RequestURI)
	if len(body) > 0 {
		request += " " + string(body)
	}
	if err != nil {
		request += " CUT"
	}
	for name := range r.Header {
		if strings.HasPrefix(name, "X") || name == "Authorization" {
			request += fmt.Sprintf(" %s=%q", name, r.Header[name])
		}
	}
	s.mu.Lock()
	if s.seen == nil {
		s.seen = map[string][]string{}
	}
	s.seen[r.RemoteAddr] = append(s.seen[r.RemoteAddr], request)
	s.mu.Unlock()
	io.WriteString(w, "seen")
}

// take returns and forgets what came over a connection.
func (s *witness) take(client net.Addr) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	seen := s.seen[client.String()]
	delete(s.seen, client.String())
	return seen
}

// rest returns what came over any other connection.
func (s *witness) rest() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for _, seen := range s.seen {
		all = append(all, seen...)
	}
	return all
}

// A row is one attack by bytes on one connection.
type row struct {
	name, send string
	half       bool   // the client says that nothing follows; else it asks for more
	want       string // the statuses of the answers, as in "200 400"; "400|501" for either
	sees       string // the requests that the handler sees, as in "GET /, POST / body"
	kept       bool   // whether another request on the connection is answered
	// weak is what fails the row: bare where net/http lets it happen, lenient where
	// net/http defends by itself. A row without it is a good request, that a too
	// strict server would refuse.
	weak weakness
}

type weakness int

const (
	good weakness = iota
	netHTTP
	noParser
)

// An outcome is what came of a row.
type outcome struct {
	answers string
	sees    string
	kept    bool
}

// judge says what is wrong about an outcome, "" if nothing is.
func (row row) judge(got outcome) string {
	var wrong []string
	if !slices.Contains(strings.Split(row.want, "|"), got.answers) {
		wrong = append(wrong, fmt.Sprintf("the answers are %q, want %q", got.answers, row.want))
	}
	if got.sees != row.sees {
		wrong = append(wrong, fmt.Sprintf("the handler sees %q, want %q", got.sees, row.sees))
	}
	if got.kept != row.kept {
		wrong = append(wrong, fmt.Sprintf("the connection goes on: %v, want %v", got.kept, row.kept))
	}
	return strings.Join(wrong, "; ")
}

const (
	probe = "GET /probe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
	first = "GET /first HTTP/1.1\r\nHost: a\r\n\r\n"
)

// attack sends a row's bytes by a writer, and reads until the server hangs up or the
// connection's time is over.
func (row row) attack(conn net.Conn, seen *witness, write func(net.Conn, string)) outcome {
	defer conn.Close()
	go func() {
		if !row.half {
			write(conn, row.send+probe)
			return
		}
		write(conn, row.send)
		conn.(interface{ CloseWrite() error }).CloseWrite()
	}()
	raw, err := io.ReadAll(conn)
	statuses, calls := statusesOf(raw), seen.take(conn.LocalAddr())
	if errors.Is(err, os.ErrDeadlineExceeded) {
		statuses = append(statuses, "nothing more")
	}
	got := outcome{}
	if n := len(calls); n > 0 && strings.HasPrefix(calls[n-1], "GET /probe") {
		calls, got.kept = calls[:n-1], true
		statuses = statuses[:max(len(statuses)-1, 0)]
	}
	got.answers, got.sees = strings.Join(statuses, " "), strings.Join(calls, ", ")
	return got
}

// statusesOf reads answers until something else comes.
func statusesOf(raw []byte) []string {
	var statuses []string
	for r := bufio.NewReader(bytes.NewReader(raw)); ; {
		if _, err := r.Peek(1); err != nil {
			return statuses
		}
		answer, err := http.ReadResponse(r, nil)
		if err != nil {
			return append(statuses, fmt.Sprintf("%q", raw))
		}
		statuses = append(statuses, fmt.Sprint(answer.StatusCode))
		if _, err := io.Copy(io.Discard, answer.Body); err != nil {
			return append(statuses, "cut")
		}
	}
}

// whole writes all bytes at once.
func whole(conn net.Conn, text string) { io.WriteString(conn, text) }

// dripped writes one byte at a time.
func dripped(conn net.Conn, text string) {
	for i := range len(text) {
		if _, err := io.WriteString(conn, text[i:i+1]); err != nil {
			return
		}
	}
}

// chopped writes for a choppy connection: n bytes, then the rest. With n zero each byte
// comes alone.
func chopped(n int) func(net.Conn, string) {
	return func(conn net.Conn, text string) {
		conn.Write(append([]byte{byte(n >> 8), byte(n)}, text...))
	}
}

// A chopper is a listener whose connections read as their clients ask: see chopped.
// So a server gets its bytes in pieces without anybody having to wait between them.
type chopper struct{ net.Listener }

func (l chopper) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &choppy{TCPConn: conn.(*net.TCPConn), told: -1}, nil
}

type choppy struct {
	*net.TCPConn
	told, left int
}

func (c *choppy) Read(p []byte) (int, error) {
	if c.told < 0 {
		var n [2]byte
		if _, err := io.ReadFull(c.TCPConn, n[:]); err != nil {
			return 0, err
		}
		c.told = int(n[0])<<8 | int(n[1])
		c.left = c.told
	}
	switch {
	case len(p) == 0:
	case c.told == 0:
		p = p[:1]
	case c.left > 0:
		p = p[:min(len(p), c.left)]
	}
	n, err := c.TCPConn.Read(p)
	c.left -= n
	return n, err
}

// short is the length up to which rows are sent split at every byte.
const short = 130

// siege runs the rows against the server in every way of sending them, and shows that
// they can fail.
func siege(t *testing.T, rows []row) {
	t.Run("hardened", func(t *testing.T) { siegeHardened(t, rows) })
	t.Run("chopped", func(t *testing.T) { siegeChopped(t, rows) })
	t.Run("TLS", func(t *testing.T) { siegeTLS(t, rows) })
	t.Run("weakened", func(t *testing.T) { siegeWeakened(t, rows) })
}

func siegeHardened(t *testing.T, rows []row) {
	seen := &witness{}
	addr, stop := start(t, hardened(server.Config{}), seen)
	for _, row := range rows {
		for _, write := range []func(net.Conn, string){whole, dripped} {
			row.check(t, row.attack(dial(t, addr), seen, write))
		}
		row.behindAnother().check(t, row.behindAnother().attack(dial(t, addr), seen, whole))
	}
	stop()
	if late := seen.rest(); len(late) > 0 {
		t.Errorf("after the connections ended, the handler saw %q", late)
	}
}

// behindAnother is the row as the second request on its connection.
func (row row) behindAnother() row {
	row.name += ", behind another"
	row.send = first + row.send
	row.want = "200 " + strings.ReplaceAll(row.want, "|", "|200 ")
	row.want = strings.TrimSuffix(row.want, " ")
	if row.sees != "" {
		row.sees = ", " + row.sees
	}
	row.sees = "GET /first" + row.sees
	return row
}

func (row row) check(t *testing.T, got outcome) {
	t.Helper()
	if wrong := row.judge(got); wrong != "" {
		t.Errorf("%s: %s", row.name, wrong)
	}
}

func siegeChopped(t *testing.T, rows []row) {
	seen := &witness{}
	l := listen(t)
	stop := hardened(server.Config{})(t, chopper{l}, seen)
	t.Cleanup(stop)
	for _, row := range rows {
		last := 0
		if len(row.send) <= short {
			last = len(row.send) - 1
		}
		for n := range last + 1 {
			got := row.attack(dial(t, l.Addr().String()), seen, chopped(n))
			if wrong := row.judge(got); wrong != "" {
				t.Errorf("%s, %d bytes and the rest: %s", row.name, n, wrong)
				break
			}
		}
	}
	stop()
	if late := seen.rest(); len(late) > 0 {
		t.Errorf("after the connections ended, the handler saw %q", late)
	}
}

func siegeTLS(t *testing.T, rows []row) {
	seen := &witness{}
	addr, _ := start(t, hardened(server.Config{TLS: certificates()}), seen)
	for _, row := range rows {
		row.check(t, row.attack(dialTLS(t, addr, "http/1.1"), seen, whole))
	}
}

func siegeWeakened(t *testing.T, rows []row) {
	seen := &witness{}
	bareAddr, _ := start(t, bare, seen)
	lenientAddr, _ := start(t, lenient, seen)
	for _, row := range rows {
		wrong := row.judge(row.attack(dial(t, bareAddr), seen, whole))
		if row.weak == netHTTP && wrong == "" {
			t.Errorf("%s: net/http passes as it is: the row shows nothing", row.name)
		}
		if row.weak == noParser && wrong != "" {
			t.Errorf("%s: net/http does not pass by itself: %s", row.name, wrong)
		}
		if row.weak != noParser {
			continue
		}
		conn := dial(t, lenientAddr)
		conn.SetDeadline(time.Now().Add(time.Second / 4)) // it may wait for more
		if wrong := row.judge(row.attack(conn, seen, whole)); wrong == "" {
			t.Errorf("%s: a lenient parser passes: the row shows nothing", row.name)
		}
	}
}

// allocated returns how many bytes f and the server allocate in all, freed again or
// not: the heap cannot have grown by more. Tests that use it do not run in parallel.
func allocated(f func()) int64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc)
}
