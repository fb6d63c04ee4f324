package server

import (
	"crypto/tls"
	"io"
	"net"
	"net/netip"
	"os"
	"sync/atomic"
	"time"
)

// A conn is an accepted connection. For HTTP/1 net/http reads and writes
// through it; for HTTP/2 it only watches over the wire.
//
// One goroutine at a time reads, and reads what the sniffer found: net/http sees
// to that. What the sweeper looks at is atomic. No time limit is a timer of the
// runtime: each would have to be set anew for each request.
type conn struct {
	wire
	server *Server
	secure *tls.Conn // on top of the wire; nil without TLS
	http2  atomic.Bool
	begun  []byte // what was read before it was known who should get it

	addr    netip.Addr // that it counts for; not valid if it is not counted
	index   int        // in the registry
	closed  atomic.Bool
	state   atomic.Uint64 // a phase, and since when
	reading atomic.Uint32 // whether somebody waits in Read, and for what
	body    atomic.Int64  // bytes of bodies that have come
	whole   atomic.Int64  // bytes received when the last whole record was read

	awoken     atomic.Bool // Read is to return at once; the socket need not know
	readLimit  atomic.Bool // the socket has a read deadline
	writeLimit atomic.Bool // the socket has a write deadline

	sniffer  sniffer
	special  atomic.Uint64 // a request that is not plain, and the verdict about it
	names    atomic.Bool   // field names may have underscores
	awaiting atomic.Bool   // somebody waits for a body that the sniffer does not follow
	hijacked bool
	served   uint32 // requests that have reached the handler
	last     bool   // no request may follow

	unread atomic.Bool // the client may be sending what nobody reads

	// The sweeper's.
	cut              bool
	metered          int64 // the state that the meters are about began then
	upload, download meter
}

// A phase is what a connection does.
type phase uint64

const (
	phaseNew     phase = iota // nothing has come, or TLS is being set up
	phaseIdle                 // between requests
	phaseHeader               // a part of a header has come
	phaseServing              // a request is answered; for HTTP/2 one or more
	phaseHijacked
	phaseClosing
)

// state packs a phase and the time of the coarse clock since when.
func state(p phase, since int64) uint64 { return uint64(since)<<3 | uint64(p) }

func phaseOf(state uint64) (p phase, since int64) { return phase(state & 7), int64(state >> 3) }

func (c *conn) enter(p phase) { c.state.Store(state(p, c.server.now())) }

// leave moves the connection from the state to its end, if nothing has
// come in between.
func (c *conn) leave(from uint64) bool {
	return c.state.CompareAndSwap(from, state(phaseClosing, c.server.now()))
}

// arrived notes that bytes of a request have come. It returns false if the
// connection is being closed.
func (c *conn) arrived() bool {
	from := c.state.Load()
	switch p, _ := phaseOf(from); p {
	case phaseNew, phaseIdle:
		return c.state.CompareAndSwap(from, state(phaseHeader, c.server.now()))
	default:
		return p != phaseClosing
	}
}

const (
	notReading = iota
	readingAny
	readingBody
)

// Read hands on what the sniffer lets pass.
func (c *conn) Read(p []byte) (int, error) {
	for {
		if c.sniffer.found > lastUpgrade {
			return c.readEnd(p)
		}
		n, err := c.read(p)
		if n > 0 && !c.sniffer.passing && !c.hijacked {
			n = c.look(p[:n])
		}
		if n > 0 && !c.arrived() {
			return 0, net.ErrClosed
		}
		if n > 0 || err != nil || len(p) == 0 {
			return n, err
		}
	}
}

func (c *conn) look(p []byte) int {
	n := c.sniffer.look(p)
	if c.sniffer.found != fine {
		c.special.Store(uint64(c.sniffer.request)<<8 | uint64(c.sniffer.found))
	}
	if c.sniffer.underscore && !c.names.Load() {
		c.names.Store(true)
	}
	return n
}

// readEnd ends the header of a request that is refused. Nothing comes after it. The
// handler of a request before it is not told of this end: net/http reads one
// byte ahead while it runs, and there are two at least.
func (c *conn) readEnd(p []byte) (int, error) {
	if c.sniffer.tail == "" {
		return 0, io.EOF
	}
	if !c.arrived() {
		return 0, net.ErrClosed
	}
	n := copy(p, c.sniffer.tail)
	c.sniffer.tail = c.sniffer.tail[n:]
	return n, nil
}

// read reads from the client.
func (c *conn) read(p []byte) (n int, err error) {
	if len(c.begun) > 0 {
		n = copy(p, c.begun)
		c.begun = c.begun[n:]
		return n, nil
	}
	if p, _ := phaseOf(c.state.Load()); p == phaseIdle {
		c.server.load.yield()
	}
	inBody := c.sniffer.remaining > 0 || c.awaiting.Load()
	if inBody {
		c.reading.Store(readingBody)
	} else {
		c.reading.Store(readingAny)
	}
	if c.awoken.Load() {
		c.reading.Store(notReading)
		return 0, os.ErrDeadlineExceeded
	}
	if c.secure != nil {
		n, err = c.secure.Read(p)
	} else {
		n, err = c.wire.receive(p)
	}
	c.reading.Store(notReading)
	if inBody {
		c.body.Add(int64(n))
	}
	c.whole.Store(c.received.Load())
	return n, err
}

