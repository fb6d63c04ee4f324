package views

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
)

// applyRules adds what the check tag says to the schema of a field. The plan of
// internal/decode has checked the arguments.
func (f field) applyRules(schema *jsonschema.Schema) {
	rules := f.rules()
	if _, ok := rules["required"]; ok {
		requireValue(schema, f.typ)
	}
	if text, ok := rules["oneof"]; ok {
		applyChoices(schema, text, f.typ)
	}
	if text, ok := rules["min"]; ok {
		f.applyBound(schema, text, true)
	}
	if text, ok := rules["max"]; ok {
		f.applyBound(schema, text, false)
	}
}

// requireValue refuses what is empty, as the rule required does.
func requireValue(schema *jsonschema.Schema, t reflect.Type) {
	one := 1
	switch t = behind(t); {
	case schema.Type == "string" && schema.Format == "" && schema.Pattern == "":
		schema.MinLength = &one
	case t.Kind() == reflect.Slice && schema.Type != "string":
		schema.MinItems = &one
	case t.Kind() == reflect.Map:
		schema.MinProperties = &one
	}
}

// applyBound adds a bound of the value, of its length, or of the items of a list.
func (f field) applyBound(schema *jsonschema.Schema, text string, low bool) {
	t := f.base()
	switch kind := t.Kind(); {
	case f.isFile() && kind != reflect.Slice:
		schema.Description = strings.TrimSpace(schema.Description + " " + sizeText(text, low))
	case t == durationType: // no keyword compares durations
		schema.Description = strings.TrimSpace(schema.Description + " " + valueText(text, low))
	case kind == reflect.String:
		setBound(&schema.MinLength, &schema.MaxLength, text, low)
	case isBytes(t) && schema.ContentEncoding == "":
		setBound(&schema.MinLength, &schema.MaxLength, text, low)
	case isBytes(t):
		schema.Description = strings.TrimSpace(schema.Description + " " + sizeText(text, low))
	case kind == reflect.Slice:
		setBound(&schema.MinItems, &schema.MaxItems, text, low)
	case kind == reflect.Map:
		setBound(&schema.MinProperties, &schema.MaxProperties, text, low)
	default:
		setLimit(schema, text, low)
	}
}

func sizeText(limit string, low bool) string {
	if low {
		return "At least " + limit + " bytes."
	}
	return "At most " + limit + " bytes."
}

func valueText(limit string, low bool) string {
	if low {
		return "At least " + limit + "."
	}
	return "At most " + limit + "."
}

func setBound(least, most **int, text string, low bool) {
	n, err := strconv.Atoi(text)
	switch {
	case err != nil:
	case low && (*least == nil || n > **least):
		*least = &n
	case !low:
		*most = &n
	}
}

func setLimit(schema *jsonschema.Schema, text string, low bool) {
	limit, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil:
	case low:
		schema.Minimum = &limit
	default:
		schema.Maximum = &limit
	}
}

// applyChoices makes an enumeration of a field's choices, or of its items'.
func applyChoices(schema *jsonschema.Schema, text string, t reflect.Type) {
	t = behind(t)
	if t.Kind() == reflect.Slice && schema.Items != nil {
		applyChoices(schema.Items, text, t.Elem())
		return
	}
	for choice := range strings.SplitSeq(text, "|") {
		if schema.Type == "string" || slices.Contains(schema.Types, "string") {
			schema.Enum = append(schema.Enum, choice)
			continue
		}
		if n, err := strconv.ParseFloat(choice, 64); err == nil {
			schema.Enum = append(schema.Enum, n)
		}
	}
	if slices.Contains(schema.Types, "null") {
		schema.Enum = append(schema.Enum, nil)
	}
}
