package orm

import "slices"

// An ordering is how rows are ordered, resolved when all steps are applied.
type ordering struct {
	by       []Order
	given    bool // OrderBy was called: the model's own order does not count
	reversed bool
	resolve  func() error
}

// ordered reports whether the rows have an order.
func (p *planner) ordered() bool {
	return len(p.ordering.by) > 0 || !p.ordering.given && len(p.model.Ordering) > 0 && !p.grouping.on
}

// setOrder takes an order in the place of all before. Its terms are resolved at
// the end: an annotation made later may have the name.
func (p *planner) setOrder(by []Order) error {
	p.ordering.by, p.ordering.given = by, true
	p.ordering.resolve = p.later(func() error { return p.resolveOrders(by) })
	s := &shaper{arrays: p.arrays()}
	shapeOrders(s, by)
	p.cursor.next += len(s.values)
	return nil
}

// clearOrder takes the order away. Unless it is forced it stays where it decides
// which rows there are.
func (p *planner) clearOrder(force bool) {
	if !force && (p.slice.set() || len(p.distinctOn) > 0 || p.locking != nil) {
		return
	}
	p.ordering = ordering{given: true}
}

// resolveOrdering finds the terms of ORDER BY.
func (p *planner) resolveOrdering() error {
	p.orders, p.orderTexts = nil, nil
	switch {
	case p.ordering.resolve != nil:
		if err := p.ordering.resolve(); err != nil {
			return err
		}
	case !p.ordering.given && p.combined == nil:
		p.metaOrder = p.grouping.on
		if err := p.resolveOrders(p.model.Ordering); err != nil {
			return err
		}
	}
	if p.ordering.reversed {
		for i := range p.orders {
			p.orders[i].flip()
		}
	}
	return nil
}

func (p *planner) resolveOrders(by []Order) error {
	r := p.resolver()
	r.fixed = !p.ordering.given
	for _, o := range by {
		terms, err := p.orderTerms(r, o, nil)
		if err != nil {
			return err
		}
		p.addOrders(terms)
	}
	return nil
}

// addOrders adds terms that rows are not ordered by yet: what comes again later
// decides nothing, in either direction.
func (p *planner) addOrders(terms []orderTerm) {
	for _, t := range terms {
		text, err := textOfTerm(p.dialect, t.term)
		if err == nil && slices.Contains(p.orderTexts, text) && text != "RANDOM()" {
			continue
		}
		p.orderTexts = append(p.orderTexts, text)
		p.orders = append(p.orders, t)
	}
}

// orderTerms returns the terms of one order: several where it is that of another
// model.
func (p *planner) orderTerms(r *resolver, o Order, seen []*Field) ([]orderTerm, error) {
	if ref, ok := o.By.(*columnRef); ok {
		if path, err := p.pathOf(ref.to); err == nil {
			o.By = &orderPath{pathRef{path}}
		}
	}
	if p.combined != nil {
		return p.combinedOrder(o)
	}
	path, ok := o.By.(*orderPath)
	if ok {
		terms, done, err := p.relatedOrder(r, path, o, seen)
		if done || err != nil {
			return terms, err
		}
	}
	t, err := o.By.resolve(r)
	if err != nil {
		return nil, err
	}
	if t, err = selectable(t); err != nil {
		return nil, err
	}
	if aggregates(t) && !p.grouping.on {
		return nil, mistakef("%s: rows cannot be ordered by an aggregate that is not annotated: Annotate groups them", p.model)
	}
	return []orderTerm{{term: castValue(t), desc: o.Descending, nulls: o.Nulls, place: p.placeOf(t)}}, nil
}

// placeOf returns the number among the outputs of a selected annotation that an
// order names: its text may be long, and its name that of a column, too.
func (p *planner) placeOf(t term) int {
	for i, o := range p.outputs {
		if o.alias != "" && o.term == t {
			return i + 1
		}
	}
	return 0
}

// relatedOrder returns the order of the model that a path ends at, if it ends at
// a relation of a model that has one.
func (p *planner) relatedOrder(r *resolver, path *orderPath, o Order, seen []*Field) ([]orderTerm, bool, error) {
	names := r.full(path.path)
	if a, _ := p.annotation(names); a != nil || path.path == "pk" {
		return nil, false, nil
	}
	way, err := p.route(names, false, true)
	if err != nil {
		return nil, false, err
	}
	last := names[len(names)-1]
	if way.relation == nil || len(way.rest) > 0 || last == way.relation.Attr() && last != way.relation.Name || last == "pk" {
		return nil, false, nil
	}
	to := way.hops[len(way.hops)-1].to()
	if len(to.Ordering) == 0 {
		return nil, false, nil
	}
	for _, f := range seen {
		if f == way.relation {
			return nil, false, mistakef("%s: the order by %q never ends: the order of %s leads back to it", p.model, path.path, to)
		}
	}
	seen = append(seen, way.relation)
	inside := *r
	inside.prefix, inside.fixed = names, true
	var terms []orderTerm
	for _, item := range to.Ordering {
		more, err := p.orderTerms(&inside, item, seen)
		if err != nil {
			return nil, false, err
		}
		terms = append(terms, more...)
	}
	for i := range terms {
		if o.Descending {
			terms[i].flip()
		}
		if terms[i].nulls == NullsDefault {
			terms[i].nulls = o.Nulls
		}
	}
	return terms, true, nil
}