// uploaded returns how many bytes of bodies have come, with the part of a record of
// TLS whose end has not: a whole one takes a slow client longer than the grace. Of a
// whole one only its content counts, or many short records would pay for a drip.
func (c *conn) uploaded() int64 { return c.body.Load() + c.received.Load() - c.whole.Load() }

// SetReadDeadline implements [net.Conn]. net/http removes the deadline several
// times a request, and sets one in the past to wake its own Read: neither
// reaches the socket where it would change nothing. The deadline of a handler
// does, and is removed with the others.
func (c *conn) SetReadDeadline(t time.Time) error {
	switch {
	case t.IsZero():
		c.awoken.Store(false)
		if !c.readLimit.Swap(false) {
			return nil
		}
	case t.Before(c.server.started):
		// A Read that begins after the first line sees the limit; one that
		// began before is seen by the second.
		c.awoken.Store(true)
		if c.reading.Load() == notReading {
			return nil
		}
		c.readLimit.Store(true)
	default:
		c.awoken.Store(false)
		c.readLimit.Store(true)
	}
	return c.top().SetReadDeadline(t)
}

// SetWriteDeadline implements [net.Conn].
func (c *conn) SetWriteDeadline(t time.Time) error {
	if t.IsZero() && !c.writeLimit.Swap(false) {
		return nil
	}
	if !t.IsZero() {
		c.writeLimit.Store(true)
	}
	return c.top().SetWriteDeadline(t)
}

// SetDeadline implements [net.Conn].
func (c *conn) SetDeadline(t time.Time) error {
	if err := c.SetReadDeadline(t); err != nil {
		return err
	}
	return c.SetWriteDeadline(t)
}

// top is what HTTP is spoken on.
func (c *conn) top() net.Conn {
	if c.secure != nil {
		return c.secure
	}
	return c.wire.Conn
}

// Write writes p as fast as the client takes it.
func (c *conn) Write(p []byte) (int, error) {
	if c.secure != nil {
		return c.secure.Write(p)
	}
	return c.wire.Write(p)
}

// ReadFrom lets the kernel copy files if there is no TLS in between.
func (c *conn) ReadFrom(src io.Reader) (int64, error) {
	if c.secure == nil {
		if n, err, sent := c.sendFile(src); sent {
			return n, err
		}
	}
	return copyTo(c, src)
}

// CloseWrite tells the client that nothing follows.
func (c *conn) CloseWrite() error {
	if half, ok := c.top().(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// lingerTime and lingerBytes limit how long a refused client is read from.
const (
	lingerTime  = 500 * time.Millisecond
	lingerBytes = 4 << 20
)

// linger reads and drops what a refused client is still sending. The kernel answers
// bytes that come to a closed socket with a reset, which can overtake the answer.
func (c *conn) linger() {
	c.CloseWrite()
	if half, ok := c.wire.Conn.(interface{ CloseWrite() error }); ok && c.secure != nil {
		half.CloseWrite()
	}
	c.wire.Conn.SetReadDeadline(time.Now().Add(lingerTime))
	io.CopyN(io.Discard, c.wire.Conn, lingerBytes)
}

// Close closes the connection, with TLS after saying so, and forgets it.
func (c *conn) Close() error {
	if c.unread.Swap(false) {
		c.linger()
	}
	if c.secure != nil {
		return c.secure.Close()
	}
	return c.closeSocket()
}

func (c *conn) closeSocket() error {
	if !c.closed.Swap(true) {
		c.server.conns.remove(c)
	}
	return c.wire.Conn.Close()
}

// A secureConn is a conn with TLS: net/http asks it for the state.
type secureConn struct{ *conn }

// ConnectionState tells how TLS was set up.
func (c secureConn) ConnectionState() tls.ConnectionState { return c.secure.ConnectionState() }

// A lower is the end of a conn that TLS or HTTP/2 without TLS stands on: what
// passes is counted, but not sniffed.
type lower struct {
	*wire
	conn *conn
}

func (l lower) Read(p []byte) (int, error) {
	if c := l.conn; len(c.begun) > 0 {
		n := copy(p, c.begun)
		c.begun = c.begun[n:]
		return n, nil
	}
	return l.wire.receive(p)
}

func (l lower) Close() error { return l.conn.closeSocket() }

// connOf returns the conn behind what a server of net/http was given.
func connOf(nc net.Conn) *conn {
	switch nc := nc.(type) {
	case *conn:
		return nc
	case secureConn:
		return nc.conn
	case lower:
		return nc.conn
	case *tls.Conn:
		if l, ok := nc.NetConn().(lower); ok {
			return l.conn
		}
	}
	return nil
}
