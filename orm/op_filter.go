package orm

import "slices"

// Filter leaves the rows that fulfil all the conditions. Those on one relation to
// many rows have to be true of the same row; of different calls of Filter they
// may be true of different ones.
func (q Query) Filter(c ...Condition) Query {
	if len(c) != 1 {
		return q.with(&logic{how: allOf, list: present(slices.Clone(c))}) // the clone keeps c off the heap for one condition
	}
	if c[0] == nil {
		return q.with(&filterOp{missing{}})
	}
	// A condition is a step itself if it can: that saves an allocation.
	if o, ok := c[0].(op); ok {
		return q.with(o)
	}
	return q.with(&filterOp{c[0]})
}

// Exclude leaves out the rows that fulfil all the conditions.
func (q Query) Exclude(c ...Condition) Query {
	if len(c) == 0 {
		return q
	}
	return q.with(&logic{how: allOf, not: true, list: present(c)})
}

// A filterOp is a step of a condition that is none itself.
type filterOp struct{ c Condition }

func (o *filterOp) shape(s *shaper) {
	s.opCode(opFilter)
	o.c.shape(s)
}

func (o *filterOp) apply(p *planner) error { return p.filter(o.c) }

func (l *lookup) apply(p *planner) error { return p.filter(l) }

func (l *logic) apply(p *planner) error { return p.filter(l) }
