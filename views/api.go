package views

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
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
// while it is read, so that a list need not fit into memory. An error before its
// first value is answered as any other; one in the middle breaks the connection
// off. What it reads from is opened inside of it, since it is not run for HEAD. A
// *combo.Response is sent as it is.
//
// A route of [combo.Path] answers POST if a body fills the input, and GET if none
// does. Other methods are those of [combo.Put], [combo.Delete] and the like, or of
// [combo.Route.Methods].
//
// Errors are problem+json (RFC 9457), also for a client that takes anything; a
// browser that asks for HTML gets a page. Wrong fields are a 422 that lists them,
// each with the place in the body that it means.
//
// One Doc may follow: it says what [OpenAPI] cannot find out by itself.
// [combo.New] reports an input that does not fit the route, an answer that JSON
// cannot hold, and a second Doc.
func API[In, Out any](f func(ctx context.Context, in In) (Out, error), doc ...Doc) *combo.Endpoint {
	o := operationOf(reflect.TypeFor[In](), reflect.TypeFor[Out](), first(doc))
	read, answer := reader[In](), answerOf(o.out)
	view := func(r *http.Request) (*combo.Response, error) {
		form, err := answer.choose(r)
		if err != nil {
			return nil, err
		}
		in, err := read(r)
		if err != nil {
			return nil, o.pointed(r, err)
		}
		out, err := f(r.Context(), in)
		if err != nil {
			return nil, o.pointed(r, err)
		}
		return answer.make(r, form, out)
	}
	e := endpoint[In, Out](view, func(route combo.RouteInfo) error {
		return errors.Join(checkFunction(f == nil), checkInput(o.in, route), checkOutput(o.out), checkDocs(doc))
	})
	e.Methods, e.Doc, e.Problems = []string{o.method()}, o.doc, true
	return e
}

// pointed gives wrong fields their places in the body, if that was JSON. What is
// said around them is for the log, so it stays.
func (o *operation) pointed(r *http.Request, err error) error {
	wrong, ok := errors.AsType[combo.FieldErrors](err)
	if !ok || !sentJSON(r) {
		return err
	}
	pointed := slices.Clone(wrong)
	for i, e := range pointed {
		if e.Pointer == "" && o.isInBody(e.Field) && isWhole(e.Field) {
			pointed[i].Pointer = pointer(e.Field)
		}
	}
	return pointedError{pointed, err}
}

// A pointedError is the field errors in what a function returned, with their
// places. [errors.As] finds them before those without.
type pointedError struct {
	fields combo.FieldErrors
	cause  error
}

func (e pointedError) Error() string   { return e.cause.Error() }
func (e pointedError) Unwrap() []error { return []error{e.fields, e.cause} }

func (o *operation) isInBody(path string) bool {
	return path != "" && (o.in.Kind() != reflect.Struct || isFieldOf(o.json, path))
}

func sentJSON(r *http.Request) bool {
	sent, _ := headers.ParseMediaType(r.Header.Get("Content-Type"))
	return sent == typeJSON || strings.HasSuffix(sent, "+json")
}

// isWhole tells whether a path is the one that was sent: internal/decode repeats
// 256 bytes of it, in whole characters of UTF-8, and part of a place is another.
func isWhole(path string) bool {
	return len(path) <= 256-utf8.UTFMax && !strings.ContainsRune(path, utf8.RuneError)
}

// pointer writes the path of a field, "items.0.name", as a JSON Pointer in the
// form of a URI fragment (RFC 6901 §6).
func pointer(path string) string {
	escaped := strings.NewReplacer("~", "~0", "/", "~1", ".", "/").Replace(path)
	fragment := url.URL{Fragment: "/" + escaped}
	return "#" + fragment.EscapedFragment()
}
