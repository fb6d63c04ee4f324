package reload

import (
	"bufio"
	"net"
	"net/http"
)

// An amender is an http.ResponseWriter that lets a function change the header
// just before it goes out, when the type of the answer is known.
type amender struct {
	http.ResponseWriter
	amend  func(status int, h http.Header)
	status int  // what the handler said, 0 as long as nothing
	sent   bool // the header has gone out
}

func (a *amender) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// WriteHeader waits for the first bytes if they are to tell the type.
func (a *amender) WriteHeader(status int) {
	switch {
	case status >= 100 && status < 200 && status != http.StatusSwitchingProtocols:
		a.ResponseWriter.WriteHeader(status)
	case a.status == 0:
		a.status = status
		if _, known := a.Header()["Content-Type"]; known {
			a.send()
		}
	}
}

// send sends the header, once.
func (a *amender) send() {
	if a.sent {
		return
	}
	a.sent = true
	if a.status == 0 {
		a.status = http.StatusOK
	}
	a.amend(a.status, a.Header())
	a.ResponseWriter.WriteHeader(a.status)
}

// begin sends the header before the first bytes of the body, whose type is found
// as net/http finds it if the handler gave none.
func (a *amender) begin(b []byte) {
	if a.sent {
		return
	}
	h := a.Header()
	if _, known := h["Content-Type"]; !known && h.Get("Content-Encoding") == "" && len(b) > 0 {
		h.Set("Content-Type", http.DetectContentType(b))
	}
	a.send()
}

func (a *amender) Write(b []byte) (int, error) {
	a.begin(b)
	return a.ResponseWriter.Write(b)
}

func (a *amender) FlushError() error {
	a.send()
	return http.NewResponseController(a.ResponseWriter).Flush()
}

// Flush is FlushError for those that look for an http.Flusher.
func (a *amender) Flush() { _ = a.FlushError() }

// Hijack takes the connection over: nothing is amended any more.
func (a *amender) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buf, err := http.NewResponseController(a.ResponseWriter).Hijack()
	a.sent = a.sent || err == nil
	return conn, buf, err
}

// finish is called when the handler has returned.
func (a *amender) finish() { a.send() }
