package combo

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"sync"

	"github.com/combo-web/combo/headers"
	"github.com/combo-web/combo/internal/json"
)

// errorAnswer makes the response of an error: OnError's, or a page in the form
// that the client accepts. It logs the cause, once, with the status that goes
// out. It works without a site, too.
func (s *Site) errorAnswer(r *http.Request, err error) *Response {
	answer, changed := s.onError(r, err)
	e, shown, logged := asError(err), err, err
	switch {
	case answer != nil:
		e = &Error{Status: cmp.Or(answer.Status, e.Status), Err: err}
	case changed != nil:
		e, shown, logged = asError(changed), changed, changed
		if !errors.Is(changed, err) {
			logged = errors.Join(changed, err)
		}
	}
	s.logError(r, e, logged)
	if answer == nil {
		answer = s.errorPage(r, e, shown)
		s.addFields(r, answer, e.Header)
	}
	answer.Status = cmp.Or(answer.Status, e.Status)
	return answer
}

// onError calls Config.OnError, if there is one. It returns the answer, or the
// error to go on with, or nothing if OnError left the error as it is; a panic is
// an error like any other.
func (s *Site) onError(r *http.Request, err error) (answer *Response, changed error) {
	if s == nil || s.config.OnError == nil {
		return nil, nil
	}
	defer func() {
		if p := recover(); p != nil {
			answer, changed = nil, errors.Join(newPanicError(p), err)
		}
	}()
	answer, changed = s.config.OnError(r, err)
	if answer != nil && changed != nil {
		answer.close()
		answer = nil
	}
	return answer, changed
}

// addFields gives the page of an error the fields that the error brings.
func (s *Site) addFields(r *http.Request, answer *Response, fields http.Header) {
	for name, values := range fields {
		for _, v := range values {
			if err := answer.Set(AddHeader(name, v)); err != nil {
				s.logError(r, asError(err), err)
			}
		}
	}
}

// errorPage chooses the form of the answer: HTML for browsers, problem+json for
// programs that speak JSON, text for all others.
func (s *Site) errorPage(r *http.Request, e *Error, err error) *Response {
	var answer *Response
	switch errorForm(r) {
	case typeHTML:
		answer = s.htmlErrorPage(r, e, err)
	case typeProblem:
		answer = problemAnswer(r, e, err)
	default:
		answer = s.textErrorPage(r, e, err)
	}
	if answer.Header == nil {
		answer.Header = http.Header{"Cache-Control": {"no-store"}}
	}
	answer.Header.Add("Vary", "Accept")
	return answer
}

// errorForm asks what the client likes best. A client that takes anything gets
// text, or JSON if that is what it sent or if the route is one for programs.
func errorForm(r *http.Request) string {
	accept := headers.ParseAccept(strings.Join(r.Header.Values("Accept"), ","))
	switch accept.Best("text/plain", "text/html", "application/json", typeProblem) {
	case "text/html":
		return typeHTML
	case "application/json", typeProblem:
		return typeProblem
	}
	takes := accept.Quality(typeProblem) > 0
	if isForPrograms(r) && (takes || len(accept.Choices()) == 0) {
		return typeProblem
	}
	if sent, _ := headers.ParseMediaType(r.Header.Get("Content-Type")); sent == "application/json" && takes {
		return typeProblem
	}
	return typeText
}

// isForPrograms asks the route or, if none answers the method, the first one at the
// address.
func isForPrograms(r *http.Request) bool {
	st := stateOf(r)
	if st == nil {
		return false
	}
	l := st.found.leaf
	if l == nil && strings.HasPrefix(r.URL.Path, "/") {
		l = st.site.first(hostname(Host(r)), r.URL.Path[1:])
	}
	return l != nil && l.answer.endpoint != nil && l.answer.endpoint.Problems
}

