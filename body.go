package combo

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/combo-web/combo/internal/decode"
)

// A body is what a request sent, read once and kept until the request ends.
type body struct {
	mu     sync.Mutex    // never held while the network is read
	begun  bool          // Bind or Form reads it, or has
	ended  bool          // the request has ended
	ready  chan struct{} // closed when Bind or Form has read it
	taken  bool          // Body reads it
	raw    []byte        // by Body
	source decode.Source // without a tag if the request has no body
	files  io.Closer
	err    error
}

// ended is the body of requests that have ended before anybody asked for it.
var ended = &body{ended: true}

// theBody is the request's body, made on first use.
func (s *state) theBody() *body {
	if b := s.body.Load(); b != nil {
		return b
	}
	s.body.CompareAndSwap(nil, new(body))
	return s.body.Load()
}

// endBody gives back what the body holds.
func (s *state) endBody() {
	if !s.body.CompareAndSwap(nil, ended) {
		s.body.Load().close()
	}
}

// Body returns the body of the request as it was sent: to check a signature over
// it, or to read a format of one's own. It may be read again, and by [Bind] and
// [Form] after that, but not after them. A body over the limit is a 413.
func Body(r *http.Request) ([]byte, error) {
	st := stateOf(r)
	if st == nil {
		return nil, errOutside("Body")
	}
	b := st.theBody()
	if raw, mine, err := b.take(); !mine || r.Body == nil {
		return raw, err
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, unreadable(err)
	}
	b.keep(raw)
	st.r.Body = io.NopCloser(bytes.NewReader(raw))
	r.Body = st.r.Body
	return raw, nil
}

// take tells whether the caller is the one who is to read the bytes; if not, it
// returns those that were read, or why there are none.
func (b *body) take() (raw []byte, mine bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.raw != nil:
		return b.raw, false, nil
	case b.ended:
		return nil, false, errEnded
	case b.begun || b.taken:
		return nil, false, errors.New("combo.Body: the body has been read before")
	}
	b.taken = true
	return nil, true, nil
}

// keep makes the bytes ready for Bind and Form.
func (b *body) keep(raw []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.raw, b.taken = slices.Clip(raw), false
}

// unreadable is the client's mistake, unless the error says otherwise.
func unreadable(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return err
	}
	if _, ok := errors.AsType[*Error](err); ok { // said already
		return err
	}
	return Errorf(http.StatusBadRequest, "The request body could not be read.").Because(err)
}

// bodyOf returns what a form, JSON or XML body holds, reading it on first use.
func bodyOf(r *http.Request) (decode.Source, error) {
	st := stateOf(r)
	if st == nil {
		return decode.Source{}, errOutside("Bind and Form")
	}
	b := st.theBody()
	if b.begin() {
		source, files, err := readBody(r)
		b.finish(source, files, err)
	}
	return b.wait()
}

var errWrongBody = errors.New("a body of another kind than the view reads")

var errEnded = errors.New("the request has ended")

// begin tells whether the caller is the one who is to read the body.
func (b *body) begin() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.begun || b.ended || b.taken {
		return false
	}
	b.begun, b.ready = true, make(chan struct{})
	return true
}

func (b *body) finish(source decode.Source, files io.Closer, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.source, b.files, b.err = source, files, err
	close(b.ready)
	if b.ended {
		b.drop()
	}
}

func (b *body) wait() (decode.Source, error) {
	b.mu.Lock()
	begun, ready := b.begun, b.ready
	b.mu.Unlock()
	if begun {
		<-ready
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.ended:
		return decode.Source{}, errEnded
	case !begun:
		return decode.Source{}, errors.New("combo.Body could not read the body, or reads it still")
	}
	return b.source, b.err
}

// close gives the files back. It does not wait for a reader that a timeout has
// left behind: that one gives back what it gets.
func (b *body) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended = true
	b.drop()
}

func (b *body) drop() {
	if b.files != nil {
		b.files.Close()
		b.files = nil
	}
}

func readBody(r *http.Request) (decode.Source, io.Closer, error) {
	limits := limitsOf(r)
	switch {
	case r.PostForm != nil || r.MultipartForm != nil:
		return parsedForm(r)
	case r.Body == nil || r.Body == http.NoBody || r.ContentLength == 0:
		return decode.Source{}, nil, nil
	case r.ContentLength > limits.Bytes: // refused before it is invited
		return decode.Source{}, nil, &http.MaxBytesError{Limit: limits.Bytes}
	case isCoded(r):
		return decode.Source{}, nil, errCoded.Because(errWrongBody)
	}
	source, files, err := decode.Body(r.Body, r.Header.Get("Content-Type"), limits)
	source.Strict = source.Tag == "json"
	return source, files, err
}

// isCoded tells whether the body is compressed. It is never unpacked: some bytes
// could become any number of them.
func isCoded(r *http.Request) bool {
	coding := strings.TrimSpace(strings.Join(r.Header["Content-Encoding"], ","))
	return coding != "" && !strings.EqualFold(coding, "identity")
}

var errCoded = &Error{
	Status:  http.StatusUnsupportedMediaType,
	Message: "Compressed requests are not accepted here.",
	Header:  http.Header{"Accept-Encoding": {"identity"}}, // RFC 9110 §12.5.3
}

// parsedForm takes the values of a form that net/http has parsed, since some
// middleware asked it to.
func parsedForm(r *http.Request) (decode.Source, io.Closer, error) {
	if r.MultipartForm != nil && len(r.MultipartForm.File) > 0 {
		return decode.Source{}, nil, errors.New("middleware has parsed the form by net/http, which keeps its files to itself")
	}
	var pairs decode.Pairs
	for _, name := range sortedKeys(r.PostForm) {
		for _, value := range r.PostForm[name] {
			pairs = append(pairs, decode.Field{Name: name, Value: decode.TextOf(value)})
		}
	}
	root, err := pairs.Tree()
	return decode.Source{Tag: "form", Root: root, Loose: true}, nil, err
}

// limitsOf are the limits of the site for the current route.
func limitsOf(r *http.Request) decode.Limits {
	st := stateOf(r)
	if st == nil {
		return decode.Limits{}
	}
	l := st.site.config.Limits
	limit := st.bodyLimit()
	return decode.Limits{
		Bytes: limit, Depth: l.Depth, Values: l.Values, Fields: l.Fields, FieldBytes: l.FieldBytes, Files: l.Files,
		Memory: l.Memory, TempDir: l.TempDir, Upload: newUpload,
	}
}

// bodyLimit is how many bytes the request may send.
func (s *state) bodyLimit() int64 {
	if l := s.found.leaf; l != nil && l.maxBody > 0 {
		return l.maxBody
	}
	return s.site.config.Limits.Body
}
