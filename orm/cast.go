package orm

// Cast is a value made one of another type by the database: NULL stays NULL. What
// cannot be made one is an error on PostgreSQL, and something else on SQLite. A
// fraction is cut off on SQLite and rounded on PostgreSQL.
func Cast(e any, as Type) Expr[any] { return Expr[any]{&cast{exprOf(e), as}} }

type cast struct {
	e  Expression
	as Type
}

func (c *cast) shape(s *shaper) {
	s.code(shapeCast)
	s.typ(c.as)
	c.e.shape(s)
}

func (c *cast) resolve(r *resolver) (term, error) {
	t, err := r.argument(c.e)
	if err != nil {
		return nil, err
	}
	if c.as.Kind == NoKind {
		return nil, mistakef("%s: Cast needs the kind to cast to", r.model)
	}
	return newCallTerm("Cast", []term{t}, func(string, []term) (Type, error) { return c.as, nil }), nil
}
