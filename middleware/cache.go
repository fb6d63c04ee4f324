package middleware

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/combo-web/combo/cache"
)

// CacheConfig says what [Cache] keeps, for how long, and by which parts of a
// request it tells pages apart.
type CacheConfig struct {
	// Store keeps the pages. Defaults to an in-process store of 64 MiB of its own.
	Store cache.Store
	// TTL is how long a page is fresh, from the end of the view that made it. A
	// page that says s-maxage or max-age is fresh for that long if it is shorter.
	// Defaults to one minute.
	TTL time.Duration
	// Stale is for how long after that a page may still be sent while one request
	// makes it anew. Defaults to 0: all wait for that one.
	Stale time.Duration
	// Vary are the fields of the request's header that the view sees, and by which
	// pages differ: "Accept-Language". Defaults to none.
	Vary []string
	// Query are the parameters of the query that the view sees, and by which pages
	// differ; others are not handed to it. An empty list that is not nil is none.
	// Defaults to all.
	Query []string
	// IgnoreCookies are the names of cookies that do not matter here, such as those
	// of a web statistic. A request with any other cookie passes the cache by.
	// Defaults to none.
	IgnoreCookies []string
	// Context hands the view what middleware outside has put into the context and
	// by which pages do not differ: a database, a logger. It takes that out of from
	// and returns to with it, never from itself, which has all. Defaults to none:
	// only what the kernel knows of the request.
	Context func(from, to context.Context) context.Context
	// Statuses are further statuses to keep besides 200: 301, 308, 404 or 410. That is
	// for answers that a view makes itself: the site's pages for errors, such as that
	// of a [combo.Errorf] with 404, say no-store. Defaults to none.
	Statuses []int
	// MaxBytes is the size of the largest body that is kept. Defaults to 1 MiB.
	MaxBytes int
	// ClientTTL lets browsers keep the page too, by "private, max-age=…", for this
	// long at most and not longer than it is fresh here, unless the view has its own
	// Cache-Control, or the answer a cookie. Defaults to 0: nothing is said to them.
	ClientTTL time.Duration
	// Public says "public" in place of that, which lets proxies keep the page for
	// all. It is for where no middleware outside sets a cookie or anything else for
	// one visitor: its hooks run later, when this has been said. Defaults to false.
	Public bool
	// Version stands in every key: a new one, such as the build's, leaves all older
	// pages behind. Defaults to "".
	Version string
	// Clock tells the time, for tests; give the store the same. Defaults to time.Now.
	Clock func() time.Time
	// Log receives the errors of the store, at most one in ten seconds. Defaults to
	// slog.Default().
	Log *slog.Logger
}

// Cache keeps the pages of a route, or of all in an included list, and answers
// from what it keeps (Django's cache_page). It denies by default:
//
//   - Only GET and HEAD. A request with an Authorization field, a client
//     certificate, a body, a Range, or a cookie that is not in IgnoreCookies
//     passes it by: nothing is looked up or kept, and the view gets the request as
//     it came. If the view of such a signed-in visitor says nothing about caching,
//     "private, no-store" is sent.
//   - For all others the view gets a copy of the request with nothing in it but what
//     pages are told apart by: scheme, host, path, the declared parameters of the
//     query, sorted, and the declared fields of the header. Cookies, the client's
//     address, other fields, path values and what middleware outside has put into the
//     context are not there, so they cannot get into a page. Of Accept the view sees whether
//     HTML or JSON was named first, for the form of error pages.
//   - A page is kept if its status is 200 or in Statuses, it is whole and not above
//     MaxBytes, and it does not set a cookie, say private, no-store or no-cache,
//     vary by what is not declared, use a nonce, show the id of the request, or
//     stand in an encoding.
//
// A page is held back until the view has returned; one that is flushed goes out at
// once and is not kept. Of many requests that miss one page, one makes it and the
// others wait for it. If that one's view panics, or the page may not be kept, the
// others call the view themselves, as they do after ten seconds; if its client goes
// away, another makes the page.
//
// A page from the cache has the fields that the view set, an Age and an ETag; hooks
// of [combo.BeforeSend] that stand outside run for it as for any other. The
// Cache-Status field (RFC 9211) says hit, fwd=miss or fwd=bypass. Compression,
// conditional answers, CORS, security headers, sessions and limits belong outside.
// An error of the store is logged, and the view is called. What a client says in
// Cache-Control is not obeyed. Outside of a [combo.Site] all works the same, but
// for hooks, nonces and ids of requests, which there are none of.
func Cache(config CacheConfig) func(http.Handler) http.Handler {
	config.check()
	shared := newPages(config)
	return func(next http.Handler) http.Handler {
		return &pageCache{pages: shared, next: next, flights: map[string]*pageFlight{}}
	}
}

// A pageCache stands around one handler. Its flights are its own, so that one Cache
// inside of another does not wait for itself.
type pageCache struct {
	*pages
	next    http.Handler
	flights map[string]*pageFlight // guarded by pages.mu
}

// ServeHTTP answers from the cache, or makes the page.
func (c *pageCache) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q, ok := c.question(r)
	switch {
	case !ok:
		c.bypass(w, r, q)
	case r.Method == http.MethodHead:
		c.head(w, r, q)
	default:
		c.get(w, r, q)
	}
}

