package orm

import (
	"reflect"
	"time"
)

// A record is a row that is written, or that others are loaded for: a map, or a
// struct of its model. What is set in it the caller sees.
type record struct {
	row    Row
	fields reflect.Value // the struct, if row is nil
}

// recordOf looks at a row of a model: a [Row], an [Instance], or a pointer to the
// struct of the model's table.
func recordOf(m *Model, v any) (record, error) {
	switch v := v.(type) {
	case record:
		return v, nil
	case Row:
		return mapRecord(m, v)
	case map[string]any:
		return mapRecord(m, v)
	case Instance:
		if v.Model != nil && v.Model != m && v.Model.Table != m.Table {
			return record{}, mistakef("%s: this is a row of %s", m, v.Model)
		}
		return mapRecord(m, v.Row)
	case reflect.Value:
		return structRecord(m, v)
	}
	return structRecord(m, reflect.ValueOf(v))
}

func mapRecord(m *Model, row Row) (record, error) {
	if row == nil {
		return record{}, mistakef("%s: the row is nil", m)
	}
	return record{row: row}, nil
}

func structRecord(m *Model, v reflect.Value) (record, error) {
	for v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	switch {
	case v.IsValid() && v.Type() == rowType:
		return mapRecord(m, v.Interface().(Row))
	case v.Kind() == reflect.Pointer && !v.IsNil() && v.Type().Elem() == m.typ:
		return record{fields: v.Elem()}, nil
	case v.Kind() == reflect.Pointer && v.IsNil() && v.Type().Elem() == m.typ:
		return record{}, mistakef("%s: the row is a nil %s", m, v.Type())
	case v.Kind() == reflect.Struct && v.Type() == m.typ && v.CanAddr():
		return record{fields: v}, nil
	case !v.IsValid():
		return record{}, mistakef("%s: the row is nil", m)
	case m.typ == nil:
		return record{}, mistakef("%s: its rows are an orm.Row, not a %s", m, v.Type())
	}
	return record{}, mistakef("%s: its rows are a *%s or an orm.Row, not a %s", m, m.typ, v.Type())
}

// recordsOf looks at a list of rows: a slice of what recordOf takes, or of
// structs.
func recordsOf(m *Model, rows any) ([]record, error) {
	list := reflect.ValueOf(rows)
	if list.Kind() != reflect.Slice {
		one, err := recordOf(m, rows)
		return []record{one}, err
	}
	records := make([]record, list.Len())
	for i := range records {
		item := list.Index(i)
		var err error
		if item.Kind() == reflect.Struct && item.Type() == m.typ {
			records[i], err = structRecord(m, item)
		} else {
			records[i], err = recordOf(m, item.Interface())
		}
		if err != nil {
			return nil, err
		}
	}
	return records, nil
}

// get returns the value of a column, and whether it is set. In a map it is set if
// it is there. In a struct false and zero numbers are values; everything else that
// is zero is not set.
func (r record) get(f *Field) (v any, set bool) {
	if r.row == nil {
		field := fieldOf(r.fields, f.index)
		if v = valueIn(field); v == nil && !f.Null {
			v = emptyOf(field)
		}
		return v, isSet(field)
	}
	if v, set = r.row[f.Attr()]; !set && f.Primary {
		v, set = r.row["pk"]
	}
	return v, set
}

// valueIn returns the value of a struct's field, nil for NULL.
func valueIn(v reflect.Value) any {
	switch {
	case v.Kind() == reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return valueIn(v.Elem())
	case isNull(v.Type()):
		if !v.Field(1).Bool() {
			return nil
		}
		return valueIn(v.Field(0))
	case canBeNil(v.Type()) && v.IsNil():
		return nil
	}
	return v.Interface()
}

// emptyOf returns the empty map or slice that a nil one stands for where the column
// cannot be NULL, nil for other types.
func emptyOf(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Map:
		return reflect.MakeMap(v.Type()).Interface()
	case reflect.Slice:
		return reflect.MakeSlice(v.Type(), 0, 0).Interface()
	}
	return nil
}

func isSet(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Float32, reflect.Float64:
		return true
	}
	return !v.IsZero()
}

// set gives a column a value, converted to the kind's Go type or to that of the
// struct's field.
func (r record) set(f *Field, v any) error {
	if _, later := v.(Expression); !later {
		var err error
		if v, err = Convert(f.Type, v); err != nil {
			return mistakef("%s.%s: %v", f.model, f.Name, err)
		}
	}
	if r.row != nil {
		r.row[f.Attr()] = v
		return nil
	}
	if err := storeIn(fieldOf(r.fields, f.index), v); err != nil {
		return mistakef("%s.%s: %v", f.model, f.Name, err)
	}
	return nil
}

