package reload

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// changes counts what has changed since the process began. A page knows at which
// count it was made, so a change between that and its first question is not lost.
type changes struct {
	process string // pages of another process are old

	mu    sync.Mutex
	count int
	page  int           // the count of the last change that a new style sheet does not mend
	next  chan struct{} // closed at the next change
}

func newChanges() *changes {
	return &changes{process: rand.Text()[:8], next: make(chan struct{})}
}

func (c *changes) note(page bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.count++
	if page {
		c.page = c.count
	}
	close(c.next)
	c.next = make(chan struct{})
}

// version names the present state.
func (c *changes) version() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.name()
}

func (c *changes) name() string { return c.process + "." + strconv.Itoa(c.count) }

// since tells what a page of a version has to do, "" if nothing, the version that
// it has then, and when to ask again.
func (c *changes) since(version string) (event, now string, next <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	process, text, _ := strings.Cut(version, ".")
	count, err := strconv.Atoi(text)
	switch {
	case process != c.process || err != nil || count < c.page || count > c.count:
		event = "page"
	case count < c.count:
		event = "style"
	}
	return event, c.name(), c.next
}

// serveEvents tells a page what changes, until it goes or the server stops.
func (l *Reloader) serveEvents(w http.ResponseWriter, r *http.Request) {
	if !onlyGet(w, r) {
		return
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
		http.Error(w, "This is for the pages of the site itself.", http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return
	}
	version := r.Header.Get("Last-Event-ID")
	if version == "" {
		version = r.URL.Query().Get("since")
	}
	fmt.Fprint(w, "retry: 300\n\n")
	l.follow(w, r, version)
}

func (l *Reloader) follow(w http.ResponseWriter, r *http.Request, version string) {
	out := http.NewResponseController(w)
	draining := l.draining(r)
	for {
		event, now, next := l.changes.since(version)
		if event != "" {
			fmt.Fprintf(w, "id: %s\nevent: %s\ndata: %[1]s\n\n", now, event)
		}
		if out.Flush() != nil {
			return
		}
		version = now
		select {
		case <-next:
		case <-draining:
			return
		case <-r.Context().Done():
			return
		}
	}
}
