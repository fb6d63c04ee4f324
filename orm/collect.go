package orm

import (
	"context"
	"slices"

	"github.com/shopspring/decimal"
)

// chunk is how many rows one statement of a deletion is about.
const chunk = 1000

// A collector finds everything that has to be done before rows can be deleted, as
// Django's does: rows that point to them are deleted first, or point elsewhere.
type collector struct {
	tx     *Tx
	order  []*Model // as they were found
	models map[*Model]*collected
	// after says which models' rows have to be deleted before those of another.
	after      map[*Model][]*Model
	fast       []Query // deleted without being read
	updates    []*keyUpdate
	restricted []*restriction
}

func newCollector(tx *Tx) *collector {
	return &collector{tx: tx, models: map[*Model]*collected{}, after: map[*Model][]*Model{}}
}

// A collected is the rows of a model that will be deleted, by their keys.
type collected struct {
	keys []any
	seen map[any]bool
}

// A keyRows is rows of a model that were read: the values of the fields that others
// point to.
type keyRows struct {
	model  *Model
	values map[*Field][]any
}

func (f *keyRows) keys() []any { return f.values[f.model.pk] }

// A keyUpdate sets a foreign key that points to rows which will be deleted.
type keyUpdate struct {
	field *Field
	keys  []any
}

// A restriction is rows that have to be deleted by another relation.
type restriction struct {
	field *Field
	keys  []any
}

// read reads the rows of a query.
func (c *collector) read(ctx context.Context, q Query) (*keyRows, error) {
	fields := referenced(q.model)
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Attr()
	}
	rows := &keyRows{model: q.model, values: map[*Field][]any{}}
	conn, p, args, err := q.Values(names...).ready(endRows{})
	if err != nil {
		return nil, err
	}
	err = eachList(ctx, conn, p, args, func(list []any) bool {
		for i, f := range fields {
			rows.values[f] = append(rows.values[f], list[i])
		}
		return true
	})
	return rows, err
}

// collect notes rows to delete, and what has to be done with those that point to
// them.
func (c *collector) collect(ctx context.Context, rows *keyRows) error {
	rows = c.add(rows)
	if len(rows.keys()) == 0 {
		return nil
	}
	var leaves []*Field
	for _, f := range rows.model.related() {
		switch {
		case f.Many() || f.Relation.OnDelete == DoNothing:
		case f.Relation.OnDelete == Cascade && isLeaf(f.model):
			leaves = append(leaves, f)
		default:
			if err := c.follow(ctx, f, rows.values[f.Relation.toField]); err != nil {
				return err
			}
		}
	}
	c.addLeaves(leaves, rows)
	return nil
}

// add notes the rows and returns those that are new.
func (c *collector) add(rows *keyRows) *keyRows {
	have := c.models[rows.model]
	if have == nil {
		have = &collected{seen: map[any]bool{}}
		c.models[rows.model] = have
		c.order = append(c.order, rows.model)
	}
	fresh := &keyRows{model: rows.model, values: map[*Field][]any{}}
	for i, key := range rows.keys() {
		id := identity(key)
		if have.seen[id] {
			continue
		}
		have.seen[id] = true
		have.keys = append(have.keys, key)
		for f, values := range rows.values {
			fresh.values[f] = append(fresh.values[f], values[i])
		}
	}
	return fresh
}

// identity makes a key of a map of the value of a key: equal for equal ones.
func identity(v any) any {
	switch v := v.(type) {
	case []byte:
		return string(v)
	case decimal.Decimal:
		return v.String()
	}
	return v
}

// follow does what a relation says with the rows that point to some values.
func (c *collector) follow(ctx context.Context, f *Field, values []any) error {
	values = slices.DeleteFunc(slices.Clone(values), func(v any) bool { return v == nil })
	if on := f.Relation.OnDelete; on == SetNull || on == SetDefault {
		c.update(f, values)
		return nil
	}
	for some := range slices.Chunk(values, chunk) {
		pointing := From(f.model).On(c.tx).OrderBy().Filter(Where(f.Name+"__in", some))
		if f.Relation.OnDelete == Protect {
			if err := protect(ctx, f, pointing); err != nil {
				return err
			}
			continue
		}
		rows, err := c.read(ctx, pointing)
		if err != nil {
			return err
		}
		if len(rows.keys()) == 0 {
			continue
		}
		if f.Relation.OnDelete == Restrict {
			c.restricted = append(c.restricted, &restriction{f, rows.keys()})
			c.depend(f.Relation.to, f.model)
			continue
		}
		if !f.Null {
			c.depend(f.Relation.to, f.model)
		}
		if err := c.collect(ctx, rows); err != nil {
			return err
		}
	}
	return nil
}

