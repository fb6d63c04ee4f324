package combo

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/combo-web/combo/headers"
)

// A writer is the one http.ResponseWriter wrapper of a request. It runs the
// BeforeSend hooks and checks the header, once, before anything goes out.
type writer struct {
	http.ResponseWriter
	st     *state
	status int
	bytes  int64
	fields int32       // of the header, when it was sent
	sent   atomic.Bool // the header has gone out, or the connection was taken over
	failed bool        // a hook failed: an error page has been sent, the rest is swallowed
	secret bool        // the path holds a secret, see LogPath

	closed bool       // no more hooks: they are running or have run
	mu     sync.Mutex // guards closed and hooks: a handler may run on after a timeout

	ownTaken atomic.Bool
	own      [2]string // the values of two header fields, see ownFields

	hooks hooks
}

// hooks are what BeforeSend was given. The first ones cost no allocation.
type hooks struct {
	few  [3]func(http.Header) error
	more *[]func(http.Header) error
}

func (h *hooks) add(hook func(http.Header) error) {
	for i := range h.few {
		if h.few[i] == nil {
			h.few[i] = hook
			return
		}
	}
	if h.more == nil {
		h.more = new([]func(http.Header) error)
	}
	*h.more = append(*h.more, hook)
}

// take returns the hook that was added last, nil if none is left.
func (h *hooks) take() (hook func(http.Header) error) {
	if h.more != nil && len(*h.more) > 0 {
		last := len(*h.more) - 1
		hook, *h.more = (*h.more)[last], (*h.more)[:last]
		return hook
	}
	for i := range slices.Backward(h.few[:]) {
		if hook = h.few[i]; hook != nil {
			h.few[i] = nil
			return hook
		}
	}
	return nil
}

func (h *hooks) empty() bool { return h.few[0] == nil }

// Sent returns the status that has gone out for a request and how many bytes of
// its body, for middleware that logs or counts after the handler has returned.
// The status is 0 as long as nothing was sent, and outside of a [Site]; for a
// handler that writes nothing at all, net/http sends 200 after the middleware.
// It is 101 after a connection was taken over.
func Sent(r *http.Request) (status int, bytes int64) {
	s := stateOf(r)
	if s == nil {
		return 0, 0
	}
	return s.w.Sent()
}

// Sent tells middleware that has this very writer, and none in between, what
// [Sent] tells.
func (w *writer) Sent() (status int, bytes int64) { return w.status, w.bytes }

// BeforeSend registers a hook that runs once, just before the header of the
// answer goes out, or at the end of the handler if nothing was written. The one
// that was registered last runs first, as with defer: what stands outside has the
// last word. Sessions, messages and cookies hang here. Informational answers (1xx
// other than 101) do not trigger them.
//
// An error of a hook clears what the handler set and sends the page of the error:
// a 500, unless the error says otherwise. The hooks that are left run on that page;
// what the handler writes after that is swallowed. Registering after the header has gone, or outside of a [Site], is an
// error.
func BeforeSend(r *http.Request, hook func(http.Header) error) error {
	s := stateOf(r)
	if s == nil {
		return errOutside("BeforeSend")
	}
	s.w.mu.Lock()
	defer s.w.mu.Unlock()
	if s.w.closed {
		return errLate
	}
	s.w.hooks.add(hook)
	return nil
}

var errLate = errors.New("combo.BeforeSend: the header has been sent")

// close lets nobody register another hook; those that are there belong to the caller.
func (w *writer) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
}

func (w *writer) isSent() bool { return w.sent.Load() }

// markSent notes that the header goes out now.
func (w *writer) markSent(status int) {
	w.status, w.fields = status, int32(len(w.Header()))
	w.sent.Store(true)
}

// Unwrap gives http.ResponseController the writer below.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader sends the header, after the hooks.
func (w *writer) WriteHeader(status int) {
	if status >= 100 && status < 200 && status != http.StatusSwitchingProtocols {
		if err := checkHeader(w.Header()); err == nil {
			w.ResponseWriter.WriteHeader(status)
		}
		return
	}
	if w.failed || w.isSent() {
		return
	}
	if err := w.before(); err != nil {
		w.fail(err)
		return
	}
	w.markSent(status)
	w.ResponseWriter.WriteHeader(status)
}

