package orm

import (
	"context"
	"reflect"
	"slices"
)

// An insertion is an INSERT statement of one or more rows of a model that leave
// out the same columns.
type insertion struct {
	model    *Model
	left     []*Field // out: the database gives their values, which come back
	rows     [][]any
	conflict *conflict
	silent   bool // nothing comes back
}

// A conflict says what becomes of a row that the table has already: nothing, or
// an update of some columns from the new one.
type conflict struct {
	unique []*Field // the columns that tell; empty: any
	update []*Field // empty: nothing
}

// ready finds or makes the plan and encodes its arguments. A statement of several
// rows is hardly ever run again: its plan is not kept.
func (i *insertion) ready(db *DB) (*plan, []any, error) {
	s := shapers.Get().(*shaper)
	defer s.free()
	s.arrays = db.features.Arrays
	i.shape(s)
	p := (*plan)(nil)
	if len(i.rows) == 1 {
		p = db.plans.get(s.key)
	}
	if p == nil {
		var err error
		if p, err = i.compile(db, len(s.values)); err != nil {
			return nil, nil, err
		}
		if len(i.rows) == 1 {
			p.models = slices.Clone(s.models)
			p = db.plans.put(s.key, p, db.config.Plans)
		}
	}
	args, err := p.bind(s.values)
	return p, args, err
}

// shape writes down what the text depends on. A value is the same place whatever
// it is, NULL included.
func (i *insertion) shape(s *shaper) {
	s.code(shapeOther)
	s.key = append(s.key, 'I')
	s.model(i.model)
	s.fields(i.left)
	s.flag(i.silent)
	s.flag(i.conflict != nil)
	if i.conflict != nil {
		s.fields(i.conflict.unique)
		s.fields(i.conflict.update)
	}
	s.number(len(i.rows))
	for _, row := range i.rows {
		for _, v := range row {
			e, computed := v.(Expression)
			s.flag(computed)
			if computed {
				e.shape(s)
				continue
			}
			s.values = append(s.values, v)
		}
	}
}

func (s *shaper) fields(list []*Field) {
	s.number(len(list))
	for _, f := range list {
		s.text(f.Name)
	}
}

func (i *insertion) compile(db *DB, values int) (*plan, error) {
	w := newWriter(db.dialect)
	w.text("INSERT INTO ")
	w.name(i.model.Table)
	fields := leaveOut(i.model.columns, i.left)
	if len(fields) == 0 {
		w.text(" DEFAULT VALUES")
	} else if err := i.writeRows(w, fields, values); err != nil {
		return nil, err
	}
	i.conflict.write(w)
	if key := i.toldKey(db); key != nil {
		return &plan{write: true, statement: string(w.sql), args: w.args, key: key}, nil
	}
	return i.returning(w), nil
}

// toldKey returns the key if it is all that comes back, and the driver tells it.
func (i *insertion) toldKey(db *DB) *Field {
	_, tells := db.driver.(keyTeller)
	if back := i.back(); tells && len(i.rows) == 1 && i.conflict == nil && len(back) == 1 && back[0].Auto {
		return back[0]
	}
	return nil
}

func leaveOut(list, those []*Field) []*Field {
	if len(those) == 0 {
		return list
	}
	return slices.DeleteFunc(slices.Clone(list), func(f *Field) bool { return slices.Contains(those, f) })
}

func (i *insertion) writeRows(w *writer, fields []*Field, values int) error {
	w.text(" (")
	w.names(fields)
	w.text(") VALUES ")
	codecs := make([]Codec, len(fields))
	for k, f := range fields {
		codecs[k] = w.dialect.Codec(f.Type)
	}
	at := &cursor{}
	next := w.dialect.Features().NextPlaces && len(i.rows) > 1
	w.args = make([]argument, 0, values)
	for n, row := range i.rows {
		if n > 0 {
			w.text(", ")
		}
		w.text("(")
		for k, v := range row {
			if k > 0 {
				w.text(", ")
			}
			if e, ok := v.(Expression); ok {
				if err := i.writeComputed(w, at, e); err != nil {
					return err
				}
				continue
			}
			w.args = append(w.args, argument{value: at.take(), typ: fields[k].Type, encode: codecs[k].Encode, of: fields[k]})
			if next {
				w.text("?")
			} else {
				w.sql = w.dialect.Place(w.sql, len(w.args), fields[k].Type, true)
			}
		}
		w.text(")")
	}
	if at.next != values {
		return mistakef("%s: internal error: the shape has %d values and the plan %d", i.model, values, at.next)
	}
	return nil
}

