package orm

// An Expression is a part of a query that has a value for each row: a column, a
// constant, a function, a subquery. It is made by the functions of this package,
// names columns by their path from the queried model, and may be used in several
// queries.
type Expression interface {
	// shape writes down everything of the expression that its SQL text depends
	// on, and hands out the values that do not change the text.
	shape(*shaper)
	// resolve finds the columns that the expression names, joining tables where
	// needed. Values are taken in the order in which shape hands them out.
	resolve(*resolver) (term, error)
}

// A Condition is an expression that is true, false or unknown.
type Condition interface {
	Expression
	condition()
}

// A term is an expression whose columns are known. Terms belong to one plan.
type term interface {
	// write appends the SQL text.
	write(*writer) error
	// typ is what the value is; Kind is NoKind if that is not known.
	typ() Type
	// operands are the terms directly inside, for questions such as "does an
	// aggregate stand anywhere in it".
	operands() []term
}

// An Order is an expression that rows are ordered by. It is made by [Asc],
// [Desc] or [By].
type Order struct {
	By         Expression
	Descending bool
	// Nulls says where NULLs stand. Defaults to where the database puts them:
	// first in ascending order on SQLite, last on PostgreSQL.
	Nulls Nulls
}

// Nulls says where NULLs stand in an order.
type Nulls uint8

// Where they can stand.
const (
	NullsDefault Nulls = iota
	NullsFirst
	NullsLast
)
