package orm

import (
	"context"
	"slices"
)

// Update changes columns of all rows of the query in one statement, and says how
// many rows there were. A value may be an expression over the old row, or a query
// with one row:
//
//	posts.Filter(orm.Where("id", 7)).Update(ctx, orm.Set{"views", orm.Add(orm.F("views"), 1)})
//
// Only columns of the model itself can be named. A version column counts up, too,
// so that a [Query.Save] of an older row fails.
func (q Query) Update(ctx context.Context, set ...Set) (int64, error) {
	if _, err := q.writes(); err != nil {
		return 0, err
	}
	return q.update(ctx, q.versioned(set))
}

// versioned adds that the version counts up, unless it is set.
func (q Query) versioned(set []Set) []Set {
	f := q.model.version()
	if f == nil || len(set) == 0 || slices.ContainsFunc(set, func(s Set) bool { return s.Name == f.Name }) {
		return set
	}
	return append(slices.Clip(set), Set{f.Name, Add(F(f.Name), 1)})
}

// version returns the field that counts a row's saves, nil if there is none.
func (m *Model) version() *Field {
	for _, f := range m.columns {
		if f.Version {
			return f
		}
	}
	return nil
}

func (q Query) update(ctx context.Context, set []Set) (int64, error) {
	c, p, args, err := q.ready(endUpdate{set})
	if err != nil {
		return 0, err
	}
	return p.exec(ctx, c, args)
}
