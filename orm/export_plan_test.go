package orm

import "fmt"

// A Terminal is how a query ends.
type Terminal = terminal

// Ends for tests of SQL text.
var (
	EndRows   Terminal = endRows{}
	EndCount  Terminal = endCount{}
	EndExists Terminal = endExists{}
	EndFirst  Terminal = endFirst{}
	EndLast   Terminal = endFirst{last: true}
	EndDelete Terminal = endDelete{}
)

// EndAggregate ends with aggregates.
func EndAggregate(list ...Named) Terminal { return endAggregate{list} }

// EndLatest ends with the latest row.
func EndLatest(names ...string) Terminal { return endLatest{names: names} }

// EndUpdate ends with an update.
func EndUpdate(set ...Set) Terminal { return endUpdate{set} }

// CompileSQL returns the text of a query and its bound arguments. The text is
// "-" if the database need not be asked.
func CompileSQL(q Query, d Dialect, end terminal) (string, []any, error) {
	p, values, err := q.plan(d, end)
	if err != nil {
		return "", nil, err
	}
	if p.empty {
		return "-", nil, nil
	}
	args, err := p.bind(values)
	return p.statement, args, err
}

// Dialect returns the dialect of the query's database.
func (q Query) Dialect() Dialect { return q.db.database().driver.Dialect() }

// ShapeOf returns the key that a query's plan is kept by.
func ShapeOf(q Query) string {
	s := &shaper{}
	q.shape(s)
	return string(s.key)
}

// ShapeKey returns the key under which the plan of a query is kept.
func ShapeKey(q Query, d Dialect, end terminal) string {
	s := &shaper{arrays: d.Features().Arrays}
	q.shape(s)
	end.shape(s)
	return string(s.key)
}

// CompilePlaces returns the text of a query, and which of its values stand where.
func CompilePlaces(q Query, d Dialect, end terminal) (sql, places string, err error) {
	p, _, err := q.plan(d, end)
	if err != nil {
		return "", "", err
	}
	for _, a := range p.args {
		places += fmt.Sprintf(" %d %v %s %v", a.value, a.fixed, a.form, a.typ.Kind)
	}
	return p.statement, places, nil
}
