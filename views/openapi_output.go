package views

import (
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/combo-web/combo"
)

const (
	problemName    = "Problem"
	fieldErrorName = "FieldError"
	typeProblem    = "application/problem+json"
)

// responses describes the answers of an operation by their statuses.
func (d *describer) responses(o *operation, route combo.RouteInfo, method string) map[string]response {
	all := map[string]response{"default": d.failure("Error", "Any other error.")}
	for _, status := range d.failures(o, route, method) {
		text := http.StatusText(status)
		all[strconv.Itoa(status)] = d.failure(strings.ReplaceAll(text, " ", ""), text)
	}
	d.addSuccess(all, o, method)
	return all
}

// failure returns a reference to the description of an error, which all
// operations share.
func (d *describer) failure(name, description string) response {
	d.errors[name] = response{Description: description, Content: map[string]mediaType{typeProblem: {reference(problemName)}}}
	return response{Ref: "#/components/responses/" + name}
}

func (d *describer) addSuccess(all map[string]response, o *operation, method string) {
	none := response{Description: http.StatusText(http.StatusNoContent)}
	switch {
	case o.out == noneType:
		all["204"] = none
		return
	case o.out == responseType:
		all["200"] = response{Description: http.StatusText(http.StatusOK), Content: map[string]mediaType{"*/*": {}}}
		return
	case canBeNil(o.out):
		all["204"] = none
	}
	ok := response{Description: http.StatusText(http.StatusOK), Content: d.content(o.out)}
	all["200"] = ok
	if method == http.MethodPost && o.out.Implements(reflect.TypeFor[Located]()) {
		ok.Description = http.StatusText(http.StatusCreated)
		ok.Headers = map[string]headerOf{"Location": {"The address of what was made.", &jsonschema.Schema{Type: "string", Format: "uri-reference"}}}
		all["201"] = ok
	}
}

// content describes an answer in the forms that it can be had in.
func (d *describer) content(out reflect.Type) map[string]mediaType {
	t := itemOf(out)
	if !isStream(out) && canBeNil(t) && t.Kind() == reflect.Pointer {
		t = t.Elem() // nil is a 204
	}
	all := map[string]mediaType{typeJSON: {d.schemas.of(t, writesJSONSide)}}
	if hasXML(t) {
		schema := d.schemas.of(t, side{tag: "xml", writes: true})
		if schema.Type == "array" {
			schema.Extra = map[string]any{"xml": map[string]any{"name": listElement, "wrapped": true}}
		}
		all[typeXML] = mediaType{schema}
	}
	return all
}

// failures lists the errors that an operation is known to answer with.
func (d *describer) failures(o *operation, route combo.RouteInfo, method string) []int {
	list := slices.Clone(o.doc.Statuses)
	if o.canBeWrong() {
		list = append(list, http.StatusBadRequest, http.StatusUnprocessableEntity)
	}
	if len(route.Params) > 0 {
		list = append(list, http.StatusNotFound)
	}
	if bringsBody(method) && o.readsBody() {
		list = append(list, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	security := o.doc.Security
	if security == nil {
		security = d.config.Security
	}
	if len(security) > 0 {
		list = append(list, http.StatusUnauthorized, http.StatusForbidden)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// canBeWrong tells whether a request that the pattern lets through can hold what
// the input does not take.
func (o *operation) canBeWrong() bool {
	if o.in.Kind() != reflect.Struct {
		return true
	}
	for _, tag := range []string{"query", "header", "cookie", "form", "json", "xml"} {
		if len(fieldsOf(o.in, tag)) > 0 {
			return true
		}
	}
	return slices.ContainsFunc(fieldsOf(o.in, "path"), func(f field) bool {
		return f.base().Kind() != reflect.String && f.base().Kind() != reflect.Int64 || f.rules() != nil
	})
}

func reference(name string) *jsonschema.Schema {
	return &jsonschema.Schema{Ref: "#/components/schemas/" + name}
}

// addProblem adds the schemas of what the kernel writes of errors (RFC 9457).
func addProblem(all map[string]*jsonschema.Schema) {
	text := func(description string) *jsonschema.Schema {
		return &jsonschema.Schema{Type: "string", Description: description}
	}
	all[problemName] = &jsonschema.Schema{
		Type: "object", Required: []string{"title", "status"},
		Properties: map[string]*jsonschema.Schema{
			"type":     {Type: "string", Format: "uri-reference"},
			"title":    text("The name of the status."),
			"status":   {Type: "integer", Minimum: number(400), Maximum: number(599)},
			"detail":   text("A sentence for people."),
			"instance": text("The id of the request in the log."),
			"errors":   {Type: "array", Items: reference(fieldErrorName)},
		},
		PropertyOrder: []string{"type", "title", "status", "detail", "instance", "errors"},
	}
	all[fieldErrorName] = &jsonschema.Schema{
		Type: "object", Required: []string{"field", "code", "message"},
		Properties: map[string]*jsonschema.Schema{
			"field":   text("The name that was sent; parts of lists and objects are joined by dots."),
			"code":    text("The kind of mistake, as in required or max_length."),
			"message": text("A sentence for people."),
			"pointer": text("The place in the JSON that was sent: a JSON Pointer as a URI fragment."),
			"params":  {Type: "object", Description: "The numbers and names of the message."},
		},
		PropertyOrder: []string{"field", "code", "message", "pointer", "params"},
	}
}
