package orm

import "reflect"

// An Instance is a row with its model, for comparison with a relation.
type Instance struct {
	Model *Model
	Row   Row
}

// modelOf returns the model of a value that is a row, nil if it is not known.
func modelOf(v any) *Model {
	if row, ok := v.(Instance); ok {
		return row.Model
	}
	return nil
}

// sameRows reports whether a value may be compared with the rows of a model: only
// a struct of another table may not.
func (m *Model) sameRows(v any) bool {
	row, ok := structOf(v)
	return !ok || m.typ == nil || row.Type() == m.typ || row.Type() == instanceType
}

var instanceType = reflect.TypeFor[Instance]()

// rowKey returns the value of a field in a row. ok is false if v is no row.
func rowKey(v any, key *Field) (got any, ok bool, err error) {
	switch v := v.(type) {
	case Instance:
		return rowKey(v.Row, key)
	case Row:
		got, ok := v[key.Attr()]
		if !ok {
			return nil, true, mistakef("the row of %s has no %s", key.model, key.Attr())
		}
		return got, true, nil
	}
	return structKey(v, key)
}
