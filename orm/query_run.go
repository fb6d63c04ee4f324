package orm

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
)

// Rows returns the rows of the query as maps.
func (q Query) Rows(ctx context.Context) ([]Row, error) {
	c, p, args, err := q.ready(endRows{})
	if err != nil {
		return nil, err
	}
	rows, err := readRows(ctx, c, p, args)
	if err != nil {
		return nil, err
	}
	return rows, q.loadBehind(ctx, rows)
}

// Lists returns the rows of the query as lists of values, in the order of its
// columns: those of Values if that was called.
func (q Query) Lists(ctx context.Context) ([][]any, error) {
	c, p, args, err := q.ready(endRows{})
	if err != nil {
		return nil, err
	}
	return readLists(ctx, c, p, args)
}

// Iter gives the rows one by one, without holding all of them in memory. A
// connection is in use until the loop ends, so relations to many rows cannot be
// loaded. The error, if any, is the last thing given.
func (q Query) Iter(ctx context.Context) iter.Seq2[Row, error] { return IntoIter[Row](ctx, q) }

// Get returns the only row that fulfils the conditions as well: [ErrNotFound] says
// that there is none, [ErrMultiple] that there are several.
func (q Query) Get(ctx context.Context, conditions ...Condition) (Row, error) {
	return IntoOne[Row](ctx, q, conditions...)
}

// First returns the first row, in the order of the key if the query has none;
// [ErrNotFound] says that there is none.
func (q Query) First(ctx context.Context) (Row, error) { return oneOf[Row](ctx, q, endFirst{}) }

// Last is [Query.First] from the other end.
func (q Query) Last(ctx context.Context) (Row, error) {
	return oneOf[Row](ctx, q, endFirst{last: true})
}

// Latest returns the row that is the largest by some columns, by those of the
// model's Latest if none are named; [ErrNotFound] says that there is none.
func (q Query) Latest(ctx context.Context, names ...string) (Row, error) {
	return oneOf[Row](ctx, q, endLatest{names: names})
}

// Earliest is [Query.Latest] from the other end.
func (q Query) Earliest(ctx context.Context, names ...string) (Row, error) {
	return oneOf[Row](ctx, q, endLatest{names: names, earliest: true})
}

// Count returns how many rows there are.
func (q Query) Count(ctx context.Context) (int, error) {
	row, err := q.summary(ctx, endCount{})
	if err != nil {
		return 0, err
	}
	return int(row["count"].(int64)), nil
}

// Aggregate returns the values of aggregates over all rows, by their names.
func (q Query) Aggregate(ctx context.Context, list ...Named) (Row, error) {
	if len(list) == 0 {
		return Row{}, nil
	}
	return q.summary(ctx, endAggregate{list})
}

// summary returns the only row of an aggregate. The database is not asked for
// what follows from there being no rows.
func (q Query) summary(ctx context.Context, end terminal) (Row, error) {
	c, p, args, err := q.ready(end)
	if err != nil {
		return nil, err
	}
	if p.empty {
		return p.emptyRow(args), nil
	}
	return scanOne[Row](ctx, c, p, args)
}

func (p *plan) emptyRow(args []any) Row {
	row := make(Row, len(p.columns))
	for i := range p.columns {
		row[p.columns[i].name] = p.emptyOf(i, args)
	}
	return row
}

// Exists reports whether there are rows.
func (q Query) Exists(ctx context.Context) (bool, error) {
	c, p, args, err := q.ready(endExists{})
	if err != nil || p.empty {
		return false, err
	}
	rows, err := p.query(ctx, c, args)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	found := rows.Next()
	return found, finish(rows)
}

// Contains reports whether a row, or the one with a key, is among those of the
// query. A row of another model never is.
func (q Query) Contains(ctx context.Context, row any) (bool, error) {
	if m := modelOf(row); m != nil && m.Table != q.model.Table {
		return false, nil
	}
	key, isRow, err := rowKey(row, q.model.pk)
	if !isRow {
		key = row
	}
	switch {
	case err != nil:
		return false, err
	case key == nil:
		return false, mistakef("%s: a row without a key cannot be looked for", q.model)
	}
	return q.Filter(Where("pk", key)).Exists(ctx)
}

// InBulk returns the rows with some keys by these keys; with those of a unique
// field, if one is named. Keys that no row has are left out. Bytes and decimals are
// keys as strings.
func (q Query) InBulk(ctx context.Context, field string, keys ...any) (map[any]Row, error) {
	f, err := q.bulkField(field)
	if err != nil {
		return nil, err
	}
	found := make(map[any]Row, len(keys))
	if len(keys) == 0 {
		return found, nil
	}
	rows, err := q.Filter(Where(f.Name+"__in", keys)).Rows(ctx)
	for _, row := range rows {
		found[identity(row[f.Attr()])] = row
	}
	return found, err
}

