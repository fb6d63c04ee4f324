package webtest

import (
	"bytes"
	"net/http"
	"strconv"
	"time"
)

// A recorder is the ResponseWriter of an answer in memory. Unlike that of
// httptest it behaves as the server's does: informational answers do not end
// the header, HEAD, 204 and 304 have no body, and Content-Length is binding.
type recorder struct {
	header http.Header
	head   bool // the request's method was HEAD
	status int  // 0 until the header has gone
	sent   http.Header
	length int64 // by Content-Length; -1 without
	wrote  int64
	body   bytes.Buffer
}

var _ http.Flusher = (*recorder)(nil)

func newRecorder(method string) *recorder {
	return &recorder{header: http.Header{}, head: method == http.MethodHead, length: -1}
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) {
	if w.status != 0 || status >= 100 && status < 200 && status != http.StatusSwitchingProtocols {
		return
	}
	w.status = status
	w.sent = w.header.Clone()
	if n, err := strconv.ParseInt(w.sent.Get("Content-Length"), 10, 64); err == nil {
		w.length = n
	}
}

func (w *recorder) Write(b []byte) (int, error) {
	w.start(b)
	switch {
	case w.bodiless():
		return 0, http.ErrBodyNotAllowed
	case w.length >= 0 && w.wrote+int64(len(b)) > w.length:
		return 0, http.ErrContentLength
	}
	w.wrote += int64(len(b))
	if w.head {
		return len(b), nil
	}
	return w.body.Write(b)
}

func (w *recorder) WriteString(s string) (int, error) { return w.Write([]byte(s)) }

// start sends the header, with a content type guessed from the first bytes.
func (w *recorder) start(b []byte) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	_, typed := w.sent["Content-Type"]
	if !typed && w.wrote == 0 && len(b) > 0 && !w.bodiless() && w.sent.Get("Content-Encoding") == "" {
		w.sent.Set("Content-Type", http.DetectContentType(b))
	}
}

func (w *recorder) bodiless() bool {
	return w.status == http.StatusNoContent || w.status == http.StatusNotModified || w.status == http.StatusSwitchingProtocols
}

// Flush sends the header; there is nobody to see the bytes earlier.
func (w *recorder) Flush() { w.start(nil) }

// EnableFullDuplex, SetReadDeadline and SetWriteDeadline are there for
// http.ResponseController: nothing here waits.
func (w *recorder) EnableFullDuplex() error { return nil }

func (w *recorder) SetReadDeadline(time.Time) error { return nil }

func (w *recorder) SetWriteDeadline(time.Time) error { return nil }

// finish ends the answer when the handler has returned.
func (w *recorder) finish() { w.start(nil) }
