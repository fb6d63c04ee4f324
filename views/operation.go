package views

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
)

// A Doc says of an [API] what [OpenAPI] cannot find out by itself. The zero Doc
// says nothing. [OpenAPIConfig.Skip] finds it in combo.Endpoint.Doc.
type Doc struct {
	// Summary is one line. Defaults to none.
	Summary string
	// Description is longer, in CommonMark. Defaults to none.
	Description string
	// Tags are the groups that the operation belongs to. Defaults to none.
	Tags []string
	// Deprecated advises against using the operation. Defaults to false.
	Deprecated bool
	// Security are names of [OpenAPIConfig.Schemes], one of which lets a client
	// in; an empty list that is not nil lets everybody in. It describes what
	// wrappers and middleware do, and does nothing itself. Defaults to
	// [OpenAPIConfig.Security].
	Security []string
	// Statuses are errors that the function answers with besides those of the
	// input: 404, 409. Defaults to none.
	Statuses []int
	// Hidden leaves the operation out of the document. Defaults to false.
	Hidden bool
}

func (d Doc) check() error {
	var mistakes []error
	for _, status := range d.Statuses {
		if status < 400 || http.StatusText(status) == "" {
			mistakes = append(mistakes, fmt.Errorf("Doc.Statuses: %d is not the status of an error", status))
		}
	}
	return errors.Join(mistakes...)
}

// checkDocs checks what was said of an API.
func checkDocs(docs []Doc) error {
	if len(docs) > 1 {
		return fmt.Errorf("the API has %d Docs, want one at most", len(docs))
	}
	return first(docs).check()
}

// first returns the first of some Docs, in memory of its own.
func first(docs []Doc) Doc {
	if len(docs) == 0 {
		return Doc{}
	}
	d := docs[0]
	d.Tags, d.Statuses, d.Security = slices.Clone(d.Tags), slices.Clone(d.Statuses), slices.Clone(d.Security)
	return d
}

// An operation is all that is known of an API.
type operation struct {
	doc     Doc
	in, out reflect.Type
	json    []field // what a JSON body fills
}

func operationOf(in, out reflect.Type, doc Doc) *operation {
	o := &operation{doc: doc, in: in, out: out}
	if in.Kind() == reflect.Struct {
		o.json = fieldsOf(in, "json")
	}
	return o
}

// readsBody tells whether a body of any kind fills the input.
func (o *operation) readsBody() bool {
	return o.in.Kind() != reflect.Struct || len(bodiesOf(o.in)) > 0
}

// method is what the operation is asked for by, if its route does not say.
func (o *operation) method() string {
	if o.readsBody() {
		return http.MethodPost
	}
	return http.MethodGet
}
