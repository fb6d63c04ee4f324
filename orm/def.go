package orm

import (
	"fmt"
	"slices"
)

// A Def says what a struct and its tags cannot: names, the order of rows,
// indexes and constraints. Columns are named by their address in the reference
// value, which the function given to [NewTable] gets beside it.
type Def struct {
	model    *Model
	refs     *references
	mistakes []error
	indexes  []*IndexDef
	uniques  []*UniqueDef
	checks   []*CheckDef
}

func (d *Def) mistake(format string, args ...any) {
	d.mistakes = append(d.mistakes, fmt.Errorf(format, args...))
}

// App says which app the model belongs to, which is the first part of its name
// and of its table's. Defaults to the last part of the Go package's path.
func (d *Def) App(name string) { d.model.App = name }

// Name says what the model is called. Defaults to the name of the Go type.
func (d *Def) Name(name string) { d.model.Name = name }

// Table names the table. Defaults to app_name in lower case, as in Django.
func (d *Def) Table(name string) { d.model.Table = name }

// Label and plural are what people call one row and several. They default to
// the name with spaces, and to that with an s.
func (d *Def) Label(label, plural string) { d.model.Label, d.model.Plural = label, plural }

// Comment is stored with the table where the database can: PostgreSQL.
func (d *Def) Comment(text string) { d.model.Comment = text }

// Unmanaged leaves the table to others: it is not created or migrated.
func (d *Def) Unmanaged() { d.model.Unmanaged = true }

// OrderBy is the order of queries that give none: orm.Desc(&p.CreatedAt), or
// &p.Title alone for the ascending order.
func (d *Def) OrderBy(by ...any) { d.model.Ordering = d.orders("OrderBy", by) }

// Latest names the columns that Latest and Earliest go by.
func (d *Def) Latest(pointers ...any) {
	d.model.Latest = nil
	for _, p := range pointers {
		if path, ok := d.path("Latest", p); ok {
			d.model.Latest = append(d.model.Latest, path)
		}
	}
}

// orders makes orders of pointers, expressions and orders.
func (d *Def) orders(where string, by []any) []Order {
	orders := make([]Order, 0, len(by))
	for _, b := range by {
		o, ok := b.(Order)
		if !ok {
			o.By, ok = b.(Expression)
		}
		if !ok {
			path, known := d.path(where, b)
			if !known {
				continue
			}
			o.By = &orderPath{pathRef{path}} // a relation has the order of its model
		}
		if o.By = d.named(where, o.By); o.By != nil {
			orders = append(orders, o)
		}
	}
	return orders
}

// A pointed is an expression that is a column named by its address.
type pointed interface{ pointer() any }

// named makes a path of a column that is named by its address: what reads models
// needs names.
func (d *Def) named(where string, e Expression) Expression {
	p, ok := e.(pointed)
	if !ok {
		return e
	}
	path, ok := d.path(where, p.pointer())
	if !ok {
		return nil
	}
	return &orderPath{pathRef{path}}
}

// path returns the path that a pointer names.
func (d *Def) path(where string, pointer any) (string, bool) {
	path, err := d.refs.early(pointer)
	if err != nil {
		d.mistake("%s: %w", where, err)
	}
	return path, err == nil
}

// paths returns the columns of the table that pointers name.
func (d *Def) paths(where string, pointers []any) (names []string) {
	for _, p := range pointers {
		if path, ok := d.path(where, p); ok {
			names = append(names, path)
		}
	}
	return names
}

// field returns the field that a pointer names, nil after a mistake.
func (d *Def) field(pointer any) *Field {
	path, ok := d.path("Field", pointer)
	if !ok {
		return nil
	}
	i := slices.IndexFunc(d.model.Fields, func(f *Field) bool { return f.Name == path || f.Attr() == path })
	if i < 0 {
		d.mistake("Field: %s is not a field of the model itself", path)
		return nil
	}
	return d.model.Fields[i]
}

// finish puts what was defined into the model.
func (d *Def) finish() {
	for _, x := range d.indexes {
		d.model.Indexes = append(d.model.Indexes, x.index)
	}
	for _, u := range d.uniques {
		u.finish()
	}
	for _, c := range d.checks {
		d.model.Constraints = append(d.model.Constraints, c.constraint)
	}
}
