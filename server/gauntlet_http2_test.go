package server_test

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/combo-web/combo/server"
)

// bareTLS is net/http as it is, with TLS and HTTP/2.
func bareTLS(t testing.TB, l net.Listener, h http.Handler) func() {
	config := certificates().Clone()
	config.NextProtos = []string{"h2", "http/1.1"}
	return withServer(&http.Server{TLSConfig: config})(t, tls.NewListener(l, config), h)
}

// A framer is a client of HTTP/2 that may do anything.
type framer struct {
	*http2.Framer
	conn    net.Conn
	stream  uint32 // the last one
	written int
}

// Write implements [io.Writer]. It counts what a framer has written.
func (f *framer) Write(p []byte) (int, error) {
	n, err := f.conn.Write(p)
	f.written += n
	return n, err
}

// frames connects and sends the settings.
func frames(t testing.TB, addr, protocol string, settings ...http2.Setting) *framer {
	t.Helper()
	conn, err := drip{protocol: protocol}.dial(addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(patience))
	io.WriteString(conn, http2.ClientPreface)
	f := &framer{conn: conn}
	f.Framer = http2.NewFramer(f, conn)
	f.AllowIllegalWrites, f.AllowIllegalReads = true, true
	f.WriteSettings(settings...)
	return f
}

// encode makes a header block of names and values in turn.
func encode(fields ...string) []byte {
	var block bytes.Buffer
	encoder := hpack.NewEncoder(&block)
	for i := 0; i < len(fields); i += 2 {
		encoder.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1]})
	}
	return block.Bytes()
}

// getH2 are the fields of a good request.
var getH2 = []string{":method", "GET", ":scheme", "https", ":authority", "a", ":path", "/"}

// open sends a request's header on a new stream.
func (f *framer) open(end bool, fields ...string) {
	if f.stream++; f.stream > 1 {
		f.stream++
	}
	f.WriteHeaders(http2.HeadersFrameParam{StreamID: f.stream, BlockFragment: encode(fields...), EndHeaders: true, EndStream: end})
}

// answer reads until the last stream is answered: the status, or "RST", "GOAWAY" or
// "end" with the cause.
func (f *framer) answer() string {
	decoder := hpack.NewDecoder(4096, nil)
	for {
		frame, err := f.ReadFrame()
		if err != nil {
			if isTimeout(err) {
				return "nothing"
			}
			return "end"
		}
		switch frame := frame.(type) {
		case *http2.HeadersFrame:
			fields, _ := decoder.DecodeFull(frame.HeaderBlockFragment())
			if frame.StreamID == f.stream && len(fields) > 0 {
				return fields[0].Value
			}
		case *http2.RSTStreamFrame:
			if frame.StreamID == f.stream {
				return "RST " + frame.ErrCode.String()
			}
		case *http2.GoAwayFrame:
			return "GOAWAY " + frame.ErrCode.String()
		}
	}
}

// with adds or replaces fields of a good request.
func with(fields ...string) []string {
	all := slices.Clone(getH2)
	for i := 0; i < len(fields); i += 2 {
		if at := slices.Index(all, fields[i]); at >= 0 && at%2 == 0 {
			all[at+1] = fields[i+1]
			continue
		}
		all = append(all, fields[i:i+2]...)
	}
	return all
}

// without leaves out a field.
func without(name string) []string {
	at := slices.Index(getH2, name)
	return slices.Delete(slices.Clone(getH2), at, at+2)
}

