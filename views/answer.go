package views

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"iter"
	"net/http"
	"reflect"
	"strings"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
	"github.com/combo-web/combo/internal/json"
)

// Located is an answer that has an address of its own: a POST that returns it is
// answered with 201 and the field Location. The zero Place says that nothing new
// was made; the answer is a 200 then.
type Located interface{ Location() Place }

const (
	typeJSON = "application/json"
	typeXML  = "application/xml"
)

// An answer says how a type is answered with. It is made once for a view.
type answer struct {
	offers []string // the forms that it can be had in; nil for any
	write  func(form string, v any) (*combo.Response, error)
	canNil bool
}

func answerOf(t reflect.Type) answer {
	switch {
	case t == noneType:
		return answer{write: func(string, any) (*combo.Response, error) { return combo.NoContent() }}
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
	p, err := a.write(form, v)
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
		return nil, fmt.Errorf("the address of the answer: %w", err)
	}
	return p, p.Set(combo.Status(http.StatusCreated), combo.SetHeader("Location", address))
}

func writeJSON(_ string, v any) (*combo.Response, error) { return combo.JSON(v) }

func writeEither(form string, v any) (*combo.Response, error) {
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

// isStream tells whether a type is an iter.Seq2 of values and errors.
func isStream(t reflect.Type) bool {
	return t.Kind() == reflect.Func && t.CanSeq2() && t.In(0).In(1) == reflect.TypeFor[error]()
}

// streamJSON answers with an array that is written while it is read. The header
// goes out with the first bytes, so an error of the sequence can only break the
// answer off.
func streamJSON(_ string, v any) (*combo.Response, error) {
	sequence := reflect.ValueOf(v)
	if sequence.IsNil() {
		return combo.Bytes(typeJSON, []byte("[]"))
	}
	return combo.Stream(typeJSON, func(w combo.FlushWriter) error { return writeArray(w, sequence.Seq2()) })
}

func writeArray(w io.Writer, items iter.Seq2[reflect.Value, reflect.Value]) error {
	line := []byte{'['}
	for value, failed := range items {
		if err, _ := failed.Interface().(error); err != nil {
			return err
		}
		item, err := json.Marshal(value.Interface())
		if err != nil {
			return err
		}
		if _, err := w.Write(append(line, item...)); err != nil {
			return err
		}
		line = append(line[:0], ',')
	}
	if line[0] == ',' {
		line = line[:0]
	}
	_, err := w.Write(append(line, ']'))
	return err
}
