package decode

import (
	"encoding/xml"
	"errors"
	"io"
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
	p := xmlParser{
		tokens: xml.NewDecoder(newMeter(r, limits.Bytes)),
		depth:  limits.Depth,
		left:   limits.Values,
	}
	v, err := p.document()
	if err != nil {
		return Value{}, readingError(err, "The request body is not valid XML.")
	}
	return v, nil
}

type xmlParser struct {
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
	ids    map[string]int // of elements by name; only made for the second
	lists  map[int][]Value
	text   strings.Builder
}

func (e *xmlElement) attributes(attributes []xml.Attr) error {
	seen := make(map[string]bool, min(len(attributes), 8))
	for _, a := range attributes {
		if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
			continue
		}
		name := attributePrefix + a.Name.Local
		if seen[name] {
			return malformed("The request body has an attribute twice.", nil)
		}
		seen[name] = true
		e.fields = append(e.fields, Field{Name: name, Value: TextOf(a.Value)})
	}
	return nil
}

func (e *xmlElement) child(name string, v Value) {
	if e.ids == nil {
		e.ids = make(map[string]int)
		e.lists = make(map[int][]Value)
	}
	id, ok := e.ids[name]
	if !ok {
		e.ids[name] = len(e.fields)
		e.fields = append(e.fields, Field{Name: name, Value: v})
		return
	}
	if e.lists[id] == nil {
		e.lists[id] = []Value{e.fields[id].Value}
	}
	e.lists[id] = append(e.lists[id], v)
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
