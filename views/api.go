package views

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"strings"

	"github.com/combo-web/combo"
)

// API makes a view for programs. The input is filled from the path, the query,
// the header, and a body of JSON, or XML or a form if its fields have such tags.
//
// What the function returns is the answer, as JSON; as XML too if its type has
// fields with xml tags and the client likes that better. A client that accepts
// neither gets a 406, before the function is called. The status is 200, but
//
//   - 204 without a body for [None] and for a nil pointer,
//   - 201 with the field Location for a POST whose answer is [Located].
//
// A nil slice is []. An [iter.Seq2] of values and errors is sent as a JSON array
// while it is read, so that a list need not fit into memory; an error in the
// middle of it breaks the connection off. A *combo.Response is sent as it is.
//
// Errors are problem+json (RFC 9457), also for a client that takes anything; a
// browser that asks for HTML gets a page. Wrong fields are a 422 that lists them,
// each with the place in the body that it means.
//
// At most one Doc is looked at: it says what [OpenAPI] cannot find out by itself.
// [combo.New] reports an input that does not fit the route, and an answer that
// JSON cannot hold.
func API[In, Out any](f func(ctx context.Context, in In) (Out, error), doc ...Doc) *combo.Endpoint {
	o := operationOf(reflect.TypeFor[In](), reflect.TypeFor[Out](), doc)
	read, answer := reader[In](), answerOf(o.out)
	view := func(r *http.Request) (*combo.Response, error) {
		form, err := answer.choose(r)
		if err != nil {
			return nil, problem{err}
		}
		in, err := read(r)
		if err != nil {
			return nil, o.problem(r, err)
		}
		out, err := f(r.Context(), in)
		if err != nil {
			return nil, o.problem(r, err)
		}
		sent, err := answer.make(r, form, out)
		if err != nil {
			return nil, problem{err}
		}
		return sent, nil
	}
	e := endpoint[In, Out](view, func(route combo.RouteInfo) error {
		return errors.Join(checkFunction(f == nil), checkInput(o.in, route), checkOutput(o.out), o.doc.check())
	})
	e.Doc = o
	return e
}

// A problem is an error of an API: the kernel writes it as problem+json where
// the client does not ask for another form.
type problem struct{ error }

func (p problem) Unwrap() error { return p.error }

// PreferProblem is what the kernel asks errors.
func (problem) PreferProblem() bool { return true }

// problem returns the error with the places of wrong fields in the body, if that
// was JSON.
func (o *operation) problem(r *http.Request, err error) error {
	wrong, ok := errors.AsType[combo.FieldErrors](err)
	if !ok || !o.readsJSON(r) {
		return problem{err}
	}
	pointed := make(combo.FieldErrors, len(wrong))
	for i, e := range wrong {
		if e.Pointer == "" && o.isInBody(e.Field) {
			e.Pointer = pointer(e.Field)
		}
		pointed[i] = e
	}
	return problem{pointed}
}

func (o *operation) isInBody(path string) bool {
	return path != "" && (o.in.Kind() != reflect.Struct || isFieldOf(o.json, path))
}

// readsJSON tells whether the input came from a JSON body.
func (o *operation) readsJSON(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Content-Type"), "json")
}

// pointer writes the path of a field, "items.0.name", as a JSON Pointer in the
// form of a URI fragment (RFC 6901 §6).
func pointer(path string) string {
	escaped := strings.NewReplacer("~", "~0", "/", "~1").Replace(path)
	return "#/" + strings.ReplaceAll(escaped, ".", "/")
}