// headersH2 are headers that no handler may see, and some that it may.
var headersH2 = []struct {
	name   string
	fields []string
	weak   weakness
}{
	{"good", getH2, good},
	{"te: trailers", with("te", "trailers"), good},
	{"host for authority", append(without(":authority"), "host", "a"), good},
	{"host as authority", with("host", "a"), good},
	{"two paths", append([]string{":path", "/x"}, getH2...), noParser},
	{"two methods", append([]string{":method", "POST"}, getH2...), noParser},
	{"two authorities", append([]string{":authority", "b"}, getH2...), noParser},
	{"host is another", with("host", "b"), netHTTP},
	{"two hosts", with("host", "a", "host", "b"), netHTTP},
	{"two hosts for authority", append(without(":authority"), "host", "a", "host", "b"), netHTTP},
	{"pseudo behind field", append([]string{"a", "b"}, getH2...), noParser},
	{"unknown pseudo", append([]string{":x", "y"}, getH2...), noParser},
	{"pseudo of an answer", append([]string{":status", "200"}, getH2...), noParser},
	{"no method", without(":method"), noParser},
	{"no path", without(":path"), noParser},
	{"no scheme", without(":scheme"), noParser},
	{"empty path", with(":path", ""), noParser},
	{"path is no path", with(":path", "x"), noParser},
	{"scheme unknown", with(":scheme", "gopher"), noParser},
	{"scheme empty", with(":scheme", ""), noParser},
	{"scheme http over TLS", with(":scheme", "http"), good}, // no harm: r.TLS is that of the connection
	{"connection", with("connection", "close"), noParser},
	{"connection, named field", with("connection", "x-a", "x-a", "b"), noParser},
	{"keep-alive", with("keep-alive", "timeout=5"), noParser},
	{"proxy-connection", with("proxy-connection", "close"), noParser},
	{"transfer-encoding", with("transfer-encoding", "chunked"), noParser},
	{"upgrade", with("upgrade", "websocket"), noParser},
	{"te: gzip", with("te", "gzip"), noParser},
	{"te: trailers, gzip", with("te", "trailers, gzip"), noParser},
	{"NUL in a value", with("x-a", "a\x00b"), noParser},
	{"CR LF in a value", with("x-a", "a\r\nX-B: c"), noParser},
	{"LF in a value", with("x-a", "a\nb"), noParser},
	{"CR in the path", with(":path", "/\r\nX-B: c"), noParser},
	{"space in the path", with(":path", "/ HTTP/1.1"), netHTTP},
	{"NUL in the path", with(":path", "/\x00"), noParser},
	{"space in the method", with(":method", "GET / HTTP/1.1"), netHTTP},
	{"upper case", with("X-A", "b"), noParser},
	{"empty name", with("", "b"), noParser},
	{"colon in a name", with("x:a", "b"), noParser},
	{"space in a name", with("x a", "b"), noParser},
	{"LF in a name", with("x\na", "b"), noParser},
	{"length without a body", with("content-length", "4"), netHTTP},
	{"two lengths", with("content-length", "0", "Content-Length", "4"), noParser},
	{"101 fields", with(strings.Split(strings.TrimSuffix(numbered(101, "a%d,b,"), ","), ",")...), netHTTP},
	{"40 KB", with("x-a", strings.Repeat("a", 40<<10)), netHTTP},
}

// answersH2 sends a header and returns the answer, and whether the handler saw it.
func answersH2(t testing.TB, addr string, seen *witness, fields []string) (answer string, saw bool) {
	t.Helper()
	f := frames(t, addr, "h2")
	defer f.conn.Close()
	f.open(true, fields...)
	answer = f.answer()
	return answer, len(seen.take(f.conn.LocalAddr())) > 0
}

// TestGauntletA14: headers of HTTP/2 that are malformed, or that HTTP/1 behind it would
// take for something else. They end the stream or the connection, or get an answer that
// says so; the handler sees none. TestH2Spec has the rest.
func TestGauntletA14(t *testing.T) {
	t.Parallel()
	seen := &witness{}
	addr, _ := start(t, hardened(server.Config{TLS: certificates()}), seen)
	bareAddr, _ := start(t, bareTLS, seen)
	lenientAddr, _ := start(t, lenientH2, seen)
	for _, test := range headersH2 {
		answer, saw := answersH2(t, addr, seen, test.fields)
		if saw != (test.weak == good) || saw != (answer == "200") || answer == "nothing" {
			t.Errorf("%s: the answer is %s, seen by the handler: %v", test.name, answer, saw)
		}
		_, sawBare := answersH2(t, bareAddr, seen, test.fields)
		if wantBare := test.weak != noParser; sawBare != wantBare {
			t.Errorf("%s: seen behind net/http as it is: %v, want %v", test.name, sawBare, wantBare)
		}
		if _, saw := answersH2(t, lenientAddr, seen, test.fields); !saw {
			t.Errorf("%s: not seen behind a server that checks nothing: the row shows nothing", test.name)
		}
	}
}