// textErrorPage is what people at a terminal read: in debug mode, the whole report.
func (s *Site) textErrorPage(r *http.Request, e *Error, err error) *Response {
	if s != nil && s.config.Debug {
		return &Response{contentType: typeText, text: newFailure(s, r, e, err).report().Text}
	}
	var b strings.Builder
	b.WriteString(e.sentence() + "\n")
	if fields, ok := errors.AsType[FieldErrors](err); ok {
		for _, f := range fields {
			b.WriteString(f.line() + "\n")
		}
	}
	if e.Status >= 500 && RequestID(r) != "" {
		fmt.Fprintf(&b, "Request %s\n", RequestID(r))
	}
	return &Response{contentType: typeText, text: b.String()}
}

// A problem is an error as RFC 9457 writes it.
type problem struct {
	Type     string      `json:"type,omitempty"`
	Title    string      `json:"title"`
	Status   int         `json:"status"`
	Detail   string      `json:"detail,omitempty"`
	Instance string      `json:"instance,omitempty"` // the request id
	Errors   FieldErrors `json:"errors,omitempty"`
}

func problemAnswer(r *http.Request, e *Error, err error) *Response {
	fields, _ := errors.AsType[FieldErrors](err)
	p := problem{Title: http.StatusText(e.Status), Status: e.Status, Detail: e.sentence(), Errors: fields}
	if id := RequestID(r); id != "" {
		p.Instance = "urn:request:" + id
	}
	b, jsonErr := json.Marshal(p)
	if jsonErr != nil {
		b = fmt.Appendf(nil, `{"title":%q,"status":%d}`, p.Title, p.Status)
	}
	return &Response{contentType: typeProblem, bytes: b}
}

// htmlErrorPage is the debug page in debug mode, else the site's own page for
// the status, else the framework's.
func (s *Site) htmlErrorPage(r *http.Request, e *Error, err error) *Response {
	if s != nil && s.config.Debug {
		if answer, pageErr := s.debugPage(r, e, err); pageErr == nil {
			return answer
		} else {
			s.logError(r, asError(pageErr), pageErr)
		}
	}
	if answer := s.ownErrorPage(r, e, err); answer != nil {
		return answer
	}
	return plainErrorPage(r, e, err)
}

// ownErrorPage asks the site's own page for the status; nil if it has none or
// the page fails itself.
func (s *Site) ownErrorPage(r *http.Request, e *Error, err error) *Response {
	if s == nil {
		return nil
	}
	page := s.config.ErrorPages[e.Status]
	if page == nil {
		page = s.config.ErrorPages[0]
	}
	if page == nil {
		return nil
	}
	answer, pageErr := View(func(r *http.Request) (*Response, error) { return page(r, err) }).call(r)
	if pageErr != nil {
		s.logError(r, asError(pageErr), fmt.Errorf("error page for %d: %w", e.Status, pageErr))
		return nil
	}
	return answer
}

//go:embed errorpage.html
var errorPageSource string

// errorPageStyle is embedded apart, so that the page can name its hash in a
// Content-Security-Policy that allows nothing else.
//
//go:embed errorpage.css
var errorPageStyle string

var errorPageTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("errorpage.html").Parse(errorPageSource))
})

var errorPagePolicy = stylePolicy(errorPageStyle)

// stylePolicy allows one style element and nothing else.
func stylePolicy(style string) string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
}

func plainErrorPage(r *http.Request, e *Error, err error) *Response {
	fields, _ := errors.AsType[FieldErrors](err)
	home := "/"
	if st := stateOf(r); st != nil {
		home = st.root + "/"
	}
	var b bytes.Buffer
	tmplErr := errorPageTemplate().Execute(&b, map[string]any{
		"Style": template.CSS(errorPageStyle), "Status": e.Status, "Title": http.StatusText(e.Status),
		"Sentence": e.sentence(), "Fields": fields, "Request": RequestID(r), "Home": home, "ServerError": e.Status >= 500,
	})
	if tmplErr != nil {
		return (*Site)(nil).textErrorPage(r, e, err)
	}
	return &Response{
		contentType: typeHTML, bytes: b.Bytes(),
		Header: http.Header{"Content-Security-Policy": {errorPagePolicy}, "Cache-Control": {"no-store"}},
	}
}
