package combo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"github.com/combo-web/combo/internal/decode"

	"github.com/combo-web/combo/internal/suggest"
)

// A debugAdvice says what to do about a known problem.
type debugAdvice struct {
	What  []span   // what the matter is, and what to do
	Code  string   // an example
	Facts []string // what the site has that helps: the names that exist
}

// A span is a piece of a sentence, of code or not.
type span struct {
	Text string
	Code bool
}

// spans reads text with code between backticks.
func spans(text string) []span {
	var list []span
	for i, part := range strings.Split(text, "`") {
		if part != "" {
			list = append(list, span{part, i%2 == 1})
		}
	}
	return list
}

// A knownProblem is a mistake that is made often, with what to do about it.
type knownProblem struct {
	matches func(*failure) bool
	text    string // with code between backticks
	code    string
	facts   func(*failure) []string // may be nil
}

// knownProblems are asked in order; the first that matches is shown.
func knownProblems() []knownProblem {
	return slices.Concat(routeProblems, requestProblems, siteProblems, panicProblems, otherProblems)
}

func (f *failure) advice() *debugAdvice {
	for _, k := range knownProblems() {
		if !k.matches(f) {
			continue
		}
		a := &debugAdvice{What: spans(k.text), Code: k.code}
		if k.facts != nil && !f.stranger() {
			a.Facts = k.facts(f)
		}
		return a
	}
	return nil
}

// says matches errors by their text, where they have no type of their own.
func says(text string) func(*failure) bool {
	return func(f *failure) bool { return strings.Contains(f.text, text) }
}

// is matches an error that wraps a known one.
func is(target error) func(*failure) bool {
	return func(f *failure) bool { return errors.Is(f.err, target) }
}

var routeProblems = []knownProblem{{
	matches: is(ErrNoReverse),
	text: "No route of the site has this name with these parameters. Names inside a `Namespace` are written with it, " +
		"as in `friends:list`; parameters are given in the order of the pattern, or by name in `combo.Args`.",
	code:  `combo.URL(r, "post", 7)`,
	facts: (*failure).reversible,
}, {
	matches: is(errParam),
	text: "`combo.Param` reads the parameters of the pattern by which the request came here, with a type that fits the converter: " +
		"`int64` for `int`, `float64` for `float`, `uuid.UUID` for `uuid`, `string` for any.",
	code:  `combo.Get("posts/<int:id>/", show) // combo.Param[int64](r, "id")`,
	facts: (*failure).paramCalls,
}, {
	matches: is(errNoSite),
	text: "The function needs to know the site that serves the request. Hand it the request that the view was called with, " +
		"not one made by `http.NewRequest` or with another context; outside of a request use the methods of `*combo.Site`, " +
		"and in a test make the request with `webtest.Request`.",
}}

// reversible lists the routes that [URL] can write: those of the name that was
// asked for, else all, the most similar first.
func (f *failure) reversible() []string {
	asked := ""
	if m := askedName.FindStringSubmatch(f.text); m != nil {
		asked = m[1]
	}
	var same, all []*leaf
	for _, l := range f.site.leaves {
		if l.name == "" {
			continue
		}
		all = append(all, l)
		if l.fullName() == asked {
			same = append(same, l)
		}
	}
	if len(same) > 0 {
		return namesText(same)
	}
	far := len(asked) + 100
	slices.SortStableFunc(all, func(a, b *leaf) int {
		return suggest.Distance(asked, a.fullName(), far) - suggest.Distance(asked, b.fullName(), far)
	})
	return namesText(all)
}

var askedName = regexp.MustCompile(`URL "([^"]*)"`)

// maxFacts is how many facts are listed.
const maxFacts = 30

// namesText writes names and patterns in two columns.
func namesText(leaves []*leaf) []string {
	width := 0
	for _, l := range leaves[:min(len(leaves), maxFacts)] {
		width = max(width, min(len(l.fullName()), 30))
	}
	var list []string
	for i, l := range leaves {
		if i == maxFacts {
			return append(list, fmt.Sprintf("and %d more", len(leaves)-maxFacts))
		}
		list = append(list, fmt.Sprintf("%-*s  %s", width, l.fullName(), l.text()))
	}
	return list
}

// paramCalls writes how the parameters of the route are read.
func (f *failure) paramCalls() []string {
	l := f.leaf()
	if l == nil {
		return nil
	}
	list := []string{l.text()}
	for i, p := range l.params {
		v := valueOf(l.convs[i], f.st.found.values[i])
		list = append(list, fmt.Sprintf("combo.Param[%T](r, %q)", v, p.Name))
	}
	for _, name := range sortedKeys(l.defaults) {
		list = append(list, fmt.Sprintf("combo.Param[%T](r, %q)", l.defaults[name], name))
	}
	return list
}

