package deploy

import (
	"net/http"
	"slices"
	"strings"
)

// visitor is the address that the proxy reports.
const visitor = "198.51.100.77"

// secure asks as a visitor who came by https, if there is a way: directly, or by
// the site's proxy.
func (e *exam) secure(v visit) (answer, error) {
	v.host = e.host()
	if e.stranger.secure || e.proxy == nil {
		return e.stranger.ask(v)
	}
	return e.byProxy(v, "https")
}

// byProxy asks as the site's proxy does for a visitor.
func (e *exam) byProxy(v visit, scheme string) (answer, error) {
	v.host = e.host()
	v.header = append(slices.Clip(v.header), "X-Forwarded-For", visitor, "X-Forwarded-Proto", scheme)
	if e.Config.ProxyHost {
		v.header = append(v.header, "X-Forwarded-Host", e.host())
	}
	return e.proxy.ask(v)
}

// hasHTTPS tells whether visitors can reach the site by https at all.
func (e *exam) hasHTTPS() bool { return e.stranger.secure || e.proxy != nil }

// A page is what the site answers at one of its addresses.
type page struct {
	path string
	answer
}

// maxPages is how many of the site's own addresses are looked at.
const maxPages = 40

// visitPages asks for the addresses that can be asked for without knowing more:
// routes of GET without parameters.
func (e *exam) visitPages() []page {
	var pages []page
	for _, path := range e.plainPaths(http.MethodGet) {
		if a, err := e.secure(visit{path: path, header: []string{"Accept", "text/html,*/*;q=0.8"}}); err == nil {
			pages = append(pages, page{path, a})
		}
	}
	return pages
}

// plainPaths returns the paths of routes without parameters that answer a method:
// the first of them, the front page always.
func (e *exam) plainPaths(method string) []string {
	paths := []string{"/"}
	for _, r := range e.site.Routes() {
		path := r.Pattern
		if len(r.Params) > 0 || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "/"+e.ours) || len(paths) == maxPages {
			continue
		}
		if r.Methods != nil && !slices.Contains(r.Methods, method) {
			continue
		}
		if m, err := e.site.Resolve(method, e.host(), path); err != nil || m.Pattern != path {
			continue // a regular expression, or hidden by another route
		}
		if !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	return paths
}
