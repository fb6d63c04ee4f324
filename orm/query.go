package orm

// A Query is what is asked of the table of a model: which rows, which columns,
// in which order. It is a value: every method returns a new Query and leaves the
// old one as it was. Nothing runs before a method with a context is called.
//
// A mistake, such as an unknown name, is kept and returned by the method that
// runs the query.
type Query struct {
	model *Model
	db    Conn
	last  *step       // the newest; nil for all rows
	as    *references // of the alias whose pointers name columns; nil: the model's own
}

// A step is one method called on a query; the steps before it are behind prev.
type step struct {
	prev *step
	op   op
}

// An op is what a step does. Its order among the others matters, as in Django:
// a filter after an annotation may use it.
type op interface {
	shape(*shaper)
	apply(*planner) error
}

// From returns the query of all rows of a model.
func From(m *Model) Query { return Query{model: m} }

// On says which database, or which transaction, the query runs on.
func (q Query) On(db Conn) Query {
	if db == (*DB)(nil) || db == (*Tx)(nil) {
		db = nil // what was forgotten is told as a query without On
	}
	q.db = db
	return q
}

// A Source is a query that another one uses: a [Query] or a [QuerySet].
type Source interface{ Query() Query }

// Query returns q: a Query is a [Source].
func (q Query) Query() Query { return q }

// Model returns the model that is queried.
func (q Query) Model() *Model { return q.model }

func (q Query) with(o op) Query {
	q.last = &step{q.last, o}
	return q
}

// steps returns the steps in the order in which they were called.
func (q Query) steps() []op {
	n := 0
	for s := q.last; s != nil; s = s.prev {
		n++
	}
	ops := make([]op, n)
	for s := q.last; s != nil; s = s.prev {
		n--
		ops[n] = s.op
	}
	return ops
}