// storeIn stores a value, nil for NULL, in a struct's field.
func storeIn(dst reflect.Value, v any) error {
	switch {
	case v == nil:
		dst.SetZero()
		return nil
	case dst.Kind() == reflect.Pointer:
		made := reflect.New(dst.Type().Elem())
		if err := storeIn(made.Elem(), v); err != nil {
			return err
		}
		dst.Set(made)
		return nil
	case isNull(dst.Type()):
		dst.Field(1).SetBool(true)
		return storeIn(dst.Field(0), v)
	}
	if t := dst.Type(); typeOfGo(t).Kind == NoKind && !reflect.TypeOf(v).AssignableTo(t) {
		return setJSON(dst, v)
	}
	return store(dst, v)
}

// key returns the value of a column that identifies the row; ok is false if the
// row has none yet: an automatic key that is zero, or one that is not set.
func (r record) key(f *Field) (v any, ok bool) {
	v, set := r.get(f)
	if !set || v == nil {
		return nil, false
	}
	if r.row == nil && f.Auto && fieldOf(r.fields, f.index).IsZero() {
		return nil, false
	}
	return v, true
}

// related returns the row that a foreign key leads to, if it was set or loaded.
func (r record) related(f *Field) (other record, ok bool, err error) {
	to := f.Relation.to
	if r.row == nil {
		if f.rel == nil {
			return record{}, false, nil
		}
		at := fieldOf(r.fields, f.rel)
		if at.Kind() != reflect.Pointer || at.IsNil() {
			return record{}, false, nil
		}
		other, err = structRecord(to, at)
		return other, err == nil, err
	}
	v, set := r.row[f.Name]
	if !set || v == nil || !isRecord(to, v) {
		return record{}, false, nil
	}
	other, err = recordOf(to, v)
	return other, err == nil, err
}

// isRecord reports whether a value is a row, not a key.
func isRecord(m *Model, v any) bool {
	switch v.(type) {
	case Row, map[string]any, Instance, record:
		return true
	}
	t := reflect.TypeOf(v)
	return m.typ != nil && t.Kind() == reflect.Pointer && t.Elem() == m.typ
}

// relatedKey returns the value that a foreign key takes from the row it leads to.
// An unsaved row has none, which is a mistake.
func (r record) relatedKey(f *Field) (v any, ok bool, err error) {
	other, ok, err := r.related(f)
	if err != nil {
		return nil, false, err
	}
	if !ok {
		if r.row != nil {
			v, ok = r.row[f.Name] // the key itself, under the relation's name
		}
		return v, ok, nil
	}
	if v, ok = other.key(f.Relation.toField); !ok {
		return nil, false, mistakef("%s: the row in %s is not saved: insert it first", f.model, f.Name)
	}
	return v, true, nil
}

// foreignKey returns the value of a foreign key: its own, or that of the row it
// leads to while it is not set.
func (r record) foreignKey(f *Field) (v any, set bool, err error) {
	v, set = r.get(f)
	if set && v != nil && (r.row != nil || !fieldOf(r.fields, f.index).IsZero()) {
		return v, true, nil
	}
	key, ok, err := r.relatedKey(f)
	if err != nil || ok {
		return key, ok, err
	}
	if set && v != nil && f.Relation.toField.Auto {
		return nil, false, mistakef("%s: %s is 0, which is no key: set it, or %s", f.model, f.Attr(), f.Name)
	}
	return v, set, nil
}

// column returns the value of a column as it is to be written.
func (r record) column(f *Field) (v any, set bool, err error) {
	if f.Relation != nil {
		return r.foreignKey(f)
	}
	v, set = r.get(f)
	return v, set, nil
}

// checkNames finds names in a map that the model does not have: a value under a
// misspelt name would be lost.
func (r record) checkNames(m *Model) error {
	unknown, found := "", false
	for name := range r.row {
		if f, _ := m.lookupField(name); f == nil && name != "pk" && (!found || name < unknown) {
			unknown, found = name, true
		}
	}
	if found {
		return (&planner{}).unknown(m, unknown, []string{unknown})
	}
	return nil
}

// now returns the value of a date or time that is set when its row is saved.
func now(t Type) any {
	at := time.Now()
	switch t.Kind {
	case Date:
		return DayOf(at)
	case Time:
		return ClockOf(at.Truncate(time.Microsecond))
	}
	return at.UTC().Truncate(time.Microsecond)
}
