package orm

import (
	"context"
	"reflect"
	"slices"
)

// A loader loads related rows.
type loader struct{ conn Conn }

// load loads relations of rows, all of one level in one round trip where the
// database can, then those behind them.
func (l *loader) load(ctx context.Context, m *Model, rows []record, nodes []*loadNode) error {
	if len(rows) == 0 {
		return nil
	}
	var fetches []*fetch
	for _, n := range nodes {
		if n.joined {
			continue
		}
		f, err := l.prepare(m, rows, n)
		if err != nil {
			return err
		}
		if f != nil {
			fetches = append(fetches, f)
		}
	}
	if err := l.run(ctx, fetches); err != nil {
		return err
	}
	for _, n := range nodes {
		if err := l.behind(ctx, rows, n); err != nil {
			return err
		}
	}
	return nil
}

// behind loads what is behind a relation.
func (l *loader) behind(ctx context.Context, rows []record, n *loadNode) error {
	if len(n.nodes) == 0 {
		return nil
	}
	var next []record
	for _, r := range rows {
		found, err := r.loaded(n)
		if err != nil {
			return err
		}
		next = append(next, found...)
	}
	return l.load(ctx, n.to(), distinct(next), n.nodes)
}

// distinct leaves out rows that are the same in memory.
func distinct(rows []record) []record {
	seen := make(map[uintptr]bool, len(rows))
	return slices.DeleteFunc(rows, func(r record) bool {
		at := r.address()
		if seen[at] {
			return true
		}
		seen[at] = true
		return false
	})
}

func (r record) address() uintptr {
	if r.row != nil {
		return reflect.ValueOf(r.row).Pointer()
	}
	return r.fields.Addr().Pointer()
}

// A fetch is the statement that loads a relation for some rows.
type fetch struct {
	node    *loadNode
	parents map[any][]record // by the value that related rows have
	all     []record         // that have none, too
	query   Query
	plan    *plan
	args    []any
	found   map[any][]record
}

// fetchKey is the name of the column that says which rows a row belongs to.
const fetchKey = "_prefetch_key"

// prepare makes the statement for the rows that do not have the relation yet; nil
// if there is nothing to ask.
func (l *loader) prepare(m *Model, rows []record, n *loadNode) (*fetch, error) {
	f := &fetch{node: n, parents: map[any][]record{}, found: map[any][]record{}}
	var keys []any
	for _, r := range rows {
		if r.has(n) {
			continue
		}
		key, err := n.keyOf(m, r)
		if err != nil {
			return nil, err
		}
		f.all = append(f.all, r)
		if key == nil {
			continue
		}
		id := identity(key)
		if f.parents[id] == nil {
			keys = append(keys, key)
		}
		f.parents[id] = append(f.parents[id], r)
	}
	if len(f.all) == 0 {
		return nil, nil
	}
	if len(keys) == 0 {
		return nil, f.assign()
	}
	f.query = n.rowsOf(keys).On(l.conn)
	var err error
	if _, f.plan, f.args, err = f.query.ready(endRows{}); err != nil {
		return nil, err
	}
	if f.plan.empty {
		return nil, f.assign()
	}
	return f, nil
}

// keyOf returns the value of a row that related rows are found by, nil if it has
// none.
func (n *loadNode) keyOf(m *Model, r record) (any, error) {
	f := m.pk
	switch {
	case n.field.Many():
	case n.back:
		f = n.field.Relation.toField
	default:
		f = n.field
	}
	v, set, err := r.column(f)
	if err != nil {
		return nil, err
	}
	if !set && r.row != nil {
		return nil, mistakef("%s: a row has no %s, which is needed to load %s", m, f.Attr(), n.name)
	}
	return Convert(f.Type, v)
}

// rowsOf returns the query of the rows that belong to some keys.
func (n *loadNode) rowsOf(keys []any) Query {
	q := n.query
	if q.model == nil {
		q = From(n.to())
	}
	path := n.path()
	conditions := []Condition{Where(path+"__in", keys)}
	if s := q.sliced(); s.set() {
		q = q.unlimited()
		conditions = append(conditions, q.numbered(path, s)...)
	}
	return q.Filter(conditions...).Annotate(As(fetchKey, F(path)))
}

// path is where related rows hold the key that they are found by.
func (n *loadNode) path() string {
	switch {
	case n.field.Many() && n.back:
		return n.field.Name
	case n.field.Many():
		return n.field.Relation.QueryName
	case n.back:
		return n.field.Attr()
	}
	return n.field.Relation.toField.Attr()
}

// unlimited returns the query without its slice.
func (q Query) unlimited() Query {
	kept := From(q.model).On(q.db)
	for _, o := range q.steps() {
		if _, slice := o.(*slicing); !slice {
			kept = kept.with(o)
		}
	}
	return kept
}

