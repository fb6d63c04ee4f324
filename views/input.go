package views

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/internal/decode"
	"github.com/combo-web/combo/internal/suggest"
)

// None is the input of a function that needs none, and the answer of one that
// has none.
type None struct{}

var noneType = reflect.TypeFor[None]()

// reader returns how the input of a function is read.
func reader[In any]() func(*http.Request) (In, error) {
	if reflect.TypeFor[In]() == noneType {
		return func(*http.Request) (in In, err error) { return in, nil }
	}
	return combo.Bind[In]
}

// checkInput says what of an input does not fit its route.
func checkInput(t reflect.Type, route combo.RouteInfo) error {
	if t == noneType {
		return nil
	}
	if t.Kind() != reflect.Struct {
		return checkWhole(t, route)
	}
	if _, err := decode.PlanOf(t); err != nil {
		return err
	}
	if err := checkTagged(t); err != nil {
		return err
	}
	var mistakes []error
	for _, f := range fieldsOf(t, "path") {
		mistakes = append(mistakes, f.checkParameter(route))
	}
	if !takesBody(route) {
		mistakes = append(mistakes, checkBodiless(t))
	}
	return errors.Join(mistakes...)
}

// checkTagged finds a struct whose fields all lack the tag that lets a request
// fill them. The tag "-" says that this is meant.
func checkTagged(t reflect.Type) error {
	exported := false
	for _, f := range reflect.VisibleFields(t) {
		if hasSource(f.Tag) {
			return nil
		}
		exported = exported || f.IsExported() && !f.Anonymous
	}
	if exported {
		return fmt.Errorf(`no field of the input %s has a tag that says where it comes from, such as query:"…"; use views.None for a function without input`, t)
	}
	return nil
}

func hasSource(tag reflect.StructTag) bool {
	return slices.ContainsFunc(sources, func(source string) bool {
		_, ok := tag.Lookup(source)
		return ok
	})
}

// checkWhole checks an input that is no struct: the JSON of the body fills it.
func checkWhole(t reflect.Type, route combo.RouteInfo) error {
	if t.Kind() == reflect.Pointer {
		return fmt.Errorf("the input %s is a pointer; take the %s itself", t, t.Elem())
	}
	if !takesBody(route) {
		return fmt.Errorf("the input %s is the body of a request, and GET has none", t)
	}
	_, err := decode.Whole(decode.Source{Tag: "json"}, reflect.New(t).Elem())
	return err
}

// takesBody tells whether a route answers a method that brings a body.
func takesBody(route combo.RouteInfo) bool {
	return route.Methods == nil || slices.ContainsFunc(route.Methods, bringsBody)
}

func bringsBody(method string) bool {
	return method != http.MethodGet && method != http.MethodHead
}

// checkBodiless finds fields that only a body could fill.
func checkBodiless(t reflect.Type) error {
	for _, tag := range bodyTags {
		for _, f := range fieldsOf(t, tag) {
			if !f.hasTag("path", "query", "header", "cookie") {
				return fmt.Errorf(`%s.%s has the tag %s:%q, and GET has no body; did you mean query:%q?`, t, f.goName, tag, f.name, f.name)
			}
		}
	}
	return nil
}

// bodyTags are the tags of fields that the body of a request fills, and sources
// those of all fields that a request fills.
var (
	bodyTags = []string{"form", "json", "xml"}
	sources  = append([]string{"path", "query", "header", "cookie"}, bodyTags...)
)

// checkParameter finds the parameter of a field with a path tag, and whether the
// field can hold it.
func (f field) checkParameter(route combo.RouteInfo) error {
	if _, ok := route.Defaults[f.name]; ok {
		return nil
	}
	var names []string
	for _, p := range route.Params {
		if p.Name == f.name {
			return f.checkConverter(p)
		}
		names = append(names, p.Name)
	}
	return fmt.Errorf("%s: the pattern has no parameter %q%s", f.goName, f.name, suggest.DidYouMean(f.name, names))
}

// checkConverter tries the field with texts that the parameter matches. Text
// parameters may hold anything, and types that read their own text are not
// known well enough to be tried.
func (f field) checkConverter(p combo.Parameter) error {
	if t := f.base(); readsText(t) && t != uuidType && t != timeType {
		return nil
	}
	for _, text := range samplesOf(p.Converter) {
		root := decode.MapOf(decode.Field{Name: f.name, Value: decode.TextOf(text)})
		source := decode.Source{Tag: "path", Root: root, Loose: true}
		_, problems, err := decode.One(source, f.name, reflect.New(f.typ).Elem(), true)
		if err != nil || len(problems) > 0 {
			return fmt.Errorf("%s: <%s:%s> can be %q, which %s cannot hold", f.goName, p.Converter, p.Name, text, f.typ)
		}
	}
	return nil
}

// samplesOf returns texts that a built-in converter matches, none where its
// parameters are any text.
func samplesOf(spec string) []string {
	switch c := parseConverter(spec); c.name {
	case "int":
		return []string{"1"}
	case "float":
		return []string{"1.5"}
	case "uuid":
		return []string{"9d1b4f0e-6a4e-4b6f-9a57-2f6d3f6f6c11"}
	case "any":
		return c.words
	}
	return nil
}

// A bodyKind is a kind of body that an input reads, by the tag of its fields.
type bodyKind struct {
	tag    string
	fields []field
}

// bodiesOf returns the kinds of body that an input of type t reads.
func bodiesOf(t reflect.Type) []bodyKind {
	if t == noneType || t.Kind() != reflect.Struct {
		return nil
	}
	var kinds []bodyKind
	for _, tag := range []string{"json", "xml", "form"} {
		if fields := fieldsOf(t, tag); len(fields) > 0 {
			kinds = append(kinds, bodyKind{tag, fields})
		}
	}
	return kinds
}

// isFieldOf tells whether the path of a mistake, as in "items.0.name", begins at
// one of the fields.
func isFieldOf(fields []field, path string) bool {
	return slices.ContainsFunc(fields, func(f field) bool {
		rest, ok := strings.CutPrefix(path, f.name)
		return ok && (rest == "" || rest[0] == '.')
	})
}