var requestProblems = []knownProblem{{
	matches: is(errUnknownHost),
	text: "The site answers only to the names it knows, so that no other site can pass for it. " +
		"If this name is one of its own, add it, without the port.",
	code: `combo.Config{Hosts: []string{"example.com", ".example.com"}}`,
}, {
	matches: is(errCrossSite),
	text: "A page of another site sent this request from a browser. If that site may do so on all routes, name it in " +
		"`Config.TrustedOrigins`; if any site may use this one route, add `AllowCrossSite` to it. " +
		"If it was a page of this site, the two differ in scheme, name or port.",
	code: "combo.Config{TrustedOrigins: []string{\"https://shop.example.com\"}}\ncombo.Post(\"webhook/\", receive).AllowCrossSite()",
}, {
	matches: says("Check the encoding type on the form."),
	text:    "The form sent the name of a file, not the file: its tag has no `enctype`.",
	code:    `<form method="post" enctype="multipart/form-data">`,
}, {
	matches: func(f *failure) bool { return f.e.Status == http.StatusRequestEntityTooLarge },
	text:    "The request holds more than is accepted here. Raise the limit for this route with `MaxBody`, or for all in `Config.Limits`.",
	code:    `combo.Post("photos/", upload).MaxBody(20 << 20)`,
	facts:   (*failure).limits,
}, {
	matches: func(f *failure) bool {
		_, ok := errors.AsType[*decode.Error](f.err)
		return f.e.Status == http.StatusUnsupportedMediaType && (ok || errors.Is(f.err, errWrongBody))
	},
	text: "The body is not of a kind that the view reads. `combo.Form` reads urlencoded and multipart forms; `combo.Bind` reads " +
		"what the struct has tags for: `form`, `json` or `xml`. The client has to send the `Content-Type` that fits.",
	code: `curl -H 'Content-Type: application/json' -d '{"title": "Hello"}' …`,
}, {
	matches: is(errAway),
	text:    "`combo.Redirect` does not lead to other sites unless they are named: addresses often come from clients.",
	code:    `combo.Redirect(target, combo.RedirectHosts("accounts.example.com"))`,
}}

// limits tells the limits for the request.
func (f *failure) limits() []string {
	l := f.site.config.Limits
	body := l.Body
	if leaf := f.leaf(); leaf != nil && leaf.maxBody > 0 {
		body = leaf.maxBody
	}
	return []string{
		"body: " + byteCount(body), fmt.Sprintf("fields: %d", l.Fields), fmt.Sprintf("files: %d", l.Files),
	}
}

var siteProblems = []knownProblem{{
	matches: is(errNoTemplates),
	text:    "`combo.Render` needs something that knows the site's templates.",
	code:    `combo.Config{Templates: pages}`,
}, {
	matches: func(f *failure) bool {
		return strings.Contains(f.text, "render ") && (errors.Is(f.err, fs.ErrNotExist) || missingTemplate.MatchString(f.text))
	},
	text: "There is no template of this name. It is written as the path below the folder of the templates, with its ending: " +
		"`blog/post.html`. Is the file there, and does the `//go:embed` line take it in?",
	code: "//go:embed templates\nvar files embed.FS",
}, {
	matches: is(errNoAnswer),
	text:    "A view ends with the answer or with an error; this one returned `nil, nil`. For an answer without a body return `combo.NoContent()`.",
	code:    "return combo.Text(\"Hello\")\nreturn nil, combo.Errorf(404, \"There is no such post.\")",
}, {
	matches: is(errLate),
	text: "`combo.BeforeSend`, and with it sessions, messages and cookies, has to be called before the first byte of the answer is written: " +
		"in a view, not in its stream, and before `w.Write` or `w.WriteHeader` in a handler.",
}, {
	matches: func(f *failure) bool {
		return badHeader.MatchString(f.text)
	},
	text: "A header field may hold no control characters: a line break would end it and begin another one. " +
		"Clean the value, or send it elsewhere; `combo.Attachment` takes any file name.",
	code: `strings.Join(strings.Fields(value), " ")`,
}}

var (
	missingTemplate = regexp.MustCompile(`(?i)no (?:such )?template|template.* (?:is undefined|not found)|does not exist`)
	badHeader       = regexp.MustCompile(`holds a control character|header "?.{0,80} the name is not a token`)
)

var panicProblems = []knownProblem{{
	matches: panics("nil pointer dereference"),
	text:    "Something is nil on the line below, and a field or method of it is asked for. Did a function return it together with an error that was not looked at?",
	facts:   (*failure).hotLine,
}, {
	matches: panics("assignment to entry in nil map"),
	text:    "The map has not been made: a `var` of a map is nil until then.",
	code:    `m := map[string]int{}`,
	facts:   (*failure).hotLine,
}, {
	matches: panics("out of range"),
	text:    "The list or string is shorter than the line below takes for granted. Look at `len` first.",
	facts:   (*failure).hotLine,
}, {
	matches: panics("interface conversion"),
	text:    "The value has another type than the line below says. Ask with two results: `v, ok := x.(T)`.",
	facts:   (*failure).hotLine,
}}

// panics matches panics of the Go runtime.
func panics(text string) func(*failure) bool {
	return func(f *failure) bool {
		if f.panic == nil {
			return false
		}
		_, ok := f.panic.value.(runtime.Error)
		return ok && strings.Contains(f.text, text)
	}
}

// hotLine is the innermost line of the application.
func (f *failure) hotLine() []string {
	for _, fr := range insideSite(f.frames) {
		if !fr.Own {
			continue
		}
		call := fr.debug()
		text := call.At + " in " + call.Call
		for _, line := range excerpt(fr.File, fr.Line, fr.Line, fr.Line) {
			text += ": " + strings.TrimSpace(line.Text)
		}
		return []string{text}
	}
	return nil
}

var otherProblems = []knownProblem{{
	matches: is(context.DeadlineExceeded),
	text: "Something took longer than its context allows: a database, another server, or a `context.WithTimeout` that is too short. " +
		"The causes below tell what was waited for.",
}, {
	matches: is(context.Canceled),
	text: "The work was called off: the client went away, or a `cancel` function was called too early. " +
		"What has to outlive the request takes `context.WithoutCancel(r.Context())`.",
}, {
	matches: says("sql: no rows in result set"),
	text:    "A row that is not there is an error of the program unless it says otherwise. If the address names the row, answer with 404.",
	code:    "if errors.Is(err, sql.ErrNoRows) {\n\treturn nil, combo.Errorf(404, \"There is no such post.\")\n}",
}}
