package middleware

import (
	"bufio"
	"context"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
	"github.com/combo-web/combo/internal/interim"
)

// make calls the view and sends its answer. If it leads a flight, f is not nil, and
// lands when it is known whether the answer may be kept.
func (c *pageCache) make(w http.ResponseWriter, r *http.Request, q question, f *pageFlight) {
	rec := &recorder{ResponseWriter: w, r: r, cache: c, q: q, flight: f, outside: w.Header().Clone()}
	rec.hooked = combo.BeforeSend(r, rec.beforeSend) == nil
	returned := false
	defer func() {
		if returned {
			return
		}
		rec.panicked = true
		rec.giveUp()
	}()
	c.next.ServeHTTP(rec, c.restricted(r, q))
	rec.finish()
	returned = true
}

// A recorder holds an answer back until the view has returned, and then keeps it
// if it may. What is too large, flushed or not to be kept goes out at once.
type recorder struct {
	http.ResponseWriter
	r       *http.Request
	cache   *pageCache
	q       question
	flight  *pageFlight // nil: nobody waits
	outside http.Header // what middleware outside had set before the view ran
	hooked  bool        // beforeSend runs when the header goes out

	status  int         // 0: the view has written nothing
	direct  bool        // the answer goes out as it is written
	header  http.Header // as it was when the view called WriteHeader
	body    []byte
	whole   bool        // the view has returned, and its answer may be kept but for the hooks
	settled atomic.Bool // it is decided whether the answer is kept

	panicked bool
}

// statusMark stands in the header of an answer that this recorder sends. An error
// page that takes its place does not have it.
const statusMark = "Combo; fwd=miss"

// Unwrap gives http.ResponseController the writer below.
func (rec *recorder) Unwrap() http.ResponseWriter { return rec.ResponseWriter }

// WriteHeader notes the status. An answer that may not be kept goes out from here on.
func (rec *recorder) WriteHeader(status int) {
	switch {
	case interim.Is(status):
		rec.ResponseWriter.WriteHeader(status)
	case rec.status != 0:
	default:
		rec.status = status
		if !rec.cache.keeps(status) || !rec.judge(rec.Header()) {
			rec.pass()
			return
		}
		rec.header = rec.Header().Clone()
	}
}

// restore takes back what the view has changed in the header after WriteHeader, as
// net/http does, but for trailers.
func (rec *recorder) restore() {
	h := rec.Header()
	for name := range h {
		if rec.header != nil && !strings.HasPrefix(name, http.TrailerPrefix) {
			delete(h, name)
		}
	}
	maps.Copy(h, rec.header.Clone())
}

// keeps tells whether pages of a status are kept.
func (p *pages) keeps(status int) bool {
	return status == http.StatusOK || slices.Contains(p.config.Statuses, status)
}

// judge tells whether the header lets the answer be kept. What middleware outside
// has said that its answers vary by, it varies them by itself.
func (rec *recorder) judge(h http.Header) bool {
	return mayKeep(h, slices.Concat(rec.cache.vary, varyNames(rec.outside)))
}

// Write keeps what fits.
func (rec *recorder) Write(b []byte) (int, error) {
	if rec.status == 0 {
		rec.WriteHeader(http.StatusOK)
	}
	if !rec.direct && len(rec.body)+len(b) > rec.cache.config.MaxBytes {
		rec.pass()
	}
	if rec.direct {
		return rec.ResponseWriter.Write(b)
	}
	rec.body = append(rec.body, b...)
	return len(b), nil
}

// WriteString is Write without a copy.
func (rec *recorder) WriteString(s string) (int, error) {
	if rec.direct {
		return io.WriteString(rec.ResponseWriter, s)
	}
	return rec.Write([]byte(s))
}

// ReadFrom lets the connection copy a file that is too large to be kept.
func (rec *recorder) ReadFrom(src io.Reader) (int64, error) {
	if rec.status == 0 {
		rec.WriteHeader(http.StatusOK)
	}
	if size, err := strconv.Atoi(rec.Header().Get("Content-Length")); err == nil && size > rec.cache.config.MaxBytes {
		rec.pass()
	}
	if rec.direct {
		return io.Copy(rec.ResponseWriter, src)
	}
	return io.Copy(onlyWriter{rec}, src)
}

// onlyWriter hides ReadFrom from io.Copy.
type onlyWriter struct{ io.Writer }

// FlushError sends what there is: somebody waits for it.
func (rec *recorder) FlushError() error {
	if rec.status == 0 {
		rec.WriteHeader(http.StatusOK)
	}
	rec.pass()
	return http.NewResponseController(rec.ResponseWriter).Flush()
}

// Flush is FlushError for those that look for an http.Flusher.
func (rec *recorder) Flush() { _ = rec.FlushError() }

// Hijack takes the connection over.
func (rec *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buf, err := http.NewResponseController(rec.ResponseWriter).Hijack()
	if err == nil {
		rec.direct = true
		rec.giveUp()
	}
	return conn, buf, err
}

var (
	_ io.ReaderFrom   = (*recorder)(nil)
	_ io.StringWriter = (*recorder)(nil)
	_ http.Flusher    = (*recorder)(nil)
	_ http.Hijacker   = (*recorder)(nil)
)

