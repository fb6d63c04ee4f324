package server

import (
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// bufferedAnswer is how much of an answer HTTP/2 keeps back until the handler has
// ended: nobody waits for the client before.
const bufferedAnswer = 4 << 10

// streamChunk is the size of the pieces in which long answers are sent, if that is
// not too much for the rate and grace.
const streamChunk = 4 << 10

// A stream watches over one HTTP/2 request, whose client may starve it by
// sending nothing, or by leaving no window for the answer. The sweeper sees it
// from the first moment at which somebody could wait for the client.
type stream struct {
	http.ResponseWriter
	server *Server
	conn   *conn
	source io.ReadCloser

	reading, writing atomic.Bool
	read, written    atomic.Int64

	known atomic.Bool // to the sweeper
	mu    sync.Mutex  // the sweeper may not touch the answer after the handler's end
	ended bool
	index int // in the streamList

	cut              bool // the rest is the sweeper's
	upload, download meter
}

// serveStream calls the handler for an HTTP/2 request.
func (s *Server) serveStream(c *conn, w http.ResponseWriter, r *http.Request) {
	st := &stream{ResponseWriter: w, server: s, conn: c}
	if r.Body != nil && r.Body != http.NoBody {
		st.source, r.Body = r.Body, st.body()
	}
	defer st.end()
	s.config.Handler.ServeHTTP(st, r)
}

// end leaves the rest of the answer to net/http, which sends it when the handler
// has ended, with a limit.
func (st *stream) end() {
	st.mu.Lock()
	st.ended = true
	if st.known.Load() {
		st.server.streams.remove(st)
	}
	st.mu.Unlock()
	http.NewResponseController(st.ResponseWriter).SetWriteDeadline(time.Now().Add(st.server.config.RateGrace))
}

// watch makes the stream known to the sweeper.
func (st *stream) watch() {
	if st.known.Load() {
		return
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	if !st.ended && !st.known.Swap(true) { // a goroutine of the handler may outlive it
		st.server.streams.add(st)
	}
}

// Unwrap lets [http.ResponseController] find the methods of the original.
func (st *stream) Unwrap() http.ResponseWriter { return st.ResponseWriter }

func (st *stream) Write(p []byte) (n int, err error) {
	if st.written.Load()+int64(len(p)) <= bufferedAnswer {
		n, err = st.ResponseWriter.Write(p)
		st.written.Add(int64(n))
		return n, err
	}
	st.watch()
	st.writing.Store(true)
	defer st.writing.Store(false)
	piece := st.server.config.piece(streamChunk)
	for len(p)-n > piece && err == nil {
		var m int
		m, err = st.ResponseWriter.Write(p[n : n+piece])
		st.written.Add(int64(m))
		n += m
	}
	if err != nil {
		return n, err
	}
	m, err := st.ResponseWriter.Write(p[n:])
	st.written.Add(int64(m))
	return n + m, err
}

func (st *stream) WriteString(text string) (int, error) { return st.Write([]byte(text)) }

// Flush implements [http.Flusher].
func (st *stream) Flush() { st.FlushError() }

// FlushError sends what is buffered, and says if that is not possible.
func (st *stream) FlushError() error {
	st.watch()
	st.writing.Store(true)
	defer st.writing.Store(false)
	return http.NewResponseController(st.ResponseWriter).Flush()
}

// A streamBody is the body of a stream's request.
type streamBody struct{ *stream }

func (st *stream) body() io.ReadCloser { return streamBody{st} }

func (b streamBody) Read(p []byte) (int, error) {
	b.watch()
	b.reading.Store(true)
	n, err := b.source.Read(p)
	b.reading.Store(false)
	b.read.Add(int64(n))
	return n, err
}

func (b streamBody) Close() error { return b.source.Close() }

// lookAtStream ends a stream whose client is too slow: its own handler gets an
// error, the others of the connection go on.
func (s *Server) lookAtStream(st *stream, passed time.Duration) {
	slowUp := st.upload.behind(st.reading.Load(), st.read.Load, passed, s.config)
	// While the connection itself is stuck, all its streams are, and it is watched.
	closedWindow := st.writing.Load() && !st.conn.writing.Load()
	slowDown := st.download.behind(closedWindow, st.written.Load, passed, s.config)
	if !slowUp && !slowDown {
		return
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.ended || st.cut {
		return
	}
	st.cut = true
	s.cuts.Add(1)
	control, past := http.NewResponseController(st.ResponseWriter), time.Unix(1, 0)
	if slowUp {
		control.SetReadDeadline(past)
	}
	if slowDown {
		control.SetWriteDeadline(past)
	}
}

// streamList knows the streams that the sweeper looks at.
type streamList struct {
	mu  sync.Mutex
	all []*stream
}

func (l *streamList) add(st *stream) {
	l.mu.Lock()
	defer l.mu.Unlock()
	st.index = len(l.all)
	l.all = append(l.all, st)
}

func (l *streamList) remove(st *stream) {
	l.mu.Lock()
	defer l.mu.Unlock()
	last := len(l.all) - 1
	l.all[st.index] = l.all[last]
	l.all[st.index].index = st.index
	l.all[last] = nil
	l.all = l.all[:last]
}

// snapshot appends the streams to into.
func (l *streamList) snapshot(into []*stream) []*stream {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append(into, l.all...)
}