// before runs the hooks and checks what they and the handler set. Those behind one
// that fails are left.
func (w *writer) before() error {
	w.close()
	if !w.hooks.empty() { // so that they are left for the page of the error
		if err := checkHeader(w.Header()); err != nil {
			return err
		}
	}
	for hook := w.hooks.take(); hook != nil; hook = w.hooks.take() {
		if err := runHook(hook, w.Header()); err != nil {
			return fmt.Errorf("before sending: %w", err)
		}
	}
	if nonce := w.st.nonce.Load(); nonce != nil {
		allowNonce(w.Header(), *nonce)
	}
	return checkHeader(w.Header())
}

// runHook turns a panic of a hook into an error: an answer must go out all the same.
func runHook(hook func(http.Header) error, h http.Header) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = newPanicError(v)
		}
	}()
	return hook(h)
}

// checkHeader refuses names and values that would end the field and begin
// something else (CR, LF), or that no client reads the same (NUL, other controls).
func checkHeader(h http.Header) error {
	for name, values := range h {
		for _, v := range values {
			if err := headers.Check(name, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// fail replaces the answer by the page of an error.
func (w *writer) fail(err error) {
	w.failed = true
	clear(w.Header())
	for again := w.before(); again != nil; again = w.before() { // what hooks are left
		clear(w.Header())
		w.st.site.logError(&w.st.r, asError(again), again)
	}
	answer := w.st.site.errorAnswer(&w.st.r, err)
	h := http.Header{}
	answer.writeHeader(h, nil)
	if bad := checkHeader(h); bad != nil { // the site's own error page is no better
		answer.close()
		bad = fmt.Errorf("error page: %w", bad)
		w.st.site.logError(&w.st.r, asError(bad), bad)
		answer = &Response{Status: http.StatusInternalServerError, contentType: typeText, text: statusSentences[500] + "\n"}
	}
	w.markSent(answer.status())
	if sendErr := answer.send(counter{w.ResponseWriter, w}, &w.st.r); sendErr != nil {
		w.st.site.log.DebugContext(w.st.r.Context(), "send error page", "error", sendErr)
	}
}

// A counter sends past a writer that swallows, and counts for it.
type counter struct {
	http.ResponseWriter
	w *writer
}

func (c counter) Write(b []byte) (int, error) {
	n, err := c.ResponseWriter.Write(b)
	c.w.bytes += int64(n)
	return n, err
}

func (c counter) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// finish runs what is due when the handler has returned without an answer.
func (w *writer) finish() {
	if !w.hooks.empty() && !w.isSent() {
		w.WriteHeader(http.StatusOK)
	}
	w.checkTrailers()
}

// checkTrailers takes out what must not follow the body: fields that the handler
// set after the header had gone.
func (w *writer) checkTrailers() {
	h := w.Header()
	if !w.isSent() || len(h) == int(w.fields) && h["Trailer"] == nil {
		return
	}
	for name, values := range h {
		for _, v := range values {
			if err := headers.Check(strings.TrimPrefix(name, http.TrailerPrefix), v); err != nil {
				delete(h, name)
				err = fmt.Errorf("trailer: %w", err)
				w.st.site.logError(&w.st.r, asError(err), err)
				break
			}
		}
	}
}

// ready sends the header before the first byte and tells whether bytes may go out.
func (w *writer) ready() bool {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	return !w.failed
}

// Write sends bytes, after the header.
func (w *writer) Write(b []byte) (int, error) {
	if !w.ready() {
		return len(b), nil
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// WriteString sends text, after the header.
func (w *writer) WriteString(s string) (int, error) {
	if !w.ready() {
		return len(s), nil
	}
	n, err := io.WriteString(w.ResponseWriter, s)
	w.bytes += int64(n)
	return n, err
}

// ReadFrom lets the connection copy a file without passing its bytes through
// the program.
func (w *writer) ReadFrom(src io.Reader) (int64, error) {
	if !w.ready() {
		return io.Copy(io.Discard, src)
	}
	n, err := io.Copy(w.ResponseWriter, src)
	w.bytes += n
	return n, err
}

// FlushError sends what is buffered, the header first.
func (w *writer) FlushError() error {
	if !w.ready() {
		return nil
	}
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Flush is FlushError for those that look for an http.Flusher.
func (w *writer) Flush() { _ = w.FlushError() }

// Hijack takes the connection over; no hook runs after that.
func (w *writer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buf, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err == nil {
		w.close()
		w.markSent(http.StatusSwitchingProtocols)
	}
	return conn, buf, err
}

var (
	_ io.ReaderFrom   = (*writer)(nil)
	_ io.StringWriter = (*writer)(nil)
	_ http.Flusher    = (*writer)(nil)
	_ http.Hijacker   = (*writer)(nil)
)
