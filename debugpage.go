package combo

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"
)

//go:embed debugpage.html
var debugPageSource string

//go:embed debugpage.css
var debugPageStyle string

// What is large and may never be needed is made when it is: what a program holds costs
// it time at every garbage collection.
var debugPageTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("debugpage.html").Parse(debugPageSource))
})

var debugPagePolicy = stylePolicy(debugPageStyle)

// debugPage shows a developer what went wrong, and where, and what to do about
// it. Nothing on it is a secret: see redactor.
func (s *Site) debugPage(r *http.Request, e *Error, err error) (*Response, error) {
	report := newFailure(s, r, e, err).report()
	var b bytes.Buffer
	if err := debugPageTemplate().Execute(&b, map[string]any{"Style": template.CSS(debugPageStyle), "Report": report}); err != nil {
		return nil, fmt.Errorf("debug page: %w", err)
	}
	return &Response{
		contentType: typeHTML, bytes: b.Bytes(),
		Header: http.Header{"Content-Security-Policy": {debugPagePolicy}, "Cache-Control": {"no-store"}},
	}, nil
}

// A failure is an error of one request, with what is known around it.
type failure struct {
	site   *Site
	st     *state // nil if the request lost it on its way
	r      *http.Request
	e      *Error
	err    error
	text   string // of err
	panic  *panicError
	frames []frame // where it was made, innermost first; nil if unknown
}

func newFailure(s *Site, r *http.Request, e *Error, err error) *failure {
	f := &failure{site: s, st: stateOf(r), r: r, e: e, err: err, text: textOf(err)}
	f.panic, _ = errors.AsType[*panicError](err)
	if !f.isMiss(http.StatusNotFound) && !f.isMiss(http.StatusMethodNotAllowed) {
		f.frames = framesOf(stackOf(err))
	}
	return f
}

// textOf is an error's text, even if its method panics.
func textOf(err error) (text string) {
	defer func() {
		if recover() != nil {
			text = fmt.Sprintf("(the method Error of a %T panics)", err)
		}
	}()
	if err == nil {
		return "no error"
	}
	return err.Error()
}

// leaf is the route that was found, nil if none.
func (f *failure) leaf() *leaf {
	if f.st == nil {
		return nil
	}
	return f.st.found.leaf
}

// stranger tells whether the request came by a name that is not the site's: a
// page of another site may be reading the answer, so nothing of the program is
// shown.
func (f *failure) stranger() bool { return !f.site.AnswersTo(Host(f.r)) }

// A debugReport is what the page shows, in its order: plain text without
// secrets.
type debugReport struct {
	Status   string // "500 Internal Server Error"
	Kind     string // "panic", or the type of the error
	Request  string // "GET /posts/7/"
	Headline string
	Whole    string // the message, where it is longer than the headline
	Fields   []pair // what is wrong with the fields of the request
	Advice   *debugAdvice
	Routes   *debugRoutes
	Own      []debugCall // calls of the application's own code
	View     *debugCall  // the view that returned the error, where it has no stack
	Causes   []debugCause
	Tables   []debugTable // of the request
	Stack    []debugCalls
	Facts    []pair // the environment
	Text     string // all of it as Markdown
}

func (f *failure) report() *debugReport {
	report := &debugReport{
		Status:  fmt.Sprintf("%d %s", f.e.Status, http.StatusText(f.e.Status)),
		Kind:    f.kind(),
		Request: f.r.Method + " " + f.r.URL.Path,
		Fields:  f.fieldPairs(), Advice: f.advice(), Tables: f.tables(),
	}
	report.Headline = f.headline()
	if !f.stranger() {
		report.Routes = f.routes()
		report.Own, report.View, report.Stack = f.ownCalls(), f.viewCall(), f.stack()
		report.Causes, report.Facts = f.causes(), f.facts()
	}
	newRedactor(f.secretsOf()).cleanAll(reflect.ValueOf(report).Elem())
	report.cut()
	report.Text = report.markdown()
	return report
}

// maxValue is how much of a header field and its like is shown.
const maxValue = 1000

// cut shortens what is long, after it was cleaned: half a secret is one, too.
func (p *debugReport) cut() {
	p.Headline, p.Whole = cutHeadline(p.Headline)
	p.Request = cutText(p.Request, maxHeadline)
	for _, t := range p.Tables {
		for i := range t.Rows {
			t.Rows[i].Name, t.Rows[i].Value = cutText(t.Rows[i].Name, maxHeadline), cutText(t.Rows[i].Value, maxValue)
		}
	}
}

// headline says what happened: the message for the user where there is one, for
// the developer else.
func (f *failure) headline() string {
	_, isFields := errors.AsType[FieldErrors](f.err)
	switch {
	case f.panic != nil:
		return strings.TrimPrefix(textOf(f.panic), "panic: ")
	case f.isMiss(http.StatusNotFound):
		return "No route matches " + f.r.URL.Path
	case f.isMiss(http.StatusMethodNotAllowed):
		return f.r.Method + " is not answered at " + f.r.URL.Path
	case f.e.Message != "" || isFields || f.e.Err == nil:
		return f.e.sentence()
	}
	return f.text
}

// isMiss tells whether no route answers the request, and nothing else is wrong.
func (f *failure) isMiss(status int) bool {
	return f.e.Status == status && f.leaf() == nil && f.e.Err == nil && f.text == textOf(f.e) && !f.stranger()
}

// maxHeadline is how long a headline may be.
const maxHeadline = 240

// cutHeadline returns the first line of a message and, if that is not all of
// it, the whole.
func cutHeadline(message string) (headline, whole string) {
	message = strings.TrimSpace(message)
	first, _, more := strings.Cut(message, "\n")
	if !more && len(first) <= maxHeadline {
		return first, ""
	}
	return cutText(first, maxHeadline), message
}

// kind names what was returned or panicked with.
func (f *failure) kind() string {
	if f.panic != nil {
		return typeOf(f.panic)
	}
	return typeOf(f.err)
}

func (f *failure) fieldPairs() []pair {
	fields, _ := errors.AsType[FieldErrors](f.err)
	var list []pair
	for _, e := range fields {
		list = append(list, pair{Name: cmp.Or(e.Field, "(all)"), Value: e.Message + " (" + e.Code + ")"})
	}
	return list
}

// facts are the environment of the program.
func (f *failure) facts() []pair {
	list := []pair{
		{Name: "Time", Value: f.site.clock().Format(time.RFC3339)},
		{Name: "Go", Value: runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH},
		{Name: "Combo", Value: comboVersion()},
	}
	if m := mainModule(); m != "" {
		list = append(list, pair{Name: "Program", Value: m})
	}
	return append(list, pair{Name: "Request", Value: RequestID(f.r)})
}

// comboVersion is the version of the framework that the program was built with.
func comboVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, m := range append(info.Deps, &info.Main) {
		switch {
		case m.Path != packagePath:
		case m == &info.Main, m.Replace != nil:
			return "in development"
		default:
			return m.Version
		}
	}
	return "unknown"
}
