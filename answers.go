package combo

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"

	"github.com/combo-web/combo/internal/json"
)

// The content types of the constructors.
const (
	typeText    = "text/plain; charset=utf-8"
	typeHTML    = "text/html; charset=utf-8"
	typeJSON    = "application/json"
	typeXML     = "application/xml; charset=utf-8"
	typeProblem = "application/problem+json"
	typeBytes   = "application/octet-stream"
)

// Text answers with plain text.
func Text(text string, options ...Option) (*Response, error) {
	return finish(&Response{contentType: typeText, text: text}, options)
}

// HTML answers with a page that is HTML already. Nothing is escaped: a page
// with values in it is [Render]'s.
func HTML(html string, options ...Option) (*Response, error) {
	return finish(&Response{contentType: typeHTML, text: html}, options)
}

// JSON answers with v as JSON. Struct tags are those of encoding/json; nil
// slices are written as [], maps in the order of their keys. Text that is not
// UTF-8 and values that JSON cannot hold are errors.
func JSON(v any, options ...Option) (*Response, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("answer with JSON: %w", err)
	}
	return finish(&Response{contentType: typeJSON, bytes: b}, options)
}

// XML answers with v as an XML document, by encoding/xml.
func XML(v any, options ...Option) (*Response, error) {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(v); err != nil {
		return nil, fmt.Errorf("answer with XML: %w", err)
	}
	return finish(&Response{contentType: typeXML, bytes: b.Bytes()}, options)
}

// Bytes answers with bytes of any content type. They are not copied.
func Bytes(contentType string, b []byte, options ...Option) (*Response, error) {
	if b == nil {
		b = []byte{}
	}
	return finish(&Response{contentType: contentType, bytes: b}, options)
}

// NoContent answers with the status 204 and nothing else.
func NoContent(options ...Option) (*Response, error) {
	return finish(&Response{Status: http.StatusNoContent}, options)
}

// A FlushWriter is where a stream is written to. Flush sends what is buffered.
type FlushWriter interface {
	io.Writer
	Flush() error
}

// Stream answers with what write writes, while it writes it: nothing is kept.
// The header has gone by then, so an error of write breaks the connection off,
// and the client knows that a part is missing. For server-sent events and
// websockets use an http.Handler, see [Handle].
func Stream(contentType string, write func(FlushWriter) error, options ...Option) (*Response, error) {
	return finish(&Response{contentType: contentType, stream: write}, options)
}

type flushWriter struct{ http.ResponseWriter }

func (w flushWriter) Flush() error {
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Templates renders pages; it is what [Config.Templates] holds. Package
// templates brings Django's language; other engines need a few lines.
type Templates interface {
	// Render writes the template called name with data. An unknown name is an
	// error. It is called by many requests at once.
	Render(w io.Writer, r *http.Request, name string, data any) error
}

// Render answers with a template of the site. The content type follows from the
// name's ending: .html, .txt, .xml, .json; it is HTML without one. The page is
// whole before anything is sent, so a mistake in a template is a clean 500.
func Render(r *http.Request, name string, data any, options ...Option) (*Response, error) {
	st := stateOf(r)
	if st == nil {
		return nil, errOutside("Render")
	}
	if st.site.config.Templates == nil {
		return nil, fmt.Errorf("render %s: %w", name, errNoTemplates)
	}
	var b bytes.Buffer
	if err := st.site.config.Templates.Render(&b, r, name, data); err != nil {
		return nil, fmt.Errorf("render %s: %w", name, err)
	}
	return finish(&Response{contentType: templateType(name), bytes: b.Bytes()}, options)
}

var errNoTemplates = errors.New("Config.Templates is not set")

func templateType(name string) string {
	switch path.Ext(name) {
	case ".txt":
		return typeText
	case ".xml":
		return typeXML
	case ".json":
		return typeJSON
	}
	return typeHTML
}

func finish(p *Response, options []Option) (*Response, error) {
	if len(options) == 0 {
		return p, nil
	}
	if err := p.Set(options...); err != nil {
		return nil, err
	}
	return p, nil
}