// bypass calls the view with the request as it came.
func (c *pageCache) bypass(w http.ResponseWriter, r *http.Request, q question) {
	if q.personal && w.Header()["Cache-Control"] == nil {
		w.Header()["Cache-Control"] = []string{"private, no-store"}
	}
	if isRead(r) {
		addCacheStatus(w.Header(), "Combo; fwd=bypass")
	}
	c.next.ServeHTTP(w, r)
}

// head answers from what a GET has left. It keeps nothing: a view may leave out the
// body for HEAD.
func (c *pageCache) head(w http.ResponseWriter, r *http.Request, q question) {
	if p, state := c.lookup(r.Context(), q.key); state == isFresh {
		c.replay(w, r, p)
		return
	}
	addCacheStatus(w.Header(), "Combo; fwd=miss")
	c.next.ServeHTTP(w, c.restricted(r, q))
}

func (c *pageCache) get(w http.ResponseWriter, r *http.Request, q question) {
	var late *time.Timer // for all flights together that this request waits for
	for {
		p, state := c.lookup(r.Context(), q.key)
		switch state {
		case isFresh:
			c.replay(w, r, p)
			return
		case isPassed:
			c.make(w, r, q, nil)
			return
		}
		f, first := c.join(q.key)
		if first {
			c.lead(w, r, q, f)
			return
		}
		if state == isStale {
			c.replay(w, r, p)
			return
		}
		if late == nil {
			late = time.NewTimer(maxPageWait)
			defer late.Stop()
		}
		made, outcome := f.wait(r.Context(), late.C)
		switch outcome {
		case madePage:
			c.replay(w, r, made)
			return
		case madeOther:
			c.make(w, r, q, nil)
			return
		case contextEnded:
			sendError(w, r, r.Context().Err())
			return
		}
	}
}

// lead makes the page for all who want it.
func (c *pageCache) lead(w http.ResponseWriter, r *http.Request, q question, f *pageFlight) {
	// A view that does not look at its context may go on for long after its client has gone.
	defer context.AfterFunc(r.Context(), func() { c.land(q.key, f, page{}, clientGone) })()
	// Another may have landed between the look into the store and the start of this flight.
	if p, state := c.lookup(r.Context(), q.key); state == isFresh {
		c.land(q.key, f, p, madePage)
		c.replay(w, r, p)
		return
	}
	c.make(w, r, q, f)
}

// passTTL is for how long it is remembered that a page may not be kept: so long no
// request waits for another to find that out.
const passTTL = 10 * time.Second

// A lookupState is what the store has for a key.
type lookupState int

const (
	isMissing lookupState = iota
	isFresh
	isStale
	isPassed // a page that may not be kept was made a moment ago
)

func (p *pages) lookup(ctx context.Context, key string) (page, lookupState) {
	stored, ok, err := p.get(ctx, key)
	if err != nil {
		p.complaints.Report(ctx, "get", err)
		return page{}, isMissing
	}
	if !ok {
		return page{}, isMissing
	}
	found, ok := parsePage(key, stored)
	now := p.clock()
	switch {
	case !ok:
		return page{}, isMissing
	case found.status == 0:
		return page{}, isPassed
	case now.Before(found.until):
		return found, isFresh
	case now.Before(found.until.Add(p.config.Stale)) && !found.isStrict():
		return found, isStale
	}
	return page{}, isMissing
}

// get and set take a panic of the store for an error: neither the request nor those
// who wait for its page have to suffer for it.
func (p *pages) get(ctx context.Context, key string) (value []byte, ok bool, err error) {
	defer panicAsError(&err)
	return p.store.Get(ctx, key)
}

func (p *pages) set(ctx context.Context, key string, value []byte, ttl time.Duration) (err error) {
	defer panicAsError(&err)
	return p.store.Set(ctx, key, value, ttl)
}

func panicAsError(err *error) {
	if v := recover(); v != nil {
		*err = fmt.Errorf("panic: %v", v)
	}
}

// keep stores a page, or what stands for one that may not be kept.
func (p *pages) keep(ctx context.Context, key string, made page, ttl time.Duration) {
	err := p.set(ctx, key, made.appendTo(nil, key), ttl)
	if err != nil && !errors.Is(err, cache.ErrTooLarge) {
		p.complaints.Report(ctx, "set", err)
	}
}

// newPages fills in the defaults.
func newPages(config CacheConfig) *pages {
	config.TTL = cmp.Or(config.TTL, time.Minute)
	config.MaxBytes = cmp.Or(config.MaxBytes, 1<<20)
	p := &pages{config: config, store: config.Store, clock: config.Clock}
	if p.clock == nil {
		p.clock = time.Now
	}
	if p.store == nil {
		memory, err := cache.NewMemory(cache.MemoryConfig{Clock: config.Clock})
		if err != nil {
			panic(err)
		}
		p.store = memory
	}
	c := &p.complaints
	c.Message, c.To, c.Clock = "the page cache does not work", config.Log, p.clock
	p.vary = canonicalNames(config.Vary)
	return p
}
