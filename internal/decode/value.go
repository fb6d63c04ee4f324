package decode

import "github.com/go-json-experiment/json/jsontext"

// A Kind says what a [Value] is.
type Kind uint8

// The kinds of values. Forms know only Text, List, Map and Opaque; JSON knows all but Opaque.
const (
	Absent Kind = iota // nothing was sent
	Null
	Bool
	Number
	Text
	List
	Map
	Opaque // a thing of its own, such as an *Upload
)

// A Value is one value as a client sent it, whatever the format.
// The zero Value is Absent. Values are not changed once made and may be copied and shared.
type Value struct {
	kind Kind
	text string
	node any // []Value of a List, []Field of a Map, the thing itself of an Opaque
}

// A Field is a named Value in a Map.
type Field struct {
	Name  string
	Value Value
}

// TextOf returns a Text.
func TextOf(text string) Value { return Value{kind: Text, text: text} }

// TextsOf returns Absent for no text, a Text for one, and a List for more: how forms, queries and headers repeat.
func TextsOf(texts ...string) Value {
	switch len(texts) {
	case 0:
		return Value{}
	case 1:
		return TextOf(texts[0])
	}
	list := make([]Value, len(texts))
	for i, text := range texts {
		list[i] = TextOf(text)
	}
	return ListOf(list...)
}

// ListOf returns a List that keeps values.
func ListOf(values ...Value) Value { return Value{kind: List, node: values} }

// MapOf returns a Map that keeps fields. Their names must differ.
func MapOf(fields ...Field) Value { return Value{kind: Map, node: fields} }

// OpaqueOf returns an Opaque that holds thing.
func OpaqueOf(thing any) Value { return Value{kind: Opaque, node: thing} }

// Kind returns what v is.
func (v Value) Kind() Kind { return v.kind }

// Text returns a Text's text, a Number as it was written, and "true" or "false" for a Bool.
func (v Value) Text() string { return v.text }

// List returns the values of a List, and nil for every other kind.
func (v Value) List() []Value {
	if v.kind != List {
		return nil
	}
	return v.node.([]Value)
}

// Fields returns the fields of a Map in the order they were sent, and nil for every other kind.
func (v Value) Fields() []Field {
	if v.kind != Map {
		return nil
	}
	return v.node.([]Field)
}

// Opaque returns the thing that an Opaque holds, and nil for every other kind.
func (v Value) Opaque() any {
	if v.kind != Opaque {
		return nil
	}
	return v.node
}

// Get returns the field of a Map with that name, and Absent if there is none.
func (v Value) Get(name string) Value {
	for _, field := range v.Fields() {
		if field.Name == name {
			return field.Value
		}
	}
	return Value{}
}

// isEmptyText reports whether v is the text that an untouched input sends.
func (v Value) isEmptyText() bool { return v.kind == Text && v.text == "" }

// appendJSON appends v as JSON text. Its names and texts are valid UTF-8, as [JSON] leaves them.
func (v Value) appendJSON(dst []byte) []byte {
	switch v.kind {
	case Bool, Number:
		return append(dst, v.text...)
	case Text:
		return appendQuoted(dst, v.text)
	case List:
		dst = append(dst, '[')
		for i, element := range v.List() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = element.appendJSON(dst)
		}
		return append(dst, ']')
	case Map:
		dst = append(dst, '{')
		for i, field := range v.Fields() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendQuoted(dst, field.Name), ':')
			dst = field.Value.appendJSON(dst)
		}
		return append(dst, '}')
	}
	return append(dst, "null"...)
}

func appendQuoted(dst []byte, s string) []byte {
	// The error is for invalid UTF-8, which is replaced.
	dst, _ = jsontext.AppendQuote(dst, s)
	return dst
}
