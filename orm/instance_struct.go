package orm

import "reflect"

// rowType returns the struct type of a value that is a row of some table, or a
// pointer to one; nil for other values.
func structOf(v any) (reflect.Value, bool) {
	r := reflect.ValueOf(v)
	if r.Kind() == reflect.Pointer {
		r = r.Elem()
	}
	if r.Kind() != reflect.Struct || TypeFor(r.Type()).Kind != NoKind {
		return reflect.Value{}, false
	}
	return r, true
}

// structKey returns the value of a field in a row that is a struct of the field's
// table. ok is false if it is none.
func structKey(v any, key *Field) (got any, ok bool, err error) {
	row, ok := structOf(v)
	if !ok || key.model.typ == nil || key.index == nil {
		return nil, false, nil
	}
	if row.Type() != key.model.typ {
		return nil, true, mistakef("a row of %s expected, not a %s", key.model, row.Type())
	}
	got = valueIn(row.FieldByIndex(key.index))
	if key.Auto && isZeroNumber(got) {
		return nil, true, mistakef("the row of %s is not saved: it has no %s", key.model, key.Attr())
	}
	return got, true, nil
}
