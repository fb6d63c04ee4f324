package orm

// exact is equality.
func exact(r *resolver, name string, left term, side right) (term, error) {
	if err := r.single(name, left, &side); err != nil {
		return nil, err
	}
	return newTest("{0} = {1}", left, side.term), nil
}

// ordered is <, <=, > or >=.
func ordered(r *resolver, name string, left term, side right) (term, error) {
	if err := r.single(name, left, &side); err != nil {
		return nil, err
	}
	return newTest(map[string]string{"gt": "{0} > {1}", "gte": "{0} >= {1}", "lt": "{0} < {1}", "lte": "{0} <= {1}"}[name], left, side.term), nil
}

// single prepares a right side that is one value, of the left side's type.
func (r *resolver) single(name string, left term, side *right) error {
	if side.sub != nil {
		return r.oneRow(name, left, side.sub)
	}
	if side.term == nil {
		return mistakef("%s: %s of %s takes one value, not a list", r.model, name, describe(left))
	}
	side.term = meeting(side.term, left)
	return nil
}

// between is BETWEEN two values.
func between(r *resolver, name string, left term, side right) (term, error) {
	if len(side.list) != 2 {
		return nil, mistakef("%s: range of %s takes two values, from and to", r.model, describe(left))
	}
	return newTest("{0} BETWEEN {1} AND {2}", left, meeting(side.list[0], left), meeting(side.list[1], left)), nil
}

// A test is a condition written around terms.
type test struct{ template }

func (t *test) conditional() {}

// groups are what is compared: the comparison follows from it.
func (t *test) groups() []term { return groupsOfAll(t.list) }

// newTest makes a condition. Its left side is in parentheses if it is a condition
// itself.
func newTest(text string, list ...term) term {
	for i, t := range list {
		if inParentheses(t) {
			list[i] = &template{"({0})", []term{t}, t.typ()}
		}
	}
	return &test{template{text, list, boolType}}
}

func inParentheses(t term) bool {
	switch t := t.(type) {
	case *existence:
		return false
	case *retypedTerm:
		return inParentheses(t.inner)
	case *annotationRef:
		return inParentheses(t.to.term)
	}
	_, ok := t.(conditional)
	return ok
}
