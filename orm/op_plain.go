package orm

// Reverse turns the order round.
func (q Query) Reverse() Query { return q.with(plainOp(opReverse)) }

// None has no rows, and the database is not asked for them.
func (q Query) None() Query { return q.with(plainOp(opNone)) }

// sticky lets the next two filters share their joins to many rows: a condition
// that a relation made, and that of the caller.
func (q Query) sticky() Query { return q.with(plainOp(opSticky)) }

// A plainOp is a step without arguments.
type plainOp opCode

func (o plainOp) shape(s *shaper) { s.opCode(opCode(o)) }

func (o plainOp) apply(p *planner) error {
	switch opCode(o) {
	case opReverse:
		p.ordering.reversed = !p.ordering.reversed
	case opNone:
		p.without = true
	case opSticky:
		p.sticky = true
	}
	return nil
}

// A wrong is a mistake in the arguments of a method, kept until the query runs.
type wrong struct{ text string }

func (w *wrong) shape(s *shaper) {
	s.opCode(opWrong)
	s.text(w.text)
}

func (w *wrong) apply(p *planner) error { return mistakef("%s: %s", p.model, w.text) }
