package server

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"time"
)

// errOwnTLS is said of a listener of [tls.Listen] or [tls.NewListener]: requests
// would not tell of its TLS, and it would be set up without limits.
var errOwnTLS = errors.New("the listener speaks TLS itself: give its configuration to Config.TLS, and the listener below it to Serve")

// accept accepts connections until the listener is closed, or was told to stop
// and has none waiting.
func (s *Server) accept(l net.Listener) error {
	pause := time.Duration(0)
	for {
		nc, err := l.Accept()
		switch {
		case err == nil:
			pause = 0
			if _, is := nc.(*tls.Conn); is {
				nc.Close()
				return errOwnTLS
			}
			s.welcome(nc)
			if s.isDraining.Load() && time.Since(s.started) < time.Duration(s.drainStart.Load())+s.config.DrainIdle {
				acceptSoon(l) // there may be more
			}
		case errors.Is(err, net.ErrClosed), errors.Is(err, os.ErrDeadlineExceeded) && s.isDraining.Load():
			return err
		default:
			pause = s.acceptFailed(err, pause)
		}
	}
}

// acceptFailed says what went wrong, makes room if that is what is missing, and
// waits. It returns how long.
func (s *Server) acceptFailed(err error, pause time.Duration) time.Duration {
	s.log.warn("accept", "A connection could not be accepted.", "error", err)
	if tooManyFiles(err) {
		if c := s.conns.takeVictim(s.now() - int64(time.Second)); c != nil {
			c.closeSocket()
			return 0
		}
	}
	pause = min(max(2*pause, 5*time.Millisecond), 250*time.Millisecond)
	time.Sleep(pause)
	return pause
}

// welcome takes a connection in, and passes it on to those who serve it.
func (s *Server) welcome(nc net.Conn) {
	c := s.newConn(nc)
	if !s.admit(c) {
		return
	}
	switch {
	case s.isSecure(nc):
		go s.handshake(c)
	case s.config.H2C:
		go s.sort(c)
	default:
		s.giveHTTP1(c, c)
	}
}

// isSecure tells whether TLS is spoken on a connection: on all but those of unix
// sockets, whatever type their listener gives them.
func (s *Server) isSecure(nc net.Conn) bool {
	if s.tls == nil {
		return false
	}
	addr := nc.LocalAddr()
	return addr == nil || addr.Network() != "unix"
}

func (s *Server) newConn(nc net.Conn) *conn {
	c := &conn{wire: wire{Conn: nc}, server: s, sniffer: sniffer{maxHeaders: s.config.MaxHeaders}}
	c.tcp, _ = nc.(*net.TCPConn)
	c.piece = writeChunk
	if c.tcp == nil || !knowsAcked {
		c.piece = s.config.piece(writeChunk)
	}
	c.addr = clientOf(nc.RemoteAddr(), s.config.TrustedProxies)
	c.enter(phaseNew)
	return c
}

// admit takes a connection into the registry, or refuses it.
func (s *Server) admit(c *conn) bool {
	for {
		switch s.conns.add(c, s.config.MaxConns, s.config.MaxConnsPerAddr) {
		case admitted:
			return true
		case tooManyOfAddr:
			s.log.warn("address", "A client has too many connections: one more was refused.", "client", c.addr)
			s.turnAway(c)
			return false
		}
		victim := s.conns.takeVictim(s.now() - int64(time.Second))
		if victim == nil {
			s.log.warn("full", "There are too many connections, none of them idle: one more was refused.", "limit", s.config.MaxConns)
			s.turnAway(c)
			return false
		}
		victim.closeSocket()
	}
}

const busy = "HTTP/1.1 503 Service Unavailable\r\n" +
	"Content-Type: text/plain; charset=utf-8\r\n" +
	"Content-Length: 38\r\nRetry-After: 1\r\nConnection: close\r\n\r\n" +
	"The server has too many connections.\r\n"

// turnAway closes a connection that was not taken in. Without TLS it says why, to
// a few at a time: a flood is not worth more.
func (s *Server) turnAway(c *conn) {
	s.refused.Add(1)
	if s.isSecure(c.wire.Conn) {
		c.wire.Conn.Close()
		return
	}
	select {
	case s.farewells <- struct{}{}:
		go func() {
			defer func() { <-s.farewells }()
			sayBusy(c.wire.Conn)
		}()
	default:
		c.wire.Conn.Close()
	}
}

// sayBusy waits a moment for the client to read the answer: a request that has
// not been read would make the kernel throw it away.
func sayBusy(nc net.Conn) {
	defer nc.Close()
	nc.SetDeadline(time.Now().Add(500 * time.Millisecond))
	io.WriteString(nc, busy)
	if half, ok := nc.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
	io.CopyN(io.Discard, nc, 64<<10)
}

// giveHTTP1 passes a connection on to the server for HTTP/1; nc is how that sees it.
func (s *Server) giveHTTP1(c *conn, nc net.Conn) {
	if !s.conns1.give(nc) {
		c.Close()
	}
}

// giveHTTP2 passes a connection on to the server for HTTP/2.
func (s *Server) giveHTTP2(c *conn, nc net.Conn) {
	c.http2.Store(true)
	if !s.conns2.give(nc) {
		nc.Close()
	}
}

// handshake sets up TLS, and passes the connection on. The sweeper ends it if it
// takes too long.
func (s *Server) handshake(c *conn) {
	secure := tls.Server(lower{&c.wire, c}, s.tls)
	if err := secure.Handshake(); err != nil {
		s.handshakeFailed(c, err)
		c.closeSocket()
		return
	}
	c.secure = secure
	if secure.ConnectionState().NegotiatedProtocol == "h2" {
		s.giveHTTP2(c, secure)
		return
	}
	s.giveHTTP1(c, secureConn{c})
}

const plainOnTLS = "HTTP/1.0 400 Bad Request\r\nConnection: close\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"

func (s *Server) handshakeFailed(c *conn, err error) {
	s.log.debug("handshake", "TLS could not be set up.", "client", c.RemoteAddr().String(), "error", err.Error())
	plain, ok := errors.AsType[tls.RecordHeaderError](err)
	if ok && plain.Conn != nil && looksLikeHTTP(plain.RecordHeader) {
		io.WriteString(plain.Conn, plainOnTLS)
	}
}

// looksLikeHTTP tells whether somebody spoke HTTP where TLS is spoken.
func looksLikeHTTP(header [5]byte) bool {
	switch string(header[:]) {
	case "GET /", "HEAD ", "POST ", "PUT /", "OPTIO", "DELET", "PATCH":
		return true
	}
	return false
}

const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

// sort finds out whether a client speaks HTTP/2 without TLS.
func (s *Server) sort(c *conn) {
	buffer := make([]byte, 0, len(preface))
	for len(buffer) < len(preface) {
		n, err := c.wire.Conn.Read(buffer[len(buffer):len(preface)])
		buffer = buffer[:len(buffer)+n]
		if err != nil {
			c.Close()
			return
		}
		if string(buffer) != preface[:len(buffer)] {
			break
		}
		c.arrived()
	}
	c.begun = buffer
	if string(buffer) == preface {
		s.giveHTTP2(c, lower{&c.wire, c})
		return
	}
	s.giveHTTP1(c, c)
}
