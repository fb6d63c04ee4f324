package orm

import (
	"slices"
	"strconv"
)

// A combinator joins the rows of several queries.
type combinator uint8

const (
	union combinator = iota
	unionAll
	intersection
	difference
)

var combinatorTexts = [...]string{" UNION ", " UNION ALL ", " INTERSECT ", " EXCEPT "}

// Union returns the rows of all the queries, each once. The columns are those of
// the first. Afterwards only the order, the slice and the selected columns can
// be said.
func (q Query) Union(others ...Query) Query { return q.with(&combination{union, others}) }

// UnionAll returns the rows of all the queries, as often as they are there.
func (q Query) UnionAll(others ...Query) Query { return q.with(&combination{unionAll, others}) }

// Intersection returns the rows that all of the queries have.
func (q Query) Intersection(others ...Query) Query {
	return q.with(&combination{intersection, others})
}

// Difference returns the rows that the other queries do not have.
func (q Query) Difference(others ...Query) Query { return q.with(&combination{difference, others}) }

// A combination is the step of a combinator. The steps before it make the first
// of the queries.
type combination struct {
	how    combinator
	others []Query
}

func (c *combination) shape(s *shaper) {
	s.opCode(opCombine)
	s.key = append(s.key, byte(c.how))
	s.number(len(c.others))
	for _, q := range c.others {
		q.shape(s)
	}
}

func (c *combination) apply(*planner) error { return nil }

// A combined is the queries whose rows are joined.
type combined struct {
	how   combinator
	parts []*planner
}

// combine returns a planner of the rows of this one and of others.
func (p *planner) combine(set *combination) (*planner, error) {
	whole := newPlanner(p.dialect, p.model, p.cursor, p.outer)
	whole.combined = &combined{set.how, []*planner{p}}
	whole.ordering.given, whole.as = true, p.as
	for _, q := range set.others {
		part, err := q.build(p.dialect, p.cursor, p.outer)
		if err != nil {
			return nil, err
		}
		whole.combined.parts = append(whole.combined.parts, part)
	}
	return whole, nil
}

// nothing reports whether the combined queries have no rows.
func (c *combined) nothing() bool {
	switch c.how {
	case intersection:
		return slices.ContainsFunc(c.parts, (*planner).nothing)
	case difference:
		return c.parts[0].nothing()
	}
	return !slices.ContainsFunc(c.parts, func(p *planner) bool { return !p.nothing() })
}

// needed returns the queries that have to be asked.
func (c *combined) needed() []*planner {
	if c.how == intersection {
		return c.parts
	}
	var needed []*planner
	for _, p := range c.parts {
		if !p.nothing() {
			needed = append(needed, p)
		}
	}
	return needed
}

// prepareCombined prepares the parts, which select what Values named for the
// whole, and the order of the whole.
func (p *planner) prepareCombined() error {
	parts := p.combined.parts
	order, chosen := p.order, p.chosen
	if !chosen && parts[0].chosen {
		order, chosen = parts[0].order, true
	}
	for _, part := range parts {
		part.fixed = part.selectsSome()
		if chosen && !part.fixed && !part.prepared {
			if err := part.selectPaths(order); err != nil {
				return err
			}
		}
		part.clearOrder(false)
		part.wrapped = part.wrapped || p.wrapped
		if err := part.prepare(); err != nil {
			return err
		}
	}
	p.outputs = slices.Clone(parts[0].outputs)
	for i, part := range parts {
		if n := len(part.outputs); n != len(p.outputs) {
			return mistakef("%s: queries that are combined have to select as many columns: the first %d, number %d %d", p.model, len(p.outputs), i+1, n)
		}
	}
	return p.resolveOrdering()
}

// combinedOrder orders by a column of the rows, or by an expression that each of
// the parts selects beside them.
func (p *planner) combinedOrder(o Order) ([]orderTerm, error) {
	path, _ := pathOf(o.By)
	at := p.outputNamed(path)
	if at < 0 {
		var err error
		if at, err = p.selectOrder(o.By); err != nil {
			return nil, err
		}
	}
	return []orderTerm{{term: literalText(strconv.Itoa(at+1), Type{}), desc: o.Descending, nulls: o.Nulls}}, nil
}

// orderName names what rows are ordered by, for messages.
func orderName(by Expression) string {
	path, ok := pathOf(by)
	if !ok {
		return "an expression"
	}
	return path
}

// outputNamed finds a column of the rows by its name, -1 if there is none.
func (p *planner) outputNamed(path string) int {
	attr := path
	if f := p.model.names[path]; f != nil && !f.Many() {
		attr = f.Attr()
	}
	return slices.IndexFunc(p.outputs, func(o selected) bool {
		return path != "" && (o.out.name == path || o.out.name == attr)
	})
}

// selectOrder selects an expression in each part to order by it.
func (p *planner) selectOrder(by Expression) (int, error) {
	at := p.cursor.next
	for _, part := range p.combined.parts {
		if part.fixed || part.combined != nil {
			return 0, mistakef("%s: queries that are combined can be ordered by their columns only, of which %q is none", p.model, orderName(by))
		}
		p.cursor.next = at
		t, err := by.resolve(part.resolver())
		if err != nil {
			return 0, err
		}
		part.outputs = append(part.outputs, selected{term: t, out: output{typ: t.typ()}})
		part.hidden++
	}
	last := p.combined.parts[0].outputs
	p.outputs = append(p.outputs, last[len(last)-1])
	p.hidden++
	return len(p.outputs) - 1, nil
}

// combinedQuery writes the queries. A part with an order or a slice, or that is
// combined itself, stands in parentheses; SQLite wants it to be a subquery.
func (w *writer) combinedQuery(p *planner) error {
	parts := p.combined.needed()
	if len(parts) == 1 {
		return w.alone(p, parts[0])
	}
	for i, part := range parts {
		if i > 0 {
			w.text(combinatorTexts[p.combined.how])
		}
		if err := w.part(part); err != nil {
			return err
		}
	}
	if err := w.orderBy(p); err != nil {
		return err
	}
	return w.writeSlice(p.slice)
}

// alone writes the only part that has rows. What is said of the whole cannot
// stand behind what is said of the part.
func (w *writer) alone(p, part *planner) error {
	if part.ends() && (len(p.orders) > 0 || p.slice.set()) {
		w.text("SELECT * FROM ")
		if err := w.inside(part, "part"); err != nil {
			return err
		}
	} else if err := w.query(part); err != nil {
		return err
	}
	if err := w.orderBy(p); err != nil {
		return err
	}
	return w.writeSlice(p.slice)
}

// ends reports whether a part ends in something that cannot stand before UNION or
// an order of the whole.
func (p *planner) ends() bool {
	return p.combined != nil || p.slice.set() || len(p.orders) > 0 || p.qualify != nil
}

func (w *writer) part(p *planner) error {
	if !p.ends() {
		return w.query(p)
	}
	if w.dialect.Features().CompoundParentheses {
		w.text("(")
	} else {
		w.text("SELECT * FROM (")
	}
	defer w.text(")")
	return w.query(p)
}
