package orm

// Subquery is the value of the first column of a query's row; NULL if there is no
// row. The query must select one column and be limited to one row, unless it is
// the right side of "in". It may name columns of the query around by [Outer].
func Subquery(q Source) Expr[any] { return Expr[any]{&subqueryExpr{q.Query()}} }

type subqueryExpr struct{ q Query }

func (e *subqueryExpr) shape(s *shaper) {
	s.code(shapeSubquery)
	e.q.shape(s)
}

func (e *subqueryExpr) resolve(r *resolver) (term, error) {
	s, err := r.subquery(e.q)
	if err != nil {
		return nil, err
	}
	s.bare = true
	return s, nil
}

// Exists is whether a query has rows. It may name columns of the query around by
// [Outer].
func Exists(q Source) Condition { return &existsExpr{q.Query()} }

type existsExpr struct{ q Query }

func (e *existsExpr) condition() {}

func (e *existsExpr) shape(s *shaper) {
	s.code(shapeSubquery)
	s.code(shapeLogic)
	e.q.shape(s)
}

func (e *existsExpr) resolve(r *resolver) (term, error) { return r.exists(e.q) }

// argument resolves an expression inside of another, where a subquery stands for
// its value.
func (r *resolver) argument(e Expression) (term, error) {
	t, err := e.resolve(r)
	if err != nil {
		return nil, err
	}
	return selectable(t)
}
