package views

import (
	"reflect"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
)

// scalarSchema returns the schema of a type that is one value, nil for those that
// hold others. It follows what internal/decode reads and internal/json writes.
func scalarSchema(t reflect.Type, side side) *jsonschema.Schema {
	switch t {
	case timeType:
		return &jsonschema.Schema{Type: "string", Format: "date-time"}
	case durationType:
		return &jsonschema.Schema{Type: "string", Pattern: durationPattern, Examples: []any{"1h30m0s"}}
	case uuidType:
		return &jsonschema.Schema{Type: "string", Format: "uuid"}
	}
	if isFile(t) && !side.writes && t.Kind() == reflect.Pointer {
		return &jsonschema.Schema{Type: "string", Format: "binary", ContentMediaType: "application/octet-stream"}
	}
	if t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface {
		return nil
	}
	if custom := customSchema(t, side); custom != nil {
		return custom
	}
	if isBytes(t) {
		return bytesSchema(side)
	}
	return plainSchema(t)
}

// durationPattern is what time.ParseDuration reads and Duration.String writes.
const durationPattern = `^[-+]?(0|(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$`

// customSchema is for types that have methods for it. Of those that make their
// own JSON nothing is known.
func customSchema(t reflect.Type, side side) *jsonschema.Schema {
	ownText, ownJSON := readsText(t), readsJSON(t)
	if side.writes {
		ownText, ownJSON = writesText(t), writesJSON(t)
	}
	switch decimal := t.Name() == "Decimal"; {
	case side.writes && ownJSON && decimal:
		return &jsonschema.Schema{Types: []string{"string", "number"}, Format: "decimal"}
	case ownJSON && (side.writes || !ownText):
		return anything()
	case ownText && decimal:
		return &jsonschema.Schema{Type: "string", Format: "decimal"}
	case ownText:
		return &jsonschema.Schema{Type: "string"}
	}
	return nil
}

func bytesSchema(side side) *jsonschema.Schema {
	if !side.writes && side.tag != "json" {
		return &jsonschema.Schema{Type: "string"}
	}
	return &jsonschema.Schema{Type: "string", ContentEncoding: "base64"}
}

// formats are the names that OpenAPI has for the numbers of Go.
var formats = map[reflect.Kind]string{
	reflect.Int: "int64", reflect.Int64: "int64", reflect.Int32: "int32",
	reflect.Float64: "double", reflect.Float32: "float",
}

func plainSchema(t reflect.Type) *jsonschema.Schema {
	switch kind := t.Kind(); kind {
	case reflect.String:
		return &jsonschema.Schema{Type: "string"}
	case reflect.Bool:
		return &jsonschema.Schema{Type: "boolean"}
	case reflect.Float32, reflect.Float64:
		return &jsonschema.Schema{Type: "number", Format: formats[kind]}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return &jsonschema.Schema{Type: "integer", Format: formats[kind], Minimum: lowest(t), Maximum: highest(t)}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return &jsonschema.Schema{Type: "integer", Minimum: number(0), Maximum: highest(t)}
	}
	return nil
}

// lowest and highest are the bounds of a type, unless a number of JSON Schema,
// which is a float64 here, cannot hold them: nil for 64 bits, and for int32,
// whose format says it.
func lowest(t reflect.Type) *float64 {
	if t.Bits() > 16 {
		return nil
	}
	return number(-float64(int64(1) << (t.Bits() - 1)))
}

func highest(t reflect.Type) *float64 {
	bits := t.Bits()
	switch {
	case bits == 64 || formats[t.Kind()] != "":
		return nil
	case t.Kind() >= reflect.Uint:
		return number(float64(uint64(1)<<bits - 1))
	}
	return number(float64(int64(1)<<(bits-1) - 1))
}

func number(f float64) *float64 { return &f }

// componentName makes a Go type's name one of a component: Page[a/b.Post] is
// Page_Post.
func componentName(t reflect.Type) string {
	return componentText(strings.NewReplacer("[", "_", "]", "_", ",", "_").Replace(withoutPackages(t.Name())))
}

// withoutPackages leaves the last part of every path in the arguments of a
// generic type.
func withoutPackages(name string) string {
	var b strings.Builder
	for name != "" {
		i := strings.IndexAny(name, "[],") + 1
		if i == 0 {
			i = len(name)
		}
		part := name[:i]
		b.WriteString(part[strings.LastIndexAny(part, "./")+1:])
		name = name[i:]
	}
	return b.String()
}