// lenientH2 serves HTTP/2 without a check and without a limit.
func lenientH2(t testing.TB, l net.Listener, h http.Handler) func() {
	config := certificates().Clone()
	config.NextProtos = []string{"h2"}
	return eachConn(tls.NewListener(l, config), func(conn net.Conn) { serveLenientH2(conn, h) })
}

// lenientH2C is lenientH2 without TLS.
func lenientH2C(t testing.TB, l net.Listener, h http.Handler) func() {
	return eachConn(l, func(conn net.Conn) { serveLenientH2(conn, h) })
}

func serveLenientH2(conn net.Conn, h http.Handler) {
	io.ReadFull(conn, make([]byte, len(http2.ClientPreface)))
	f := http2.NewFramer(conn, bufio.NewReader(conn))
	f.AllowIllegalReads = true
	f.SetMaxReadFrameSize(1 << 20)
	f.WriteSettings()
	l := &lenientStreams{framer: f, handler: h, addr: conn.RemoteAddr().String(), wake: make(chan bool, 1)}
	go l.acknowledge(http2.NewFramer(conn, nil))
	for {
		frame, err := f.ReadFrame()
		if err != nil {
			return
		}
		l.handle(frame)
	}
}

// lenientStreams keeps all that a client sends until it can be dealt with.
type lenientStreams struct {
	framer  *http2.Framer
	handler http.Handler
	addr    string
	block   []byte
	mu      sync.Mutex
	acks    [][8]byte
	wake    chan bool
}

func (l *lenientStreams) handle(frame http2.Frame) {
	switch frame := frame.(type) {
	case *http2.HeadersFrame:
		l.block = append(l.block, frame.HeaderBlockFragment()...)
		if frame.HeadersEnded() {
			l.request(frame.StreamID)
		}
	case *http2.ContinuationFrame:
		l.block = append(l.block, frame.HeaderBlockFragment()...)
	case *http2.PingFrame:
		l.owe(frame.Data)
	case *http2.SettingsFrame:
		l.owe([8]byte{})
	}
}

func (l *lenientStreams) owe(ack [8]byte) {
	l.mu.Lock()
	l.acks = append(l.acks, ack)
	l.mu.Unlock()
	select {
	case l.wake <- true:
	default:
	}
}

func (l *lenientStreams) request(stream uint32) {
	fields, _ := hpack.NewDecoder(1<<20, nil).DecodeFull(l.block)
	l.block = nil
	r := &http.Request{Method: "GET", URL: &url.URL{Path: "/"}, Header: http.Header{}, Body: http.NoBody, RemoteAddr: l.addr}
	for _, field := range fields {
		r.Header.Add(field.Name, field.Value)
	}
	l.handler.ServeHTTP(httptest.NewRecorder(), r)
	l.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: encode(":status", "200"), EndHeaders: true, EndStream: true})
}

func (l *lenientStreams) acknowledge(f *http2.Framer) {
	for range l.wake {
		l.mu.Lock()
		acks := l.acks
		l.acks = nil
		l.mu.Unlock()
		for _, data := range acks {
			if f.WritePing(true, data) != nil {
				return
			}
		}
	}
}

// A crowd is a handler that counts how many of it run at once, until it is told to end.
type crowd struct {
	now, most atomic.Int64
	release   chan bool
}

func (c *crowd) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/first" {
		return
	}
	n := c.now.Add(1)
	defer c.now.Add(-1)
	for most := c.most.Load(); n > most && !c.most.CompareAndSwap(most, n); most = c.most.Load() {
	}
	<-c.release
}

// resetRapidly opens streams and resets them at once until the server has had enough, and
// returns how it said so.
func resetRapidly(t testing.TB, addr string) string {
	t.Helper()
	f := frames(t, addr, "h2")
	defer f.conn.Close()
	said := make(chan string, 1)
	go func() { f.stream = 1 << 30; said <- f.answer() }()
	block := encode(getH2...)
	for i := range uint32(20_000) {
		err := f.WriteHeaders(http2.HeadersFrameParam{StreamID: 2*i + 1, BlockFragment: block, EndHeaders: true, EndStream: true})
		if err = cmp.Or(err, f.WriteRSTStream(2*i+1, http2.ErrCodeCancel)); err != nil {
			break
		}
	}
	return <-said
}

