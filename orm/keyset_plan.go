package orm

import "strings"

// endPage gives the rows behind a position, one more than the page has.
type endPage struct {
	at   position
	size int
}

func (e *endPage) shape(s *shaper) {
	s.key = append(s.key, 'p')
	s.flag(e.at.back)
	s.number(len(e.at.values))
	for _, v := range e.at.values {
		s.flag(v != nil)
		if v != nil {
			s.values = append(s.values, *v)
		}
	}
	s.values = append(s.values, int64(e.size)+1)
}

func (e *endPage) compile(p *planner) (*plan, error) {
	switch {
	case p.combined != nil || p.slice.set():
		return nil, mistakef("%s: a query that is sliced or combined has no pages", p.model)
	case len(p.distinctOn) > 0:
		return nil, mistakef("%s: Page cannot follow Distinct with columns", p.model)
	}
	orders, err := e.orders(p)
	if err != nil {
		return nil, err
	}
	if err := e.behind(p, orders); err != nil {
		return nil, err
	}
	p.ordering = ordering{given: true, resolve: func() error {
		p.orders = orders
		return nil
	}}
	// The plan is that of pages of every size: only the value says how many rows.
	p.slice = slice{high: 2, limited: true, limitAt: p.cursor.take(), offsetAt: -1}
	if err := p.prepare(); err != nil {
		return nil, err
	}
	keys := make([]output, len(orders))
	for i := range orders {
		t := orders[i].term
		keys[i] = output{name: describe(t), typ: t.typ(), codec: p.dialect.Codec(t.typ())}
		p.outputs = append(p.outputs, selected{term: t, out: output{typ: t.typ()}})
		p.hidden++
	}
	made, err := p.finish()
	if err == nil {
		made.keys = keys
	}
	return made, err
}

// orders returns what the rows are ordered by, with the key at the end: no two
// rows are equal in all of it.
func (e *endPage) orders(p *planner) ([]orderTerm, error) {
	p.start()
	if e.at.back {
		p.ordering.reversed = !p.ordering.reversed
	}
	if err := p.resolveOrdering(); err != nil {
		return nil, err
	}
	if p.metaOrder {
		p.orders, p.metaOrder = nil, false // groups have no order of their model
	}
	desc := e.at.back
	if n := len(p.orders); n > 0 {
		desc = p.orders[n-1].desc
	}
	for _, t := range p.tieBreakers() {
		p.addOrders([]orderTerm{{term: t, desc: desc}})
	}
	for i, o := range p.orders {
		if !pageable(o.term.typ().Kind) {
			return nil, mistakef("%s: pages cannot be ordered by %s", p.model, describe(o.term))
		}
		if _, fixed := o.term.(*fixedText); fixed {
			return nil, mistakef("%s: pages need an order that does not change", p.model)
		}
		if c, ok := o.term.(*column); ok && c.field == p.model.pk && c.join.parent == nil {
			return p.orders[:i+1], nil
		}
	}
	return p.orders, nil
}

// tieBreakers are what no two rows have in common: the key, or what the rows are
// grouped by.
func (p *planner) tieBreakers() []term {
	if p.grouping.on && !p.grouping.whole {
		return p.grouping.by
	}
	if p.distinct && p.chosen {
		terms := make([]term, len(p.picked))
		for i, c := range p.picked {
			terms[i] = c.term
		}
		return terms
	}
	return []term{&column{join: p.start(), field: p.model.pk}}
}

// behind adds the condition that rows are behind the position.
func (e *endPage) behind(p *planner, orders []orderTerm) error {
	if e.at.values == nil {
		return nil
	}
	if len(e.at.values) != len(orders) {
		return errCursor
	}
	marks := make([]mark, len(orders))
	for i, o := range orders {
		m := mark{orderTerm: o, nullable: maybeNull(o.term)}
		m.nullsFirst = o.nulls == NullsFirst || o.nulls == NullsDefault && p.dialect.Features().NullsFirst != o.desc
		if e.at.values[i] != nil {
			m.value = &place{value: p.cursor.take(), as: o.term.typ(), wrap: fromCursor(o.term.typ()), form: "cursor"}
		} else if !m.nullable {
			return errCursor
		}
		marks[i] = m
	}
	p.where = append(p.where, behindAll(marks))
	return nil
}

// fromCursor reads a value of a cursor, which anybody may have changed.
func fromCursor(t Type) func(any) (any, error) {
	return func(v any) (any, error) {
		v, err := Convert(t, v)
		if err != nil {
			return nil, errCursor
		}
		return v, nil
	}
}

// maybeNull reports whether a term may be NULL.
func maybeNull(t term) bool {
	if c, ok := t.(*column); ok {
		return c.field.Null || c.join.left
	}
	_, ok := t.(*rowCount)
	return !ok
}

// A mark is the value that a position has in one of the orders.
type mark struct {
	orderTerm
	value      term // nil for NULL
	nullable   bool
	nullsFirst bool
}

// behindAll is the condition that a row is behind all marks taken together: behind
// the first, or equal there and behind the others. A comparison of rows says the
// same where all orders agree, and is what indexes are best at.
func behindAll(marks []mark) term {
	if len(marks) > 1 && agree(marks) {
		return behindRow(marks)
	}
	first := marks[0]
	if len(marks) == 1 {
		return first.behind()
	}
	t := newJunction(anyOf, false, []term{first.behind(), newJunction(allOf, false, []term{first.equal(), behindAll(marks[1:])})})
	if first.value == nil || first.nullable && !first.nullsFirst {
		return t
	}
	// Said once more of the first alone, an index over it can be used.
	return newJunction(allOf, false, []term{first.compare("="), t})
}

// agree reports whether all orders have one direction and no NULLs.
func agree(marks []mark) bool {
	for _, m := range marks {
		if m.nullable || m.value == nil || m.desc != marks[0].desc {
			return false
		}
	}
	return true
}

func behindRow(marks []mark) term {
	var left, right []string
	terms := make([]term, 0, 2*len(marks))
	for i, m := range marks {
		left = append(left, "{"+itoa(i)+"}")
		right = append(right, "{"+itoa(len(marks)+i)+"}")
		terms = append(terms, m.term)
	}
	for _, m := range marks {
		terms = append(terms, m.value)
	}
	sign := " > "
	if marks[0].desc {
		sign = " < "
	}
	return newTest("("+strings.Join(left, ", ")+")"+sign+"("+strings.Join(right, ", ")+")", terms...)
}

// behind is the condition that a row is behind the mark.
func (m *mark) behind() term {
	switch {
	case m.value == nil && m.nullsFirst:
		return nullTest(m.term, false)
	case m.value == nil:
		return truth(false)
	case m.nullable && !m.nullsFirst:
		return newJunction(anyOf, false, []term{m.compare(""), nullTest(m.term, true)})
	}
	return m.compare("")
}

// equal is the condition that a row has the mark's value.
func (m *mark) equal() term {
	if m.value == nil {
		return nullTest(m.term, true)
	}
	return newTest("{0} = {1}", m.term, m.value)
}

// compare is the condition that a row's value is greater, in the order's
// direction; or is equal, if sign is "=".
func (m *mark) compare(sign string) term {
	if m.desc {
		return newTest("{0} <"+sign+" {1}", m.term, m.value)
	}
	return newTest("{0} >"+sign+" {1}", m.term, m.value)
}
