package orm

import (
	"context"
)

// Insert inserts a row: a [Row], or a pointer to the struct of the model's table.
// All columns are written but an automatic key that is not set, and those with a
// database default that are not set; what the database puts there is read back
// into the row, as are defaults and times that are set by themselves.
//
// In a Row a column is not set if its name is not there. In a struct false and
// zero numbers are values; other zero values, such as an empty text, are not set
// and take the field's Default if it has one. A nil map or slice is an empty one
// where the column cannot be NULL.
//
// A foreign key that is not set takes the key of the row that the relation holds.
func (q Query) Insert(ctx context.Context, row any) error {
	c, err := q.writes()
	if err != nil {
		return err
	}
	r, err := recordOf(q.model, row)
	if err != nil {
		return err
	}
	return insertRecord(ctx, c, q.model, r)
}

// writes returns where the rows of the query's model are written.
func (q Query) writes() (Conn, error) {
	if q.model == nil {
		return nil, mistakef("the query has no model: it is made by From")
	}
	if q.db == nil {
		return nil, mistakef("%s: the query runs on no database: On gives it one", q.model)
	}
	return q.db, q.model.usable()
}

func insertRecord(ctx context.Context, c Conn, m *Model, r record) error {
	if err := r.checkNames(m); err != nil {
		return err
	}
	var d draft
	if err := d.fill(m, r); err != nil {
		return err
	}
	ins := insertion{model: m, left: d.left, rows: [][]any{d.values}}
	p, args, err := ins.ready(c.database())
	if err != nil {
		return err
	}
	if err := ins.run(ctx, c, p, args, []record{r}); err != nil {
		return err
	}
	return d.done(r)
}

// A draft is what an INSERT writes of one row.
type draft struct {
	left   []*Field // out: the database gives their values
	values []any    // of the other columns, in their order
	fills  []fill
}

// A fill is a value that a row did not have.
type fill struct {
	field *Field
	value any
}

func (d *draft) fill(m *Model, r record) error {
	d.values = make([]any, 0, len(m.columns))
	for _, f := range m.columns {
		v, left, err := d.column(f, r)
		if err != nil {
			return err
		}
		if left {
			d.left = append(d.left, f)
			continue
		}
		d.values = append(d.values, v)
	}
	return nil
}

// column returns the value of a column; left says that it is left out.
func (d *draft) column(f *Field, r record) (v any, left bool, err error) {
	if f.AutoNow || f.AutoNowAdd {
		return d.filled(f, now(f.Type)), false, nil
	}
	v, set, err := r.column(f)
	switch {
	case err != nil:
		return nil, false, err
	case f.Auto && f.Primary:
		if _, has := r.key(f); !has {
			return nil, true, nil
		}
		return d.given(f, r, v), false, nil
	case f.Version && (!set || isZeroNumber(v)):
		return d.filled(f, int64(1)), false, nil
	case set:
		return d.given(f, r, v), false, nil
	case f.Default != nil:
		return d.filled(f, defaultOf(f)), false, nil
	case f.DBDefault != nil:
		return nil, true, nil
	case r.row != nil:
		return d.filled(f, f.blank()), false, nil
	}
	return v, false, nil
}

// given is a value that the row has: under the column's own name, or as "pk", or
// in the row of a relation, whose key the column gets.
func (d *draft) given(f *Field, r record, v any) any {
	if r.row == nil && (f.Relation == nil || !fieldOf(r.fields, f.index).IsZero()) {
		return v
	}
	if _, named := r.row[f.Attr()]; named {
		return v
	}
	return d.filled(f, v)
}

func (d *draft) filled(f *Field, v any) any {
	d.fills = append(d.fills, fill{f, v})
	return v
}

// done sets in the row what it did not have.
func (d *draft) done(r record) error {
	for _, f := range d.fills {
		if err := r.set(f.field, f.value); err != nil {
			return err
		}
	}
	return nil
}

// defaultOf makes the default of a field.
func defaultOf(f *Field) any {
	if make, ok := f.Default.(func() any); ok {
		return make()
	}
	return f.Default
}

// blank is the value of a column that a map says nothing of: "" where Django has
// it, else NULL.
func (f *Field) blank() any {
	if f.Null || f.Relation != nil {
		return nil
	}
	switch f.Kind {
	case Text:
		return ""
	case Binary:
		return []byte{}
	}
	return nil
}

func isZeroNumber(v any) bool {
	n, err := Convert(Type{Kind: Int, Bits: 64}, v)
	return err == nil && (n == nil || n == int64(0))
}
