package orm

// A QuerySet is a query of a table whose rows are values of type T: the table's
// struct, or what [Select] and [Pluck] made of it. It is a value as [Query] is, and
// names columns by the addresses of fields of the table's reference. Where it takes
// any, that is such an address, an expression, or a name.
//
//	posts, err := Posts.On(db).
//		Filter(orm.Eq(&Posts.F.Author.Username, "ann")).
//		OrderBy(orm.Desc(&Posts.F.CreatedAt)).
//		With(&Posts.F.Author, &Posts.F.Tags).
//		Limit(20).All(ctx)
type QuerySet[T any] struct{ q Query }

// On returns the query of all rows of the table on a database, or in a
// transaction.
func (t *Table[T]) On(db Conn) QuerySet[T] { return QuerySet[T]{t.query().On(db)} }

// Filter returns a query of the table that runs on no database: one that others
// use, or that [QuerySet.On] gives one later. Without conditions it has all rows.
func (t *Table[T]) Filter(c ...Condition) QuerySet[T] { return QuerySet[T]{t.query()}.Filter(c...) }

func (t *Table[T]) query() Query {
	q := From(t.refs.model)
	if t.refs.model.refs != t.refs {
		q.as = t.refs
	}
	return q
}

// Query returns the query without its Go type.
func (s QuerySet[T]) Query() Query { return s.q }

// On says which database, or which transaction, the query runs on.
func (s QuerySet[T]) On(db Conn) QuerySet[T] { return QuerySet[T]{s.q.On(db)} }

// Filter leaves the rows that fulfil all the conditions. Those on one relation to
// many rows have to be true of the same row; of different calls of Filter they may
// be true of different ones.
func (s QuerySet[T]) Filter(c ...Condition) QuerySet[T] {
	if len(c) == 0 {
		return s
	}
	return QuerySet[T]{s.q.Filter(c...)}
}

// Exclude leaves out the rows that fulfil all the conditions.
func (s QuerySet[T]) Exclude(c ...Condition) QuerySet[T] { return QuerySet[T]{s.q.Exclude(c...)} }

// OrderBy orders the rows by columns, expressions and orders such as
// Desc(&Posts.F.ID). It takes the place of every order before; without arguments
// it takes the table's own order away, too.
func (s QuerySet[T]) OrderBy(by ...any) QuerySet[T] { return QuerySet[T]{s.q.OrderBy(by...)} }

// Reverse turns the order round.
func (s QuerySet[T]) Reverse() QuerySet[T] { return QuerySet[T]{s.q.Reverse()} }

// Limit takes the first n rows, after those that Offset leaves out.
func (s QuerySet[T]) Limit(n int) QuerySet[T] { return QuerySet[T]{s.q.Limit(n)} }

// Offset leaves out the first n rows.
func (s QuerySet[T]) Offset(n int) QuerySet[T] { return QuerySet[T]{s.q.Offset(n)} }

// Slice takes the rows from low on and before high, counted in those that the
// query gives so far.
func (s QuerySet[T]) Slice(low, high int) QuerySet[T] { return QuerySet[T]{s.q.Slice(low, high)} }

// None has no rows, and the database is not asked for them.
func (s QuerySet[T]) None() QuerySet[T] { return QuerySet[T]{s.q.None()} }

// Annotate selects expressions beside the columns. They go into the fields of T of
// their names, which a table's struct keeps from being columns by the tag orm:"-";
// another struct for them is made by [Select].
func (s QuerySet[T]) Annotate(list ...Named) QuerySet[T] { return QuerySet[T]{s.q.Annotate(list...)} }

// Alias gives expressions names, for later steps, without selecting them.
func (s QuerySet[T]) Alias(list ...Named) QuerySet[T] { return QuerySet[T]{s.q.Alias(list...)} }

// Distinct leaves out rows that are the same as one before. With columns, on
// PostgreSQL, it leaves the first row of each group that is equal in these.
func (s QuerySet[T]) Distinct(columns ...any) QuerySet[T] {
	return s.named(columns, Query.Distinct)
}

// Only loads no other columns than these and the key: the other fields are zero,
// and a Save that does not name its columns writes these zeros.
func (s QuerySet[T]) Only(columns ...any) QuerySet[T] { return s.named(columns, Query.Only) }

// Defer loads all columns but these, whose fields are zero: see [QuerySet.Only].
func (s QuerySet[T]) Defer(columns ...any) QuerySet[T] { return s.named(columns, Query.Defer) }

// Values returns the query of some columns, as rows without a Go type: the right
// side of [InQuery], or what [Into] reads.
func (s QuerySet[T]) Values(columns ...any) Query {
	return selecting(s.q, columns)
}

// ForUpdate locks the rows until the end of the transaction. The relations whose
// rows are locked may be named; see [Lock].
func (s QuerySet[T]) ForUpdate(l Lock, of ...any) QuerySet[T] {
	return s.named(of, func(q Query, names ...string) Query {
		l.Of = append(l.Of[:len(l.Of):len(l.Of)], names...)
		return q.ForUpdate(l)
	})
}

// Union has the rows of all the queries, each once.
func (s QuerySet[T]) Union(others ...QuerySet[T]) QuerySet[T] {
	return QuerySet[T]{s.q.Union(queriesOf(others)...)}
}

// UnionAll has the rows of all the queries, as often as they have them.
func (s QuerySet[T]) UnionAll(others ...QuerySet[T]) QuerySet[T] {
	return QuerySet[T]{s.q.UnionAll(queriesOf(others)...)}
}

// Intersection has the rows that all the queries have.
func (s QuerySet[T]) Intersection(others ...QuerySet[T]) QuerySet[T] {
	return QuerySet[T]{s.q.Intersection(queriesOf(others)...)}
}

// Difference has the rows that none of the other queries has.
func (s QuerySet[T]) Difference(others ...QuerySet[T]) QuerySet[T] {
	return QuerySet[T]{s.q.Difference(queriesOf(others)...)}
}

// Or has the rows that one of two queries has, or both, and may be filtered
// further.
func (s QuerySet[T]) Or(other QuerySet[T]) QuerySet[T] { return QuerySet[T]{s.q.Or(other.q)} }

// And has the rows that both queries have, and may be filtered further.
func (s QuerySet[T]) And(other QuerySet[T]) QuerySet[T] { return QuerySet[T]{s.q.And(other.q)} }

func queriesOf[T any](list []QuerySet[T]) []Query {
	queries := make([]Query, len(list))
	for i, s := range list {
		queries[i] = s.q
	}
	return queries
}

// named calls a method that takes names for columns named by their addresses.
func (s QuerySet[T]) named(columns []any, method func(Query, ...string) Query) QuerySet[T] {
	names, err := s.q.namesOf(columns)
	if err != nil {
		return QuerySet[T]{s.q.with(&wrong{err.Error()})}
	}
	return QuerySet[T]{method(s.q, names...)}
}

// namesOf returns the paths of columns.
func (q Query) namesOf(columns []any) ([]string, error) {
	refs := q.as
	if refs == nil {
		refs = q.model.refs
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		var err error
		if name, ok := c.(string); ok {
			names[i] = name
		} else if names[i], err = refs.earlyPath(c); err != nil {
			return nil, err
		}
	}
	return names, nil
}
