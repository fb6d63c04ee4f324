package middleware

import (
	"net/http"
	"sync"
)

// A held body waits until it is known how its answer goes out. It lies in a buffer
// that is used again; the writer around it is not: a handler that writes after it has
// returned must not get at the answer of another request.
type held struct {
	body   []byte
	buffer *[]byte // where body lies, nil as long as there is none
}

var heldBuffers = sync.Pool{New: func() any { return new([]byte) }}

// begin takes a buffer, unless there is one.
func (h *held) begin() {
	if h.buffer == nil {
		h.buffer = heldBuffers.Get().(*[]byte)
		h.body = (*h.buffer)[:0]
	}
}

func (h *held) add(b []byte) {
	h.begin()
	h.body = append(h.body, b...)
}

func (h *held) addString(s string) {
	h.begin()
	h.body = append(h.body, s...)
}

// release gives the buffer to other requests, unless it has become large.
func (h *held) release() {
	if h.buffer != nil && cap(h.body) <= 64<<10 {
		*h.buffer = h.body[:0]
		heldBuffers.Put(h.buffer)
	}
	*h = held{}
}

// valueOf is h.Get for a name that is known to be in canonical spelling.
func valueOf(h http.Header, name string) string {
	if values := h[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// isBare tells whether a header has nothing but the two fields that all answers of
// views have. That is quicker to see than that none of five others is there.
func isBare(h http.Header) bool {
	return len(h) == 2 && h["Content-Type"] != nil && h["X-Content-Type-Options"] != nil
}
