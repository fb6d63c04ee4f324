package orm

// inList is IN a list or a subquery.
func inList(r *resolver, name string, left term, side right) (term, error) {
	switch {
	case side.sub != nil:
		return r.inQuery(left, side.sub)
	case side.run != nil:
		return r.inRun(left, side.run), nil
	case side.form == listOfValues:
		return inTerms(left, side.list), nil
	case side.form == anExpression:
		return newTest("{0} IN ({1})", left, side.term), nil
	}
	return nil, mistakef("%s: in of %s takes a list or a query, not %v", r.model, describe(left), side.one)
}

// inTerms compares with a list whose parts are not alike. NULL is in no list.
func inTerms(left term, list []term) term {
	terms := []term{left}
	text := "{0} IN ("
	for _, t := range list {
		if _, ok := t.(*null); ok {
			continue
		}
		if len(terms) > 1 {
			text += ", "
		}
		text += "{" + itoa(len(terms)) + "}"
		terms = append(terms, meeting(t, left))
	}
	if len(terms) == 1 {
		return truth(false)
	}
	return newTest(text+")", terms...)
}

// inRun compares with a list of values: an array where the database has them,
// else as many places as the list takes, or one JSON text for a long list.
func (r *resolver) inRun(left term, list *run) term {
	as := left.typ()
	if as.Kind == NoKind || finer(list.as, as) {
		as = list.as
	}
	if r.arrays() {
		elem := unlimited(as)
		array := &place{value: list.value, as: Type{Kind: Array, Elem: &elem}, form: "list", wrap: list.each()}
		return newTest("{0} = ANY({1})", left, array)
	}
	if list.n > maxPlaces {
		elem := as
		array := &place{value: list.value, as: Type{Kind: Text}, form: "list", bare: true, wrap: jsonList(r.dialect, elem, list.each())}
		value := "value"
		if elem.Kind == Binary {
			value = "unhex(value)" // as jsonList writes bytes
		}
		return newTest("{0} IN (SELECT "+value+" FROM json_each({1}))", left, array)
	}
	terms := make([]term, list.n)
	for i := range terms {
		terms[i] = &place{value: list.value + i, as: as, bare: true, wrap: list.wrap}
	}
	return inTerms(left, terms)
}

// each applies the wrap of one value to all.
func (l *run) each() func(any) (any, error) {
	if l.wrap == nil {
		return nil
	}
	wrap := l.wrap
	return func(v any) (any, error) {
		list, _ := listOf(v)
		out := make([]any, len(list))
		for i, v := range list {
			var err error
			if out[i], err = wrap(v); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
}

// inQuery compares with the rows of a subquery, by their key if it selects none
// in particular.
func (r *resolver) inQuery(left term, sub *subquery) (term, error) {
	if err := sub.suits(r, left); err != nil {
		return nil, err
	}
	sub.planner.clearOrder(false)
	if err := sub.selectFor(left); err != nil {
		return nil, err
	}
	if sub.planner.nothing() {
		return truth(false), nil
	}
	return newTest("{0} IN {1}", left, sub), nil
}

// takes reports whether rows of a model may be compared with a relation: those
// that it leads to, and those of its own model if it is the key there.
func (c *column) takes(m *Model) bool {
	return m.Table == c.key.model.Table || c.relation.Primary && m.Table == c.relation.model.Table
}

// oneRow checks a subquery that stands for a value.
func (r *resolver) oneRow(name string, left term, sub *subquery) error {
	if name == "exact" && !sub.bare && !sub.planner.slice.one() {
		return mistakef("%s: a query compared by %s must be limited to one row, by Limit(1)", r.model, name)
	}
	if err := sub.suits(r, left); err != nil {
		return err
	}
	return sub.selectFor(left)
}

// suits checks that a query whose rows are compared with a relation is one of the
// relation's model.
func (s *subquery) suits(r *resolver, left term) error {
	c, ok := left.(*column)
	if !ok || c.relation == nil || s.planner.selectsSome() || c.takes(s.planner.model) {
		return nil
	}
	return mistakef("%s: %s takes a query of %s, not of %s", r.model, describe(left), c.key.model, s.planner.model)
}
