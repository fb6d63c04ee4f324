package deploy

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/combo-web/combo"
)

const evilOrigin = "https://" + evilHost

// maxForms is how many of the site's own routes get a forged form.
const maxForms = 10

// checkCrossSite sends forms as a page of another site would: the site has to
// refuse them before a view sees them.
func checkCrossSite(e *exam) []problem {
	found := exemptRoutes(e)
	if wall := e.notLookedAt("forged forms"); wall != nil {
		return append(found, wall...)
	}
	paths := []string{e.path("body")}
	for _, path := range e.plainPaths(http.MethodPost) {
		if len(paths) <= maxForms && !e.isExempt(path) {
			paths = append(paths, path)
		}
	}
	for _, path := range paths {
		for _, how := range [][]string{{"Sec-Fetch-Site", "cross-site", "Origin", evilOrigin}, {"Origin", evilOrigin}, {"Sec-Fetch-Site", "cross-site", "Origin", "null"}} {
			a, err := e.secure(visit{method: http.MethodPost, path: path, body: "a=b", header: append(how, "Content-Type", "application/x-www-form-urlencoded")})
			if err != nil {
				return append(found, unanswered(err))
			}
			if got := a.status; got < 400 || got == 400 || got == 422 || got >= 500 {
				found = append(found, problem{message: fmt.Sprintf("POST %s of another site is answered with %d, not refused with 403.", e.shown(path), got),
					fix: "Take the site of the forged form out of TrustedOrigins, and the route out of what answers before Combo's check."})
				break
			}
		}
	}
	return found
}

// shown is a path as it is told: those of the examination mean nothing to anybody.
func (e *exam) shown(path string) string {
	if strings.HasPrefix(path, "/"+e.ours) {
		return "to a route like any other"
	}
	return path
}

// isExempt tells whether the route of POST at a path takes what other sites send.
func (e *exam) isExempt(path string) bool {
	for _, r := range e.ownRoutes() {
		if r.Pattern == path && (r.Methods == nil || slices.Contains(r.Methods, http.MethodPost)) {
			return r.CrossSite
		}
	}
	return path == "/" && !slices.Contains(e.plainPaths(http.MethodPost), path)
}

// ownRoutes are those of the site, without the examination's.
func (e *exam) ownRoutes() []combo.RouteInfo {
	return slices.DeleteFunc(e.site.Routes(), func(r combo.RouteInfo) bool { return strings.HasPrefix(r.Pattern, "/"+e.ours) })
}

// exemptRoutes lists the routes that take what other sites send, to be looked at.
func exemptRoutes(e *exam) (found []problem) {
	for _, r := range e.ownRoutes() {
		if r.CrossSite {
			found = append(found, problem{message: fmt.Sprintf("%s takes what pages of other sites send.", routeText(r)), level: Note,
				fix: "Be sure that it does nothing in the name of a visitor whose cookies it sees, or take AllowCrossSite away."})
		}
	}
	return found
}

func routeText(r combo.RouteInfo) string {
	if r.Methods == nil {
		return "Any method at " + r.Pattern
	}
	return strings.Join(r.Methods, ", ") + " " + r.Pattern
}

func checkMethods(e *exam) (found []problem) {
	for _, r := range e.ownRoutes() {
		if r.CrossSite && r.Methods == nil && !r.Mount {
			found = append(found, problem{message: fmt.Sprintf("%s takes every method from pages of other sites.", r.Pattern),
				fix: "Name the methods that are meant: .Methods(\"POST\")."})
		}
	}
	return found
}

// checkCORS asks as scripts of other sites do.
func checkCORS(e *exam) (found []problem) {
	for _, path := range e.plainPaths(http.MethodGet) {
		for _, origin := range []string{evilOrigin, "null"} {
			if p, ok := e.judgeCORS(path, origin); ok {
				found = append(found, p)
				break
			}
		}
	}
	return found
}

func (e *exam) judgeCORS(path, origin string) (problem, bool) {
	for _, v := range []visit{
		{path: path, header: []string{"Origin", origin, "Sec-Fetch-Site", "cross-site"}},
		{method: http.MethodOptions, path: path, header: []string{"Origin", origin, "Access-Control-Request-Method", "PUT", "Sec-Fetch-Site", "cross-site"}},
	} {
		a, err := e.secure(v)
		if err != nil {
			return unanswered(err), true
		}
		allowed := a.header.Get("Access-Control-Allow-Origin")
		credentials := strings.EqualFold(a.header.Get("Access-Control-Allow-Credentials"), "true")
		const fix = "Name the origins that may read it in middleware.CORSConfig."
		switch {
		case allowed == origin:
			return problem{message: fmt.Sprintf("%s lets scripts of %s read its answers, whoever that is.", path, origin), fix: fix}, true
		case allowed == "*" && credentials:
			return problem{message: fmt.Sprintf("%s lets scripts of any site ask with the visitor's cookies.", path), fix: fix}, true
		}
	}
	return problem{}, false
}
