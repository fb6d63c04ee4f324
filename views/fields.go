package views

import (
	"encoding"
	"encoding/json"
	"encoding/xml"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// A field is a struct field that a request may fill, under its name in the
// sources of one tag.
type field struct {
	name   string
	goName string
	typ    reflect.Type
	tag    reflect.StructTag

	// of XML, where a name may stand for more than an element
	attribute, content bool
}

// fieldsOf lists the fields of a struct type that have a tag, in their order and
// with those of embedded structs: what the plan of internal/decode fills.
func fieldsOf(t reflect.Type, tag string) []field {
	var list []field
	for i := range t.NumField() {
		f := t.Field(i)
		switch {
		case f.Anonymous && f.Type.Kind() == reflect.Struct && !isTagged(f):
			list = append(list, fieldsOf(f.Type, tag)...)
		case f.IsExported() && f.Type != xmlNameType:
			if made, ok := fieldOf(f, tag); ok {
				list = append(list, made)
			}
		}
	}
	return list
}

func fieldOf(f reflect.StructField, tag string) (field, bool) {
	text, ok := f.Tag.Lookup(tag)
	if !ok || text == "-" {
		return field{}, false
	}
	name, options, _ := strings.Cut(text, ",")
	if name == "" {
		name = f.Name
	}
	made := field{name: name, goName: f.Name, typ: f.Type, tag: f.Tag}
	if tag == "xml" {
		made.attribute = hasOption(options, "attr")
		made.content = hasOption(options, "chardata")
	}
	return made, true
}

func hasOption(options, want string) bool {
	for option := range strings.SplitSeq(options, ",") {
		if option == want {
			return true
		}
	}
	return false
}

// isTagged tells whether a field has any of the tags that let it be filled.
func isTagged(f reflect.StructField) bool {
	return field{tag: f.Tag}.hasTag(sources...)
}

func (f field) hasTag(tags ...string) bool {
	for _, tag := range tags {
		if text, ok := f.tag.Lookup(tag); ok && text != "-" {
			return true
		}
	}
	return false
}

// base is the field's type behind its pointer.
func (f field) base() reflect.Type { return behind(f.typ) }

func behind(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

// rules reads the check tag: the arguments of the rules by their names.
func (f field) rules() map[string]string {
	text := f.tag.Get("check")
	if text == "" {
		return nil
	}
	rules := map[string]string{}
	for part := range strings.SplitSeq(text, ",") {
		name, argument, _ := strings.Cut(part, "=")
		rules[name] = argument
	}
	return rules
}

func (f field) required() bool {
	_, ok := f.rules()["required"]
	return ok
}

// mustCome tells whether a request without the field is refused: it is required,
// or a struct that holds what is.
func (f field) mustCome(tag string) bool {
	if f.required() {
		return true
	}
	t := f.typ
	if t.Kind() != reflect.Struct || t == timeType || readsText(t) || readsJSON(t) {
		return false
	}
	return slices.ContainsFunc(fieldsOf(t, tag), func(inner field) bool { return inner.mustCome(tag) })
}

// isFile tells whether the field takes an uploaded file.
func (f field) isFile() bool { return isFile(f.typ) }

func isFile(t reflect.Type) bool {
	if t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct || hasFields(t.Elem()) {
		return false
	}
	_, ok := t.MethodByName("Open")
	return ok
}

// hasFields tells whether a struct type has fields that a request may fill.
func hasFields(t reflect.Type) bool {
	for _, tag := range bodyTags {
		if len(fieldsOf(t, tag)) > 0 {
			return true
		}
	}
	return len(fieldsOf(t, "query")) > 0
}

var (
	timeType     = reflect.TypeFor[time.Time]()
	durationType = reflect.TypeFor[time.Duration]()
	uuidType     = reflect.TypeFor[uuid.UUID]()
	xmlNameType  = reflect.TypeFor[xml.Name]()
)

// readsText tells whether a type reads its own text.
func readsText(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// readsJSON tells whether a type reads its own JSON.
func readsJSON(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]())
}

func isBytes(t reflect.Type) bool {
	return (t.Kind() == reflect.Slice || t.Kind() == reflect.Array) && t.Elem().Kind() == reflect.Uint8
}
