package views

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
)

// Located is an answer that has an address of its own: a POST that returns it is
// answered with 201 and the field Location. The zero Place says that nothing new
// was made; the answer is a 200 then. A Place that the site does not have is noted
// in the log, and the 201 has no Location: what was made is there, and a client
// that got an error would make it again.
type Located interface{ Location() Place }

const (
	typeJSON = "application/json"
	typeXML  = "application/xml"
)

// An answer says how a type is answered with. It is made once for a view.
type answer struct {
	offers []string // the forms that it can be had in; nil for any
	write  func(r *http.Request, form string, v any) (*combo.Response, error)
	canNil bool
}

func answerOf(t reflect.Type) answer {
	switch {
	case t == noneType:
		return answer{write: func(*http.Request, string, any) (*combo.Response, error) { return combo.NoContent() }}
	case t == responseType:
		return answer{canNil: true}
	case isStream(t):
		return answer{offers: []string{typeJSON}, write: streamJSON}
	case hasXML(t):
		return answer{offers: []string{typeJSON, typeXML}, canNil: canBeNil(t), write: writeEither}
	}
	return answer{offers: []string{typeJSON}, canNil: canBeNil(t), write: writeJSON}
}

var responseType = reflect.TypeFor[*combo.Response]()

// choose returns the form that the client likes best, or a 406. A view with one
// form to offer answers everybody alike, so its answer does not vary.
func (a answer) choose(r *http.Request) (string, error) {
	switch {
	case len(a.offers) == 0:
		return "", nil
	case len(a.offers) == 1 && acceptsJSON(r.Header["Accept"]):
		return a.offers[0], nil
	}
	return combo.Accepts(r, a.offers...)
}

func acceptsJSON(accept []string) bool {
	if len(accept) == 0 || len(accept) == 1 && (accept[0] == "*/*" || accept[0] == typeJSON) {
		return true
	}
	return headers.ParseAccept(strings.Join(accept, ",")).Quality(typeJSON) > 0
}

// make makes the response of what the function returned.
func (a answer) make(r *http.Request, form string, v any) (*combo.Response, error) {
	if a.canNil && isNil(v) {
		return combo.NoContent()
	}
	if p, ok := v.(*combo.Response); ok {
		return p, nil
	}
	p, err := a.write(r, form, v)
	if err != nil || r.Method != http.MethodPost {
		return p, err
	}
	return created(r, p, v)
}

func canBeNil(t reflect.Type) bool {
	return t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface
}

func isNil(v any) bool {
	if v == nil {
		return true
	}
	rv := reflect.ValueOf(v)
	return rv.Kind() == reflect.Pointer && rv.IsNil()
}

// created makes a 201 of an answer that says where it is.
func created(r *http.Request, p *combo.Response, v any) (*combo.Response, error) {
	located, ok := v.(Located)
	if !ok {
		return p, nil
	}
	route := located.Location()
	if route.Name == "" {
		return p, nil
	}
	address, err := combo.URL(r, route.Name, route.Args...)
	if err != nil {
		logMistake(r, fmt.Errorf("the address of the answer: %w", err))
		return p, p.Set(combo.Status(http.StatusCreated))
	}
	return p, p.Set(combo.Status(http.StatusCreated), combo.SetHeader("Location", address))
}

func writeJSON(_ *http.Request, _ string, v any) (*combo.Response, error) { return combo.JSON(v) }

func writeEither(_ *http.Request, form string, v any) (*combo.Response, error) {
	if form == typeJSON {
		return combo.JSON(v)
	}
	if t := reflect.TypeOf(v); t.Kind() == reflect.Slice || t.Kind() == reflect.Array {
		return writeXMLList(v)
	}
	return combo.XML(v)
}

// listElement is the root of a list in XML, which itself has no name for it.
const listElement = "list"

func writeXMLList(v any) (*combo.Response, error) {
	var b bytes.Buffer
	b.WriteString(xml.Header + "<" + listElement + ">")
	if err := xml.NewEncoder(&b).Encode(v); err != nil {
		return nil, fmt.Errorf("answer with XML: %w", err)
	}
	b.WriteString("</" + listElement + ">")
	return combo.Bytes("application/xml; charset=utf-8", b.Bytes())
}

// hasXML tells whether a type, or what it is a list of, is a struct with fields
// that have xml tags.
func hasXML(t reflect.Type) bool {
	if t.Kind() == reflect.Slice || t.Kind() == reflect.Array {
		t = t.Elem()
	}
	t = behind(t)
	if t.Kind() != reflect.Struct {
		return false
	}
	for _, f := range reflect.VisibleFields(t) {
		if text, ok := f.Tag.Lookup("xml"); ok && text != "-" {
			return true
		}
	}
	return false
}
