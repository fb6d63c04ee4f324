package views

import (
	"net/http"
	"reflect"
	"strconv"

	"github.com/combo-web/combo"
)

// A form knows the inputs of a form, to show it again.
type form struct{ fields []field }

func formOf(t reflect.Type) form {
	if t.Kind() != reflect.Struct {
		return form{}
	}
	return form{fieldsOf(t, "form")}
}

// again returns what the template is to show of a form with mistakes.
func (f form) again(r *http.Request, wrong combo.FieldErrors) FormData {
	data := FormData{Values: map[string]string{}, Lists: map[string][]string{}, Errors: map[string][]string{}}
	for _, field := range f.fields {
		data.collect(r, field.name, field.typ, maxShownDepth)
	}
	for _, e := range wrong {
		switch {
		case isFieldOf(f.fields, e.Field):
			data.Errors[e.Field] = append(data.Errors[e.Field], e.Message)
		case e.Field == "":
			data.NonFieldErrors = append(data.NonFieldErrors, e.Message)
		default:
			data.NonFieldErrors = append(data.NonFieldErrors, e.Field+": "+e.Message)
		}
	}
	return data
}

// maxShown is how many items of a list of structs are shown again, and
// maxShownDepth how deep in each other: a struct may hold itself.
const (
	maxShown      = 1000
	maxShownDepth = 8
)

// collect notes what was typed into an input and into those nested in it. It
// tells whether there was anything.
func (d FormData) collect(r *http.Request, name string, t reflect.Type, depth int) bool {
	t = behind(t)
	if inner := nestedFields(t); inner != nil {
		return depth > 0 && d.collectStruct(r, name, inner, depth-1)
	}
	if t.Kind() == reflect.Slice && nestedFields(behind(t.Elem())) != nil {
		return d.collectItems(r, name, t.Elem(), depth)
	}
	texts := typed(r, name)
	if len(texts) == 0 {
		return false
	}
	d.Values[name], d.Lists[name] = texts[0], texts
	return true
}

// typed returns the texts of an input: none for a file and for an input that was
// not sent, an empty one for an input that was left empty.
func typed(r *http.Request, name string) []string {
	texts, err := combo.Form[[]string](r, name, nil)
	if err != nil || len(texts) > 0 {
		return texts
	}
	if _, err := combo.Form[string](r, name); err != nil {
		return nil
	}
	return []string{""}
}

func (d FormData) collectStruct(r *http.Request, name string, fields []field, depth int) bool {
	some := false
	for _, f := range fields {
		some = d.collect(r, name+"."+f.name, f.typ, depth) || some
	}
	return some
}

func (d FormData) collectItems(r *http.Request, name string, t reflect.Type, depth int) bool {
	for i := range maxShown {
		if !d.collect(r, name+"."+strconv.Itoa(i), t, depth) {
			return i > 0
		}
	}
	return true
}

// nestedFields are the inputs of a struct inside of a form; nil if t is a single
// input.
func nestedFields(t reflect.Type) []field {
	if t.Kind() != reflect.Struct || readsText(t) {
		return nil
	}
	return fieldsOf(t, "form")
}
