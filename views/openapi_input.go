package views

import (
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/combo-web/combo"
)

// parameters describes what is read from the path, the query, the header and the
// cookies.
func (d *describer) parameters(o *operation, route combo.RouteInfo, address address) []parameter {
	var list []parameter
	for i, name := range address.names {
		p := d.pathParameter(o, name, address.specs[name])
		p.Name = address.shown[i]
		list = append(list, p)
	}
	if o.in.Kind() != reflect.Struct {
		return list
	}
	for _, in := range []string{"query", "header", "cookie"} {
		for _, f := range fieldsOf(o.in, in) {
			if in != "header" || !slices.Contains(ownHeaders, http.CanonicalHeaderKey(f.name)) {
				list = append(list, d.parameter(f, in))
			}
		}
	}
	return list
}

// ownHeaders are described by other parts of the document. OpenAPI ignores
// parameters of their names.
var ownHeaders = []string{"Accept", "Content-Type", "Authorization"}

func (d *describer) parameter(f field, in string) parameter {
	p := parameter{Name: f.name, In: in, Required: f.required(), Schema: d.schemas.read(f, side{tag: in})}
	p.Description, p.Schema.Description = p.Schema.Description, ""
	switch {
	case in == "query" && isObject(p.Schema):
		p.Style, p.Explode = "deepObject", true
	case in != "query" && p.Schema.Type == "array": // a list of fields, none of which is cut at commas
		p.Schema = p.Schema.Items
	}
	return p
}

// isObject tells whether a parameter holds others, as in filter[from].
func isObject(s *jsonschema.Schema) bool { return s.Ref != "" || s.Type == "object" }

// pathParameter describes what the pattern lets through and, if a field reads it,
// what the field takes.
func (d *describer) pathParameter(o *operation, name, spec string) parameter {
	p := parameter{Name: name, In: "path", Required: true, Schema: d.converterSchema(spec)}
	if o.in.Kind() != reflect.Struct {
		return p
	}
	for _, f := range fieldsOf(o.in, "path") {
		if f.name == name {
			read := d.schemas.read(f, side{tag: "path"})
			p.Description, read.Description = read.Description, ""
			p.Schema = narrowed(p.Schema, read)
		}
	}
	return p
}

// narrowed joins the schema of a converter with that of the field that reads it.
// If they are of one type both hold; else the field reads the text as something
// else, and what the pattern lets through is what counts.
func narrowed(converter, read *jsonschema.Schema) *jsonschema.Schema {
	if converter.Type != read.Type {
		if isAnyText(converter) {
			return read
		}
		return converter
	}
	if converter.Minimum != nil && (read.Minimum == nil || *read.Minimum < *converter.Minimum) {
		read.Minimum = converter.Minimum
	}
	if converter.Maximum != nil && (read.Maximum == nil || *read.Maximum > *converter.Maximum) {
		read.Maximum = converter.Maximum
	}
	if read.Pattern == "" {
		read.Pattern = converter.Pattern
	}
	if read.Format == "" && read.Type == "string" {
		read.Format = converter.Format
	}
	if read.Enum == nil {
		read.Enum = converter.Enum
	}
	if read.MinLength == nil {
		read.MinLength = converter.MinLength
	}
	if read.MaxLength == nil {
		read.MaxLength = converter.MaxLength
	}
	return read
}

// isAnyText tells whether a converter takes text without asking more of it.
func isAnyText(s *jsonschema.Schema) bool {
	return s.Type == "string" && s.Pattern == "" && s.Format == "" && s.Enum == nil
}

// converterSchema describes what a converter matches.
func (d *describer) converterSchema(spec string) *jsonschema.Schema {
	c := parseConverter(spec)
	if own, ok := d.site.Converters[c.name]; ok {
		return &jsonschema.Schema{Type: "string", Pattern: "^(?:" + own.Pattern + ")$"}
	}
	switch c.name {
	case "int":
		return c.intSchema()
	case "float":
		return &jsonschema.Schema{Type: "number", Format: "double", Minimum: c.least(), Maximum: c.limit("max")}
	case "slug":
		return &jsonschema.Schema{Type: "string", Pattern: "^[-a-zA-Z0-9_]+$"}
	case "uuid":
		return &jsonschema.Schema{Type: "string", Format: "uuid"}
	case "any":
		return &jsonschema.Schema{Type: "string", Enum: anySlice(c.words)}
	}
	return c.textSchema()
}

func (c converter) intSchema() *jsonschema.Schema {
	if digits, ok := c.args["fixed_digits"]; ok {
		return &jsonschema.Schema{Type: "string", Pattern: "^[0-9]{" + regexp.QuoteMeta(digits) + "}$"}
	}
	return &jsonschema.Schema{Type: "integer", Format: "int64", Minimum: c.least(), Maximum: c.limit("max")}
}

// least is the lower bound of a number, which has no sign unless it says so.
func (c converter) least() *float64 {
	least := c.limit("min")
	if strings.EqualFold(c.args["signed"], "true") || least != nil && *least > 0 {
		return least
	}
	return number(0)
}

func (c converter) limit(name string) *float64 {
	f, err := strconv.ParseFloat(c.args[name], 64)
	if err != nil {
		return nil
	}
	return &f
}

func (c converter) textSchema() *jsonschema.Schema {
	schema := &jsonschema.Schema{Type: "string"}
	setBound(&schema.MinLength, &schema.MaxLength, c.args["minlength"], true)
	setBound(&schema.MinLength, &schema.MaxLength, c.args["maxlength"], false)
	if n, err := strconv.Atoi(c.args["length"]); err == nil {
		schema.MinLength, schema.MaxLength = &n, &n
	}
	return schema
}

func anySlice(words []string) []any {
	list := make([]any, len(words))
	for i, w := range words {
		list[i] = w
	}
	return list
}

// requestBody describes the kinds of body that fill the input, nil if none does.
func (d *describer) requestBody(o *operation) *requestBody {
	if o.in.Kind() != reflect.Struct {
		return &requestBody{Required: true, Content: map[string]mediaType{typeJSON: {d.schemas.of(o.in, readsJSONSide)}}}
	}
	body := &requestBody{Content: map[string]mediaType{}}
	for _, kind := range bodiesOf(o.in) {
		schema := d.schemas.of(o.in, side{tag: kind.tag})
		for _, t := range kind.types() {
			body.Content[t] = mediaType{schema}
		}
		body.Required = body.Required || slices.ContainsFunc(kind.fields, field.required)
	}
	if len(body.Content) == 0 {
		return nil
	}
	return body
}

// types are the content types of a kind of body. Files need a form in parts.
func (k bodyKind) types() []string {
	switch {
	case k.tag == "json":
		return []string{typeJSON}
	case k.tag == "xml":
		return []string{typeXML}
	case slices.ContainsFunc(k.fields, field.isFile):
		return []string{"multipart/form-data"}
	}
	return []string{"application/x-www-form-urlencoded", "multipart/form-data"}
}
