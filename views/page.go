package views

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"

	"github.com/combo-web/combo"
)

// Page makes a view that renders a template with what a function returns.
//
// The fields of a struct are what the template sees, and the keys of a map. A
// list is called object_list and any other value object, as in Django's generic
// views. [None] renders the template with no data.
//
// The page is HTML, or what the name of the template ends in, whatever the client
// prefers. A function that returns a *combo.Response answers with it instead: with
// a redirect, or a file. What is not there is an error: combo.Errorf(404, …), or
// one that has NotFound() bool. A nil pointer without an error is a mistake of the
// function, and a 500.
//
// A route of [combo.Path] answers GET, unless [combo.Route.Methods] says otherwise.
// [combo.New] reports an input that does not fit the route.
func Page[In, Out any](template string, f func(ctx context.Context, in In) (Out, error)) *combo.Endpoint {
	read, dataOf := reader[In](), pageData(reflect.TypeFor[Out]())
	view := func(r *http.Request) (*combo.Response, error) {
		in, err := read(r)
		if err != nil {
			return nil, err
		}
		out, err := f(r.Context(), in)
		if err != nil {
			return nil, err
		}
		if answer, ok := any(out).(*combo.Response); ok {
			return answer, nil
		}
		data, err := dataOf(out)
		if err != nil {
			return nil, err
		}
		return combo.Render(r, template, data)
	}
	check := func(route combo.RouteInfo) error {
		return errors.Join(checkFunction(f == nil), checkTemplate(template), checkInput(reflect.TypeFor[In](), route))
	}
	e := endpoint[In, Out](view, check)
	e.Methods = []string{http.MethodGet}
	return e
}

// endpoint is what all views of this package are.
func endpoint[In, Out any](view combo.View, check func(combo.RouteInfo) error) *combo.Endpoint {
	return &combo.Endpoint{View: view, In: reflect.TypeFor[In](), Out: reflect.TypeFor[Out](), Check: check}
}

func checkFunction(isNil bool) error {
	if isNil {
		return errors.New("the function is nil")
	}
	return nil
}

func checkTemplate(name string) error {
	if name == "" {
		return errors.New("the template has no name")
	}
	return nil
}

// pageData returns how a value of a type becomes the data of a template.
func pageData(t reflect.Type) func(any) (any, error) {
	switch base := behind(t); {
	case t == noneType:
		return func(any) (any, error) { return nil, nil }
	case t.Kind() == reflect.Slice, t.Kind() == reflect.Array:
		return func(v any) (any, error) { return map[string]any{"object_list": v}, nil }
	case t.Kind() == reflect.Map, base.Kind() == reflect.Struct && hasExported(base):
		return notNil
	}
	return func(v any) (any, error) {
		v, err := notNil(v)
		return map[string]any{"object": v}, err
	}
}

// notNil refuses a nil pointer: a template would show a page with nothing on it.
func notNil(v any) (any, error) {
	if rv := reflect.ValueOf(v); rv.Kind() == reflect.Pointer && rv.IsNil() {
		return nil, fmt.Errorf("the function of the view returned neither a %T nor an error", v)
	}
	return v, nil
}

func hasExported(t reflect.Type) bool {
	for _, f := range reflect.VisibleFields(t) {
		if f.IsExported() {
			return true
		}
	}
	return false
}