// pass sends what was held back; the rest follows as it is written.
func (rec *recorder) pass() {
	if rec.direct {
		return
	}
	rec.direct = true
	rec.giveUp()
	rec.send()
}

// send sends the status and what there is of the body.
func (rec *recorder) send() {
	rec.restore()
	addCacheStatus(rec.Header(), statusMark)
	rec.ResponseWriter.WriteHeader(rec.status)
	if len(rec.body) > 0 {
		_, _ = rec.ResponseWriter.Write(rec.body) // a client that has gone needs no page
		rec.body = nil
	}
}

// finish is called when the view has returned.
func (rec *recorder) finish() {
	switch {
	case rec.direct:
		return
	case rec.status == 0: // nothing was written: net/http answers
		rec.giveUp()
		return
	}
	rec.restore()
	h := rec.Header()
	if rec.whole = isWhole(h, rec.body) && rec.judge(h) && !showsRequest(rec.r, h, rec.outside, rec.body); !rec.whole {
		rec.pass()
		return
	}
	rec.complete(h)
	if !rec.hooked {
		rec.settle(h)
	}
	rec.sendWhole()
	if !rec.settled.Load() { // somebody outside holds the answer back: the hooks decide when it goes out
		context.AfterFunc(rec.r.Context(), rec.giveUp)
	}
}

// complete adds what a whole answer can say of itself.
func (rec *recorder) complete(h http.Header) {
	if h["Etag"] == nil && rec.status == http.StatusOK {
		h["Etag"] = []string{bodyTag(rec.body)}
	}
	rec.header = h.Clone()
}

func (rec *recorder) sendWhole() {
	h := rec.Header()
	if h["Content-Length"] == nil {
		h["Content-Length"] = []string{strconv.Itoa(len(rec.body))}
	}
	addCacheStatus(h, statusMark)
	rec.ResponseWriter.WriteHeader(rec.status)
	_, _ = rec.ResponseWriter.Write(rec.body) // a client that has gone needs no page
}

// beforeSend runs after the hooks that stand inside and before those outside: the
// header has all that the view and what it called have set.
func (rec *recorder) beforeSend(h http.Header) error {
	switch {
	case !rec.whole:
	case slices.Contains(h["Cache-Status"], statusMark) && rec.judge(withoutCoding(h)):
		rec.settle(h)
	default:
		rec.giveUp()
	}
	return nil
}

// withoutCoding returns the header without what compresses outside has added to it.
// The view's own encoding has been judged before.
func withoutCoding(h http.Header) http.Header {
	if h["Content-Encoding"] == nil {
		return h
	}
	plain := maps.Clone(h)
	delete(plain, "Content-Encoding")
	return plain
}

// settle keeps the answer and lets those have it who wait.
func (rec *recorder) settle(h http.Header) {
	c := rec.cache
	now := c.clock()
	ttl, stale := freshFor(h, now, c.config.TTL), c.config.Stale
	if mustRevalidate(h["Cache-Control"]...) {
		stale = 0
	}
	if ttl <= 0 {
		rec.giveUp()
		return
	}
	if !rec.settled.CompareAndSwap(false, true) {
		return
	}
	made := page{status: rec.status, made: now, until: now.Add(ttl), fields: rec.fields(h), body: rec.body}
	c.keep(rec.r.Context(), rec.q.key, made, ttl+stale)
	if rec.flight != nil {
		c.land(rec.q.key, rec.flight, made, madePage)
	}
	c.offer(h, ttl)
}

// giveUp lets those go on who wait: the answer is not for them.
func (rec *recorder) giveUp() {
	if !rec.settled.CompareAndSwap(false, true) || rec.flight == nil {
		return
	}
	c, ctx := rec.cache, rec.r.Context()
	if ctx.Err() != nil {
		c.land(rec.q.key, rec.flight, page{}, clientGone)
		return
	}
	if !rec.panicked && rec.status != 0 && rec.status < 500 { // what has failed may go well next time
		now := c.clock()
		c.keep(ctx, rec.q.key, page{made: now, until: now}, passTTL)
	}
	c.land(rec.q.key, rec.flight, page{}, madeOther)
}

// ofBody are the fields that middleware outside changes when it changes the body:
// they are kept as the view left them.
var ofBody = headers.Set{
	"Accept-Ranges", "Content-Encoding", "Content-Language", "Content-Type", "Etag", "Last-Modified", "Vary",
}

// notKept are fields that are made anew for each answer.
var notKept = headers.Set{"Age", "Cache-Status", "Content-Length", "Date"}

// fields are those that the view and the hooks inside have set. What middleware
// outside had set before is not among them: it sets it for each answer.
func (rec *recorder) fields(sent http.Header) []pageField {
	var list []pageField
	add := func(name string, values []string) {
		if notKept.Has(name) || slices.Equal(values, rec.outside[name]) {
			return
		}
		for _, v := range values {
			if name == "Link" && slices.Contains(rec.outside[name], v) {
				continue
			}
			list = append(list, pageField{name, v})
		}
	}
	for name, values := range rec.header {
		if ofBody.Has(name) {
			add(name, values)
		}
	}
	for name, values := range sent {
		if !ofBody.Has(name) {
			add(name, values)
		}
	}
	slices.SortStableFunc(list, func(a, b pageField) int { return strings.Compare(a.name, b.name) })
	return list
}
