package orm

// endRows gives the rows, at most a number of them if that is not 0. Then only
// how many there are matters, not their order.
type endRows struct{ most int }

func (e endRows) shape(s *shaper) { s.key = append(s.key, 'r', byte(e.most)) }

func (e endRows) compile(p *planner) (*plan, error) {
	if e.most > 0 {
		if p.combined == nil {
			p.clearOrder(false)
		}
		p.first(e.most)
	}
	return p.finish()
}

// endFirst gives the first row, or the last one: in the order of the query, else
// in that of the key.
type endFirst struct{ last bool }

func (e endFirst) shape(s *shaper) {
	s.key = append(s.key, 'f')
	s.flag(e.last)
}

func (e endFirst) compile(p *planner) (*plan, error) {
	if p.combined == nil && !p.ordered() && !p.without {
		if err := p.orderByKey(); err != nil {
			return nil, err
		}
	}
	if e.last {
		if p.slice.set() {
			return nil, mistakef("%s: a query that was sliced has no Last: it cannot be reversed", p.model)
		}
		p.ordering.reversed = !p.ordering.reversed
	}
	p.first(1)
	return p.finish()
}

// orderByKey orders rows that have no order. Groups have a key only if it is one
// of what they are grouped by.
func (p *planner) orderByKey() error {
	if p.slice.set() {
		return mistakef("%s: a query that was sliced needs an order for First and Last", p.model)
	}
	if p.grouping.on && !p.grouping.whole && !p.groupsByKey() {
		return mistakef("%s: First and Last need an order where rows are grouped: OrderBy gives one", p.model)
	}
	reversed := p.ordering.reversed
	err := p.setOrder([]Order{By("pk")})
	p.ordering.reversed = reversed
	return err
}

func (p *planner) groupsByKey() bool {
	for _, t := range p.grouping.by {
		if c, ok := t.(*column); ok && c.field == p.model.pk {
			return true
		}
	}
	return false
}

// endLatest gives the row that is the largest by some columns, or the smallest.
type endLatest struct {
	names    []string
	earliest bool
}

func (e endLatest) shape(s *shaper) {
	s.key = append(s.key, 'l')
	s.flag(e.earliest)
	s.texts(e.names)
}

func (e endLatest) compile(p *planner) (*plan, error) {
	names := e.names
	if len(names) == 0 {
		names = p.model.Latest
	}
	switch {
	case len(names) == 0:
		return nil, mistakef("%s: Latest and Earliest need names: its model has no Latest", p.model)
	case p.slice.set():
		return nil, mistakef("%s: a query that was sliced has no Latest and Earliest", p.model)
	}
	by := make([]Order, len(names))
	for i, name := range names {
		by[i] = By(name)
	}
	if err := p.setOrder(by); err != nil {
		return nil, err
	}
	p.ordering.reversed = p.ordering.reversed == e.earliest
	p.first(1)
	return p.finish()
}

// endExists gives one row if there is any.
type endExists struct{}

func (endExists) shape(s *shaper) { s.key = append(s.key, 'x') }

func (endExists) compile(p *planner) (*plan, error) {
	if err := p.onlyExists(); err != nil {
		return nil, err
	}
	p.first(1)
	return p.finish()
}

// onlyExists selects nothing: it is only asked whether there are rows.
func (p *planner) onlyExists() error {
	p.clearOrder(true)
	p.locking = nil
	if p.combined != nil {
		return p.combinedExists()
	}
	if !(p.distinct && p.slice.set()) {
		p.settleGroups()
		p.selectNothing()
	}
	return p.prepare()
}

// combinedExists selects nothing in the parts of a union either. Rows that are
// compared with each other need their columns.
func (p *planner) combinedExists() error {
	if p.combined.how == union || p.combined.how == unionAll {
		for _, part := range p.combined.parts {
			if err := part.onlyExists(); err != nil {
				return err
			}
		}
	}
	return p.prepare()
}

func (p *planner) selectNothing() {
	p.chosen, p.picked, p.order = true, nil, nil
	p.related, p.mask = nil, mask{}
	p.distinct, p.distinctOn = false, nil
	for _, a := range p.annotations {
		a.selected = false
	}
}

// endCount gives how many rows there are.
type endCount struct{}

func (endCount) shape(s *shaper) { s.key = append(s.key, 'c') }

func (endCount) compile(p *planner) (*plan, error) {
	return p.aggregate([]Named{{"count", countRows{}}})
}

// countRows is COUNT(*).
type countRows struct{}

func (countRows) shape(s *shaper) {
	s.code(shapeAggregate)
	s.text("*")
}

func (countRows) resolve(*resolver) (term, error) { return &rowCount{}, nil }

type rowCount struct{}

func (*rowCount) typ() Type { return Type{Kind: Int, Bits: 64} }

func (*rowCount) operands() []term { return nil }

func (*rowCount) aggregates() bool { return true }

func (*rowCount) empty() (any, bool) { return int64(0), true }

func (c *rowCount) write(w *writer) error {
	if !w.wrapped(c) {
		w.text("COUNT(*)")
	}
	return nil
}

// endAggregate gives one row of aggregates over all rows.
type endAggregate struct{ list []Named }

func (e endAggregate) shape(s *shaper) {
	s.key = append(s.key, 'a')
	shapeNamed(s, e.list)
}

func (e endAggregate) compile(p *planner) (*plan, error) {
	if p.combined != nil {
		return nil, mistakef("%s: after Union, Intersection or Difference rows can be counted, but not aggregated", p.model)
	}
	if len(p.distinctOn) > 0 {
		return nil, mistakef("%s: Aggregate cannot follow Distinct with names", p.model)
	}
	return p.aggregate(e.list)
}
