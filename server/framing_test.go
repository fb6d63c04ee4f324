package server

import (
	"context"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// A recorder is a server whose handler notes the bodies of the requests it gets.
type recorder struct {
	mu     sync.Mutex
	bodies []string
	conns1 *handoff
	server *Server
}

func newRecorder(t testing.TB) *recorder {
	t.Helper()
	r := new(recorder)
	s, err := New(Config{Handler: http.HandlerFunc(r.note), Log: slog.New(slog.DiscardHandler), DrainIdle: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	r.server = s
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	l := newHandoff()
	r.conns1 = l
	go func() { ended <- s.Serve(ctx, l) }()
	t.Cleanup(func() { stop(); <-ended })
	return r
}

func (r *recorder) note(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return // it was cut off: the handler would not act on it
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.bodies = append(r.bodies, string(body))
}

// send sends bytes in pieces, waits for the end of the connection, and returns the
// bodies of the requests that the handler got.
func (r *recorder) send(in string, pieces uint64) []string {
	r.bodies = nil
	theirs, ours := net.Pipe()
	r.conns1.give(theirs)
	go io.Copy(io.Discard, ours)
	random := rand.New(rand.NewPCG(pieces, 0))
	for rest := in; rest != ""; {
		n := 1
		if pieces != 0 {
			n = 1 + random.IntN(min(len(rest), 40))
		}
		if _, err := io.WriteString(ours, rest[:n]); err != nil {
			break
		}
		rest = rest[n:]
	}
	ours.Close()
	for r.server.conns.len() > 0 {
		<-r.server.conns.emptied
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.bodies)
}

// requests are made of parts: what the handler gets of them is known.
var requests = []struct {
	in   string
	body string
	kind string // ok, last (no more is served), bad (not even this)
}{
	{"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "", "ok"},
	{"\r\nGET / HTTP/1.1\r\nHost: a\r\nX: y\r\nContent-Length: 0\r\n\r\n", "", "ok"},
	{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", "hello", "ok"},
	{"POST / HTTP/1.1\r\ncontent-length:  28 \r\nHost: a\r\n\r\nGET /x HTTP/1.1\r\nHost: a\r\n\r\n", "GET /x HTTP/1.1\r\nHost: a\r\n\r\n", "ok"},
	{"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", "hi", "last"},
	{"GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n", "", "last"},
	{"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\n\r\n", "", "last"},
	{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", "", "bad"},
	{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nhi", "", "bad"},
	{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +2\r\n\r\nhi", "", "bad"},
	{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2 2\r\n\r\nhi", "", "bad"},
	{"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", "", "bad"},
	{"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "", "bad"},
	{"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n", "", "bad"},
	{"GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", "", "bad"},
	{"GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n", "", "bad"},
	{"GET / HTTP/1.1\r\nHost: a\r\nX: y\x00\r\n\r\n", "", "bad"},
	{"GET / HTTP/1.1\r\nHost: a\r\nX: y\rz\r\n\r\n", "", "bad"},
	{"GET / HTTP/1.1\r\nHost: a\r\n(: y\r\n\r\n", "", "bad"},
	{"GET / HTTP/1.2\r\nHost: a\r\n\r\n", "", "bad"},
	{"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "", "bad"},
	{"\x00\r\n\r\n", "", "bad"},
}

// TestFraming sends requests behind each other, cut anywhere: the handler gets
// those up to the first that is refused, whole and in order.
func TestFraming(t *testing.T) {
	t.Parallel()
	r := newRecorder(t)
	random := rand.New(rand.NewPCG(3, 4))
	for i := range 3000 {
		var in strings.Builder
		var want []string
		ended := false
		for range 1 + random.IntN(5) {
			q := requests[random.IntN(len(requests))]
			in.WriteString(q.in)
			if !ended && q.kind != "bad" {
				want = append(want, q.body)
			}
			ended = ended || q.kind != "ok"
		}
		if got := r.send(in.String(), uint64(i%20)); !slices.Equal(got, want) {
			t.Fatalf("%q (pieces %d):\n got %q\nwant %q", in.String(), i%20, got, want)
		}
	}
}

// FuzzServer sends anything: the handler gets nothing that the reference parser
// does not see as a request, with another body, or behind what it refuses.
func FuzzServer(f *testing.F) {
	for _, q := range requests {
		f.Add(q.in+requests[2].in, uint64(1))
	}
	r := newRecorder(f)
	f.Fuzz(func(t *testing.T, in string, pieces uint64) {
		var want reference
		want.read(in, 100)
		got := r.send(in, pieces)
		most := len(want.bodies)
		if want.found == lastRequest || want.found == lastUpgrade {
			most++ // whose body is framed otherwise
		}
		if len(got) > most {
			t.Fatalf("%q (pieces %d): the handler got %q, of %q", in, pieces, got, want.bodies)
		}
		for i := range min(len(got), len(want.bodies)) {
			if got[i] != want.bodies[i] {
				t.Fatalf("%q (pieces %d): the handler got %q, of %q", in, pieces, got, want.bodies)
			}
		}
	})
}
