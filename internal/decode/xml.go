package decode

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// The names under which the tree holds what XML has besides elements. No element can be called so.
const (
	attributePrefix = "@"
	contentName     = "#text"
)

// XML reads one XML document and returns what its root element holds. An element that has neither attributes nor
// elements is a Text. Every other is a Map: of its attributes, named "@id", of its elements, by name, where those
// that repeat are one List, and of its own text, "#text", unless that is blank. Names are without their namespaces.
//
// Only UTF-8 and the five entities of XML itself are understood. A DOCTYPE is an error.
func XML(r io.Reader, limits Limits) (Value, error) {
	limits = limits.withDefaults()
	input := &xmlInput{r: bufio.NewReader(newMeter(r, limits.Bytes))}
	p := xmlParser{
		input:  input,
		tokens: xml.NewDecoder(input),
		depth:  limits.Depth,
		left:   limits.Values,
	}
	v, err := p.document()
	if err != nil {
		return Value{}, readingError(withoutText(err), "The request body is not valid XML.")
	}
	return v, nil
}

type xmlParser struct {
	input  *xmlInput
	tokens *xml.Decoder
	depth  int // how much deeper it may go
	left   int // how many elements and attributes may still come
}

func (p *xmlParser) document() (Value, error) {
	p.tokens.CharsetReader = func(charset string, _ io.Reader) (io.Reader, error) {
		return nil, unsupported("Only XML in UTF-8 is understood here.", errors.New("declared charset "+charset))
	}
	start, err := p.outside()
	if err == io.EOF {
		return Value{}, io.ErrUnexpectedEOF
	}
	if err != nil {
		return Value{}, err
	}
	root, err := p.element(start)
	if err != nil {
		return Value{}, err
	}
	switch _, err := p.outside(); err {
	case io.EOF:
		return root, nil
	case nil:
		return Value{}, malformed("The request body has more than one root element.", nil)
	default:
		return Value{}, err
	}
}

// outside returns the next element outside of the root element.
func (p *xmlParser) outside() (xml.StartElement, error) {
	for {
		token, err := p.token()
		if err != nil {
			return xml.StartElement{}, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			return token, nil
		case xml.CharData:
			if !isBlank(strings.TrimPrefix(string(token), "\uFEFF")) {
				return xml.StartElement{}, malformed("The request body has text outside of its root element.", nil)
			}
		}
	}
}

// token returns the next token that says something.
func (p *xmlParser) token() (xml.Token, error) {
	for {
		p.input.nextToken()
		token, err := p.tokens.Token()
		if err != nil {
			return nil, err
		}
		switch token.(type) {
		case xml.Directive:
			return nil, refused("doctype", "A document type is not allowed here.")
		case xml.Comment, xml.ProcInst:
			continue
		}
		return token, nil
	}
}

func (p *xmlParser) element(start xml.StartElement) (Value, error) {
	if p.depth--; p.depth < 0 {
		return Value{}, refused("too_deep", "The request body is nested too deeply.")
	}
	if p.left -= 1 + len(start.Attr); p.left < 0 {
		return Value{}, refused("too_many_values", "The request body has too many values.")
	}
	var e xmlElement
	if err := e.attributes(start.Attr); err != nil {
		return Value{}, err
	}
	for {
		token, err := p.token()
		if err != nil {
			return Value{}, err
		}
		switch token := token.(type) {
		case xml.EndElement:
			p.depth++
			return e.value(), nil
		case xml.CharData:
			e.text.Write(token)
		case xml.StartElement:
			v, err := p.element(token)
			if err != nil {
				return Value{}, err
			}
			e.child(token.Name.Local, v)
		}
	}
}

// An xmlElement is an element under construction.
type xmlElement struct {
	fields []Field
	lists  map[int][]Value // of the fields that repeat
	ids    map[string]int  // of fields by name, once they are many
	text   strings.Builder
}

func (e *xmlElement) attributes(attributes []xml.Attr) error {
	for _, a := range attributes {
		if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
			continue
		}
		name := attributePrefix + a.Name.Local
		if e.find(name) >= 0 {
			return malformed("The request body has an attribute twice.", nil)
		}
		e.add(name, TextOf(a.Value))
	}
	return nil
}

func (e *xmlElement) child(name string, v Value) {
	id := e.find(name)
	if id < 0 {
		e.add(name, v)
		return
	}
	if e.lists == nil {
		e.lists = make(map[int][]Value)
	}
	if e.lists[id] == nil {
		e.lists[id] = []Value{e.fields[id].Value}
	}
	e.lists[id] = push(e.lists[id], v)
}

// fewFields is up to how many fields are looked through one by one.
const fewFields = 8

// find returns the id of the field with that name, or -1.
func (e *xmlElement) find(name string) int {
	if len(e.fields) > fewFields {
		if id, ok := e.ids[name]; ok {
			return id
		}
		return -1
	}
	return slices.IndexFunc(e.fields, func(f Field) bool { return f.Name == name })
}

func (e *xmlElement) add(name string, v Value) {
	e.fields = append(e.fields, Field{Name: name, Value: v})
	if len(e.fields) <= fewFields {
		return
	}
	if e.ids == nil {
		e.ids = make(map[string]int)
		for id, f := range e.fields {
			e.ids[f.Name] = id
		}
	}
	e.ids[name] = len(e.fields) - 1
}

func (e *xmlElement) value() Value {
	if len(e.fields) == 0 {
		return TextOf(e.text.String())
	}
	for id, list := range e.lists {
		e.fields[id].Value = ListOf(list...)
	}
	if text := e.text.String(); !isBlank(text) {
		e.fields = append(e.fields, Field{Name: contentName, Value: TextOf(text)})
	}
	return MapOf(e.fields...)
}

// isBlank reports whether s is only what XML calls white space.
func isBlank(s string) bool { return strings.Trim(s, " \t\r\n") == "" }

// withoutText leaves of a mistake in the XML its place alone: its text quotes names, which may be secrets.
func withoutText(err error) error {
	if mistake, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return fmt.Errorf("in line %d", mistake.Line)
	}
	return err
}
