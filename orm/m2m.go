package orm

import (
	"context"
	"reflect"
	"slices"
	"strings"
)

// Related are the rows that a relation to many leads to from one row: by a
// many-to-many relation, or back along a foreign key. It is made by
// [Query.Related].
type Related struct {
	conn  Conn
	from  *Model
	field *Field
	back  bool
	owner record
	err   error
}

// Related returns the rows that a relation of one row leads to. The row is a
// [Row] or a pointer to the struct of the model's table; name is that of the
// relation, or of the way back.
//
//	posts.Related(post, "tags").Add(ctx, tag, 7)
func (q Query) Related(row any, name string) Related {
	r := Related{from: q.model}
	if r.conn, r.err = q.writes(); r.err != nil {
		return r
	}
	if r.owner, r.err = recordOf(q.model, row); r.err != nil {
		return r
	}
	r.field, r.back = q.model.toMany(name)
	if r.field == nil {
		r.err = mistakef("%s has no relation %q to many rows; it has %s", q.model, name, strings.Join(q.model.relations(), ", "))
	}
	return r
}

// toMany returns a relation to many rows by its name in lookups, or by that which
// Django's managers have.
func (m *Model) toMany(name string) (f *Field, back bool) {
	f, back = m.lookupField(name)
	if f == nil {
		for _, r := range m.related() {
			if r.Relation.RelatedName == name || r.Relation.RelatedName+"_set" == name {
				f, back = r, true
			}
		}
	}
	switch {
	case f == nil || f.Relation == nil:
		return nil, false
	case !f.Many() && (!back || singular(f)):
		return nil, false
	}
	return f, back
}

// to returns the model of the rows.
func (r *Related) to() *Model {
	if r.back {
		return r.field.model
	}
	return r.field.Relation.to
}

// sides returns the keys of the model between: the one that leads to the owner,
// and the one that leads to the rows.
func (r *Related) sides() (own, other *Field) {
	if r.back {
		return r.field.Relation.far, r.field.Relation.near
	}
	return r.field.Relation.near, r.field.Relation.far
}

// key returns the value by which the rows find their owner.
func (r *Related) key() (any, error) {
	if r.err != nil {
		return nil, r.err
	}
	f := r.field.Relation.toField
	if r.field.Many() {
		own, _ := r.sides()
		f = own.Relation.toField
	}
	v, ok := r.owner.key(f)
	if f.Relation != nil {
		var err error
		if v, ok, err = r.owner.foreignKey(f); err != nil {
			return nil, err
		}
	}
	if !ok || v == nil {
		return nil, mistakef("%s: the row has no %s yet: insert it before %s is used", r.from, f.Attr(), r.field.Name)
	}
	return v, nil
}

// Query returns the query of the rows.
func (r Related) Query() Query {
	key, err := r.key()
	if err != nil {
		return Query{model: r.from, db: r.conn}.with(&failed{err})
	}
	q := From(r.to()).On(r.conn)
	if !r.field.Many() {
		return q.Filter(Where(r.field.Name, key))
	}
	return q.Filter(Where(r.wayBack(), key)).sticky()
}

// wayBack returns what the relation is called from the rows.
func (r *Related) wayBack() string {
	if r.back {
		return r.field.Name
	}
	return r.field.Relation.QueryName
}

// A failed is a step that could not be made; the error is returned when the query
// runs.
type failed struct{ err error }

func (f *failed) shape(s *shaper) {
	s.opCode(opWrong)
	s.text(f.err.Error())
}

func (f *failed) apply(*planner) error { return f.err }

// Add relates more rows, given as rows or as keys. Those that are related already
// stay so. With a foreign key they point to the owner from then on.
func (r Related) Add(ctx context.Context, rows ...any) error { return r.AddWith(ctx, nil, rows...) }

// AddWith is [Related.Add] with values of other columns of the model between.
func (r Related) AddWith(ctx context.Context, defaults Row, rows ...any) error {
	key, err := r.key()
	if err != nil {
		return err
	}
	if !r.field.Many() {
		return r.point(ctx, rows)
	}
	keys, err := r.keysOf(rows)
	if err != nil || len(keys) == 0 {
		return err
	}
	own, other := r.sides()
	return r.inTransaction(ctx, r.field.Relation.symmetrical() || r.field.Relation.through.made == nil, func(ctx context.Context, c Conn) error {
		if err := r.link(ctx, c, own, other, key, keys, defaults); err != nil || !r.field.Relation.symmetrical() {
			return err
		}
		return r.link(ctx, c, other, own, key, keys, defaults)
	})
}

