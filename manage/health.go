package manage

import (
	"io"
	"net/http"
	"strings"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/server"
)

// withHealth answers /healthz and /readyz for supervisors and load balancers,
// around the site: they call the machine by its address, not by the site's name.
// A route of the site for one of them goes first.
func withHealth(site *combo.Site, next http.Handler) http.Handler {
	ready := newReadiness(site)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/healthz" && !isOwn(site, r):
			answerHealth(w, r, http.StatusOK, "ok")
		case r.URL.Path == "/readyz" && !isOwn(site, r):
			status, text := ready.ask(r)
			answerHealth(w, r, status, text)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// isOwn tells whether the site has a route for the very path of a request, with
// or without a slash at its end: one for all paths does not count.
func isOwn(site *combo.Site, r *http.Request) bool {
	for _, path := range []string{r.URL.Path, r.URL.Path + "/"} {
		match, err := site.Resolve(http.MethodGet, r.Host, path)
		if err == nil && strings.Contains(match.Pattern, r.URL.Path[1:]) {
			return true
		}
	}
	return false
}

func answerHealth(w http.ResponseWriter, r *http.Request, status int, text string) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		status, text = http.StatusMethodNotAllowed, "only GET and HEAD"
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = io.WriteString(w, text+"\n")
	}
}

// ask tells whether requests may be sent here: not while the server comes to its
// end, and not while an app is not ready.
func (y *readiness) ask(r *http.Request) (status int, text string) {
	select {
	case <-server.Stopping(r.Context()):
		return http.StatusServiceUnavailable, "draining"
	default:
	}
	if down := y.down(r.Context()); len(down) > 0 {
		return http.StatusServiceUnavailable, "not ready: " + strings.Join(down, ", ")
	}
	return http.StatusOK, "ready"
}