// TestGauntletB19Reset: streams that are opened and reset at once (CVE-2023-39325).
func TestGauntletB19Reset(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		launch
		bounded bool
	}{{"hardened", hardened(server.Config{TLS: certificates()}), true}, {"bare", bareTLS, false}} {
		c := &crowd{release: make(chan bool)}
		addr, stop := start(t, test.launch, c)
		said := resetRapidly(t, addr)
		if !strings.HasPrefix(said, "GOAWAY") && said != "end" {
			t.Errorf("%s: the server says %q, want that the connection ends", test.name, said)
		}
		if most := c.most.Load(); most <= 100 != test.bounded {
			t.Errorf("%s: %d handlers ran at once for one connection", test.name, most)
		}
		if answer := askH2(t, addr, "/first"); answer != "200" {
			t.Errorf("%s: another client is answered %q", test.name, answer)
		}
		close(c.release)
		stop()
	}
}

func askH2(t testing.TB, addr, path string) string {
	t.Helper()
	f := frames(t, addr, "h2")
	defer f.conn.Close()
	f.open(true, with(":path", path)...)
	return f.answer()
}

// A floodH2 writes frames until it is stopped, or has written mostFlood bytes.
type floodH2 struct {
	name  string
	begin func(f *framer)
	frame func(f *framer) error // or some
	kept  int64                 // bytes that the server may allocate; 0 if it keeps nothing anyway
}

// mostFlood is more than the kernel keeps for a connection, and net/http of
// answers that cannot be sent.
const mostFlood = 16 << 20

var floodsH2 = []floodH2{
	{"CONTINUATION", openHeaders, func(f *framer) error {
		return f.WriteContinuation(1, false, continuation)
	}, 1 << 20},
	{"CONTINUATION, never used", openHeaders, func(f *framer) error {
		return f.WriteContinuation(1, false, manyMethods)
	}, 1 << 20},
	{"PING", nil, func(f *framer) error { return writeAll(f, pings) }, 0},
	{"SETTINGS", nil, func(f *framer) error { return writeAll(f, manySettings) }, 0},
}

var (
	continuation = encode(strings.Split(strings.Repeat("x-a,"+strings.Repeat("b", 1000)+",", 30)+"x,y", ",")...)
	manyMethods  = bytes.Repeat([]byte{0x82}, 16<<10) // :method: GET
	pings        = bytes.Repeat([]byte("\x00\x00\x08\x06\x00\x00\x00\x00\x00abcdefgh"), 1000)
	manySettings = bytes.Repeat([]byte("\x00\x00\x00\x04\x00\x00\x00\x00\x00"), 1000)
)

func openHeaders(f *framer) {
	f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: encode(getH2...)})
}

func writeAll(w io.Writer, p []byte) error {
	_, err := w.Write(p)
	return err
}

// attack floods a server that is not read from, and returns how many bytes it took.
func (fl floodH2) attack(t testing.TB, addr string) int {
	t.Helper()
	f := frames(t, addr, "")
	defer f.conn.Close()
	if fl.begin != nil {
		fl.begin(f)
	}
	for f.written < mostFlood && fl.frame(f) == nil {
	}
	return f.written
}

// TestGauntletB19Flood: frames without end. The server hangs up before long, and keeps
// little of them.
func TestGauntletB19Flood(t *testing.T) {
	for _, test := range floodsH2 {
		config := limits()
		config.H2C = true
		addr, _ := start(t, hardened(config), &witness{})
		var taken int
		grown := allocated(func() { taken = test.attack(t, addr) })
		if taken >= mostFlood {
			t.Errorf("%s: the server takes %d bytes", test.name, taken)
		}
		if test.kept > 0 && grown > test.kept {
			t.Errorf("%s: the server allocates %d bytes, want at most %d", test.name, grown, test.kept)
		}
	}
	for _, test := range floodsH2 { // after all was weighed: a lenient server goes on with what it took
		addr, _ := start(t, lenientH2C, &witness{})
		if taken := test.attack(t, addr); taken < mostFlood {
			t.Errorf("%s: a lenient server takes %d bytes: the test shows nothing", test.name, taken)
		}
	}
}

