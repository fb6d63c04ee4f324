package orm

import (
	"reflect"
	"strings"
)

// An operand is the right side of a lookup. It is small: every condition has one.
type operand struct {
	form  operandForm
	mixed bool // a list with expressions in it, or one whose length matters
	one   any  // the value, the []any, the Expression, the Query or the bool
}

func (o *operand) list() []any { return o.one.([]any) }

type operandForm uint8

const (
	oneValue operandForm = iota
	listOfValues
	anExpression
	aQuery
	aFlag
)

// operandOf sorts the right side of a lookup by what it is. Some lookups take a
// list and one takes a flag, which decides on the text.
func operandOf(v any, lookup string) operand {
	switch v := v.(type) {
	case Source:
		return operand{form: aQuery, one: v.Query()}
	case Expression:
		return operand{form: anExpression, one: v}
	case bool:
		if lookup == "isnull" {
			return operand{form: aFlag, one: v}
		}
	}
	if isNilPointer(v) {
		return operand{}
	}
	if listLookup(lookup) {
		if list, ok := listOf(v); ok {
			return newList(list, lookup == "in")
		}
	}
	return operand{form: oneValue, one: v}
}

// isNilPointer reports whether a value is a pointer to nothing, which is NULL.
func isNilPointer(v any) bool {
	switch v.(type) {
	case nil, string, int, int64, bool, float64:
		return false
	}
	r := reflect.ValueOf(v)
	return r.Kind() == reflect.Pointer && r.IsNil()
}

// listLookup reports whether a lookup takes a list.
func listLookup(name string) bool {
	switch name {
	case "in", "range", "has_keys", "has_any_keys":
		return true
	}
	return false
}

// newList makes an operand of a list. NULL is in no list. Only the list of "in"
// may stand in more places than it is long; one of lists stands as it is, as no
// array holds arrays.
func newList(list []any, in bool) operand {
	mixed := !in || len(list) > 0 && isSlice(list[0])
	for i, v := range list {
		switch v.(type) {
		case nil:
			if in {
				return newList(withoutNulls(list, i), in)
			}
		case Expression, Source:
			mixed = true
		default:
			if in && isNilPointer(v) {
				return newList(withoutNulls(list, i), in)
			}
		}
	}
	return operand{form: listOfValues, one: list, mixed: mixed}
}

// isSlice reports whether a value is a list, other than bytes.
func isSlice(v any) bool {
	switch v.(type) {
	case nil, string, int, int64, []byte:
		return false
	}
	t := reflect.TypeOf(v)
	return t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8
}

func withoutNulls(list []any, from int) []any {
	kept := append([]any(nil), list[:from]...)
	for _, v := range list[from:] {
		if v != nil && !isNilPointer(v) {
			kept = append(kept, v)
		}
	}
	return kept
}

// listOf returns the elements of a slice or an array.
func listOf(v any) ([]any, bool) {
	switch v := v.(type) {
	case []any:
		return v, true
	case []int64:
		return anyList(v), true
	case []int:
		return anyList(v), true
	case []string:
		return anyList(v), true
	case []byte:
		return nil, false
	}
	r := reflect.ValueOf(v)
	if !r.IsValid() || r.Kind() != reflect.Slice && (r.Kind() != reflect.Array || r.Type().Elem().Kind() == reflect.Uint8) {
		return nil, false
	}
	list := make([]any, r.Len())
	for i := range list {
		list[i] = r.Index(i).Interface()
	}
	return list, true
}

func anyList[T any](from []T) []any {
	list := make([]any, len(from))
	for i, v := range from {
		list[i] = v
	}
	return list
}

// lastName returns the last name of a path.
func lastName(path string) string {
	if i := strings.LastIndex(path, "__"); i >= 0 {
		return path[i+2:]
	}
	return path
}

func (o *operand) shape(s *shaper) {
	s.key = append(s.key, byte(o.form))
	switch o.form {
	case oneValue:
		s.instance(o.one)
	case listOfValues:
		s.list(o)
	case anExpression:
		o.one.(Expression).shape(s)
	case aQuery:
		o.one.(Query).shape(s)
	case aFlag:
		s.flag(o.one.(bool))
	}
}

// instance writes a value that may be a row: its model decides on the text, and
// a row without a key is NULL.
func (s *shaper) instance(v any) {
	row, ok := v.(Instance)
	if !ok {
		s.value(v)
		return
	}
	s.text(row.Model.String())
	s.value(v)
}

// list writes a list: as one value for a database that has arrays, else in as
// many places as the next power of two, so that not every length needs a plan.
func (s *shaper) list(o *operand) {
	list := o.list()
	if o.mixed {
		s.number(-len(list))
		for _, v := range list {
			part := operandOf(v, "")
			part.shape(s)
		}
		return
	}
	if len(list) == 0 {
		s.number(0)
		return
	}
	s.number(s.places(len(list)))
	s.goType(list[0])
	if s.arrays || len(list) > maxPlaces {
		s.values = append(s.values, o.one)
		return
	}
	s.values = append(s.values, list...)
	for range s.places(len(list)) - len(list) {
		s.values = append(s.values, list[len(list)-1])
	}
}

// maxPlaces is the longest list that is written out where there are no arrays.
// Longer ones travel as one JSON text, which is read in less time than so many
// places are parsed.
const maxPlaces = 256

func (s *shaper) places(n int) int { return places(n, s.arrays) }

func places(n int, arrays bool) int {
	if arrays {
		return 1
	}
	if n > maxPlaces {
		return maxPlaces + 1
	}
	p := 1
	for p < n {
		p *= 2
	}
	return p
}
