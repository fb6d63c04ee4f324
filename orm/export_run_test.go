package orm

import "context"

// A TestPlan is a plan made by hand: what the planner makes of a query, for tests
// of what comes after.
type TestPlan struct{ plan *plan }

// A TestColumn is a column of a TestPlan.
type TestColumn struct {
	Name, Path string
	Type       Type
	Field      *Field
}

// NewTestPlan makes a plan whose values are its arguments, encoded by their types.
func NewTestPlan(d Dialect, sql string, args []Type, columns ...TestColumn) TestPlan {
	p := &plan{statement: sql}
	for i, t := range args {
		p.args = append(p.args, argument{value: i, encode: d.Codec(t).Encode})
	}
	for _, c := range columns {
		p.columns = append(p.columns, output{name: c.Name, path: c.Path, typ: c.Type, field: c.Field, codec: d.Codec(c.Type)})
	}
	return TestPlan{p}
}

// ScanAll reads all rows of a plan.
func ScanAll[T any](ctx context.Context, c Conn, p TestPlan, values ...any) ([]T, error) {
	args, err := p.plan.bind(values)
	if err != nil {
		panic(err)
	}
	return scanAll[T](ctx, c, p.plan, args)
}

// ScanOne reads the only row of a plan.
func ScanOne[T any](ctx context.Context, c Conn, p TestPlan, values ...any) (T, error) {
	args, err := p.plan.bind(values)
	if err != nil {
		panic(err)
	}
	return scanOne[T](ctx, c, p.plan, args)
}

// ReadRows reads all rows of a plan as maps.
func ReadRows(ctx context.Context, c Conn, p TestPlan, values ...any) ([]Row, error) {
	args, err := p.plan.bind(values)
	if err != nil {
		panic(err)
	}
	return readRows(ctx, c, p.plan, args)
}

// ReadLists reads all rows of a plan as lists.
func ReadLists(ctx context.Context, c Conn, p TestPlan, values ...any) ([][]any, error) {
	args, err := p.plan.bind(values)
	if err != nil {
		panic(err)
	}
	return readLists(ctx, c, p.plan, args)
}

// ExecPlan runs a plan that gives no rows.
func ExecPlan(ctx context.Context, c Conn, p TestPlan, values ...any) (int64, error) {
	args, err := p.plan.bind(values)
	if err != nil {
		panic(err)
	}
	return p.plan.exec(ctx, c, args)
}

// SnakeCase is the name of a column for a Go name.
func SnakeCase(name string) string { return snake(name) }

// PlansOf returns how many plans the database of a query keeps.
func PlansOf(q Query) int { return q.db.database().plans.len() }
