package orm

// EqCol is true if two columns are equal, of which one may belong to the query
// around. NULL is not equal to NULL.
func EqCol[T any](a, b *T) Condition { return columnsTest(a, testEq, b) }

// NeCol is true if two columns are not equal: also where one of them is NULL.
func NeCol[T any](a, b *T) Condition { return columnsTest(a, testNe, b) }

// GtCol is true if a is greater than b.
func GtCol[T any](a, b *T) Condition { return columnsTest(a, testGt, b) }

// GteCol is true if a is b or greater.
func GteCol[T any](a, b *T) Condition { return columnsTest(a, testGte, b) }

// LtCol is true if a is less than b.
func LtCol[T any](a, b *T) Condition { return columnsTest(a, testLt, b) }

// LteCol is true if a is b or less.
func LteCol[T any](a, b *T) Condition { return columnsTest(a, testLte, b) }

func columnsTest(a any, kind testKind, b any) Condition {
	return exprTest(a, kind, &columnRef{b})
}

// EqExpr is true if the column is what an expression is, such as [Outer] or
// [Subquery].
func EqExpr[T any](column *T, e Expression) Condition { return exprTest(column, testEq, e) }

// NeExpr is true if the column is not what an expression is: also where it is NULL.
func NeExpr[T any](column *T, e Expression) Condition { return exprTest(column, testNe, e) }

// GtExpr is true if the column is greater than an expression.
func GtExpr[T any](column *T, e Expression) Condition { return exprTest(column, testGt, e) }

// GteExpr is true if the column is what an expression is, or greater.
func GteExpr[T any](column *T, e Expression) Condition { return exprTest(column, testGte, e) }

// LtExpr is true if the column is less than an expression.
func LtExpr[T any](column *T, e Expression) Condition { return exprTest(column, testLt, e) }

// LteExpr is true if the column is what an expression is, or less.
func LteExpr[T any](column *T, e Expression) Condition { return exprTest(column, testLte, e) }

func exprTest(column any, kind testKind, e Expression) Condition {
	return &columnCheck{column: column, kind: kind, right: operand{form: anExpression, one: e}}
}

// InQuery is true if the column is among the values of a query's only column: the
// key, if it selects none. The column may be a relation.
//
//	orm.InQuery(&Posts.F.AuthorID, Users.Filter(orm.Eq(&Users.F.Active, true)))
func InQuery[T any](column *T, q Source) Condition {
	return &columnCheck{column: column, kind: testIn, right: operand{form: aQuery, one: q.Query()}}
}

// NotInQuery is true if the column is not among the values of a query's only
// column.
func NotInQuery[T any](column *T, q Source) Condition {
	return &columnCheck{column: column, kind: testNotIn, right: operand{form: aQuery, one: q.Query()}}
}

// WhereCol is [Where] with a column named by its address: a condition by any
// lookup, before which transforms may stand, as in "year__gte" or
// "trigram_similar".
func WhereCol[T any](column *T, lookup string, v any) Condition {
	if isColumnPointer(v) {
		if _, row := structOf(v); !row {
			v = exprOf(v)
		}
	}
	return &columnCheck{column: column, behind: splitNames(lookup), right: operandOf(v, lastName(lookup))}
}
