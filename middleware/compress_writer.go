package middleware

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"net/http"

	"github.com/klauspost/compress/gzhttp/writer"
	"github.com/klauspost/compress/gzhttp/writer/gzkp"
	"github.com/klauspost/compress/gzhttp/writer/zstdkp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/combo-web/combo/headers"
	"github.com/combo-web/combo/internal/interim"
)

// A compressor compresses one answer, or passes it on. It holds the first bytes
// back until it is known whether there are enough of them.
type compressor struct {
	http.ResponseWriter
	*compression
	r       *http.Request
	status  int // 0: nothing was written
	decided bool
	suited  bool // it may be compressed, but for its length
	held    held // the first bytes, as long as it is not decided
	to      encoder
	jitter  string // to follow the body
}

// An encoder compresses into the connection.
type encoder interface {
	io.WriteCloser
	Flush() error
}

// Unwrap gives http.ResponseController the writer below.
func (c *compressor) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// WriteHeader decides by the header, if it can.
func (c *compressor) WriteHeader(status int) {
	if interim.Is(status) {
		c.ResponseWriter.WriteHeader(status)
		return
	}
	if c.status != 0 {
		return
	}
	c.status = status
	h := c.Header()
	c.suited = c.suits(status, h)
	if status == http.StatusNotModified || status == http.StatusPartialContent && c.takes(valueOf(h, "Content-Type")) {
		addVary(h, "Accept-Encoding") // as the whole answer has
	}
	if length := lengthOf(h); !c.suited || length >= 0 {
		c.decide(c.suited && length >= c.minBytes)
	}
}

// decide sends the header: for a compressed body if the answer is large enough and
// the client likes that.
func (c *compressor) decide(large bool) {
	c.decided = true
	if large {
		addVary(c.Header(), "Accept-Encoding")
		if coding := chooseCoding(c.r); coding != codingNone {
			c.start(coding)
			return
		}
	}
	c.ResponseWriter.WriteHeader(c.status)
}

// start sends the header of a compressed body.
func (c *compressor) start(to coding) {
	h := c.Header()
	h["Content-Encoding"] = []string{string(to)}
	delete(h, "Content-Length")
	delete(h, "Accept-Ranges")
	if tag := headers.ParseETag(valueOf(h, "Etag")); !tag.IsZero() && !tag.Weak {
		tag.Weak = true
		h["Etag"] = []string{tag.String()}
	}
	c.ResponseWriter.WriteHeader(c.status)
	if c.r.Method == http.MethodHead {
		c.to = nowhere{}
		return
	}
	c.to = c.encoder(to)
}

// encoder takes an encoder for a client from those that are not in use.
func (c *compressor) encoder(to coding) encoder {
	jitter := c.jitterFor(c.Header())
	if to == codingZstd {
		c.jitter = jitter
		return zstdkp.NewWriter(c.ResponseWriter, int(zstd.SpeedFastest))
	}
	w := gzkp.NewWriter(c.ResponseWriter, gzip.DefaultCompression)
	if w, ok := w.(writer.GzipWriterExt); ok {
		w.SetHeader(writer.Header{Comment: jitter, OS: 255})
	}
	return w
}

// nowhere is where the body of an answer to HEAD goes.
type nowhere struct{}

func (nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (nowhere) Flush() error                { return nil }
func (nowhere) Close() error                { return nil }

// Write compresses, passes on, or waits for more.
func (c *compressor) Write(b []byte) (int, error) {
	if c.status == 0 {
		c.WriteHeader(http.StatusOK)
	}
	if !c.decided {
		if len(c.held.body)+len(b) < c.minBytes {
			c.held.add(b)
			return len(b), nil
		}
		if err := c.release(true); err != nil {
			return 0, err
		}
	}
	if c.to != nil {
		return c.to.Write(b)
	}
	return c.ResponseWriter.Write(b)
}

// WriteString is Write without a copy more, where nothing is compressed.
func (c *compressor) WriteString(s string) (int, error) {
	if c.status == 0 {
		c.WriteHeader(http.StatusOK)
	}
	switch {
	case c.decided && c.to == nil:
		return io.WriteString(c.ResponseWriter, s)
	case !c.decided && len(c.held.body)+len(s) < c.minBytes:
		c.held.addString(s)
		return len(s), nil
	}
	return c.Write([]byte(s))
}

// release decides, and sends what was held back.
func (c *compressor) release(large bool) error {
	c.decide(large)
	defer c.held.release()
	if len(c.held.body) == 0 {
		return nil
	}
	if c.to != nil {
		_, err := c.to.Write(c.held.body)
		return err
	}
	_, err := c.ResponseWriter.Write(c.held.body)
	return err
}

// ReadFrom lets the connection copy a file that is not compressed.
func (c *compressor) ReadFrom(src io.Reader) (int64, error) {
	if c.status == 0 {
		c.WriteHeader(http.StatusOK)
	}
	if c.decided && c.to == nil {
		return io.Copy(c.ResponseWriter, src)
	}
	return io.Copy(onlyWriter{c}, src)
}

// FlushError sends what there is, however little: somebody waits for it.
func (c *compressor) FlushError() error {
	if c.status == 0 {
		c.WriteHeader(http.StatusOK)
	}
	if !c.decided {
		if err := c.release(true); err != nil {
			return err
		}
	}
	if c.to != nil {
		if err := c.to.Flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(c.ResponseWriter).Flush()
}

// Flush is FlushError for those that look for an http.Flusher.
func (c *compressor) Flush() { _ = c.FlushError() }

// Hijack takes the connection over.
func (c *compressor) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buf, err := http.NewResponseController(c.ResponseWriter).Hijack()
	if err == nil {
		c.status, c.decided = http.StatusSwitchingProtocols, true
	}
	return conn, buf, err
}

var (
	_ io.ReaderFrom   = (*compressor)(nil)
	_ io.StringWriter = (*compressor)(nil)
	_ http.Flusher    = (*compressor)(nil)
	_ http.Hijacker   = (*compressor)(nil)
)

// finish sends what is left when the handler has returned. An error is that of a
// client that has gone.
func (c *compressor) finish() {
	switch {
	case c.status == 0:
	case !c.decided:
		if c.r.Method == http.MethodHead && len(c.held.body) == 0 {
			addVary(c.Header(), "Accept-Encoding") // GET may have a body of any length
		}
		_ = c.release(false)
	case c.to != nil:
		if err := c.to.Close(); err == nil && c.jitter != "" {
			c.sendSkipped(c.jitter)
		}
		c.to = nowhere{}
	}
}

// sendSkipped sends a frame of zstd that every client skips (RFC 8878 §3.1.2).
func (c *compressor) sendSkipped(text string) {
	const magic = 0x184D2A50
	frame := binary.LittleEndian.AppendUint32(nil, magic)
	frame = binary.LittleEndian.AppendUint32(frame, uint32(len(text)))
	_, _ = c.ResponseWriter.Write(append(frame, text...))
}
