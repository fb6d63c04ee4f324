package orm

import (
	"context"
	"fmt"
)

// A Change is a column that [QuerySet.Update] changes, made by [SetTo], [SetCol]
// and [SetExpr].
type Change struct{ column, value any }

// SetTo sets a column to a value.
func SetTo[T any](column *T, v T) Change { return Change{column, plainValue(v)} }

// SetCol sets a column to what another column of the same row was before.
func SetCol[T any](column, from *T) Change { return Change{column, &columnRef{from}} }

// SetExpr sets a column to the value of an expression over the row as it was
// before.
func SetExpr[T any](column *T, e Expression) Change { return Change{column, e} }

// Update changes columns of all rows of the query in one statement, and says how
// many rows there were:
//
//	Posts.On(db).Filter(orm.Eq(&Posts.F.ID, 7)).
//		Update(ctx, orm.SetExpr(&Posts.F.Views, orm.Add(&Posts.F.Views, 1)))
//
// A version column counts up, too, so that a Save of an older row fails.
func (s QuerySet[T]) Update(ctx context.Context, changes ...Change) (int64, error) {
	set := make([]Set, len(changes))
	for i, c := range changes {
		names, err := s.q.namesOf([]any{c.column})
		if err != nil {
			return 0, mistakef("%s: %v", s.q.model, err)
		}
		set[i] = Set{names[0], c.value}
	}
	return s.q.Update(ctx, set...)
}

// Delete deletes the rows of the query, and does with rows that point to them what
// their relations say: see [Query.Delete].
func (s QuerySet[T]) Delete(ctx context.Context) (Deleted, error) { return s.q.Delete(ctx) }

// DeleteRow deletes one row: see [Query.DeleteRow].
func (s QuerySet[T]) DeleteRow(ctx context.Context, row *T) (Deleted, error) {
	return s.q.DeleteRow(ctx, row)
}

// Insert inserts a row and sets in it what the database and the model put there,
// such as its key: see [Query.Insert].
func (s QuerySet[T]) Insert(ctx context.Context, row *T) error { return s.q.Insert(ctx, row) }

// Save updates the row with its key, and inserts it if there is none: see
// [Query.Save]. With columns it updates these only.
func (s QuerySet[T]) Save(ctx context.Context, row *T, columns ...any) error {
	if len(columns) == 0 {
		return s.q.Save(ctx, row)
	}
	names, err := s.q.namesOf(columns)
	if err != nil {
		return mistakef("%s: %v", s.q.model, err)
	}
	return s.q.SaveFields(ctx, row, names...)
}

// GetOrCreate reads the row that has the same values in some columns, and inserts
// the given one if there is none; created says that it did. Two calls at the same
// time find the same row if a constraint makes the columns unique.
//
//	created, err := Tags.On(db).GetOrCreate(ctx, &tag, &Tags.F.Slug)
func (s QuerySet[T]) GetOrCreate(ctx context.Context, row *T, same ...any) (created bool, err error) {
	if _, err := s.q.writes(); err != nil {
		return false, err
	}
	alike, err := s.alike(row, same)
	if err != nil {
		return false, err
	}
	found, created, err := getOrCreate(ctx, s.q.db, func(ctx context.Context, c Conn) (T, error) {
		return IntoOne[T](ctx, s.q.On(c), alike...)
	}, func(ctx context.Context, c Conn) (T, error) {
		err := s.q.On(c).Insert(ctx, row)
		return *row, err
	})
	if err == nil && !created {
		*row = found
	}
	return created, err
}

// UpdateOrCreate updates the row that has the same values in some columns, in all
// others, and inserts the given one if there is none; created says that it did.
// The row is locked while it is updated. Its key, the time when it was made and
// its version stay what they are, and are set in the given row.
func (s QuerySet[T]) UpdateOrCreate(ctx context.Context, row *T, same ...any) (created bool, err error) {
	if _, err := s.q.writes(); err != nil {
		return false, err
	}
	err = atomically(ctx, s.q.db, func(ctx context.Context, tx *Tx) error {
		in := QuerySet[T]{s.q.On(tx).ForUpdate(Lock{})}
		old := *row
		if created, err = in.GetOrCreate(ctx, &old, same...); err != nil {
			return err
		}
		if created {
			*row = old
			return nil
		}
		if err := s.keep(row, &old); err != nil {
			return err
		}
		return s.q.On(tx).SaveWith(ctx, row, SaveOptions{Update: true})
	})
	return created, err
}

// keep copies what an update leaves alone from the row that was there.
func (s QuerySet[T]) keep(row, old *T) error {
	to, err := recordOf(s.q.model, row)
	if err != nil {
		return err
	}
	from, err := recordOf(s.q.model, old)
	if err != nil {
		return err
	}
	for _, f := range s.q.model.columns {
		if f.Primary || f.AutoNowAdd || f.Version {
			v, _ := from.get(f)
			if err := to.set(f, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// alike returns the conditions that a row has the values of another in some
// columns.
func (s QuerySet[T]) alike(row *T, columns []any) ([]Condition, error) {
	r, err := recordOf(s.q.model, row)
	if err != nil {
		return nil, err
	}
	names, err := s.q.namesOf(columns)
	if err == nil && len(names) == 0 {
		err = fmt.Errorf("there is no column that says which row is meant")
	}
	if err != nil {
		return nil, mistakef("%s: %v", s.q.model, err)
	}
	list := make([]Condition, len(names))
	for i, name := range names {
		f, err := s.q.model.writableOrKey(name)
		if err != nil {
			return nil, err
		}
		v, _, err := r.column(f)
		if err != nil {
			return nil, err
		}
		list[i] = Where(f.Name, v)
	}
	return list, nil
}

// writableOrKey returns a column of the model itself.
func (m *Model) writableOrKey(name string) (*Field, error) {
	f := m.Field(name)
	if f == nil || f.Many() {
		return nil, mistakef("%s has no column %q of its own", m, name)
	}
	return f, nil
}

// BulkCreate inserts many rows by few statements, all or none of them: see
// [Query.BulkCreate].
func (s QuerySet[T]) BulkCreate(ctx context.Context, rows []T, o BulkOptions) error {
	return s.q.BulkCreate(ctx, rows, o)
}

// BulkUpdate updates some columns of many rows by few statements, all or none of
// them, and says how many rows were found.
func (s QuerySet[T]) BulkUpdate(ctx context.Context, rows []T, columns ...any) (int64, error) {
	names, err := s.q.namesOf(columns)
	if err != nil {
		return 0, mistakef("%s: %v", s.q.model, err)
	}
	return s.q.BulkUpdate(ctx, rows, 0, names...)
}

// Related returns the rows that a relation to many leads to from one row, to read
// and to change them: see [Query.Related].
//
//	Posts.On(db).Related(&post, &Posts.F.Tags).Add(ctx, &tag)
func (s QuerySet[T]) Related(row *T, relation any) Related {
	names, err := s.q.namesOf([]any{relation})
	if err != nil {
		return Related{from: s.q.model, err: mistakef("%s: %v", s.q.model, err)}
	}
	return s.q.Related(row, names[0])
}
