package orm

// Or returns the rows that one of two queries of a model gives, or both, in one
// query: its conditions are joined, so it may be filtered further. The order is
// that of the other query if it has one.
func (q Query) Or(other Query) Query { return q.merged(anyOf, other) }

// And returns the rows that both of two queries of a model give. See [Query.Or].
func (q Query) And(other Query) Query { return q.merged(allOf, other) }

// Xor returns the rows that one of two queries of a model gives, but not both.
// See [Query.Or].
func (q Query) Xor(other Query) Query { return q.merged(oddOf, other) }

// merged joins two queries. One that is sliced has to be a subquery.
func (q Query) merged(how connective, other Query) Query {
	return q.unsliced().with(&mergeOp{how, other.unsliced()})
}

func (q Query) unsliced() Query {
	if !q.sliced().set() {
		return q
	}
	around := From(q.model)
	around.db = q.db
	return around.Filter(Where("pk__in", q.Values("pk")))
}

type mergeOp struct {
	how   connective
	other Query
}

func (o *mergeOp) shape(s *shaper) {
	s.opCode(opMerge)
	s.key = append(s.key, byte(o.how))
	o.other.shape(s)
}

func (o *mergeOp) apply(p *planner) error {
	other, err := o.other.build(p.dialect, p.cursor, p.outer)
	if err != nil {
		return err
	}
	if other.model != p.model {
		return mistakef("a query of %s cannot be joined with one of %s", p.model, other.model)
	}
	if p.distinct != other.distinct {
		return mistakef("%s: a distinct query cannot be joined with one that is not", p.model)
	}
	p.merge(o.how, other)
	return nil
}

// merge takes another SELECT of the same model into this one. With OR its joins
// may be those that are here; with AND each relation to many rows is joined again.
func (p *planner) merge(how connective, other *planner) {
	p.start()
	other.start()
	other.joins[0].same = p.joins[0]
	votes := newBallot(how, false, 2)
	votes.add(p.inner())
	reuse := joinSet{}
	if how != allOf {
		reuse.add(p.joins)
	}
	var needed []*join
	for _, j := range other.joins[1:] {
		h := hop{via: j.via, back: j.back, many: j.back && !singular(j.via)}
		to := p.join(j.parent.real(), h, reuse)
		to.refs += j.refs - 1
		delete(reuse, to)
		if !j.left {
			needed = append(needed, to)
		}
		j.same = to
	}
	votes.add(needed)
	votes.decide(p)
	p.mergeRest(how, other)
}

func (p *planner) mergeRest(how connective, other *planner) {
	a, b := p.condition(), other.condition()
	if p.without {
		a = truth(false)
	}
	if other.without {
		b = truth(false)
	}
	p.without = false
	p.where = []term{newJunction(how, false, []term{a, b})}
	for _, extra := range other.annotations {
		if p.annotated(extra.name) == nil {
			p.annotations = append(p.annotations, extra)
		}
	}
	if other.chosen {
		p.chosen, p.picked, p.order = true, other.picked, other.order
	}
	if len(other.ordering.by) > 0 {
		p.ordering = other.ordering
	}
	p.outers = append(p.outers, other.outers...)
}
