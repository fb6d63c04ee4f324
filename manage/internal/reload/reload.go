// Package reload shows a developer's open pages anew when a template or a file
// of the site changes: it watches directories, and puts a script into the pages
// that are sent to a browser on this machine.
//
// The script is a file of the site's own origin, so a strict
// Content-Security-Policy lets it run; where the policy of a page does not, this
// one address is added to it. It asks for changes by server-sent events. A changed
// style sheet takes the place of the old one without a reload; fields keep what
// was typed into them.
package reload

import (
	_ "embed"
	"net/http"
	"net/netip"
	"strings"

	"github.com/combo-web/combo/headers"
)

// The addresses of the script and of the events that it listens to.
const (
	scriptPath = "/.combo/reload.js"
	eventsPath = "/.combo/reload"
)

//go:embed script.js
var script string

// A Reloader tells open pages of changes. It is safe for concurrent use.
type Reloader struct {
	changes *changes
	// draining tells a request that the server is about to stop; it may return
	// nil, for never.
	draining func(*http.Request) <-chan struct{}
}

// New returns a Reloader that knows of no change yet. draining returns a channel
// that is closed when open requests are to end; nil means never.
func New(draining func(*http.Request) <-chan struct{}) *Reloader {
	if draining == nil {
		draining = func(*http.Request) <-chan struct{} { return nil }
	}
	return &Reloader{changes: newChanges(), draining: draining}
}

// Changed tells the open pages that files have changed. If all are style sheets,
// the pages stay and take the new ones.
func (l *Reloader) Changed(files []string) {
	page := len(files) == 0
	for _, f := range files {
		page = page || !strings.EqualFold(extension(f), ".css")
	}
	l.changes.note(page)
}

// Wrap returns next with the script in its pages. Requests that do not come from
// this machine, or by another name than this machine's own, go to next as they are.
func (l *Reloader) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case !isLocal(r):
			next.ServeHTTP(w, r)
		case r.URL.Path == scriptPath:
			serveScript(w, r)
		case r.URL.Path == eventsPath:
			l.serveEvents(w, r)
		case isNavigation(r):
			l.servePage(w, r, next)
		case isPartOfPage(r):
			a := &amender{ResponseWriter: w, amend: neverOld}
			next.ServeHTTP(a, without(r, "If-None-Match", "If-Modified-Since"))
			a.finish()
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// ownNames are those by which this machine calls itself. A name that somebody
// else's DNS has led here is none of them.
var ownNames = []string{"localhost", ".localhost", "127.0.0.1", "[::1]"}

func isLocal(r *http.Request) bool {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && peer.Addr().Unmap().IsLoopback() && headers.HostAllowed(r.Host, ownNames)
}

// isNavigation tells whether a browser is to show the answer as a page of its
// own: not in a frame, and not for a script that puts it somewhere.
func isNavigation(r *http.Request) bool {
	if dest := r.Header.Get("Sec-Fetch-Dest"); dest != "" {
		return dest == "document"
	}
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}

// isPartOfPage tells whether a page asks for its style sheet, script, picture.
func isPartOfPage(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Dest") {
	case "style", "script", "image", "font":
		return true
	}
	return false
}

// without returns a request without some fields. By those of conditions, a file
// that was saved twice in a second, or whose ETag is that of something else, would
// seem not to have changed.
func without(r *http.Request, fields ...string) *http.Request {
	asked := r.Clone(r.Context())
	for _, name := range fields {
		asked.Header.Del(name)
	}
	return asked
}

// neverOld makes the browser ask each time: a file that it keeps without asking,
// by its date or by Cache-Control, would stay the old one after a reload.
func neverOld(_ int, h http.Header) {
	if !strings.Contains(h.Get("Cache-Control"), "no-store") {
		h.Set("Cache-Control", "no-cache")
	}
}

func serveScript(w http.ResponseWriter, r *http.Request) {
	if !onlyGet(w, r) {
		return
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if r.Method == http.MethodGet {
		_, _ = w.Write([]byte(script))
	}
}

func onlyGet(w http.ResponseWriter, r *http.Request) bool {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	w.Header().Set("Allow", "GET, HEAD")
	http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
	return false
}