// bulkField returns a field whose values are of one row each.
func (q Query) bulkField(name string) (*Field, error) {
	if name == "" {
		name = "pk"
	}
	f := q.model.Field(name)
	switch {
	case q.sliced().set():
		return nil, mistakef("%s: InBulk cannot follow Limit or Offset", q.model)
	case f == nil || f.Many():
		return nil, mistakef("%s has no field %q", q.model, name)
	case f.Kind == JSON || f.Kind == Array:
		return nil, mistakef("%s: the values of %q cannot be keys of a map", q.model, name)
	case !f.Primary && !f.Unique && !q.model.uniqueAlone(f):
		return nil, mistakef("%s: InBulk needs a unique field, which %q is not", q.model, name)
	}
	return f, nil
}

// uniqueAlone reports whether a constraint makes a field unique.
func (m *Model) uniqueAlone(f *Field) bool {
	for i := range m.Constraints {
		c := &m.Constraints[i]
		if len(c.By) == 1 && c.Where == nil {
			if path, ok := c.By[0].By.(*pathRef); ok && m.Field(path.path) == f {
				return true
			}
		}
	}
	return false
}

// Explain returns how the database would find the rows, in its own words.
func (q Query) Explain(ctx context.Context) (string, error) {
	c, p, args, err := q.ready(endRows{})
	if err != nil {
		return "", err
	}
	if p.empty {
		return "no rows: the database is not asked", nil
	}
	word := "EXPLAIN "
	if c.database().dialect.Name() == "sqlite" {
		word = "EXPLAIN QUERY PLAN "
	}
	rows, err := runQuery(ctx, c, Statement{SQL: word + p.statement, Args: args, Once: true})
	if err != nil {
		return "", err
	}
	defer rows.Close()
	return explained(rows)
}

// explained joins the last column of all rows.
func explained(rows DriverRows) (string, error) {
	var lines []string
	dest := make([]any, len(rows.Columns()))
	for rows.Next() {
		var line any
		dest[len(dest)-1] = &line
		if err := rows.Scan(dest...); err != nil {
			return "", err
		}
		lines = append(lines, fmt.Sprint(line))
	}
	return strings.Join(lines, "\n"), finish(rows)
}

// Into returns the rows of the query as values of type T: a struct whose fields
// are found by the names of the columns, a pointer to one, or the type of the only
// column.
//
//	type total struct {
//		AuthorID int64
//		Posts    int
//	}
//	totals, err := orm.Into[total](ctx, posts.Values("author_id").Annotate(orm.As("posts", orm.Count("id"))))
func Into[T any](ctx context.Context, q Query) ([]T, error) {
	c, p, args, err := q.ready(endRows{})
	if err != nil {
		return nil, err
	}
	list, err := scanAll[T](ctx, c, p, args)
	if err != nil {
		return nil, err
	}
	return list, q.loadBehind(ctx, list)
}

// IntoIter is [Into] row by row, without holding all of them in memory.
func IntoIter[T any](ctx context.Context, q Query) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		c, p, args, err := q.ready(endRows{})
		if err == nil {
			err = q.loadsNone()
		}
		if err != nil {
			var zero T
			yield(zero, err)
			return
		}
		scanIter[T](ctx, c, p, args)(yield)
	}
}

// IntoOne is [Query.Get] into a value of type T.
func IntoOne[T any](ctx context.Context, q Query, conditions ...Condition) (T, error) {
	if len(conditions) > 0 {
		q = q.Filter(conditions...)
	}
	return oneOf[T](ctx, q, endRows{most: 2})
}

// oneOf runs a query that is to give one row.
func oneOf[T any](ctx context.Context, q Query, end terminal) (T, error) {
	var zero T
	c, p, args, err := q.ready(end)
	if err != nil {
		return zero, err
	}
	v, err := scanOne[T](ctx, c, p, args)
	if err != nil || !q.has(isLoad) {
		return v, err
	}
	list := []T{v}
	err = q.loadBehind(ctx, list)
	return list[0], err
}

var shapers = sync.Pool{New: func() any { return &shaper{} }}

// ready finds or makes the plan of a query and encodes its arguments.
func (q Query) ready(end terminal) (Conn, *plan, []any, error) {
	if q.db == nil {
		return nil, nil, nil, mistakef("%s: the query runs on no database: On gives it one", q.model)
	}
	if err := q.checkPrefetch(); err != nil {
		return nil, nil, nil, err
	}
	db := q.db.database()
	s := shapers.Get().(*shaper)
	defer s.free()
	s.arrays = db.features.Arrays
	q.shape(s)
	end.shape(s)
	p := db.plans.get(s.key)
	if p == nil {
		var err error
		if p, err = q.compile(db.dialect, end, len(s.values)); err != nil {
			return nil, nil, nil, err
		}
		p.models = slices.Clone(s.models)
		p = db.plans.put(s.key, p, db.config.Plans)
	}
	if err := q.checkLock(p); err != nil {
		return nil, nil, nil, err
	}
	args, err := p.bind(s.values)
	return q.db, p, args, err
}

// free gives a shaper back, without what it held.
func (s *shaper) free() {
	clear(s.values)
	clear(s.models)
	s.key, s.values, s.models = s.key[:0], s.values[:0], s.models[:0]
	if cap(s.key) <= 64<<10 && cap(s.values) <= 4<<10 {
		shapers.Put(s)
	}
}
