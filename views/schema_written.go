package views

import (
	"reflect"
	"slices"
	"strings"
)

// A writtenField is a struct field as an answer has it.
type writtenField struct {
	name   string
	typ    reflect.Type
	tag    reflect.StructTag
	always bool // it is there even if it is empty
	quoted bool // a number in quotation marks

	named bool // by its tag
	depth int  // of embedding
}

// writtenFields lists the fields that encoding/json, in both of its versions, or
// encoding/xml write. Of several with one name the least embedded is written, or
// the one that its tag names, or none.
func writtenFields(t reflect.Type, tag string) []writtenField {
	all := collectWritten(t, tag, 0, true, nil)
	return slices.DeleteFunc(slices.Clone(all), func(f writtenField) bool {
		return slices.ContainsFunc(all, func(other writtenField) bool { return f.hiddenBy(other) }) || f.hasTwin(all)
	})
}

func (f writtenField) hiddenBy(other writtenField) bool {
	return f.name == other.name && (other.depth < f.depth || other.depth == f.depth && other.named && !f.named)
}

func (f writtenField) hasTwin(all []writtenField) bool {
	n := 0
	for _, other := range all {
		if other.name == f.name && other.depth == f.depth && other.named == f.named {
			n++
		}
	}
	return n > 1
}

// collectWritten walks through embedded structs. What is embedded by a pointer
// may be missing. The types around it are not entered again.
func collectWritten(t reflect.Type, tag string, depth int, always bool, around []reflect.Type) []writtenField {
	if slices.Contains(around, t) {
		return nil
	}
	around = append(around, t)
	var list []writtenField
	for i := range t.NumField() {
		f := t.Field(i)
		text, _ := f.Tag.Lookup(tag)
		name, options, _ := strings.Cut(text, ",")
		base := behind(f.Type)
		switch {
		case text == "-" || f.Type == xmlNameType:
		case (f.Anonymous || hasOption(options, "embed")) && name == "" && base.Kind() == reflect.Struct:
			list = append(list, collectWritten(base, tag, depth+1, always && f.Type == base, around)...)
		case (f.IsExported() || f.Anonymous && base.Kind() == reflect.Struct) && !hasOption(options, "embed") && isElement(tag, name, options):
			list = append(list, writtenFieldOf(f, name, options, depth, always))
		}
	}
	return list
}

// isElement tells whether a field is an element or an attribute of its own, as
// all are but for the text and the paths of XML.
func isElement(tag, name, options string) bool {
	if tag != "xml" {
		return true
	}
	for _, other := range []string{"chardata", "cdata", "innerxml", "comment", "any"} {
		if hasOption(options, other) {
			return false
		}
	}
	return !strings.Contains(name, ">")
}

func writtenFieldOf(f reflect.StructField, name, options string, depth int, always bool) writtenField {
	made := writtenField{
		name: name, typ: f.Type, tag: f.Tag, depth: depth, named: name != "",
		always: always && !hasOption(options, "omitempty") && !hasOption(options, "omitzero"),
		quoted: hasOption(options, "string"),
	}
	if name == "" {
		made.name = f.Name
	}
	return made
}
