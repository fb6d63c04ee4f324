package orm

// Methods of expressions that keep the type of their value: the functions of the
// same names take expressions of any type.

// Add is the expression and v: see [Add].
func (x Expr[T]) Add(v T) Expr[T] { return Expr[T]{Add(x.e, typedExpr(v)).e} }

// Sub is the expression without v: see [Sub].
func (x Expr[T]) Sub(v T) Expr[T] { return Expr[T]{Sub(x.e, typedExpr(v)).e} }

// Mul is the expression times v: see [Mul].
func (x Expr[T]) Mul(v T) Expr[T] { return Expr[T]{Mul(x.e, typedExpr(v)).e} }

// Div is the expression divided by v: see [Div].
func (x Expr[T]) Div(v T) Expr[T] { return Expr[T]{Div(x.e, typedExpr(v)).e} }

// Coalesce is the expression, or v where it is NULL.
func (x Expr[T]) Coalesce(v T) Expr[T] { return Expr[T]{Coalesce(x.e, typedExpr(v)).e} }

// Sum is the sum over the rows: see [Sum].
func (x Expr[T]) Sum() Aggregate[T] { return retypedAggregate[T](Sum(x.e)) }

// Max is the greatest value of the rows: see [Max].
func (x Expr[T]) Max() Aggregate[T] { return retypedAggregate[T](Max(x.e)) }

// Min is the smallest value of the rows: see [Min].
func (x Expr[T]) Min() Aggregate[T] { return retypedAggregate[T](Min(x.e)) }

func retypedAggregate[T any](a Aggregate[any]) Aggregate[T] { return Aggregate[T]{Expr[T]{a.e}} }
