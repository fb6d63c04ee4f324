package middleware

import (
	"encoding/binary"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/combo-web/combo/headers"
)

// A page is an answer as it is kept. One without a status says that the answer may
// not be kept.
type page struct {
	status int
	made   time.Time
	until  time.Time // when it stops to be fresh
	fields []pageField
	body   []byte
}

// A pageField is one line of a page's header.
type pageField struct{ name, value string }

// pageForm names the form in which pages are stored.
const pageForm = 1

// isStrict tells whether the page is never to be sent when it is no longer fresh.
func (p page) isStrict() bool {
	return slices.ContainsFunc(p.fields, func(f pageField) bool {
		return f.name == "Cache-Control" && mustRevalidate(f.value)
	})
}

// appendTo writes a page: its form, the length of what follows but the body, its
// key, so that a store which mixes up its answers gives nobody another's page, and
// then numbers, and texts with their lengths.
func (p page) appendTo(b []byte, key string) []byte {
	head := appendText(nil, key)
	head = binary.AppendUvarint(head, uint64(p.status))
	head = binary.AppendUvarint(head, uint64(p.made.UnixNano()))
	head = binary.AppendUvarint(head, uint64(p.until.UnixNano()))
	head = binary.AppendUvarint(head, uint64(len(p.fields)))
	for _, f := range p.fields {
		head = appendText(head, f.name)
		head = appendText(head, f.value)
	}
	b = slices.Grow(b, 1+binary.MaxVarintLen64+len(head)+len(p.body))
	b = append(b, pageForm)
	b = binary.AppendUvarint(b, uint64(len(head)))
	b = append(b, head...)
	return append(b, p.body...)
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// parsePage reads what appendTo has written for this key. Anything else is not ok.
func parsePage(key string, stored []byte) (p page, ok bool) {
	if len(stored) == 0 || stored[0] != pageForm {
		return page{}, false
	}
	n, size := binary.Uvarint(stored[1:])
	if size <= 0 || n > uint64(len(stored)-1-size) {
		return page{}, false
	}
	end := 1 + size + int(n)
	r := pageReader{rest: string(stored[1+size : end])}
	if r.text() != key {
		return page{}, false
	}
	p.status = int(r.number(999))
	p.made = time.Unix(0, int64(r.number(math.MaxInt64)))
	p.until = time.Unix(0, int64(r.number(math.MaxInt64)))
	p.fields = make([]pageField, r.number(uint64(len(r.rest))/2)) // each has two lengths
	for i := range p.fields {
		p.fields[i] = pageField{r.text(), r.text()}
	}
	p.body = stored[end:]
	return p, !r.failed && r.rest == ""
}

// A pageReader takes numbers and texts from the front of a text.
type pageReader struct {
	rest   string
	failed bool
}

// number reads a number, 0 if there is none or it is above the limit.
func (r *pageReader) number(limit uint64) uint64 {
	var n uint64
	for i := 0; i < len(r.rest) && i < binary.MaxVarintLen64; i++ {
		n |= uint64(r.rest[i]&0x7f) << (7 * i)
		if r.rest[i] < 0x80 {
			r.rest = r.rest[i+1:]
			if r.failed = r.failed || n > limit; r.failed {
				return 0
			}
			return n
		}
	}
	r.failed = true
	return 0
}

func (r *pageReader) text() string {
	n := r.number(math.MaxInt64)
	if r.failed || n > uint64(len(r.rest)) {
		r.failed = true
		return ""
	}
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

// replay sends a page. Its fields replace those of middleware outside that has
// spoken already, or join them, as the view's own would.
func (c *pageCache) replay(w http.ResponseWriter, r *http.Request, p page) {
	h := w.Header()
	now := c.clock()
	values := make([]string, 0, len(p.fields)+2) // one array for all
	single := func(name, value string) {
		values = append(values, value)
		h[name] = values[len(values)-1 : len(values) : len(values)]
	}
	for i, f := range p.fields {
		switch {
		case f.name == "Vary":
			for _, name := range headers.ParseList(f.value) {
				addVary(h, name)
			}
		case f.name == "Link":
			if !slices.Contains(h["Link"], f.value) {
				h["Link"] = append(slices.Clip(h["Link"]), f.value)
			}
		case i > 0 && p.fields[i-1].name == f.name:
			h[f.name] = append(h[f.name], f.value)
		default:
			single(f.name, f.value)
		}
	}
	single("Age", strconv.Itoa(wholeSeconds(now.Sub(p.made))))
	single("Content-Length", strconv.Itoa(len(p.body)))
	addCacheStatus(h, "Combo; hit")
	c.offer(h, p.until.Sub(now))
	w.WriteHeader(p.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(p.body) // a client that has gone needs no page
	}
}

// offer lets clients keep the page, if the site allows it and the view has said
// nothing. Who signs in gets other pages, so they differ by Cookie then. A cookie
// of a hook outside comes later: "private" is true with it, too.
func (c *pageCache) offer(h http.Header, left time.Duration) {
	for _, name := range c.vary {
		addVary(h, name)
	}
	if c.config.ClientTTL <= 0 || h["Cache-Control"] != nil || h["Set-Cookie"] != nil {
		return
	}
	addVary(h, "Cookie")
	age := wholeSeconds(min(c.config.ClientTTL, left))
	who := "private"
	if c.config.Public {
		who = "public"
	}
	h["Cache-Control"] = []string{who + ", max-age=" + strconv.Itoa(age)}
}

func wholeSeconds(d time.Duration) int {
	return int(min(max(d/time.Second, 0), math.MaxInt32))
}

// addCacheStatus says what the cache did (RFC 9211).
func addCacheStatus(h http.Header, status string) {
	h["Cache-Status"] = append(slices.Clip(h["Cache-Status"]), status)
}

// addVary adds the name of a request's field, once.
func addVary(h http.Header, name string) {
	listed := headers.Set(headers.ParseList(strings.Join(h["Vary"], ",")))
	if !listed.Has(name) && !listed.Has("*") {
		h["Vary"] = append(slices.Clip(h["Vary"]), name)
	}
}
