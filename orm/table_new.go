package orm

import "reflect"

// New returns a row with the defaults of its model, as Django's models have them
// when they are made: also those of false and zero numbers, which are values as
// soon as the row is inserted. Database defaults and times that are set by
// themselves come with [Query.Insert]. A table with mistakes, see [Table.Check],
// has no defaults.
//
// It panics if a function given to [FieldDef.Default] returns what its field
// cannot hold.
func (t *Table[T]) New() *T {
	row := new(T)
	if t.Check() != nil {
		return row
	}
	r := record{fields: reflect.ValueOf(row).Elem()}
	for _, f := range t.refs.model.columns {
		if f.Default == nil {
			continue
		}
		if err := r.set(f, defaultOf(f)); err != nil {
			panic(err)
		}
	}
	return row
}
