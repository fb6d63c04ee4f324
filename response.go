package combo

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// A Response is an answer that has not been sent yet. Views make it with [Text],
// [HTML], [JSON], [XML], [Bytes], [File], [Stream], [Redirect], [NoContent] and
// [Render]; tests look at it. It is sent once.
type Response struct {
	// Status is the HTTP status. Defaults to 200.
	Status int
	// Header holds the fields that are not the default; it is nil until one is
	// set. Use [Response.Set] rather than writing to a nil map. The content
	// type of the constructors is not in it: see [Response.ContentType].
	Header http.Header
	// Body is read and, if it is an io.Closer, closed when the response is
	// sent. The constructors keep what they know whole elsewhere: see
	// [Response.Bytes].
	Body io.Reader

	contentType  string
	redirect     bool
	allowedHosts []string // for a redirect
	text         string   // the body, unless one of the below is set
	bytes        []byte
	file         *content
	stream       func(FlushWriter) error
	handle       func(http.ResponseWriter) // answers in place of the response
}

// An Option changes a response under construction: Status(201), SetHeader(…).
type Option func(*Response) error

// Set applies options to a response: in a wrapper, after the view.
func (p *Response) Set(options ...Option) error {
	for _, option := range options {
		if err := option(p); err != nil {
			return err
		}
	}
	return nil
}

// ContentType returns the Content-Type that will be sent.
func (p *Response) ContentType() string {
	if t := p.Header.Get("Content-Type"); t != "" {
		return t
	}
	return p.contentType
}

// Bytes returns the body, for tests and wrappers. A reader is read to its end
// and replaced, a stream is run, so that the response can still be sent.
func (p *Response) Bytes() ([]byte, error) {
	switch {
	case p.file != nil:
		return p.file.bytes()
	case p.stream != nil:
		var b bytes.Buffer
		err := p.stream(bufferWriter{&b})
		p.stream, p.bytes = nil, b.Bytes()
		return p.bytes, err
	case p.Body != nil:
		b, err := io.ReadAll(p.Body)
		closeBody(p.Body)
		p.Body, p.bytes = nil, b
		return b, err
	case p.bytes != nil:
		return p.bytes, nil
	}
	return []byte(p.text), nil
}

// bufferWriter is where a stream goes that nobody waits for.
type bufferWriter struct{ *bytes.Buffer }

func (bufferWriter) Flush() error { return nil }

// status returns the status that will be sent.
func (p *Response) status() int {
	if p.Status == 0 {
		return http.StatusOK
	}
	return p.Status
}

// send writes the response. An error after the header has gone means that the
// client got a part of the body.
func (p *Response) send(w http.ResponseWriter, r *http.Request) error {
	defer p.close()
	if p.Status != 0 && (p.Status < 200 || p.Status > 599) {
		return unsentError{fmt.Errorf("the response has the status %d", p.Status)}
	}
	if stateOf(r) == nil { // no writer of a site checks the fields
		if err := checkHeader(p.Header); err != nil {
			return unsentError{err}
		}
	}
	if p.handle != nil {
		copyFields(w.Header(), p.Header)
		p.handle(w)
		return nil
	}
	p.writeHeader(w.Header(), stateOf(r))
	if p.file != nil {
		return p.file.send(w, r, p.status())
	}
	status := p.status()
	bodiless := status == http.StatusNoContent || status == http.StatusNotModified
	if bodiless || r.Method == http.MethodHead && (p.stream != nil || p.Body != nil) {
		w.WriteHeader(status)
		return nil
	}
	return p.sendBody(w)
}

// close gives back what the response holds, sent or not.
func (p *Response) close() {
	closeBody(p.Body)
	if p.file != nil && p.file.closer != nil {
		p.file.closer.Close()
	}
}

// An unsentError is one of send's before anything was written.
type unsentError struct{ error }

func (e unsentError) Unwrap() error { return e.error }

// writeHeader puts the response's fields into h: they replace what middleware
// set, except those of which there may be several.
//
// The slices of the two fields that every answer has lie in the state of the
// request, if there is one: no allocation, and nothing that requests share.
func (p *Response) writeHeader(h http.Header, st *state) {
	if len(p.Header) > 0 {
		copyFields(h, p.Header)
	}
	contentType := p.contentType
	if contentType == "" && (p.Body != nil || p.bytes != nil || p.stream != nil) {
		contentType = typeBytes // or net/http would guess by looking at the body
	}
	fields := st.ownFields()
	if contentType != "" && h["Content-Type"] == nil {
		fields[0] = contentType
		h["Content-Type"] = fields[0:1:1]
	}
	if h["X-Content-Type-Options"] == nil {
		fields[1] = "nosniff"
		h["X-Content-Type-Options"] = fields[1:2:2]
	}
}

// ownFields is room for two values that nobody else writes to: that in the state,
// which its first answer takes, or new room. A request has a second answer where a
// page stands in for a view that runs on.
func (s *state) ownFields() *[2]string {
	if s == nil || s.w.ownTaken.Swap(true) {
		return new([2]string)
	}
	return &s.w.own
}

func copyFields(to, from http.Header) {
	for name, values := range from {
		if name == "Set-Cookie" || name == "Vary" || name == "Link" {
			to[name] = append(to[name], values...)
			continue
		}
		to[name] = values
	}
}

// smallBody is the size up to which net/http counts the body itself.
const smallBody = 2048

func (p *Response) sendBody(w http.ResponseWriter) error {
	switch {
	case p.stream != nil:
		w.WriteHeader(p.status())
		return p.stream(flushWriter{w})
	case p.Body != nil:
		w.WriteHeader(p.status())
		_, err := io.Copy(w, p.Body)
		return err
	case p.bytes != nil:
		setLength(w.Header(), len(p.bytes))
		w.WriteHeader(p.status())
		_, err := w.Write(p.bytes)
		return err
	}
	setLength(w.Header(), len(p.text))
	w.WriteHeader(p.status())
	_, err := io.WriteString(w, p.text)
	return err
}

func setLength(h http.Header, n int) {
	if n > smallBody && h["Content-Length"] == nil {
		h["Content-Length"] = []string{strconv.Itoa(n)}
	}
}

func closeBody(body io.Reader) {
	if c, ok := body.(io.Closer); ok {
		c.Close()
	}
}
