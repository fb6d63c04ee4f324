package orm

// OrderBy orders the rows: by names as in [By], or by [Order]s and expressions. It
// takes the place of every order before; without arguments it takes the model's
// own order away, too.
func (q Query) OrderBy(by ...any) Query {
	orders := make([]Order, len(by))
	for i, b := range by {
		orders[i] = orderOf(b)
	}
	return q.with(&orderOp{orders})
}

type orderOp struct{ by []Order }

func (o *orderOp) shape(s *shaper) {
	s.opCode(opOrder)
	shapeOrders(s, o.by)
}

func (o *orderOp) apply(p *planner) error { return p.setOrder(o.by) }

// Distinct leaves out rows that are the same as one before. With names, on
// PostgreSQL, it leaves the first row of each group that is equal in these columns;
// the order has to begin with them.
func (q Query) Distinct(names ...string) Query { return q.with(&distinctOp{names}) }

type distinctOp struct{ names []string }

func (o *distinctOp) shape(s *shaper) {
	s.opCode(opDistinct)
	s.texts(o.names)
}

func (o *distinctOp) apply(p *planner) error {
	p.distinct, p.distinctOn = true, o.names
	return nil
}
