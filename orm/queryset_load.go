package orm

import "context"

// With loads related rows with each row: those of relations to one row by a join
// in the same statement, those of relations to many by one more statement each.
// Without arguments it loads all relations to one row that are never NULL. What
// [Load] returns says more of a relation.
func (s QuerySet[T]) With(relations ...any) QuerySet[T] {
	if len(relations) == 0 {
		return QuerySet[T]{s.q.With()}
	}
	for _, r := range relations {
		if l, ok := r.(Loading); ok {
			s = s.prefetch(l)
			continue
		}
		s = s.named([]any{r}, Query.With)
	}
	return s
}

func (s QuerySet[T]) prefetch(l Loading) QuerySet[T] {
	return s.named([]any{l.relation}, func(q Query, names ...string) Query {
		return q.Prefetch(Prefetch{Path: names[0], Query: l.query, As: l.as})
	})
}

// Load loads what With names into rows that were read before. What they hold
// already is not loaded again.
func (s QuerySet[T]) Load(ctx context.Context, rows []T) error { return s.q.Load(ctx, rows) }

// A Loading is a relation that [QuerySet.With] loads in a way of its own, made by
// [Load].
type Loading struct {
	relation any
	query    Query
	as       string
}

// Load says which rows of a relation are loaded, in which order, and what is
// loaded with them. With Limit and Offset the query says how many for each row.
//
//	Posts.On(db).With(orm.Load(&Posts.F.Comments, Comments.Filter().OrderBy(orm.Desc(&Comments.F.ID)).Limit(3)))
func Load(relation any, s Source) Loading { return Loading{relation: relation, query: s.Query()} }

// As puts the rows into another field of the struct, named in snake case, which
// the tag orm:"-" keeps from being a column.
func (l Loading) As(field string) Loading {
	l.as = field
	return l
}