// depend says that rows of one model are deleted before those of another.
func (c *collector) depend(m, before *Model) {
	if m != before && !slices.Contains(c.after[m], before) {
		c.after[m] = append(c.after[m], before)
	}
}

func (c *collector) update(f *Field, keys []any) {
	for _, u := range c.updates {
		if u.field == f {
			u.keys = append(u.keys, keys...)
			return
		}
	}
	c.updates = append(c.updates, &keyUpdate{f, keys})
}

// protect fails if there are rows.
func protect(ctx context.Context, f *Field, pointing Query) error {
	keys, err := pointing.Values("pk").Limit(100).Lists(ctx)
	if err != nil || len(keys) == 0 {
		return err
	}
	e := &ProtectedError{Model: f.model.String(), Field: f.Name}
	for _, key := range keys {
		e.Rows = append(e.Rows, key[0])
	}
	return e
}

// addLeaves notes rows that are deleted without being read: one statement for all
// the relations of a model.
func (c *collector) addLeaves(leaves []*Field, rows *keyRows) {
	for len(leaves) > 0 {
		m := leaves[0].model
		var same []*Field
		leaves = slices.DeleteFunc(leaves, func(f *Field) bool {
			if f.model == m {
				same = append(same, f)
			}
			return f.model == m
		})
		n := len(rows.keys())
		for from := 0; from < n; from += chunk {
			var any []Condition
			for _, f := range same {
				any = append(any, Where(f.Name+"__in", rows.values[f.Relation.toField][from:min(from+chunk, n)]))
			}
			c.fast = append(c.fast, From(m).On(c.tx).Filter(Or(any...)))
		}
	}
}

// checkRestricted fails if rows that a relation restricts are not deleted by
// another one.
func (c *collector) checkRestricted(ctx context.Context) error {
	for _, r := range c.restricted {
		left := r.keys
		if have := c.models[r.field.model]; have != nil {
			left = slices.DeleteFunc(slices.Clone(left), func(key any) bool { return have.seen[identity(key)] })
		}
		for _, q := range c.fast {
			if len(left) == 0 || q.model != r.field.model {
				continue
			}
			gone, err := Into[any](ctx, q.Filter(Where("pk__in", left)).Values("pk"))
			if err != nil {
				return err
			}
			left = slices.DeleteFunc(slices.Clone(left), func(key any) bool { return containsKey(gone, key) })
		}
		if len(left) > 0 {
			return &RestrictedError{Model: r.field.model.String(), Field: r.field.Name, Rows: left[:min(len(left), 100)]}
		}
	}
	return nil
}

func containsKey(list []any, key any) bool {
	return slices.ContainsFunc(list, func(v any) bool { return identity(v) == identity(key) })
}

// delete carries out what was collected.
func (c *collector) delete(ctx context.Context) (Deleted, error) {
	var done Deleted
	for _, q := range c.fast {
		n, err := q.deleteOnly(ctx)
		if err != nil {
			return done, err
		}
		done.add(q.model, n)
	}
	for _, u := range c.updates {
		if err := c.runUpdate(ctx, u); err != nil {
			return done, err
		}
	}
	for _, m := range c.sorted() {
		for some := range slices.Chunk(c.models[m].keys, chunk) {
			n, err := From(m).On(c.tx).Filter(Where("pk__in", some)).deleteOnly(ctx)
			if err != nil {
				return done, err
			}
			done.add(m, n)
		}
	}
	return done, nil
}

// deleteOnly deletes the rows and looks at no others.
func (q Query) deleteOnly(ctx context.Context) (int64, error) {
	c, p, args, err := q.ready(endDelete{})
	if err != nil {
		return 0, err
	}
	return p.exec(ctx, c, args)
}

func (c *collector) runUpdate(ctx context.Context, u *keyUpdate) error {
	var v any
	if u.field.Relation.OnDelete == SetDefault {
		v = defaultOf(u.field)
	}
	for some := range slices.Chunk(u.keys, chunk) {
		if _, err := From(u.field.model).On(c.tx).Filter(Where(u.field.Name+"__in", some)).update(ctx, []Set{{u.field.Name, v}}); err != nil {
			return err
		}
	}
	return nil
}

// sorted returns the models so that rows are deleted after those that point to
// them; where relations lead round in a circle, as they were found.
func (c *collector) sorted() []*Model {
	var done []*Model
	for len(done) < len(c.order) {
		before := len(done)
		for _, m := range c.order {
			if !slices.Contains(done, m) && c.ready(m, done) {
				done = append(done, m)
			}
		}
		if len(done) == before {
			return c.order
		}
	}
	return done
}

func (c *collector) ready(m *Model, done []*Model) bool {
	for _, before := range c.after[m] {
		if c.models[before] != nil && !slices.Contains(done, before) {
			return false
		}
	}
	return true
}
