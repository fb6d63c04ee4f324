package server

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
)

type connKey struct{}

// A refusal is how a request is answered that the handler does not get.
type refusal struct {
	status int
	text   string
}

var refusals = map[verdict]refusal{
	badLineEnd:      {400, "A line of the header does not end in CR LF."},
	badFold:         {400, "A line of the header begins with white space."},
	badLength:       {400, "Content-Length is not a number of 1 to 18 digits."},
	twoLengths:      {400, "There is more than one Content-Length."},
	lengthAndCoding: {400, "There is a Content-Length and a Transfer-Encoding."},
	badCoding:       {400, "Transfer-Encoding may be chunked only."},
	twoCodings:      {400, "There is more than one Transfer-Encoding."},
	codingTooOld:    {400, "HTTP/1.0 has no Transfer-Encoding."},
	tooManyHeaders:  {431, "There are too many fields in the header."},
	longName:        {431, "The name of a field in the header is too long."},
}

var badRequest = refusal{400, "The header contradicts itself."}

var badVersion = refusal{505, "The server speaks HTTP/1.0, HTTP/1.1 and HTTP/2."}

// ServeHTTP answers with the refusal.
func (f refusal) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", strconv.Itoa(len(f.text)+1))
	w.WriteHeader(f.status)
	io.WriteString(w, f.text+"\n")
}

// serveHTTP1 stands between net/http and the handler for requests of HTTP/1.
func (s *Server) serveHTTP1(w http.ResponseWriter, r *http.Request) {
	c, _ := r.Context().Value(connKey{}).(*conn)
	c.served++
	found := fine
	if special := c.special.Load(); special != 0 && uint32(special>>8) == c.served {
		found = verdict(special)
	}
	if found > lastUpgrade || r.ProtoMajor != 1 || r.ProtoMinor > 1 {
		refuse(c, w, r, found)
		return
	}
	if c.names.Load() {
		dropUnderscores(r.Header)
	}
	if found != lastUpgrade && (found == lastRequest || r.ProtoMinor == 0 || s.isDraining.Load()) {
		c.last = true
		w.Header().Set("Connection", "close")
	}
	switch {
	case found != fine:
		s.serveLast(c, found, w, r)
	case r.RequestURI == "*" && r.Method == http.MethodOptions:
		w.Header().Set("Content-Length", "0")
	default:
		s.config.Handler.ServeHTTP(w, r)
	}
}

func refuse(c *conn, w http.ResponseWriter, r *http.Request, found verdict) {
	c.last = true
	c.unread.Store(true)
	w.Header().Set("Connection", "close")
	if f, ok := refusals[found]; ok {
		f.ServeHTTP(w, r)
		return
	}
	badVersion.ServeHTTP(w, r)
}

// dropUnderscores removes the fields that a program behind a gateway could take
// for others: X_Forwarded_For for X-Forwarded-For.
func dropUnderscores(h http.Header) {
	for name := range h {
		if strings.IndexByte(name, '_') >= 0 {
			delete(h, name)
		}
	}
}

// serveLast serves a request whose body, or what else comes after its header,
// is not framed by a Content-Length.
func (s *Server) serveLast(c *conn, found verdict, w http.ResponseWriter, r *http.Request) {
	c.last = true
	if r.Body != http.NoBody {
		r.Body = lastBody{r.Body, c}
	}
	// When the handler has ended, net/http reads what it left of the body.
	defer c.awaiting.Store(true)
	if found == lastUpgrade {
		u := &upgradeWriter{ResponseWriter: w}
		defer u.end()
		w = u
	}
	s.config.Handler.ServeHTTP(w, r)
}

// A lastBody tells when the handler waits for the client. net/http also reads
// while the handler works, to learn if the client goes away: that is no waiting.
type lastBody struct {
	io.ReadCloser
	conn *conn
}

func (b lastBody) Read(p []byte) (int, error) {
	b.conn.awaiting.Store(true)
	defer b.conn.awaiting.Store(false)
	return b.ReadCloser.Read(p)
}

// An upgradeWriter says that the connection ends with the answer, unless the
// answer is that it goes on in another protocol.
type upgradeWriter struct {
	http.ResponseWriter
	done bool
}

