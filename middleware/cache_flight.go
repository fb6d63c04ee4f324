package middleware

import (
	"context"
	"sync"
	"time"

	"github.com/combo-web/combo/cache"
	"github.com/combo-web/combo/internal/complaints"
)

// pages is what all handlers behind one Cache share.
type pages struct {
	config     CacheConfig
	store      cache.Store
	clock      func() time.Time
	vary       []string // the declared fields in canonical spelling, sorted
	complaints complaints.Log

	mu sync.Mutex // guards the flights of all pageCaches
}

// A pageFlight is one page in the making and the requests that wait for it.
type pageFlight struct {
	done    chan struct{} // closed when page and outcome are set
	page    page
	outcome outcome
}

// An outcome is how a flight has ended.
type outcome int

const (
	inFlight     outcome = iota
	madePage             // the page is for all
	madeOther            // the answer was for its own client only
	clientGone           // another is to try
	contextEnded         // of the one who waits
)

// join returns the flight of a key, and whether it begins here: then the caller
// must land it.
func (c *pageCache) join(key string) (f *pageFlight, first bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.flights[key]; f != nil {
		return f, false
	}
	f = &pageFlight{done: make(chan struct{})}
	c.flights[key] = f
	return f, true
}

// land ends a flight, once: only the first outcome counts.
func (c *pageCache) land(key string, f *pageFlight, made page, o outcome) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f.outcome != inFlight {
		return
	}
	delete(c.flights, key)
	f.page, f.outcome = made, o
	close(f.done)
}

// maxPageWait is how long a request waits for others to make its page before it calls
// the view itself.
const maxPageWait = 10 * time.Second

func (f *pageFlight) wait(ctx context.Context, late <-chan time.Time) (page, outcome) {
	select {
	case <-f.done:
		return f.page, f.outcome
	case <-late:
		return page{}, madeOther
	case <-ctx.Done():
		return page{}, contextEnded
	}
}