// stallAll opens n streams without a window for their answers. It returns an error if
// their handlers do not end, or too early.
func stallAll(t testing.TB, launch launch, n int, patience time.Duration) error {
	t.Helper()
	done := make(chan poured, n)
	addr, stop := start(t, launch, pour("", answerSize, done))
	defer stop()
	f := frames(t, addr, "h2", http2.Setting{ID: http2.SettingInitialWindowSize, Val: 0})
	defer f.conn.Close()
	go func() { f.stream = 1 << 30; f.answer() }()
	for i := range n {
		f.WriteHeaders(http2.HeadersFrameParam{StreamID: uint32(2*i + 1), BlockFragment: encode(getH2...), EndHeaders: true, EndStream: true})
	}
	return ends(done, n, patience)
}

// ends waits for n handlers to end with an error, not before the limit.
func ends(done <-chan poured, n int, patience time.Duration) error {
	timer := time.After(patience)
	for range n {
		select {
		case got := <-done:
			if got.err == nil {
				return errors.New("the handler ended without an error")
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

// uploadAll opens n streams whose bodies come by a byte every 20 ms, or not at all.
func uploadAll(t testing.TB, launch launch, n int, bytes []byte, patience time.Duration) error {
	t.Helper()
	done := make(chan poured, n)
	addr, stop := start(t, launch, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := time.Now()
		_, err := io.Copy(io.Discard, r.Body)
		done <- poured{time.Since(begin), err}
	}))
	defer stop()
	f := frames(t, addr, "h2")
	defer f.conn.Close()
	go func() { f.stream = 1 << 30; f.answer() }()
	for i := range n {
		f.WriteHeaders(http2.HeadersFrameParam{StreamID: uint32(2*i + 1), BlockFragment: encode(with(":method", "POST")...), EndHeaders: true})
	}
	go func() {
		ticker := time.NewTicker(20 * time.Millisecond)
		defer ticker.Stop()
		for range ticker.C {
			for i := range n {
				if f.WriteData(uint32(2*i+1), false, bytes) != nil {
					return
				}
			}
		}
	}()
	return ends(done, n, patience)
}

// TestGauntletB19Stall: streams whose answers get no window (0-window stall), or whose
// bodies do not come.
func TestGauntletB19Stall(t *testing.T) {
	t.Parallel()
	config := limits()
	config.TLS = certificates()
	lifted := config
	lifted.RateGrace = forever
	var group sync.WaitGroup
	defer group.Wait()
	for _, test := range []struct {
		name string
		run  func(l launch, n int, patience time.Duration) error
	}{
		{"no window", func(l launch, n int, p time.Duration) error { return stallAll(t, l, n, p) }},
		{"no body", func(l launch, n int, p time.Duration) error { return uploadAll(t, l, n, nil, p) }},
		{"body by bytes", func(l launch, n int, p time.Duration) error { return uploadAll(t, l, n, []byte("a"), p) }},
	} {
		if err := test.run(hardened(config), 50, atMost); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		for i, weak := range []launch{bareTLS, hardened(lifted)} {
			group.Go(func() {
				if err := test.run(weak, 1, tooLong); !errors.Is(err, errAlive) {
					t.Errorf("%s, %d: the stream ended without the limit (%v): the test shows nothing", test.name, i, err)
				}
			})
		}
	}
}

// idlesH2 are connections that have begun and do nothing, or nothing whole.
var idlesH2 = []drip{
	{"nothing", "h2", "", http2.ClientPreface + "\x00\x00\x00\x04\x00\x00\x00\x00\x00", ""},
	{"half a header block", "h2", "", http2.ClientPreface + "\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\x01\x01\x00\x00\x00\x00\x01\x82", ""},
	{"CONTINUATION without end", "h2", "", http2.ClientPreface + "\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00\x01\x01\x00\x00\x00\x00\x01\x82",
		"\x00\x00\x00\x09\x00\x00\x00\x00\x01"},
	{"half a frame", "h2", "", http2.ClientPreface + "\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x10\x00\x06\x00", ""},
}

// TestGauntletB19Idle: they end when connections between requests do.
func TestGauntletB19Idle(t *testing.T) {
	t.Parallel()
	config := limits()
	config.TLS = certificates()
	addr, _ := start(t, hardened(config), &witness{})
	lifted := config
	lifted.IdleTimeout, lifted.HeaderTimeout = forever, forever
	together(
		func() {
			if err := dripAll(addr, idlesH2, 5, atMost); err != nil {
				t.Error(err)
			}
		},
		func() { checkAlive(t, hardened(lifted), &witness{}, idlesH2) },
	)
}
