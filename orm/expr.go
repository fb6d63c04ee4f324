package orm

import "reflect"

// An Expr is an expression that is computed: its value is a T, or NULL. It is
// made by functions such as [Lower] and [Count], and compared by its methods.
// Where T is any, the value's type follows from the arguments.
//
// The arguments of functions are other expressions, the address of a column of a
// table's reference, a [Query] for the value of its only row and column, or plain
// values. A string is a value, never a path: [F] names a column by its path.
type Expr[T any] struct{ e Expression }

func (x Expr[T]) shape(s *shaper) { x.e.shape(s) }

func (x Expr[T]) resolve(r *resolver) (term, error) { return x.e.resolve(r) }

// unwrapped returns the expression inside an Expr, or e itself.
func unwrapped(e Expression) Expression {
	for {
		w, ok := e.(interface{ unwrap() Expression })
		if !ok {
			return e
		}
		e = w.unwrap()
	}
}

func (x Expr[T]) unwrap() Expression { return x.e }

// Eq is true if the expression is v.
func (x Expr[T]) Eq(v T) Condition { return Compare(x.e, "exact", rightOf(v)) }

// Ne is true if the expression is not v, also for NULL.
func (x Expr[T]) Ne(v T) Condition { return &different{x.e, typedExpr(v)} }

// Gt is true if the expression is greater than v.
func (x Expr[T]) Gt(v T) Condition { return Compare(x.e, "gt", rightOf(v)) }

// Gte is true if the expression is v or greater.
func (x Expr[T]) Gte(v T) Condition { return Compare(x.e, "gte", rightOf(v)) }

// Lt is true if the expression is less than v.
func (x Expr[T]) Lt(v T) Condition { return Compare(x.e, "lt", rightOf(v)) }

// Lte is true if the expression is v or less.
func (x Expr[T]) Lte(v T) Condition { return Compare(x.e, "lte", rightOf(v)) }

// Between is true if the expression is from, to or between them.
func (x Expr[T]) Between(from, to T) Condition {
	return Compare(x.e, "range", []any{rightOf(from), rightOf(to)})
}

// In is true if the expression is one of the values.
func (x Expr[T]) In(values ...T) Condition {
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = rightOf(v)
	}
	return Compare(x.e, "in", list)
}

// IsNull is true if the expression is NULL.
func (x Expr[T]) IsNull() Condition { return Compare(x.e, "isnull", true) }

// NotNull is true if the expression is not NULL.
func (x Expr[T]) NotNull() Condition { return Compare(x.e, "isnull", false) }

// rightOf returns the right side of a comparison. Where its type is not known it
// may be the address of a column; of a known type, a pointer is a value or nil.
func rightOf[T any](v T) any {
	t := reflect.TypeFor[T]()
	switch {
	case t.Kind() == reflect.Interface:
		return columnOr(v)
	case t.Kind() == reflect.Pointer && reflect.ValueOf(v).IsNil():
		return nil
	}
	return v
}

// columnOr names a column by its address; everything else stays as it is.
func columnOr(v any) any {
	if isColumnPointer(v) {
		return exprOf(v)
	}
	return v
}

// typedExpr is rightOf as an expression.
func typedExpr[T any](v T) Expression {
	right := rightOf(v)
	if e, ok := right.(Expression); ok {
		return e
	}
	return Value(right)
}

// Is compares by a lookup of Django's, before which transforms may stand: "gt",
// "icontains", "year__lte". The value may be an expression.
func (x Expr[T]) Is(lookup string, value any) Condition {
	return Compare(x.e, lookup, columnOr(value))
}

// True is the condition that the expression, which is a Bool, is true.
func (x Expr[T]) True() Condition { return Is(x.e) }

// Asc is the order by the expression, the smallest first.
func (x Expr[T]) Asc() Order { return Order{By: x.e} }

// Desc is the order by the expression, the greatest first.
func (x Expr[T]) Desc() Order { return Order{By: x.e, Descending: true} }

// exprOf makes an expression of an argument of a function.
func exprOf(v any) Expression {
	switch v := v.(type) {
	case Expression:
		return v
	case Source:
		return Subquery(v)
	}
	if isColumnPointer(v) {
		return pointerPath(v)
	}
	return Value(v)
}

func exprsOf(args []any) []Expression {
	list := make([]Expression, len(args))
	for i, a := range args {
		list[i] = exprOf(a)
	}
	return list
}

// isColumnPointer reports whether an argument may name a column of a table's
// reference: values are not passed by pointers.
func isColumnPointer(v any) bool {
	if _, ok := v.(Expression); ok || v == nil {
		return false
	}
	return reflect.TypeOf(v).Kind() == reflect.Pointer
}

// invalid is an expression that was written wrongly; the query that uses it says
// so when it runs.
func invalid[T any](format string, args ...any) Expr[T] {
	return Expr[T]{&mistaken{mistakef(format, args...)}}
}

type mistaken struct{ err error }

func (m *mistaken) shape(s *shaper) {
	s.code(shapeOther)
	s.text(m.err.Error())
}

func (m *mistaken) resolve(*resolver) (term, error) { return nil, m.err }
