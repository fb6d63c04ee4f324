package deploy

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
)

// tools are addresses that tell strangers about the inside, with what stands in
// their answers: a site that answers every address with a page has them, too.
var tools = []struct{ path, sign string }{
	{"/debug/pprof/", "profile"},
	{"/debug/pprof/cmdline", ""},
	{"/debug/vars", `"memstats"`},
	{"/debug/requests", "golang.org/x/net/trace"},
	{"/.combo/reload.js", "combo-reload"},
	{"/.combo/reload", "retry:"},
	{"/metrics", "# TYPE"},
	{"/.env", "="},
	{"/.git/config", "[core]"},
}

func checkExposed(e *exam) (found []problem) {
	nothing, err := e.secure(visit{path: "/" + e.ours + "/nowhere"})
	if err != nil {
		return []problem{unanswered(err)}
	}
	for _, tool := range tools {
		a, err := e.secure(visit{path: tool.path})
		if err != nil {
			found = append(found, unanswered(err))
			continue
		}
		if a.status == http.StatusOK && strings.Contains(a.body, tool.sign) && (tool.sign != "" || nothing.status != http.StatusOK) && a.body != nothing.body {
			found = append(found, problem{message: fmt.Sprintf("%s can be read by everybody.", tool.path),
				fix: "Take the route away, or let nobody in without a password: middleware.BasicAuth."})
		}
	}
	return found
}

// inside are traces of the program in a page.
var inside = []struct {
	what string
	re   *regexp.Regexp
}{
	{"the cause of the error", nil}, // the examination's own text
	{"a stack", regexp.MustCompile(`goroutine \d+ \[|runtime/debug\.Stack|runtime\.gopanic`)},
	{"a file of the program", regexp.MustCompile(`[\w/.-]+\.go:\d+`)},
	{"the version of Go", regexp.MustCompile(`\bgo1\.\d+(\.\d+)?\b`)},
	{"a path of the machine", regexp.MustCompile(`(^|[\s"'>(])/(home|root|usr|var|srv|opt|Users)/\w`)},
}

// checkErrorPages provokes errors, in each form in which they are told.
func checkErrorPages(e *exam) (found []problem) {
	if wall := e.notLookedAt("error pages"); wall != nil {
		return append(wall, e.checkVersionFields()...)
	}
	told := map[string]bool{}
	for _, path := range []string{e.path("error"), e.path("panic")} {
		for _, form := range []string{"text/html", "application/json", "text/plain"} {
			a, err := e.secure(visit{path: path, header: []string{"Accept", form}})
			if err != nil {
				found = append(found, unanswered(err))
				continue
			}
			if p, ok := e.judgeErrorPage(a, form); ok && !told[p.message] {
				told[p.message] = true
				found = append(found, p)
			}
		}
	}
	return append(found, e.checkVersionFields()...)
}

func (e *exam) judgeErrorPage(a answer, form string) (problem, bool) {
	if a.status < 400 {
		return problem{message: fmt.Sprintf("An error of a view is answered with %d, as if all were well.", a.status),
			fix: "Return the error from OnError, or a response with a status of 500.", level: Warning}, true
	}
	for _, trace := range inside {
		if trace.re == nil && strings.Contains(a.body, e.marker) || trace.re != nil && trace.re.MatchString(a.body) {
			return problem{message: fmt.Sprintf("The %s page of an error shows %s.", form, trace.what),
				fix: "Turn Debug off, and show in OnError and ErrorPages only what combo.Errorf says."}, true
		}
	}
	return problem{}, false
}

// checkVersionFields looks for fields that tell which holes to try.
func (e *exam) checkVersionFields() (found []problem) {
	a, err := e.secure(visit{path: "/"})
	if err != nil {
		return []problem{unanswered(err)}
	}
	for _, name := range []string{"Server", "X-Powered-By", "X-Aspnet-Version", "X-Runtime"} {
		if field := a.header.Get(name); strings.ContainsAny(field, "0123456789") {
			found = append(found, problem{message: fmt.Sprintf("The field %s tells a version: %q.", name, field), fix: "Do not send it.", level: Warning})
		}
	}
	return found
}
