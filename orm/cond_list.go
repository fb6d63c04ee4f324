package orm

// In is true if the column is one of the values. NULL is none of them.
func In[T any](column *T, values ...T) Condition { return &columnList[T]{column, testIn, values} }

// NotIn is true if the column is none of the values: also where it is NULL.
func NotIn[T any](column *T, values ...T) Condition { return &columnList[T]{column, testNotIn, values} }

// Between is true if the column is from, to or between them.
func Between[T any](column *T, from, to T) Condition {
	return &columnCheck{column: column, kind: testBetween, right: newList([]any{plainValue(from), plainValue(to)}, false)}
}

// IsNull is true if the column is NULL, or there is no related row.
func IsNull[T any](column *T) Condition {
	return &columnCheck{column: column, kind: testNull, right: operand{form: aFlag, one: true}}
}

// NotNull is true if the column is not NULL, or there is a related row.
func NotNull[T any](column *T) Condition {
	return &columnCheck{column: column, kind: testNull, right: operand{form: aFlag, one: false}}
}

// A columnList compares a column with a list of values.
type columnList[T any] struct {
	column *T
	kind   testKind
	values []T
}

func (c *columnList[T]) condition() {}

func (c *columnList[T]) shape(s *shaper) {
	c.kind.begin(s, c.column)
	right := newList(plainList(c.values), true)
	right.shape(s)
}

func (c *columnList[T]) test() (any, lookup, bool) {
	right := newList(plainList(c.values), true)
	return c.column, lookup{right: right, behind: c.kind.lookup()}, c.kind.negated()
}

func (c *columnList[T]) resolve(r *resolver) (term, error) { return r.conditionTerm(c) }
