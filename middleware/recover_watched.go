package middleware

import (
	"bufio"
	"io"
	"net"
	"net/http"

	"github.com/combo-web/combo/internal/interim"
)

// Unwrap gives http.ResponseController the writer below.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Sent tells what was written.
func (w *watched) Sent() (status int, bytes int64) { return w.status, w.bytes }

// WriteHeader notes the status, unless another one follows.
func (w *watched) WriteHeader(status int) {
	if w.status == 0 && !interim.Is(status) {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// written notes that net/http sends 200 if nobody said otherwise.
func (w *watched) written() {
	if w.status == 0 {
		w.status = http.StatusOK
	}
}

// Write counts what it passes on.
func (w *watched) Write(b []byte) (int, error) {
	w.written()
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// WriteString counts what it passes on.
func (w *watched) WriteString(s string) (int, error) {
	w.written()
	n, err := io.WriteString(w.ResponseWriter, s)
	w.bytes += int64(n)
	return n, err
}

// ReadFrom lets the connection copy a file without passing its bytes through the
// program.
func (w *watched) ReadFrom(src io.Reader) (int64, error) {
	w.written()
	n, err := io.Copy(w.ResponseWriter, src)
	w.bytes += n
	return n, err
}

// FlushError sends what is buffered, the header first.
func (w *watched) FlushError() error {
	w.written()
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Flush is FlushError for those that look for an http.Flusher.
func (w *watched) Flush() { _ = w.FlushError() }

// Hijack takes the connection over.
func (w *watched) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buf, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err == nil {
		w.status = http.StatusSwitchingProtocols
	}
	return conn, buf, err
}

var (
	_ io.ReaderFrom   = (*watched)(nil)
	_ io.StringWriter = (*watched)(nil)
	_ http.Flusher    = (*watched)(nil)
	_ http.Hijacker   = (*watched)(nil)
)
