// Package json writes Go values as JSON, the way answers want it.
//
// It is encoding/json's second version with the maps sorted, so that equal values give equal bytes (and ETags), and
// with the struct tags as everybody knows them: omitempty leaves out false, 0 and nil too. A nil slice is [], a nil
// map {}, a time.Duration its own text ("1h30m0s"), a []byte Base64. Text that is not UTF-8 is an error, and nothing
// is escaped that JSON does not ask for: in a page, the template escapes.
package json

import (
	"reflect"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	v1 "github.com/go-json-experiment/json/v1"
)

// Marshal returns v as JSON text without a line end.
func Marshal(v any) ([]byte, error) {
	if mayHoldDurations(reflect.TypeOf(v)) {
		return json.Marshal(v, withDurations)
	}
	return json.Marshal(v, plain)
}

var plain = json.JoinOptions(
	json.Deterministic(true),
	v1.OmitEmptyWithLegacySemantics(true),
)

// withDurations costs a look into a map for each value.
var withDurations = json.JoinOptions(plain, json.WithMarshalers(json.MarshalToFunc(writeDuration)))

func writeDuration(e *jsontext.Encoder, d time.Duration) error {
	return e.WriteToken(jsontext.String(d.String()))
}

// known are the answers of mayHoldDurations, a bool for each reflect.Type. The types of a
// program are finite.
var known sync.Map

// mayHoldDurations tells whether a value of type t, nil for no value, may have a
// time.Duration in it.
func mayHoldDurations(t reflect.Type) bool {
	if t == nil {
		return false
	}
	if may, ok := known.Load(t); ok {
		return may.(bool)
	}
	may := reachesDuration(t, map[reflect.Type]bool{})
	known.Store(t, may)
	return may
}

var (
	durationType = reflect.TypeFor[time.Duration]()
	writerType   = reflect.TypeFor[json.MarshalerTo]()
)

// reachesDuration looks through the type for durations, and for what may hold anything:
// interfaces, and types that write themselves with the encoder. seen are the types
// that are looked through already.
func reachesDuration(t reflect.Type, seen map[reflect.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	if t == durationType || t.Implements(writerType) || reflect.PointerTo(t).Implements(writerType) {
		return true
	}
	switch t.Kind() {
	case reflect.Interface:
		return true
	case reflect.Map:
		return reachesDuration(t.Key(), seen) || reachesDuration(t.Elem(), seen)
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return reachesDuration(t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); (f.IsExported() || f.Anonymous) && reachesDuration(f.Type, seen) {
				return true
			}
		}
	}
	return false
}
