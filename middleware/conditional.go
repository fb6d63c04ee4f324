package middleware

import (
	"bufio"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
	"github.com/combo-web/combo/internal/interim"
)

// ConditionalGET spares clients a page that they have already (Django's
// ConditionalGetMiddleware). An answer with status 200 to GET or HEAD that has no
// ETag gets one, made of its body: weak, and the same in all processes. What the
// request asks for then decides, in the order of RFC 9110 §13.2.2: If-None-Match,
// compared weakly, else If-Modified-Since with the answer's Last-Modified. If the
// client has the page, it gets a 304 without a body, with the fields that a 304 is
// to have.
//
// The view is called in any case: only the way to the client is spared. Answers
// that are flushed, smaller than 512 bytes or larger than 1 MiB, that set a cookie, say no-store or stand in
// an encoding pass untouched, and so do files, which [combo.File] answers
// conditionally itself. A page with something random in it, such as the token of
// a form, is another one each time. One that has asked for [combo.CSPNonce] passes
// untouched, also with a tag of its own: the nonce of a 304 is not that of the page
// that the client has.
func ConditionalGET() func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !isRead(r) {
				next.ServeHTTP(w, r)
				return
			}
			c := &conditional{ResponseWriter: w, r: r}
			next.ServeHTTP(c, r)
			c.finish()
			c.held.release()
		})
	}
}

const (
	minTagged = 512     // below, the tag and the question for it cost what a 304 saves
	maxTagged = 1 << 20 // above, the answer is not held back for its tag
)

// A conditional holds a 200 back until its tag is known. What its view changes in
// the header after WriteHeader goes out with it: a copy of every page's header would
// cost more than that mistake.
type conditional struct {
	http.ResponseWriter
	r      *http.Request
	status int // 0: nothing was written
	state  conditionalState
	held   held
}

type conditionalState int

const (
	conditionalOpen conditionalState = iota // no decision yet, or the body is held back
	conditionalSent                         // the answer goes out as it is written
	conditionalDrop                         // a 304 has gone out: the body is dropped
)

// Unwrap gives http.ResponseController the writer below.
func (c *conditional) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// WriteHeader decides by the header, if it can.
func (c *conditional) WriteHeader(status int) {
	switch {
	case interim.Is(status):
		c.ResponseWriter.WriteHeader(status)
	case c.status != 0:
	default:
		c.status = status
		c.decide()
	}
}

// decide sends what is none of its business, and answers what has a tag or a date.
func (c *conditional) decide() {
	h := c.Header()
	switch {
	case c.status != http.StatusOK || combo.CSPNonceUsed(c.r):
		c.pass()
	case isBare(h):
	case h["Set-Cookie"] != nil || containsFold(h["Cache-Control"], "no-store"):
		c.pass()
	case valueOf(h, "Etag") != "":
		c.answer()
	case h["Content-Encoding"] != nil || h["Content-Range"] != nil:
		c.pass()
	}
}

// answer sends a 304 if the client has the page, else the page.
func (c *conditional) answer() {
	h := c.Header()
	known := headers.Validators{ETag: valueOf(h, "Etag")}
	now := time.Now() // only for the century of an old form of dates
	if modified, err := headers.ParseDate(valueOf(h, "Last-Modified"), now); err == nil {
		known.Modified = modified
	}
	if known.Check(http.MethodGet, conditionsOf(c.r), now) != http.StatusNotModified {
		c.pass()
		return
	}
	for _, name := range []string{"Content-Type", "Content-Length", "Content-Encoding", "Content-Language", "Content-Range", "Last-Modified", "Accept-Ranges"} {
		delete(h, name)
	}
	c.state = conditionalDrop
	c.ResponseWriter.WriteHeader(http.StatusNotModified)
}

// conditionsOf are the conditions that can make a 304. If-Match and
// If-Unmodified-Since guard a change, and are the view's.
func conditionsOf(r *http.Request) http.Header {
	if r.Header["If-Match"] == nil && r.Header["If-Unmodified-Since"] == nil {
		return r.Header
	}
	return http.Header{"If-None-Match": r.Header["If-None-Match"], "If-Modified-Since": r.Header["If-Modified-Since"]}
}

// pass sends what was held back; the rest follows as it is written.
func (c *conditional) pass() {
	if c.state != conditionalOpen {
		return
	}
	c.state = conditionalSent
	c.ResponseWriter.WriteHeader(c.status)
	if len(c.held.body) > 0 {
		_, _ = c.ResponseWriter.Write(c.held.body) // a client that has gone needs no page
	}
}

// begin sends the header of an answer that begins with its body.
func (c *conditional) begin() {
	if c.status == 0 {
		c.WriteHeader(http.StatusOK)
	}
}

// Write holds back what fits.
func (c *conditional) Write(b []byte) (int, error) {
	c.begin()
	if c.state == conditionalOpen && len(c.held.body)+len(b) > maxTagged {
		c.pass()
	}
	switch c.state {
	case conditionalSent:
		return c.ResponseWriter.Write(b)
	case conditionalOpen:
		c.held.add(b)
	}
	return len(b), nil
}

// WriteString is Write without a copy more.
func (c *conditional) WriteString(s string) (int, error) {
	c.begin()
	if c.state == conditionalOpen && len(c.held.body)+len(s) > maxTagged {
		c.pass()
	}
	switch c.state {
	case conditionalSent:
		return io.WriteString(c.ResponseWriter, s)
	case conditionalOpen:
		c.held.addString(s)
	}
	return len(s), nil
}

// ReadFrom lets the connection copy a file that has its own tag.
func (c *conditional) ReadFrom(src io.Reader) (int64, error) {
	c.begin()
	if c.state == conditionalSent {
		return io.Copy(c.ResponseWriter, src)
	}
	return io.Copy(onlyWriter{c}, src)
}

// FlushError sends what there is: somebody waits for it.
func (c *conditional) FlushError() error {
	c.begin()
	c.pass()
	return http.NewResponseController(c.ResponseWriter).Flush()
}

// Flush is FlushError for those that look for an http.Flusher.
func (c *conditional) Flush() { _ = c.FlushError() }

// Hijack takes the connection over.
func (c *conditional) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buf, err := http.NewResponseController(c.ResponseWriter).Hijack()
	if err == nil {
		c.status, c.state = http.StatusSwitchingProtocols, conditionalSent
	}
	return conn, buf, err
}

var (
	_ io.ReaderFrom   = (*conditional)(nil)
	_ io.StringWriter = (*conditional)(nil)
	_ http.Flusher    = (*conditional)(nil)
	_ http.Hijacker   = (*conditional)(nil)
)

// finish tags a whole answer. One to HEAD often has no body where that to GET has
// one, and then no tag.
func (c *conditional) finish() {
	if c.status == 0 || c.state != conditionalOpen {
		return
	}
	h := c.Header()
	if len(c.held.body) < minTagged || !isWhole(h, c.held.body) || valueOf(h, "Etag") != "" || combo.CSPNonceUsed(c.r) {
		c.pass()
		return
	}
	h["Etag"] = []string{bodyTag(c.held.body)}
	c.answer()
}

// bodyTag is the entity tag of a body: weak, because what compresses may stand
// outside, and the same in all processes. A hash that could be forged would let
// whoever writes a part of a page keep its readers from seeing it change.
func bodyTag(body []byte) string {
	sum := sha256.Sum256(body)
	var text [20]byte
	base64.RawURLEncoding.Encode(text[:], sum[:15])
	var b strings.Builder
	b.Grow(len(text) + 4)
	b.WriteString(`W/"`)
	b.Write(text[:])
	b.WriteByte('"')
	return b.String()
}
