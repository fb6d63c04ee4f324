package orm

import (
	"context"
	"iter"
	"reflect"
)

// The functions here take a plan and its arguments, which bind has encoded.

// scanAll runs a plan and reads all rows into values of type T: a struct, a
// pointer to one, or the type of the only column.
func scanAll[T any](ctx context.Context, c Conn, p *plan, args []any) ([]T, error) {
	rows, st, err := open(ctx, c, p, args, reflect.TypeFor[T]())
	if rows == nil || err != nil {
		return nil, err
	}
	defer st.free()
	defer rows.Close()
	var list []T
	for rows.Next() {
		var zero T
		list = append(list, zero)
		if err := st.read(rows, reflect.ValueOf(&list[len(list)-1]).Elem()); err != nil {
			return nil, err
		}
	}
	if err := finish(rows); err != nil {
		return nil, err
	}
	return list, nil
}

// scanOne runs a plan and reads its only row: [ErrNotFound] says that there is
// none, [ErrMultiple] that there are more.
func scanOne[T any](ctx context.Context, c Conn, p *plan, args []any) (T, error) {
	var v T
	n, err := scanFirst(ctx, c, p, args, &v)
	switch {
	case err == nil && n == 0:
		err = ErrNotFound
	case err == nil && n > 1:
		err = ErrMultiple
	}
	return v, err
}

// scanFirst reads the first row and says whether there are 0, 1 or more, which
// is 2.
func scanFirst[T any](ctx context.Context, c Conn, p *plan, args []any, v *T) (int, error) {
	rows, st, err := open(ctx, c, p, args, reflect.TypeFor[T]())
	if rows == nil || err != nil {
		return 0, err
	}
	defer st.free()
	defer rows.Close()
	n := 0
	for n < 2 && rows.Next() {
		if n++; n > 1 {
			break
		}
		if err := st.read(rows, reflect.ValueOf(v).Elem()); err != nil {
			return 0, err
		}
	}
	return n, finish(rows)
}

// scanIter runs a plan and gives its rows one by one. The rows are closed when
// the loop ends, however it ends. The error, if any, is the last thing given.
func scanIter[T any](ctx context.Context, c Conn, p *plan, args []any) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		rows, st, err := open(ctx, c, p, args, reflect.TypeFor[T]())
		if err != nil {
			yield(zero, err)
			return
		}
		if rows == nil {
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

// open runs a plan whose rows are read into values of type t. The rows are nil if
// the plan says that there are none.
func open(ctx context.Context, c Conn, p *plan, args []any, t reflect.Type) (DriverRows, *scanState, error) {
	scan, err := p.scan(c.database().dialect, t)
	if err != nil || p.empty {
		return nil, nil, err
	}
	rows, err := p.query(ctx, c, args)
	if err != nil {
		return nil, nil, err
	}
	return rows, scan.state(), nil
}

// finish closes rows that were read to their end. An error of a write that gives
// rows may come as late as that.
func finish(rows DriverRows) error {
	rows.Close()
	return rows.Err()
}

// query runs a plan that gives rows.
func (p *plan) query(ctx context.Context, c Conn, args []any) (DriverRows, error) {
	return runQuery(ctx, c, Statement{SQL: p.statement, Args: args, Write: p.write})
}

// exec runs a plan that gives no rows and says how many it changed.
func (p *plan) exec(ctx context.Context, c Conn, args []any) (int64, error) {
	if p.empty {
		return 0, nil
	}
	return runExec(ctx, c, Statement{SQL: p.statement, Args: args, Write: true}, Writing)
}

// bind encodes the values of a query as the arguments of its plan.
func (p *plan) bind(values []any) ([]any, error) {
	if len(p.args) == 0 {
		return nil, nil
	}
	args := make([]any, len(p.args))
	for i := range p.args {
		var err error
		if args[i], err = p.args[i].bind(values); err != nil {
			return nil, err
		}
	}
	return args, nil
}

func (a *argument) bind(values []any) (any, error) {
	if a.value < 0 {
		return a.fixed, nil
	}
	v := values[a.value]
	if v == nil || a.encode == nil {
		return v, nil
	}
	v, err := a.encode(v)
	if _, ok := err.(*RequestError); ok {
		return nil, err
	}
	if err != nil {
		return nil, a.mistake(err)
	}
	return v, nil
}

// mistake says which column a value is not for.
func (a *argument) mistake(err error) error {
	if a.of == nil || a.of.model == nil {
		return mistakef("%v", err)
	}
	return mistakef("%s.%s: %v", a.of.model, a.of.Name, err)
}

// readRows reads rows into maps, with the rows of joined relations in them.
func readRows(ctx context.Context, c Conn, p *plan, args []any) ([]Row, error) {
	var list []Row
	err := eachRow(ctx, c, p, args, func(row Row) bool {
		list = append(list, row)
		return true
	})
	return list, err
}

// eachRow gives rows as maps until yield wants no more.
func eachRow(ctx context.Context, c Conn, p *plan, args []any, yield func(Row) bool) error {
	return eachList(ctx, c, p, args, func(list []any) bool { return yield(p.row(list)) })
}

// readLists reads rows into lists of values, in the order of the columns.
func readLists(ctx context.Context, c Conn, p *plan, args []any) ([][]any, error) {
	var lists [][]any
	err := eachList(ctx, c, p, args, func(list []any) bool {
		lists = append(lists, list)
		return true
	})
	return lists, err
}

// eachList gives rows as lists until yield wants no more. Each list is new.
func eachList(ctx context.Context, c Conn, p *plan, args []any, yield func([]any) bool) error {
	if p.empty {
		return nil
	}
	rows, err := p.query(ctx, c, args)
	if err != nil {
		return err
	}
	defer rows.Close()
	dest := make([]any, len(p.columns)+p.hidden)
	for rows.Next() {
		list := make([]any, len(p.columns))
		for i := range list {
			dest[i] = &list[i]
		}
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		if err := p.decode(list); err != nil {
			return err
		}
		if !yield(list) {
			return nil
		}
	}
	return finish(rows)
}

// decode turns what the driver read into the Go types of the columns.
func (p *plan) decode(list []any) error {
	for i, read := range list {
		o := &p.columns[i]
		if read == nil || o.codec.Decode == nil {
			continue
		}
		v, err := o.codec.Decode(read)
		if err != nil {
			return &ScanError{Index: i, Column: o.columnName(), Err: err}
		}
		list[i] = v
	}
	return nil
}
