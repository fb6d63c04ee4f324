package orm

import "reflect"

// has reports whether a relation of the row was loaded already.
func (r record) has(n *loadNode) bool {
	if r.row != nil {
		v, has := r.row[n.as]
		return has && (v == nil || isLoaded(v))
	}
	at, ok := r.place(n)
	return ok && !at.IsNil()
}

// isLoaded tells rows from the key that a map may have under the name of a
// relation.
func isLoaded(v any) bool {
	switch v.(type) {
	case Row, []Row:
		return true
	}
	return false
}

// place returns the field of a struct where the rows of a relation go.
func (r record) place(n *loadNode) (reflect.Value, bool) {
	index := n.index(r.fields.Type())
	if index == nil {
		return reflect.Value{}, false
	}
	at := r.fields.FieldByIndex(index)
	return at, at.Kind() == reflect.Slice || at.Kind() == reflect.Pointer
}

// index finds that field: by the name in As, or the one that holds the relation.
func (n *loadNode) index(t reflect.Type) []int {
	if n.as != n.name {
		return fieldsOf(t)[n.as].index
	}
	if !n.back {
		return n.field.rel
	}
	m := n.field.Relation.to
	if m.info == nil {
		return nil
	}
	for _, member := range m.info.members {
		if member.kind == backMember && m.fieldOf(member) == n.field {
			return member.index
		}
	}
	return nil
}

// put stores the rows of a relation. A list of none is empty, not nil: it was
// loaded.
func (r record) put(n *loadNode, rows []record) error {
	if r.row != nil {
		r.row[n.as] = mapsOf(n, rows)
		return nil
	}
	at, ok := r.place(n)
	if !ok {
		return mistakef("%v has no field for the rows of %s", r.fields.Type(), n.as)
	}
	if at.Kind() == reflect.Pointer {
		at.SetZero()
		if len(rows) > 0 {
			return setRow(at, rows[0])
		}
		return nil
	}
	list := reflect.MakeSlice(at.Type(), len(rows), len(rows))
	for i, row := range rows {
		if err := setRow(list.Index(i), row); err != nil {
			return err
		}
	}
	at.Set(list)
	return nil
}

func setRow(at reflect.Value, row record) error {
	switch {
	case at.Type() == row.fields.Type():
		at.Set(row.fields)
	case at.Kind() == reflect.Pointer && at.Type().Elem() == row.fields.Type():
		at.Set(row.fields.Addr())
	default:
		return mistakef("a %v has no place in a %v", row.fields.Type(), at.Type())
	}
	return nil
}

func mapsOf(n *loadNode, rows []record) any {
	if !n.many() {
		if len(rows) == 0 {
			return nil
		}
		return rows[0].row
	}
	list := make([]Row, len(rows))
	for i, row := range rows {
		list[i] = row.row
	}
	return list
}

// loaded returns the rows of a relation that the row holds.
func (r record) loaded(n *loadNode) ([]record, error) {
	if r.row == nil {
		at, ok := r.place(n)
		if !ok || at.IsNil() {
			return nil, nil
		}
		if at.Kind() == reflect.Pointer {
			return []record{{fields: at.Elem()}}, nil
		}
		return recordsOf(n.to(), at.Interface())
	}
	switch v := r.row[n.as].(type) {
	case Row:
		if v == nil {
			return nil, nil
		}
		return []record{{row: v}}, nil
	case []Row:
		return recordsOf(n.to(), v)
	}
	return nil, nil
}
