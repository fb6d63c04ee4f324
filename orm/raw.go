package orm

import (
	"context"
	"iter"
	"reflect"
	"strings"
	"unicode"
)

// Exec runs a statement of SQL and says how many rows it changed. The places of
// arguments are the driver's: $1, $2, … in both databases, ?1 in SQLite. Nothing
// may be put into the text itself that comes from outside.
func (db *DB) Exec(ctx context.Context, sql string, args ...any) (int64, error) {
	return execRaw(ctx, db, sql, args)
}

// Exec is [DB.Exec] in the transaction.
func (tx *Tx) Exec(ctx context.Context, sql string, args ...any) (int64, error) {
	return execRaw(ctx, tx, sql, args)
}

func execRaw(ctx context.Context, c Conn, sql string, args []any) (int64, error) {
	encoded, err := encodeArgs(c.database().dialect, args)
	if err != nil {
		return 0, err
	}
	return runExec(ctx, c, Statement{SQL: sql, Args: encoded, Write: true}, Writing)
}

// encodeArgs encodes arguments by their Go types.
func encodeArgs(d Dialect, args []any) ([]any, error) {
	encoded := make([]any, len(args))
	for i, arg := range args {
		if arg == nil {
			continue
		}
		v, err := d.Codec(TypeOf(arg)).Encode(arg)
		if err != nil {
			return nil, mistakef("argument %d: %v", i+1, err)
		}
		encoded[i] = v
	}
	return encoded, nil
}

// Raw runs a query of SQL and reads its rows into values of type T: structs, whose
// fields are found by the names of the columns as [DB.Exec] says of arguments, or
// the type of the only column. [Row] takes all columns, in the driver's own types.
//
//	type total struct {
//		AuthorID int64
//		Words    int
//	}
//	totals, err := orm.Raw[total](ctx, db,
//		"SELECT author_id, sum(words) AS words FROM blog_post WHERE year = $1 GROUP BY author_id", 2026)
func Raw[T any](ctx context.Context, c Conn, sql string, args ...any) ([]T, error) {
	var list []T
	for v, err := range RawIter[T](ctx, c, sql, args...) {
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// RawIter is [Raw] row by row, without holding all of them in memory. The error,
// if any, is the last thing given.
func RawIter[T any](ctx context.Context, c Conn, sql string, args ...any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		rows, st, err := openRaw(ctx, c, sql, args, reflect.TypeFor[T]())
		if err != nil {
			yield(zero, err)
			return
		}
		defer st.free()
		defer rows.Close()
		for rows.Next() {
			var v T
			if err := st.read(rows, reflect.ValueOf(&v).Elem()); err != nil {
				yield(zero, err)
				return
			}
			if !yield(v, nil) {
				return
			}
		}
		if err := finish(rows); err != nil {
			yield(zero, err)
		}
	}
}

func openRaw(ctx context.Context, c Conn, sql string, args []any, t reflect.Type) (DriverRows, *scanState, error) {
	db := c.database()
	encoded, err := encodeArgs(db.dialect, args)
	if err != nil {
		return nil, nil, err
	}
	rows, err := runQuery(ctx, c, Statement{SQL: sql, Args: encoded, Write: writes(sql)})
	if err != nil {
		return nil, nil, err
	}
	scan, err := db.rawPlan(rows.Columns()).scan(db.dialect, t)
	if err != nil {
		rows.Close()
		return nil, nil, err
	}
	return rows, scan.state(), nil
}

// writes reports whether a statement that gives rows may change something: all
// but those that begin with SELECT, VALUES or EXPLAIN. WITH may.
func writes(sql string) bool {
	sql = strings.TrimSpace(sql)
	end := strings.IndexFunc(sql, func(r rune) bool { return !unicode.IsLetter(r) })
	switch strings.ToUpper(sql[:max(end, 0)]) {
	case "SELECT", "VALUES", "EXPLAIN":
		return false
	}
	return true
}

// rawPlan returns a plan that knows the names of its columns and nothing else:
// the Go types that they are read into say what they hold.
func (db *DB) rawPlan(columns []string) *plan {
	s := shaper{}
	s.code(shapeRaw)
	for _, name := range columns {
		s.text(name)
	}
	if p := db.plans.get(s.key); p != nil {
		return p
	}
	p := &plan{}
	for _, name := range columns {
		p.columns = append(p.columns, output{name: name})
	}
	return db.plans.put(s.key, p, db.config.Plans)
}