func (w *writer) names(fields []*Field) {
	for k, f := range fields {
		if k > 0 {
			w.text(", ")
		}
		w.name(f.Column)
	}
}

// writeComputed writes an expression as a value. There is no row yet that it
// could name columns of.
func (i *insertion) writeComputed(w *writer, at *cursor, e Expression) error {
	p := newPlanner(w.dialect, i.model, at, nil)
	t, err := e.resolve(p.resolver())
	if err != nil {
		return err
	}
	if t, err = selectable(t); err != nil {
		return err
	}
	if len(p.joins) > 0 || aggregates(t) || windows(t) {
		return mistakef("%s: the value of a new row cannot name a column, which has no value yet, nor be an aggregate", i.model)
	}
	return t.write(w)
}

func (c *conflict) write(w *writer) {
	if c == nil {
		return
	}
	w.text(" ON CONFLICT")
	if len(c.unique) > 0 {
		w.text(" (")
		w.names(c.unique)
		w.text(")")
	}
	if len(c.update) == 0 {
		w.text(" DO NOTHING")
		return
	}
	w.text(" DO UPDATE SET ")
	for k, f := range c.update {
		if k > 0 {
			w.text(", ")
		}
		w.name(f.Column)
		w.text(" = EXCLUDED.")
		w.name(f.Column)
	}
}

// returning asks for the values that the database gives: those of columns that
// were left out, and of expressions.
func (i *insertion) returning(w *writer) *plan {
	p := &plan{write: true}
	if back := i.back(); len(back) > 0 {
		w.text(" RETURNING ")
		w.names(back)
		for _, f := range back {
			p.columns = append(p.columns, output{name: f.Attr(), typ: f.Type, field: f, codec: w.dialect.Codec(f.Type)})
		}
	}
	p.statement, p.args = string(w.sql), w.args
	return p
}

func (i *insertion) back() []*Field {
	if i.silent {
		return nil
	}
	back := slices.Clone(i.left)
	for k, f := range leaveOut(i.model.columns, i.left) {
		computed := func(row []any) bool { _, is := row[k].(Expression); return is }
		if slices.ContainsFunc(i.rows, computed) {
			back = append(back, f)
		}
	}
	return back
}

// run runs the statement and reads what comes back into the records.
func (i *insertion) run(ctx context.Context, c Conn, p *plan, args []any, records []record) error {
	s := Statement{SQL: p.statement, Args: args, Write: true, Once: len(i.rows) > 1}
	if p.key != nil {
		key, err := runInsert(ctx, c, s)
		if err != nil {
			return err
		}
		return records[0].set(p.key, key)
	}
	if len(p.columns) == 0 {
		_, err := runExec(ctx, c, s, Writing)
		return err
	}
	rows, err := runQuery(ctx, c, s)
	if err != nil {
		return err
	}
	defer rows.Close()
	n := 0
	for ; n < len(records) && rows.Next(); n++ {
		if err := p.readInto(c.database().dialect, rows, records[n]); err != nil {
			return err
		}
	}
	if err := finish(rows); err != nil {
		return err
	}
	if n < len(records) {
		return mistakef("%s: the database inserted %d of %d rows", i.model, n, len(records))
	}
	return nil
}

// readInto reads the current row into a record that is there already.
func (p *plan) readInto(d Dialect, rows DriverRows, r record) error {
	t := rowType
	if r.row == nil {
		t = r.fields.Type()
	}
	scan, err := p.scan(d, t)
	if err != nil {
		return err
	}
	st := scan.state()
	defer st.free()
	if r.row == nil {
		return st.read(rows, r.fields)
	}
	var read Row
	if err := st.read(rows, reflect.ValueOf(&read).Elem()); err != nil {
		return err
	}
	for name, v := range read {
		r.row[name] = v
	}
	return nil
}