// numbered leaves some rows of each key: those between two numbers in the order
// of the query.
func (q Query) numbered(path string, s slice) []Condition {
	number := RowNumber().Over(Window{PartitionBy: []any{F(path)}, OrderBy: q.orders()})
	var list []Condition
	if s.low > 0 {
		list = append(list, number.Gt(int64(s.low)))
	}
	if s.limited {
		list = append(list, number.Lte(int64(s.high)))
	}
	return list
}

// orders returns what the rows are ordered by: what the query says, or its
// model, else the key.
func (q Query) orders() []any {
	by, reversed := q.model.Ordering, false
	for _, o := range q.steps() {
		switch o := o.(type) {
		case *orderOp:
			by = o.by
		case plainOp:
			if opCode(o) == opReverse {
				reversed = !reversed
			}
		}
	}
	if len(by) == 0 {
		by = []Order{By("pk")}
	}
	list := make([]any, len(by))
	for i, o := range by {
		if reversed {
			o = o.turned()
		}
		list[i] = o
	}
	return list
}

// turned returns the order from the other end.
func (o Order) turned() Order {
	o.Descending = !o.Descending
	switch o.Nulls {
	case NullsFirst:
		o.Nulls = NullsLast
	case NullsLast:
		o.Nulls = NullsFirst
	}
	return o
}

// run runs the statements and puts what they find into the rows.
func (l *loader) run(ctx context.Context, list []*fetch) error {
	if len(list) == 0 {
		return nil
	}
	statements := make([]Statement, len(list))
	for i, f := range list {
		statements[i] = Statement{SQL: f.plan.statement, Args: f.args}
	}
	d := l.conn.database().dialect
	if err := runBatch(ctx, l.conn, statements, func(i int, rows DriverRows) error { return list[i].read(d, rows) }); err != nil {
		return err
	}
	for _, f := range list {
		if err := f.assign(); err != nil {
			return err
		}
	}
	return nil
}

// read reads the related rows: maps for maps, structs for structs.
func (f *fetch) read(d Dialect, rows DriverRows) error {
	if f.all[0].row != nil {
		return f.readMaps(d, rows)
	}
	return f.readStructs(d, rows)
}

func (f *fetch) readMaps(d Dialect, rows DriverRows) error {
	scan, err := f.plan.scan(d, rowType)
	if err != nil {
		return err
	}
	st := scan.state()
	for rows.Next() {
		var row Row
		if err := st.read(rows, reflect.ValueOf(&row).Elem()); err != nil {
			return err
		}
		id := identity(row[fetchKey])
		delete(row, fetchKey)
		f.found[id] = append(f.found[id], record{row: row})
	}
	return rows.Err()
}

// readStructs reads into new structs. The key has no field there: it is kept
// aside.
func (f *fetch) readStructs(d Dialect, rows DriverRows) error {
	t := f.node.to().typ
	if t == nil {
		return mistakef("%s has no struct, its rows cannot be loaded into one", f.node.to())
	}
	var key any
	scan, err := compileScanAside(d, f.plan.columns, t, fetchKey, &key)
	if err != nil {
		return err
	}
	scan.hidden = f.plan.hidden
	st := scan.state()
	for rows.Next() {
		made := reflect.New(t).Elem()
		if err := st.read(rows, made); err != nil {
			return err
		}
		f.found[identity(key)] = append(f.found[identity(key)], record{fields: made})
	}
	return rows.Err()
}

// compileScanAside is compileScan but for one column, which is decoded into a
// variable of its own.
func compileScanAside(d Dialect, columns []output, t reflect.Type, aside string, into *any) (*rowScan, error) {
	at := slices.IndexFunc(columns, func(o output) bool { return o.name == aside && o.path == "" })
	rest := slices.Delete(slices.Clone(columns), at, at+1)
	scan, err := compileScan(d, rest, t)
	if err != nil {
		return nil, err
	}
	decode := columns[at].codec.Decode
	keep := columnScan{name: aside, join: -1, null: true, set: func(_ reflect.Value, read any) (err error) {
		*into = read
		if read != nil && decode != nil {
			*into, err = decode(read)
		}
		return err
	}}
	scan.columns = slices.Insert(scan.columns, at, keep)
	for i := range scan.joins {
		if scan.joins[i].key >= at {
			scan.joins[i].key++
		}
	}
	return scan, nil
}

// assign puts the rows that were found where they belong, and says of the others
// that there are none.
func (f *fetch) assign() error {
	for _, r := range f.all {
		if err := r.put(f.node, nil); err != nil {
			return err
		}
	}
	for id, parents := range f.parents {
		for _, r := range parents {
			if err := r.put(f.node, f.found[id]); err != nil {
				return err
			}
		}
	}
	return nil
}
