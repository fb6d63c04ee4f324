package reload

import (
	"bytes"
	"fmt"
	"html"
	"net/http"
	"strconv"
	"strings"

	"github.com/combo-web/combo/headers"
)

// servePage lets next answer and puts the script into the answer if it is a
// page. Fields by which it could come compressed, in part or not at all are
// taken from the request.
func (l *Reloader) servePage(w http.ResponseWriter, r *http.Request, next http.Handler) {
	asked := without(r, "Accept-Encoding", "If-None-Match", "If-Modified-Since", "Range", "If-Range")
	p := &page{origin: originOf(r), version: l.changes.version(), method: r.Method}
	p.amender = amender{ResponseWriter: w, amend: p.prepare}
	next.ServeHTTP(p, asked)
	p.finish()
}

// originOf is how the browser reached this server.
func originOf(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// A page is the writer of an answer that may be a page. What could be the end of
// the page is held back, so that the script stands in front of the last </body>.
type page struct {
	amender
	origin, version, method string

	snippet string // what the page gets, "" if the answer is no page
	held    []byte // what begins with the last </body, or with a part of it
}

// prepare decides whether the answer is a page, and changes its header if it is.
func (p *page) prepare(status int, h http.Header) {
	kind, _ := headers.ParseMediaType(h.Get("Content-Type"))
	hasBody := status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
	if kind != "text/html" || h.Get("Content-Encoding") != "" || status == http.StatusPartialContent || !hasBody {
		return
	}
	neverOld(status, h)
	h.Del("ETag")
	h.Del("Last-Modified")
	h.Del("Accept-Ranges")
	p.snippet = p.tag(allowReload(h, p.origin))
	p.lengthen(h)
}

// tag is the element that loads the script.
func (p *page) tag(nonce string) string {
	attributes := ` data-version="` + html.EscapeString(p.version) + `"`
	if nonce != "" {
		attributes += ` nonce="` + html.EscapeString(nonce) + `"`
	}
	if p.method != http.MethodGet && p.method != http.MethodHead {
		attributes += fmt.Sprintf(` data-method="%s"`, html.EscapeString(p.method))
	}
	return `<script src="` + scriptPath + `"` + attributes + `></script>`
}

// lengthen adds what the page gets to its length.
func (p *page) lengthen(h http.Header) {
	n, err := strconv.ParseInt(h.Get("Content-Length"), 10, 64)
	if err != nil {
		return
	}
	h.Set("Content-Length", strconv.FormatInt(n+int64(len(p.snippet)), 10))
}

const (
	bodyEnd = "</body"
	maxHeld = 64 << 10 // a </body that so much follows stands in a script
)

func (p *page) Write(b []byte) (int, error) {
	p.begin(b)
	if p.snippet == "" {
		return p.ResponseWriter.Write(b)
	}
	from := max(0, len(p.held)-len(bodyEnd)+1) // where what has not been looked at begins
	p.held = append(p.held, b...)
	if err := p.release(p.keep(from)); err != nil {
		return 0, err
	}
	return len(b), nil
}

// keep returns from where on the held bytes may be the end of the page.
func (p *page) keep(from int) int {
	if i := lastBodyEnd(p.held[from:]); i >= 0 {
		return from + i
	}
	if len(p.held) >= len(bodyEnd) && len(p.held) <= maxHeld && isBodyEnd(p.held) {
		return 0
	}
	return len(p.held) - partOfBodyEnd(p.held)
}

// release sends the first n of the held bytes.
func (p *page) release(n int) error {
	if n == 0 {
		return nil
	}
	_, err := p.ResponseWriter.Write(p.held[:n])
	p.held = append(p.held[:0], p.held[n:]...)
	return err
}

// FlushError sends all there is: a page that is sent bit by bit gets the script at
// its end.
func (p *page) FlushError() error {
	p.send()
	if err := p.release(len(p.held)); err != nil {
		return err
	}
	return p.amender.FlushError()
}

// Flush is FlushError for those that look for an http.Flusher.
func (p *page) Flush() { _ = p.FlushError() }

func (p *page) finish() {
	p.send()
	if p.snippet == "" || p.method == http.MethodHead {
		return
	}
	if !endsPage(p.held) {
		_ = p.release(len(p.held))
	}
	_, _ = p.ResponseWriter.Write(append([]byte(p.snippet), p.held...))
}

// isBodyEnd tells whether b begins with </body.
func isBodyEnd(b []byte) bool {
	return len(b) >= len(bodyEnd) && strings.EqualFold(string(b[:len(bodyEnd)]), bodyEnd)
}

// lastBodyEnd returns where the last </body begins, -1 if there is none.
func lastBodyEnd(b []byte) int {
	for i := len(b); ; {
		i = bytes.LastIndex(b[:i], []byte("</"))
		if i < 0 || isBodyEnd(b[i:]) {
			return i
		}
	}
}

// partOfBodyEnd returns how many of the last bytes are the beginning of </body.
func partOfBodyEnd(b []byte) int {
	for n := min(len(b), len(bodyEnd)-1); n > 0; n-- {
		if strings.EqualFold(string(b[len(b)-n:]), bodyEnd[:n]) {
			return n
		}
	}
	return 0
}

// endsPage tells whether b is the end of a page and nothing else: a </body in a
// script is followed by more of it.
func endsPage(b []byte) bool {
	if !isBodyEnd(b) {
		return false
	}
	rest := bytes.TrimLeft(b[len(bodyEnd):], " \t\r\n")
	rest = bytes.TrimSpace(bytes.TrimPrefix(rest, []byte(">")))
	return len(rest) == 0 || strings.EqualFold(string(rest), "</html>")
}