func (u *upgradeWriter) WriteHeader(status int) {
	if !u.done && status != http.StatusSwitchingProtocols && (status < 100 || status > 199) {
		u.end()
	}
	u.ResponseWriter.WriteHeader(status)
}

func (u *upgradeWriter) Write(p []byte) (int, error) {
	u.end()
	return u.ResponseWriter.Write(p)
}

// ReadFrom implements [io.ReaderFrom].
func (u *upgradeWriter) ReadFrom(src io.Reader) (int64, error) {
	u.end()
	return io.Copy(u.ResponseWriter, src)
}

// Flush implements [http.Flusher].
func (u *upgradeWriter) Flush() { u.FlushError() }

// FlushError sends what is buffered.
func (u *upgradeWriter) FlushError() error {
	u.end()
	return http.NewResponseController(u.ResponseWriter).Flush()
}

// Hijack implements [http.Hijacker].
func (u *upgradeWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	nc, rw, err := http.NewResponseController(u.ResponseWriter).Hijack()
	u.done = u.done || err == nil
	return nc, rw, err
}

// Unwrap lets [http.ResponseController] find the methods of the original.
func (u *upgradeWriter) Unwrap() http.ResponseWriter { return u.ResponseWriter }

func (u *upgradeWriter) end() {
	if !u.done {
		u.done = true
		u.Header().Set("Connection", "close")
	}
}

// serveHTTP2 stands between net/http and the handler for requests of HTTP/2.
func (s *Server) serveHTTP2(w http.ResponseWriter, r *http.Request) {
	c, _ := r.Context().Value(connKey{}).(*conn)
	s.streaming.Add(1)
	defer s.streaming.Add(-1)
	fields, underscore := 0, false
	for name, values := range r.Header {
		fields += len(values)
		underscore = underscore || strings.IndexByte(name, '_') >= 0
	}
	if fields > s.config.MaxHeaders {
		refusals[tooManyHeaders].ServeHTTP(w, r)
		return
	}
	if malformed(r) {
		badRequest.ServeHTTP(w, r)
		return
	}
	if underscore {
		dropUnderscores(r.Header)
	}
	s.serveStream(c, w, r)
}

// malformed tells whether the header of an HTTP/2 request is one that another
// program would take for something else, as when it is passed on in HTTP/1
// (RFC 9113 §8.1.1, §8.3.1). It removes the Host field, as net/http does for HTTP/1.
func malformed(r *http.Request) bool {
	hosts := r.Header["Host"]
	delete(r.Header, "Host")
	switch {
	case len(hosts) > 1, len(hosts) == 1 && hosts[0] != r.Host:
		return true
	case !visible(r.Method), !visible(r.RequestURI):
		return true
	}
	lengths, ok := r.Header["Content-Length"]
	return ok && (len(lengths) != 1 || !isLength(lengths[0], r.ContentLength))
}

// visible tells whether text is neither empty nor has white space or control
// characters.
func visible(text string) bool {
	for i := range len(text) {
		if text[i] <= ' ' || text[i] == 0x7f {
			return false
		}
	}
	return text != ""
}

// isLength tells whether a Content-Length is what net/http took it for.
func isLength(value string, length int64) bool {
	n, err := strconv.ParseUint(value, 10, 63)
	return err == nil && int64(n) == length
}

// withConn lets the handler find the connection of a request.
func withConn(ctx context.Context, nc net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, connOf(nc))
}

// connState follows what net/http makes of a connection. For HTTP/1 it is called by
// the goroutine that serves it.
func connState(nc net.Conn, to http.ConnState) {
	c := connOf(nc)
	if c == nil {
		return
	}
	switch to {
	case http.StateActive:
		c.enter(phaseServing)
	case http.StateHijacked:
		c.hijacked = true
		c.enter(phaseHijacked)
	case http.StateIdle:
		c.idle()
	}
}

// idle notes that a request is answered.
func (c *conn) idle() {
	switch {
	case c.last:
		// The answer said so, unless the handler removed the field again. Nobody may
		// read on: the sniffer does not follow any more. net/http takes this
		// panic for a handler's that wants the connection closed.
		panic(http.ErrAbortHandler)
	case c.http2.Load():
		c.enter(phaseIdle)
	case c.sniffer.heads > c.served: // the next request has come already
	case c.sniffer.inHead:
		c.enter(phaseHeader)
	default:
		c.enter(phaseIdle)
	}
}
