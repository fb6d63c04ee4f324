package orm

// A Branch is a condition and what [Case] is if it is true. It is made by [When].
type Branch struct {
	when Condition
	then Expression
}

// When is a branch of [Case]. The value may be an expression.
func When(c Condition, then any) Branch { return Branch{c, exprOf(then)} }

// Case is the value of the first branch whose condition is true, NULL if none is:
// see [CaseExpr.Else]. Its type is the one that all values have; plain numbers
// become what the columns beside them are.
func Case(branches ...Branch) CaseExpr { return newCase(branches, nil) }

// A CaseExpr is made by [Case].
type CaseExpr struct{ Expr[any] }

// Else returns the same with a value for rows that no branch takes.
func (c CaseExpr) Else(v any) CaseExpr {
	return newCase(c.e.(*caseOf).branches, exprOf(v))
}

func newCase(branches []Branch, other Expression) CaseExpr {
	return CaseExpr{Expr[any]{&caseOf{branches, other}}}
}

type caseOf struct {
	branches []Branch
	other    Expression // nil for NULL
}

func (c *caseOf) shape(s *shaper) {
	s.code(shapeCase)
	for _, b := range c.branches {
		b.when.shape(s)
		b.then.shape(s)
	}
	s.code(shapeEnd)
	s.flag(c.other != nil)
	if c.other != nil {
		c.other.shape(s)
	}
}

// resolve leaves out the branches that are never taken, and those behind one
// that always is.
func (c *caseOf) resolve(r *resolver) (term, error) {
	t := &caseTerm{}
	var always term
	for _, b := range c.branches {
		when, then, err := b.resolve(r)
		if err != nil {
			return nil, err
		}
		known, ok := when.(truth)
		switch {
		case always != nil, ok && !bool(known):
		case ok:
			always = then
		default:
			t.when = append(t.when, when)
			t.then = append(t.then, then)
		}
	}
	other, err := c.resolveOther(r)
	if err != nil {
		return nil, err
	}
	if always != nil {
		other = always
	}
	return t.finish(other), nil
}

func (b Branch) resolve(r *resolver) (when, then term, err error) {
	if l, ok := b.when.(*logic); ok && len(l.list) == 0 {
		return nil, nil, mistakef("%s: a branch of Case has an empty condition", r.model)
	}
	if when, err = r.conditionTerm(b.when); err != nil {
		return nil, nil, err
	}
	then, err = r.argument(b.then)
	return when, then, err
}

func (c *caseOf) resolveOther(r *resolver) (term, error) {
	if c.other == nil {
		return &null{}, nil
	}
	return r.argument(c.other)
}

// A caseTerm is CASE: then has one term more than when, for all other rows.
type caseTerm struct {
	when, then []term
	as         Type
	why        error
}

func (c *caseTerm) finish(other term) term {
	c.then = alike(append(c.then, other))
	c.as, c.why = givesCommon("Case", c.then)
	if len(c.when) == 0 {
		return &retypedTerm{c.then[0], c.as}
	}
	return c
}

func (c *caseTerm) typ() Type { return c.as }

func (c *caseTerm) undecided() error { return c.why }

func (c *caseTerm) operands() []term { return append(append([]term(nil), c.when...), c.then...) }

func (c *caseTerm) write(w *writer) error { return w.call(c.call(), c.operands()) }

// call is a function whose first half of arguments are conditions.
func (c *caseTerm) call() Call {
	return Call{Name: "Case", Args: typesOf(c.operands()), Out: c.as}
}
