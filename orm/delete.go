package orm

import "context"

// Deleted says how many rows were deleted.
type Deleted struct {
	// Rows is how many of all models.
	Rows int64
	// Models is how many of each, by the models' full names: "blog.Post". Models
	// of which none was deleted are not there.
	Models map[string]int64
}

func (d *Deleted) add(m *Model, n int64) {
	if n == 0 {
		return
	}
	if d.Models == nil {
		d.Models = map[string]int64{}
	}
	d.Rows += n
	d.Models[m.String()] += n
}

// Delete deletes the rows of the query, and does with rows that point to them
// what their relations say, see [OnDelete]: it deletes those of Cascade, and so
// on; it sets the keys of SetNull and SetDefault; it fails with a
// [ProtectedError] or a [RestrictedError], having deleted nothing. The links of
// many-to-many relations are deleted as well.
//
// All of it is one transaction. Rows that nothing points to are deleted by one
// statement without being read. Otherwise only keys are read, and rows are
// deleted a thousand at a time, so that ctx can end it between.
func (q Query) Delete(ctx context.Context) (Deleted, error) {
	if _, err := q.writes(); err != nil {
		return Deleted{}, err
	}
	if q.has(func(o op) bool { _, values := o.(*valuesOp); return values }) {
		return Deleted{}, mistakef("%s: rows cannot be deleted after Values", q.model)
	}
	c, p, args, err := q.ready(endDelete{})
	if err != nil || p.empty {
		return Deleted{}, err
	}
	if isLeaf(q.model) {
		var done Deleted
		n, err := p.exec(ctx, c, args)
		done.add(q.model, n)
		return done, err
	}
	return deleteAll(ctx, c, func(ctx context.Context, c *collector) error {
		rows, err := c.read(ctx, q.On(c.tx).OrderBy())
		if err != nil {
			return err
		}
		return c.collect(ctx, rows)
	})
}

// has reports whether a step of the query has a property.
func (q Query) has(property func(op) bool) bool {
	for s := q.last; s != nil; s = s.prev {
		if property(s.op) {
			return true
		}
	}
	return false
}

// DeleteRow deletes one row, a [Row] or a pointer to the struct of the model's
// table, by its key: see [Query.Delete]. The conditions of the query do not
// matter.
func (q Query) DeleteRow(ctx context.Context, row any) (Deleted, error) {
	c, err := q.writes()
	if err != nil {
		return Deleted{}, err
	}
	r, err := recordOf(q.model, row)
	if err != nil {
		return Deleted{}, err
	}
	s := saving{model: q.model, conn: c, record: r}
	key, has, err := s.key()
	if err != nil {
		return Deleted{}, err
	}
	if !has {
		return Deleted{}, mistakef("%s: a row without a key cannot be deleted", q.model)
	}
	one := From(q.model).On(c).Filter(Where("pk", key))
	if isLeaf(q.model) {
		return one.Delete(ctx)
	}
	found := &keyRows{model: q.model, values: map[*Field][]any{}}
	for _, f := range referenced(q.model) {
		v, set, err := r.column(f)
		if err != nil {
			return Deleted{}, err
		}
		if f != q.model.pk && !set {
			return one.Delete(ctx) // the row does not say what others point to
		}
		found.values[f] = []any{v}
	}
	return deleteAll(ctx, c, func(ctx context.Context, c *collector) error { return c.collect(ctx, found) })
}

// deleteAll collects rows and deletes them, in a transaction.
func deleteAll(ctx context.Context, c Conn, collect func(context.Context, *collector) error) (Deleted, error) {
	var done Deleted
	err := atomically(ctx, c, func(ctx context.Context, tx *Tx) error {
		all := newCollector(tx)
		if err := collect(ctx, all); err != nil {
			return err
		}
		if err := all.checkRestricted(ctx); err != nil {
			return err
		}
		var err error
		done, err = all.delete(ctx)
		return err
	})
	if err != nil {
		return Deleted{}, err
	}
	return done, nil
}

// isLeaf reports whether rows of a model can be deleted without a look at others:
// nothing has to be done with those that point to them.
func isLeaf(m *Model) bool {
	for _, f := range m.related() {
		if !f.Many() && f.Relation.OnDelete != DoNothing {
			return false
		}
	}
	return true
}

// referenced returns the fields of a model that others point to, the key first.
func referenced(m *Model) []*Field {
	fields := []*Field{m.pk}
	for _, f := range m.related() {
		if to := f.Relation.toField; !f.Many() && to != nil && !containsField(fields, to) {
			fields = append(fields, to)
		}
	}
	return fields
}

func containsField(list []*Field, f *Field) bool {
	for _, have := range list {
		if have == f {
			return true
		}
	}
	return false
}
