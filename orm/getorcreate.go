package orm

import (
	"context"
	"errors"
	"maps"
)

// GetOrCreate returns the row with some values, and inserts it if there is none:
// with these values and those of defaults. created says that it did. A value in
// defaults may be a func() any, which is called only then.
//
// Two calls at the same time return the same row if a constraint makes the values
// unique: the one that comes second finds that of the first.
//
// The names in lookup may be lookups, such as "email__iexact"; what they say is
// then not part of the new row, so defaults has to say it.
func (q Query) GetOrCreate(ctx context.Context, lookup, defaults Row) (row Row, created bool, err error) {
	if _, err := q.writes(); err != nil {
		return nil, false, err
	}
	return getOrCreate(ctx, q.db, func(ctx context.Context, c Conn) (Row, error) {
		return q.On(c).Get(ctx, lookupOf(lookup)...)
	}, func(ctx context.Context, c Conn) (Row, error) {
		row := q.newRow(lookup, defaults)
		return row, q.On(c).Insert(ctx, row)
	})
}

// lookupOf makes conditions of names and values, in an order that does not change.
func lookupOf(row Row) []Condition {
	list := make([]Condition, 0, len(row))
	for _, name := range sortedKeys(row) {
		list = append(list, Where(name, row[name]))
	}
	return list
}

// newRow makes the row that was not found.
func (q Query) newRow(lookup, defaults Row) Row {
	row := Row{}
	for name, v := range lookup {
		if len(splitNames(name)) == 1 {
			row[name] = v
		}
	}
	maps.Copy(row, called(defaults))
	return row
}

// called calls the functions among values.
func called(row Row) Row {
	values := make(Row, len(row))
	for name, v := range row {
		if make, ok := v.(func() any); ok {
			v = make()
		}
		values[name] = v
	}
	return values
}

// getOrCreate gets a row or creates it. If somebody else created it meanwhile, it
// gets that one: inside of a transaction a savepoint keeps the failed insert from
// spoiling the transaction.
func getOrCreate[T any](ctx context.Context, c Conn, get, create func(context.Context, Conn) (T, error)) (v T, created bool, err error) {
	v, err = get(ctx, c)
	if !errors.Is(err, ErrNotFound) {
		return v, false, err
	}
	failed := inSavepoint(ctx, c, func(ctx context.Context, c Conn) error {
		v, err = create(ctx, c)
		return err
	})
	if failed == nil {
		return v, true, nil
	}
	var broken *ConstraintError
	if !errors.As(failed, &broken) {
		return v, false, failed
	}
	if v, err = get(ctx, c); errors.Is(err, ErrNotFound) {
		err = failed
	}
	return v, false, err
}

// inSavepoint runs a function in a savepoint if c is a transaction. Otherwise its
// one statement is a transaction by itself.
func inSavepoint(ctx context.Context, c Conn, fn func(context.Context, Conn) error) error {
	tx, ok := c.(*Tx)
	if !ok {
		return fn(ctx, c)
	}
	return tx.Atomic(ctx, func(ctx context.Context, tx *Tx) error { return fn(ctx, tx) })
}

// UpdateOrCreate updates the row with some values, and inserts it if there is
// none: see [Query.GetOrCreate]. The row is locked while it is updated, and only
// the columns that defaults names are written.
func (q Query) UpdateOrCreate(ctx context.Context, lookup, defaults Row) (row Row, created bool, err error) {
	if _, err := q.writes(); err != nil {
		return nil, false, err
	}
	err = atomically(ctx, q.db, func(ctx context.Context, tx *Tx) error {
		q := q.On(tx)
		row, created, err = q.ForUpdate(Lock{}).GetOrCreate(ctx, lookup, defaults)
		if err != nil || created {
			return err
		}
		return q.overwrite(ctx, row, called(defaults))
	})
	return row, created, err
}

// overwrite sets values in a row and saves them.
func (q Query) overwrite(ctx context.Context, row, values Row) error {
	fields := make([]string, 0, len(values))
	for _, name := range sortedKeys(values) {
		f, err := q.model.writable(name)
		if err != nil {
			return err
		}
		delete(row, f.Name)
		delete(row, f.Attr())
		row[name] = values[name]
		fields = append(fields, f.Name)
	}
	return q.SaveFields(ctx, row, fields...)
}
