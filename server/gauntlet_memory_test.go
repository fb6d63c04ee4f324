package server_test

import (
	"fmt"
	"net"
	"runtime"
	"strings"
	"testing"

	"github.com/combo-web/combo/server"
)

// numbered writes n texts that differ: numbered(2, "k%d: \r\n").
func numbered(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// largeHeaders are headers of about 1 MB. The status of one with too many fields, or too
// many bytes, is 431.
var largeHeaders = []struct{ name, send string }{
	{"139,000 names", get(numbered(139_000, "%x:\r\n"))},
	{"1 MiB of fields", get(numbered(1<<20/40, "X-%06d: aaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"))},
	{"one field of 900 KB", get("X-A: " + strings.Repeat("a", 900<<10) + "\r\n")},
	{"one field of 900 KB that goes on", "GET / HTTP/1.1\r\nHost: a\r\nX-A: " + strings.Repeat("a", 900<<10)},
	{"name of 900 KB", get(strings.Repeat("a", 900<<10) + ": b\r\n")},
	{"target of 900 KB", "GET /" + strings.Repeat("a", 900<<10) + " HTTP/1.1\r\nHost: a\r\n\r\n"},
	{"100 fields of 9 KB", get(numbered(98, "X-%d: "+strings.Repeat("a", 9<<10)+"\r\n"))},
	{"one name again and again", get(strings.Repeat("X:\r\n", 260_000))},
}

const (
	mostAllocated = 256 << 10 // for one request before the handler
	mostLive      = 64 << 10  // of it when it is over
)

// bombard sends a request and reads the answer into a buffer that exists already.
func bombard(conn net.Conn, send, answer []byte) (n int) {
	go func() {
		conn.Write(send)
		conn.(*net.TCPConn).CloseWrite()
	}()
	for n < len(answer) {
		m, err := conn.Read(answer[n:])
		if n += m; err != nil {
			return n
		}
	}
	return n
}

// weigh returns what the server allocates for a header, what of it is still there when
// it has answered, and the answer.
func weigh(t testing.TB, addr, send string) (taken, live int64, answer string) {
	t.Helper()
	conn := dial(t, addr)
	defer conn.Close()
	bytes, buffer := []byte(send), make([]byte, 4<<10)
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	n := bombard(conn, bytes, buffer)
	runtime.ReadMemStats(&after)
	taken = int64(after.TotalAlloc - before.TotalAlloc)
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(bytes)
	return taken, int64(after.HeapAlloc) - int64(before.HeapAlloc), string(buffer[:n])
}

// TestGauntletB6: headers of a megabyte cost the server next to nothing.
func TestGauntletB6(t *testing.T) {
	addr, _ := start(t, hardened(server.Config{}), &witness{})
	bareAddr, _ := start(t, bare, &witness{})
	ask(t, addr, probe) // what is made once is made now
	for _, test := range largeHeaders {
		taken, live, answer := weigh(t, addr, test.send)
		if taken > mostAllocated || live > mostLive {
			t.Errorf("%s: %d bytes are allocated, %d of them live, want at most %d and %d", test.name, taken, live, mostAllocated, mostLive)
		}
		if !strings.HasPrefix(answer, "HTTP/1.1 431 ") {
			t.Errorf("%s: the answer is %q, want 431", test.name, answer)
		}
		if taken, _, _ := weigh(t, bareAddr, test.send); taken < mostAllocated {
			t.Errorf("%s: net/http allocates %d bytes: the test shows nothing", test.name, taken)
		}
	}
}

// TestGauntletB6Limits: 100 fields and 32 KB are the limits, the line of the request and
// of the host among them. net/http adds 4 KB to the latter,
// and does not count what it has read together with the request before: up to 4 KB.
func TestGauntletB6Limits(t *testing.T) {
	t.Parallel()
	siege(t, []row{
		{"100 fields", get(numbered(99, "A%d: b\r\n")), false, "200", "GET /", true, good},
		{"101 fields", get(numbered(100, "A%d: b\r\n")), false, "431", "", false, netHTTP},
		{"101 fields of one name", get(strings.Repeat("A: b\r\n", 100)), false, "431", "", false, netHTTP},
		{"101 fields, the last a length", post(numbered(99, "A%d: b\r\n")+"Content-Length: 4\r\n", "body"), false, "431", "", false, netHTTP},
		{"101 fields, then another request", get(numbered(100, "A%d: b\r\n")) + smuggled, false, "431", "", false, netHTTP},
		{"100 fields twice", get(numbered(99, "A%d: b\r\n")) + get(numbered(99, "A%d: b\r\n")), false, "200 200", "GET /, GET /", true, good},
		{"31 KB", get("A: " + strings.Repeat("b", 31<<10) + "\r\n"), false, "200", "GET /", true, good},
		{"44 KB", get("A: " + strings.Repeat("b", 44<<10) + "\r\n"), false, "431", "", false, netHTTP},
		{"target of 44 KB", "GET /" + strings.Repeat("b", 44<<10) + " HTTP/1.1\r\nHost: a\r\n\r\n", false, "431", "", false, netHTTP},
		{"31 KB twice", get("A: "+strings.Repeat("b", 31<<10)+"\r\n") + get("A: "+strings.Repeat("b", 31<<10)+"\r\n"),
			false, "200 200", "GET /, GET /", true, good},
	})
}
