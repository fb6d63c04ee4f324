package orm

import (
	"context"
	"fmt"
)

// BulkUpdate updates some columns of many rows by few statements, all or none of
// them, and says how many rows were found. Each row has values of its own, or
// expressions. The rows are a slice of what [Query.Save] takes, or of structs; only
// rows of the query are updated. size is how many rows one statement updates at
// most, 0 for as many as is sensible.
func (q Query) BulkUpdate(ctx context.Context, rows any, size int, fields ...string) (int64, error) {
	c, err := q.writes()
	if err != nil {
		return 0, err
	}
	records, err := recordsOf(q.model, rows)
	if err != nil {
		return 0, err
	}
	if len(fields) == 0 {
		return 0, mistakef("%s: BulkUpdate needs the names of the fields to update", q.model)
	}
	u := bulkUpdate{model: q.model, size: min(500, c.database().features.MaxArgs/(2*len(fields)+1))}
	if size > 0 {
		u.size = min(u.size, size)
	}
	if err := u.collect(records, fields); err != nil || len(records) == 0 {
		return 0, err
	}
	if len(records) <= u.size {
		return u.run(ctx, q, 0, len(records))
	}
	var n int64
	err = atomically(ctx, c, func(ctx context.Context, tx *Tx) error {
		n = 0
		for from := 0; from < len(records); from += u.size {
			found, err := u.run(ctx, q.On(tx), from, min(from+u.size, len(records)))
			if err != nil {
				return err
			}
			n += found
		}
		return nil
	})
	return n, err
}

// A bulkUpdate is the new values of many rows, by their keys.
type bulkUpdate struct {
	model  *Model
	size   int
	keys   []any
	fields []*Field
	values [][]any // of each field, in the order of the keys
}

func (u *bulkUpdate) collect(records []record, names []string) error {
	for _, name := range names {
		f, err := u.model.writable(name)
		if err != nil {
			return err
		}
		u.fields = append(u.fields, f)
	}
	u.values = make([][]any, len(u.fields))
	for i, r := range records {
		s := saving{model: u.model, record: r}
		key, has, err := s.key()
		if err != nil {
			return fmt.Errorf("row %d: %w", i, err)
		}
		if !has {
			return mistakef("%s: row %d has no key: all rows of BulkUpdate need one", u.model, i)
		}
		u.keys = append(u.keys, key)
		for k, f := range u.fields {
			v, set, err := r.column(f)
			if err != nil {
				return fmt.Errorf("row %d: %w", i, err)
			}
			if r.row != nil && !set {
				return mistakef("%s: row %d has no %s", u.model, i, f.Attr())
			}
			u.values[k] = append(u.values[k], v)
		}
	}
	return nil
}

// run updates the rows from one on and before another.
func (u *bulkUpdate) run(ctx context.Context, q Query, from, to int) (int64, error) {
	set := make([]Set, len(u.fields))
	for k, f := range u.fields {
		set[k] = Set{f.Name, &byKey{f, u.keys[from:to], u.values[k][from:to]}}
	}
	q = q.Filter(Where("pk__in", u.keys[from:to]))
	c, p, args, err := q.once(endUpdate{q.versioned(set)})
	if err != nil || p.empty {
		return 0, err
	}
	return runExec(ctx, c, Statement{SQL: p.statement, Args: args, Write: true, Once: true}, Writing)
}

// once is ready for a statement whose text will hardly come again: its plan is
// not kept.
func (q Query) once(end terminal) (Conn, *plan, []any, error) {
	p, values, err := q.plan(q.db.database().dialect, end)
	if err != nil {
		return nil, nil, nil, err
	}
	args, err := p.bind(values)
	return q.db, p, args, err
}

// byKey is a value for each row, which its key tells: CASE id WHEN 1 THEN …
type byKey struct {
	field  *Field
	keys   []any
	values []any
}

func (b *byKey) shape(s *shaper) {
	s.code(shapeOther)
	s.key = append(s.key, 'K')
	s.text(b.field.Name)
	s.number(len(b.keys))
	for i, v := range b.values {
		s.values = append(s.values, b.keys[i])
		e, computed := v.(Expression)
		s.flag(computed)
		if computed {
			e.shape(s)
			continue
		}
		s.values = append(s.values, v)
	}
}

func (b *byKey) resolve(r *resolver) (term, error) {
	pk := r.model.pk
	t := &byKeyTerm{as: b.field.Type, list: []term{&column{join: r.start(), field: pk}}}
	for _, v := range b.values {
		t.list = append(t.list, &place{value: r.cursor.take(), as: pk.Type, bare: true})
		e, computed := v.(Expression)
		if !computed {
			t.list = append(t.list, &place{value: r.cursor.take(), as: b.field.Type})
			continue
		}
		then, err := e.resolve(r)
		if err != nil {
			return nil, err
		}
		if then, err = selectable(then); err != nil {
			return nil, err
		}
		t.list = append(t.list, then)
	}
	return t, nil
}

// byKeyTerm is CASE over the key: the key, then values of it and what they stand for.
type byKeyTerm struct {
	as   Type
	list []term
}

func (t *byKeyTerm) typ() Type { return t.as }

func (t *byKeyTerm) operands() []term { return t.list }

func (t *byKeyTerm) write(w *writer) error {
	w.text("CASE ")
	if err := t.list[0].write(w); err != nil {
		return err
	}
	for i := 1; i < len(t.list); i += 2 {
		w.text(" WHEN ")
		if err := t.list[i].write(w); err != nil {
			return err
		}
		w.text(" THEN ")
		if err := t.list[i+1].write(w); err != nil {
			return err
		}
	}
	w.text(" END")
	return nil
}
