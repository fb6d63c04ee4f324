package views

import (
	"cmp"
	"encoding"
	stdjson "encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/google/jsonschema-go/jsonschema"
)

// A side is one way in which a Go type meets JSON Schema: a type that is read has
// other fields, and other required ones, than the same type written.
type side struct {
	tag    string // of the names: json, xml, form or query
	writes bool
}

var (
	readsJSONSide  = side{tag: "json"}
	writesJSONSide = side{tag: "json", writes: true}
)

// A schemas makes the schemas of a document: those of named structs once, as
// components.
type schemas struct {
	own        map[reflect.Type]*jsonschema.Schema
	components map[component]*jsonschema.Schema
	order      []component                        // as they were met
	references map[component][]*jsonschema.Schema // whose Ref is set when all names are known
	errs       []error
}

// A component is a schema with a name.
type component struct {
	typ  reflect.Type
	side side
}

func newSchemas(own map[reflect.Type]*jsonschema.Schema) *schemas {
	return &schemas{own: own, components: map[component]*jsonschema.Schema{}, references: map[component][]*jsonschema.Schema{}}
}

// of returns the schema of a type on one side.
func (s *schemas) of(t reflect.Type, side side) *jsonschema.Schema {
	if own := s.own[t]; own != nil {
		return own.CloneSchemas()
	}
	if simple := scalarSchema(t, side); simple != nil {
		return simple
	}
	if t.Kind() == reflect.Pointer {
		return s.pointer(t, side)
	}
	if t.Name() != "" && t.Kind() != reflect.Interface {
		return s.reference(t, side)
	}
	return s.composite(t, side)
}

// composite returns the schema of what holds other values.
func (s *schemas) composite(t reflect.Type, side side) *jsonschema.Schema {
	switch t.Kind() {
	case reflect.Slice:
		return &jsonschema.Schema{Type: "array", Items: s.of(t.Elem(), side)}
	case reflect.Array:
		n := t.Len()
		return &jsonschema.Schema{Type: "array", Items: s.of(t.Elem(), side), MinItems: &n, MaxItems: &n}
	case reflect.Map:
		return &jsonschema.Schema{Type: "object", AdditionalProperties: s.of(t.Elem(), side)}
	case reflect.Interface:
		return anything()
	case reflect.Struct:
		o := s.properties(t, side)
		o.Description = docOf(t)
		nameRoot(o, t, side)
		return o
	}
	s.errs = append(s.errs, fmt.Errorf("%s has no form in JSON", t))
	return anything()
}

// anything is the schema of any value. It has a keyword, since the schema true
// that it would be otherwise is more than some tools read.
func anything() *jsonschema.Schema { return &jsonschema.Schema{Description: "Any value."} }

// pointer returns the schema of what may be null. Only JSON has null.
func (s *schemas) pointer(t reflect.Type, side side) *jsonschema.Schema {
	inner := s.of(t.Elem(), side)
	switch {
	case side.tag != "json" || isFile(t):
		return inner
	case inner.Type != "":
		inner.Types, inner.Type = []string{inner.Type, "null"}, ""
		return inner
	case inner.Ref != "":
		return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{inner, {Type: "null"}}}
	}
	return inner // anything, or the site's own
}

// reference returns a reference to the component of a named type.
func (s *schemas) reference(t reflect.Type, side side) *jsonschema.Schema {
	c := component{t, side}
	if _, ok := s.components[c]; !ok {
		s.components[c] = nil // it may hold itself
		s.order = append(s.order, c)
		s.components[c] = s.composite(t, side)
	}
	reference := &jsonschema.Schema{Ref: unnamed}
	s.references[c] = append(s.references[c], reference)
	return reference
}

// unnamed is the Ref of a component before all are known.
const unnamed = "#"

// properties returns the schema of a struct's fields.
func (s *schemas) properties(t reflect.Type, side side) *jsonschema.Schema {
	o := &jsonschema.Schema{Type: "object", Properties: map[string]*jsonschema.Schema{}}
	add := func(name string, schema *jsonschema.Schema, required bool) {
		o.Properties[name] = schema
		o.PropertyOrder = append(o.PropertyOrder, name)
		if required {
			o.Required = append(o.Required, name)
		}
	}
	if side.writes {
		for _, f := range writtenFields(t, side.tag) {
			add(f.name, s.written(f, side), f.always)
		}
		return o
	}
	for _, f := range fieldsOf(t, side.tag) {
		if !f.content {
			add(f.name, s.read(f, side), f.mustCome(side.tag))
		}
	}
	if side.tag == "json" {
		o.AdditionalProperties = &jsonschema.Schema{Not: &jsonschema.Schema{}} // Bind refuses what it does not know
	}
	return o
}

