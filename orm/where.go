package orm

import "slices"

// Where is a condition on a column: a lookup path and what it is compared with.
// The last name of the path is the lookup, "exact" if it is none:
//
//	orm.Where("author__username__icontains", "ann")
//	orm.Where("tags", tag)                        // the row, or its key
//	orm.Where("id__in", []int64{1, 2})
//	orm.Where("price__gt", orm.F("cost"))
//	orm.Where("author__in", orm.From(users).Filter(…))
//
// A nil value with exact is IS NULL.
func Where(path string, value any) Condition {
	return &lookup{path: path, right: operandOf(value, lastName(path))}
}

// Compare is a condition on an expression, by a lookup, before which transforms
// may stand: Compare(orm.F("pages"), "gt", 5). A pointer is the value it leads to; a
// column to compare with is named by [F] or [Col].
func Compare(left Expression, lookup string, value any) Condition {
	return &comparison{left, lookup, operandOf(value, lastName(lookup))}
}

// And is true if all conditions are. And() is always true.
func And(c ...Condition) Condition { return &logic{how: allOf, list: present(c)} }

// Or is true if one of the conditions is. Or() is always true, as an empty filter is.
func Or(c ...Condition) Condition { return &logic{how: anyOf, list: present(c)} }

// Xor is true if an odd number of the conditions is.
func Xor(c ...Condition) Condition { return &logic{how: oddOf, list: present(c)} }

// Not is true if the conditions are not all true. For a relation to many rows it
// means that no row fulfils them, as in Django's exclude.
func Not(c ...Condition) Condition { return &logic{how: allOf, not: true, list: present(c)} }

// present returns conditions none of which is nil.
func present(list []Condition) []Condition {
	if slices.Contains(list, nil) {
		return []Condition{missing{}}
	}
	return list
}

// A missing condition is nil where it was given: a mistake of the query.
type missing struct{}

func (missing) condition() {}

func (missing) shape(s *shaper) { s.opCode(opWrong) }

func (missing) resolve(r *resolver) (term, error) {
	return nil, mistakef("%s: a condition is nil: leave it out, or give And(), which is always true", r.planner.model)
}

// Is makes a condition of an expression that is true or false, such as a column.
func Is(e Expression) Condition {
	if c, ok := e.(Condition); ok {
		return c
	}
	return &verdict{e}
}

// A lookup is a condition on the column that a path leads to.
type lookup struct {
	path  string
	right operand
	// behind are names after those of the path, which may be of any form: the
	// keys of a JSON value.
	behind []string
}

func (l *lookup) names() []string { return append(splitNames(l.path), l.behind...) }

func (l *lookup) condition() {}

func (l *lookup) shape(s *shaper) {
	s.code(shapeLookup)
	s.text(l.path)
	l.right.shape(s)
}

func (l *lookup) resolve(r *resolver) (term, error) { return r.conditionTerm(l) }

// A comparison is a condition on an expression.
type comparison struct {
	left  Expression
	name  string
	right operand
}

func (c *comparison) condition() {}

func (c *comparison) shape(s *shaper) {
	s.code(shapeLookup)
	s.number(-1)
	c.left.shape(s)
	s.text(c.name)
	c.right.shape(s)
}

// resolve finds the left side first: its values come first in the shape.
func (c *comparison) resolve(r *resolver) (term, error) {
	left, err := c.left.resolve(r)
	if err != nil {
		return nil, err
	}
	right, err := r.rightSide(&c.right)
	if err != nil {
		return nil, err
	}
	found, err := r.lookup(left, splitNames(c.name), right)
	return found.term, err
}

// A logic is conditions joined by a connective.
type logic struct {
	how  connective
	not  bool
	list []Condition
}

func (l *logic) condition() {}

func (l *logic) shape(s *shaper) {
	s.code(shapeLogic)
	s.key = append(s.key, byte(l.how))
	s.flag(l.not)
	shapeList(s, l.list)
}

func (l *logic) resolve(r *resolver) (term, error) { return r.conditionTerm(l) }

// A verdict is an expression used as a condition.
type verdict struct{ e Expression }

func (v *verdict) condition() {}

func (v *verdict) shape(s *shaper) {
	s.code(shapeLogic)
	s.key = append(s.key, 255)
	v.e.shape(s)
}

func (v *verdict) resolve(r *resolver) (term, error) {
	t, err := v.e.resolve(r)
	if err != nil {
		return nil, err
	}
	if t, err = selectable(t); err != nil {
		return nil, err
	}
	if !isCondition(t) {
		return nil, mistakef("%s: a condition is a Bool, not an expression of the kind %s", r.model, t.typ().Kind)
	}
	return t, nil
}