// inTransaction runs several statements in a transaction, and one without.
func (r *Related) inTransaction(ctx context.Context, several bool, fn func(context.Context, Conn) error) error {
	if !several {
		return fn(ctx, r.conn)
	}
	return atomically(ctx, r.conn, func(ctx context.Context, tx *Tx) error { return fn(ctx, tx) })
}

// keysOf returns the keys of rows that were given as rows or as keys, or as one
// list of them, each once.
func (r *Related) keysOf(rows []any) ([]any, error) {
	f := r.to().pk
	if r.field.Many() {
		_, other := r.sides()
		f = other.Relation.toField
	}
	var keys []any
	seen := map[any]bool{}
	for _, row := range r.spread(rows) {
		key, err := keyIn(f, row)
		if err != nil {
			return nil, err
		}
		if id := identity(key); !seen[id] {
			seen[id] = true
			keys = append(keys, key)
		}
	}
	return keys, nil
}

// spread takes one list for its elements, and one of structs, as a query returns
// them, for the addresses of its elements.
func (r *Related) spread(rows []any) []any {
	if len(rows) != 1 {
		return rows
	}
	if v := reflect.ValueOf(rows[0]); v.Kind() == reflect.Slice && v.Type().Elem() == r.to().typ {
		list := make([]any, v.Len())
		for i := range list {
			list[i] = v.Index(i).Addr().Interface()
		}
		return list
	}
	if list, ok := listOf(rows[0]); ok {
		return list
	}
	return rows
}

// keyIn returns the key of a row, or checks that it is one.
func keyIn(f *Field, row any) (any, error) {
	if row == nil {
		return nil, mistakef("%s: a row to relate is nil", f.model)
	}
	if reflect.TypeOf(row) == f.model.typ {
		return nil, mistakef("%s: a row is given by its address, not as a value", f.model)
	}
	if !isRecord(f.model, row) {
		v, err := Convert(f.Type, row)
		if err != nil || v == nil {
			return nil, mistakef("%s: %v is neither a row nor a key: %v", f.model, row, err)
		}
		return v, nil
	}
	rec, err := recordOf(f.model, row)
	if err != nil {
		return nil, err
	}
	v, set, err := rec.column(f)
	if _, has := rec.key(f); err != nil || f.Relation == nil && !has || !set || v == nil {
		return nil, joinErrors(mistakef("%s: a row to relate is not saved: insert it first", f.model), err)
	}
	return Convert(f.Type, v)
}

// link inserts rows of the model between. A model that was made for the relation
// ignores those that are there; in others they are looked for first.
func (r *Related) link(ctx context.Context, c Conn, own, other *Field, key any, keys []any, defaults Row) error {
	between := From(r.field.Relation.through).On(c)
	if between.model.made == nil {
		have, err := between.keysBeside(ctx, own, other, key, keys)
		if err != nil {
			return err
		}
		keys = slices.DeleteFunc(slices.Clone(keys), func(k any) bool { return have[identity(k)] })
	}
	rows := make([]Row, len(keys))
	values := called(defaults)
	for i, k := range keys {
		rows[i] = Row{}
		for name, v := range values {
			rows[i][name] = v
		}
		rows[i][own.Attr()], rows[i][other.Attr()] = key, k
	}
	return between.BulkCreate(ctx, rows, BulkOptions{IgnoreConflicts: between.model.made != nil})
}

// keysBeside returns which keys stand beside one in the rows of a model between.
func (q Query) keysBeside(ctx context.Context, own, other *Field, key any, keys []any) (map[any]bool, error) {
	list, err := q.OrderBy().Filter(Where(own.Name, key), Where(other.Name+"__in", keys)).Values(other.Attr()).Lists(ctx)
	have := make(map[any]bool, len(list))
	for _, row := range list {
		have[identity(row[0])] = true
	}
	return have, err
}

// Remove ends the relation to rows, given as rows or as keys. With a foreign key,
// which has to allow NULL, they point to nothing from then on.
func (r Related) Remove(ctx context.Context, rows ...any) error {
	key, err := r.key()
	if err != nil {
		return err
	}
	keys, err := r.keysOf(rows)
	if err != nil || len(keys) == 0 {
		return err
	}
	if r.field.Many() {
		return r.unlink(ctx, r.conn, key, keys)
	}
	return r.release(ctx, Where("pk__in", keys))
}

// Clear ends the relation to all rows.
func (r Related) Clear(ctx context.Context) error {
	key, err := r.key()
	if err != nil {
		return err
	}
	if r.field.Many() {
		return r.unlink(ctx, r.conn, key, nil)
	}
	return r.release(ctx)
}

