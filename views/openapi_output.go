package views

import (
	"net/http"
	"reflect"
	"slices"
	"strconv"

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
	all := map[string]response{"default": {Ref: "#/components/responses/" + problemName}}
	for _, status := range d.failures(o, route, method) {
		all[strconv.Itoa(status)] = response{
			Description: http.StatusText(status),
			Content:     map[string]mediaType{typeProblem: {reference(problemName)}},
		}
	}
	d.addSuccess(all, o, method)
	return all
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
		all[typeXML] = mediaType{d.schemas.of(t, side{tag: "xml", writes: true})}
	}
	return all
}

// failures lists the errors that an operation is known to answer with.
func (d *describer) failures(o *operation, route combo.RouteInfo, method string) []int {
	list := slices.Clone(o.doc.Statuses)
	if o.in != noneType {
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

func reference(name string) *jsonschema.Schema {
	return &jsonschema.Schema{Ref: "#/components/schemas/" + name}
}

func problemResponse() response {
	return response{Description: "An error.", Content: map[string]mediaType{typeProblem: {reference(problemName)}}}
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