// read returns the schema of a field that is filled: its type's with its rules.
func (s *schemas) read(f field, side side) *jsonschema.Schema {
	t := f.typ
	if f.required() && !f.isFile() {
		t = f.base() // it may not be null
	}
	schema := s.of(t, side)
	f.applyRules(schema)
	describe(schema, f.tag, side)
	return schema
}

func (s *schemas) written(f writtenField, side side) *jsonschema.Schema {
	schema := s.of(f.typ, side)
	if f.quoted {
		schema = &jsonschema.Schema{Type: "string", Pattern: `^-?[0-9.eE+-]+$`}
	}
	// What may be left out on the way in can be empty on the way out.
	if rules := (field{tag: f.tag}); rules.required() {
		if oneof, ok := rules.rules()["oneof"]; ok {
			applyChoices(schema, oneof, f.typ)
		}
	}
	describe(schema, f.tag, side)
	return schema
}

// describe adds what the tags of a field say to people, and what XML needs.
func describe(schema *jsonschema.Schema, tag reflect.StructTag, side side) {
	if doc := tag.Get("doc"); doc != "" {
		schema.Description = doc
	}
	if _, options, _ := strings.Cut(tag.Get("xml"), ","); side.tag == "xml" && hasOption(options, "attr") {
		schema.Extra = map[string]any{"xml": map[string]any{"attribute": true}}
	}
}

// docOf returns what a struct says of itself, by the tag of a field without a
// name: _ struct{} `doc:"A piece of music."`.
func docOf(t reflect.Type) string {
	for i := range t.NumField() {
		if f := t.Field(i); f.Name == "_" {
			return f.Tag.Get("doc")
		}
	}
	return ""
}

// nameRoot says what the element of a struct is called in XML.
func nameRoot(schema *jsonschema.Schema, t reflect.Type, side side) {
	if side.tag != "xml" {
		return
	}
	name := t.Name()
	if f, ok := t.FieldByName("XMLName"); ok && f.Type == xmlNameType {
		tag, _, _ := strings.Cut(f.Tag.Get("xml"), ",")
		name = cmp.Or(tag[strings.LastIndexByte(tag, ' ')+1:], name)
	}
	if name != "" {
		schema.Extra = map[string]any{"xml": map[string]any{"name": name}}
	}
}

// checkOutput finds what an answer cannot be written as.
func checkOutput(t reflect.Type) error {
	if t == noneType || t == responseType {
		return nil
	}
	s := newSchemas(nil)
	s.of(itemOf(t), writesJSONSide)
	if located := reflect.TypeFor[Located](); t.Kind() != reflect.Pointer && !t.Implements(located) && reflect.PointerTo(t).Implements(located) {
		s.errs = append(s.errs, fmt.Errorf("the method Location is one of *%s; return that, or take the * from the method", t))
	}
	if hasXML(t) {
		s.errs = append(s.errs, checkXML(t, nil))
	}
	return errors.Join(s.errs...)
}

// checkXML finds what encoding/xml cannot write. around are the structs that the
// type stands in.
func checkXML(t reflect.Type, around []reflect.Type) error {
	if slices.Contains(around, t) || writesText(t) || implements[xml.Marshaler](t) {
		return nil
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return checkXML(t.Elem(), around)
	case reflect.Map:
		return fmt.Errorf("%s has no form in XML; leave it out with xml:\"-\"", t)
	case reflect.Struct:
		var mistakes []error
		for _, f := range writtenFields(t, "xml") {
			mistakes = append(mistakes, checkXML(f.typ, append(around, t)))
		}
		return errors.Join(mistakes...)
	}
	return nil
}

// itemOf returns the type whose schema describes an answer: of a stream, the list
// that it becomes.
func itemOf(t reflect.Type) reflect.Type {
	if isStream(t) {
		return reflect.SliceOf(t.In(0).In(0))
	}
	return t
}

// writesJSON tells whether a type writes its own JSON, and writesText whether it
// writes its own text.
func writesJSON(t reflect.Type) bool {
	return implements[stdjson.Marshaler](t) || implements[json.MarshalerTo](t)
}

func writesText(t reflect.Type) bool {
	return implements[encoding.TextMarshaler](t) || implements[encoding.TextAppender](t)
}

func implements[I any](t reflect.Type) bool {
	i := reflect.TypeFor[I]()
	return t.Implements(i) || t.Kind() != reflect.Pointer && t.Kind() != reflect.Interface && reflect.PointerTo(t).Implements(i)
}