// unlink deletes rows of the model between: those beside some keys, or all.
func (r *Related) unlink(ctx context.Context, c Conn, key any, keys []any) error {
	own, other := r.sides()
	condition := linked(own, other, key, keys)
	if r.field.Relation.symmetrical() {
		condition = Or(condition, linked(other, own, key, keys))
	}
	_, err := From(r.field.Relation.through).On(c).Filter(condition).Delete(ctx)
	return err
}

func linked(own, other *Field, key any, keys []any) Condition {
	if keys == nil {
		return Where(own.Name, key)
	}
	return And(Where(own.Name, key), Where(other.Name+"__in", keys))
}

// release makes rows that point to the owner point to nothing.
func (r *Related) release(ctx context.Context, conditions ...Condition) error {
	if !r.field.Null {
		return mistakef("%s.%s cannot be NULL: rows are taken from %s only by giving them another", r.field.model, r.field.Name, r.from)
	}
	q := r.Query()
	if len(conditions) > 0 {
		q = q.Filter(conditions...)
	}
	_, err := q.Update(ctx, Set{r.field.Name, nil})
	return err
}

// point makes rows point to the owner.
func (r *Related) point(ctx context.Context, rows []any) error {
	key, err := r.key()
	if err != nil {
		return err
	}
	keys, err := r.keysOf(rows)
	if err != nil || len(keys) == 0 {
		return err
	}
	_, err = From(r.field.model).On(r.conn).Filter(Where("pk__in", keys)).Update(ctx, Set{r.field.Name, key})
	if err != nil {
		return err
	}
	return r.note(rows, key)
}

// note sets the key in rows that were given as rows.
func (r *Related) note(rows []any, key any) error {
	for _, row := range r.spread(rows) {
		if !isRecord(r.field.model, row) {
			continue
		}
		rec, err := recordOf(r.field.model, row)
		if err != nil {
			return err
		}
		if err := rec.set(r.field, key); err != nil {
			return err
		}
	}
	return nil
}

// Set makes the rows, given as rows or as keys, the only ones that are related:
// it adds those that are missing and removes the others. A foreign key that cannot
// be NULL lets none be removed: they stay.
func (r Related) Set(ctx context.Context, rows ...any) error { return r.SetWith(ctx, nil, rows...) }

// SetWith is [Related.Set] with values for new rows of the model between.
func (r Related) SetWith(ctx context.Context, defaults Row, rows ...any) error {
	if r.err != nil {
		return r.err
	}
	if !r.field.Many() && !r.field.Null {
		return r.Add(ctx, rows...)
	}
	keys, err := r.keysOf(rows)
	if err != nil {
		return err
	}
	return r.inTransaction(ctx, true, func(ctx context.Context, c Conn) error {
		r := r
		r.conn = c
		have, err := r.have(ctx)
		if err != nil {
			return err
		}
		add, remove := keyDifference(keys, have)
		if err := r.Remove(ctx, remove...); err != nil {
			return err
		}
		return r.AddWith(ctx, defaults, add...)
	})
}

// have returns the keys of the rows that are related.
func (r *Related) have(ctx context.Context) ([]any, error) {
	f := r.to().pk
	if r.field.Many() {
		_, other := r.sides()
		f = other.Relation.toField
	}
	lists, err := r.Query().OrderBy().Values(f.Attr()).Lists(ctx)
	keys := make([]any, len(lists))
	for i, list := range lists {
		keys[i] = list[0]
	}
	return keys, err
}

// keyDifference returns the keys that are new, and those that are not wanted.
func keyDifference(want, have []any) (add, remove []any) {
	wanted, known := map[any]bool{}, map[any]bool{}
	for _, key := range want {
		wanted[identity(key)] = true
	}
	for _, key := range have {
		known[identity(key)] = true
		if !wanted[identity(key)] {
			remove = append(remove, key)
		}
	}
	for _, key := range want {
		if !known[identity(key)] {
			add = append(add, key)
		}
	}
	return add, remove
}

// Create inserts a row and relates it.
func (r Related) Create(ctx context.Context, row any) error {
	key, err := r.key()
	if err != nil {
		return err
	}
	if !r.field.Many() {
		rec, err := recordOf(r.field.model, row)
		if err != nil {
			return err
		}
		if err := rec.set(r.field, key); err != nil {
			return err
		}
		return From(r.field.model).On(r.conn).Insert(ctx, row)
	}
	return r.inTransaction(ctx, true, func(ctx context.Context, c Conn) error {
		r := r
		r.conn = c
		if err := From(r.to()).On(c).Insert(ctx, row); err != nil {
			return err
		}
		return r.Add(ctx, row)
	})
}
