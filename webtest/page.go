package webtest

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/combo-web/combo/orm"
)

// A Page is what the site answered: an HTML page or anything else. Its methods
// return it again, so that they can be chained.
type Page struct {
	// Code is the HTTP status.
	Code   int
	Header http.Header
	// Body is the answer as it was sent.
	Body string
	// URL is the absolute address of the page.
	URL *url.URL
	// Previous is the page that led here by a redirect that was followed, nil
	// if none did.
	Previous *Page

	t          testing.TB
	client     *Client
	visit      visit
	statements *orm.Statements
	root       *html.Node // made on first use
}

// Status ends the test if the page has another status.
func (p *Page) Status(want int) *Page {
	p.t.Helper()
	if p.Code != want {
		p.fatalf("the status is %d, want %d", p.Code, want)
	}
	return p
}

// See fails the test for each text that the page does not show. White space
// counts as one space. What looks like markup, as in `<h1>` or `<a href="/x/">`,
// is looked for in the source; everything else in what a person reads: the text,
// the values of fields and buttons and the texts for images, without what is
// hidden. Of answers that are not HTML the body is read.
func (p *Page) See(texts ...string) *Page {
	p.t.Helper()
	for _, text := range texts {
		switch {
		case strings.TrimSpace(text) == "":
			p.fatalf("See of an empty text: every page has that")
		case isMarkup(text) && !strings.Contains(p.Body, text):
			p.errorf("the source does not have %q", text)
		case !isMarkup(text) && !strings.Contains(p.Text(), fold(text)):
			p.errorf("the page does not show %q%s", text, p.onlyInSource(text))
		}
	}
	return p
}

// NotSee fails the test for each text that the page has: unwanted text must
// stand neither in what a person reads nor in the source. What looks like markup
// is looked for in the source only, so that NotSee("<script>") lets the same
// text pass if it is escaped.
func (p *Page) NotSee(texts ...string) *Page {
	p.t.Helper()
	for _, text := range texts {
		switch {
		case strings.TrimSpace(text) == "":
			p.fatalf("NotSee of an empty text: every page has that")
		case !isMarkup(text) && strings.Contains(p.Text(), fold(text)):
			p.errorf("the page shows %q", text)
		case strings.Contains(p.Body, text):
			p.errorf("the source has %q", text)
		}
	}
	return p
}

func (p *Page) onlyInSource(text string) string {
	if strings.Contains(p.Body, text) {
		return "; it stands in the source, but a person does not read it"
	}
	return ""
}

// isMarkup tells whether a text has a tag or a comment in it.
func isMarkup(text string) bool {
	for i := range len(text) - 1 {
		if c := text[i+1]; text[i] == '<' && (c == '/' || c == '!' || 'a' <= c|0x20 && c|0x20 <= 'z') {
			return true
		}
	}
	return false
}

// HeaderIs fails the test if a field of the header has another value; "" means
// that it must not be there. Several fields of the name are joined by ", ".
func (p *Page) HeaderIs(name, want string) *Page {
	p.t.Helper()
	if got := strings.Join(p.Header.Values(name), ", "); got != want {
		p.errorf("the field %s is %q, want %q", http.CanonicalHeaderKey(name), got, want)
	}
	return p
}

// JSON reads the answer into v, a pointer. It ends the test if the answer is
// not JSON by its content type and by its form.
func (p *Page) JSON(v any) *Page {
	p.t.Helper()
	p.mustBe("JSON", "application/json", "+json")
	d := json.NewDecoder(strings.NewReader(p.Body))
	if err := d.Decode(v); err != nil {
		p.fatalf("read the JSON: %v", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		p.fatalf("something follows the JSON")
	}
	return p
}

// XML reads the answer into v, a pointer. It ends the test if the answer is not
// XML by its content type and by its form.
func (p *Page) XML(v any) *Page {
	p.t.Helper()
	p.mustBe("XML", "application/xml", "+xml", "text/xml")
	if err := xml.Unmarshal([]byte(p.Body), v); err != nil {
		p.fatalf("read the XML: %v", err)
	}
	return p
}

// mustBe ends the test unless the content type is one of those given, whole or
// by its ending.
func (p *Page) mustBe(what string, types ...string) {
	p.t.Helper()
	got := p.mediaType()
	for _, t := range types {
		if got == t || strings.HasPrefix(t, "+") && strings.HasSuffix(got, t) {
			return
		}
	}
	p.fatalf("the answer is not %s: its content type is %q", what, p.Header.Get("Content-Type"))
}

func (p *Page) mediaType() string {
	t, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
	return t
}

func (p *Page) isHTML() bool {
	t := p.mediaType()
	return t == "text/html" || t == "application/xhtml+xml"
}

// fatalf ends the test, errorf lets it go on; both say what the page is.
func (p *Page) fatalf(format string, args ...any) {
	p.t.Helper()
	p.t.Fatal(p.report(fmt.Sprintf(format, args...)))
}

func (p *Page) errorf(format string, args ...any) {
	p.t.Helper()
	p.t.Error(p.report(fmt.Sprintf(format, args...)))
}

// extract is how many bytes of a page's text a message shows.
const extract = 500

// report is a message with what a person needs to see of the page.
func (p *Page) report(message string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: %s\n\tstatus: %d", p.visit.method, p.URL.RequestURI(), message, p.Code)
	if location := p.Header.Get("Location"); location != "" {
		b.WriteString("\n\tlocation: " + location)
	}
	if title := p.Title(); title != "" {
		b.WriteString("\n\ttitle: " + title)
	}
	if text := clip(p.Text(), extract); text != "" {
		b.WriteString("\n\ttext: " + text)
	}
	return b.String()
}

func clip(text string, n int) string {
	if len(text) <= n {
		return text
	}
	return strings.ToValidUTF8(text[:n], "") + "…"
}
