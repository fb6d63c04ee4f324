package orm

import (
	"context"
	"fmt"
	"iter"
	"reflect"
)

// All returns all rows of the query.
func (s QuerySet[T]) All(ctx context.Context) ([]T, error) { return Into[T](ctx, s.q) }

// Iter gives the rows one by one, without holding all of them in memory. A
// connection is in use until the loop ends. The error, if any, is the last thing
// given.
func (s QuerySet[T]) Iter(ctx context.Context) iter.Seq2[T, error] { return IntoIter[T](ctx, s.q) }

// Get returns the only row that fulfils the conditions as well: [ErrNotFound] says
// that there is none, [ErrMultiple] that there are several.
func (s QuerySet[T]) Get(ctx context.Context, c ...Condition) (T, error) {
	return IntoOne[T](ctx, s.q, c...)
}

// Find returns the row with a key; [ErrNotFound] says that there is none.
func (s QuerySet[T]) Find(ctx context.Context, key any) (T, error) {
	return IntoOne[T](ctx, s.q, Where("pk", key))
}

// First returns the first row, in the order of the key if the query has none;
// [ErrNotFound] says that there is none.
func (s QuerySet[T]) First(ctx context.Context) (T, error) { return oneOf[T](ctx, s.q, endFirst{}) }

// Last is First from the other end.
func (s QuerySet[T]) Last(ctx context.Context) (T, error) {
	return oneOf[T](ctx, s.q, endFirst{last: true})
}

// Latest returns the row that is the largest by some columns, by those that the
// table's Latest names if there are none; [ErrNotFound] says that there is none.
func (s QuerySet[T]) Latest(ctx context.Context, columns ...any) (T, error) {
	return s.latest(ctx, columns, false)
}

// Earliest is Latest from the other end.
func (s QuerySet[T]) Earliest(ctx context.Context, columns ...any) (T, error) {
	return s.latest(ctx, columns, true)
}

func (s QuerySet[T]) latest(ctx context.Context, columns []any, earliest bool) (T, error) {
	names, err := s.q.namesOf(columns)
	if err != nil {
		var zero T
		return zero, mistakef("%s: %v", s.q.model, err)
	}
	return oneOf[T](ctx, s.q, endLatest{names, earliest})
}

// Count returns how many rows there are.
func (s QuerySet[T]) Count(ctx context.Context) (int, error) { return s.q.Count(ctx) }

// Exists reports whether there are rows.
func (s QuerySet[T]) Exists(ctx context.Context) (bool, error) { return s.q.Exists(ctx) }

// Contains reports whether a row, or the row with a key, is among those of the
// query.
func (s QuerySet[T]) Contains(ctx context.Context, row any) (bool, error) {
	return s.q.Contains(ctx, row)
}

// Aggregate returns the values of aggregates over all rows, by their names.
// [Summarize] gives them in a struct.
func (s QuerySet[T]) Aggregate(ctx context.Context, list ...Named) (Row, error) {
	return s.q.Aggregate(ctx, list...)
}

// Explain returns how the database would find the rows, in its own words.
func (s QuerySet[T]) Explain(ctx context.Context) (string, error) { return s.q.Explain(ctx) }

// SQL returns the statement of the query and its arguments, in the forms that the
// driver takes; the text is "" if the database is not asked.
func (s QuerySet[T]) SQL() (text string, args []any, err error) { return s.q.SQL() }

// SQL returns the statement of the query and its arguments, in the forms that the
// driver takes; the text is "" if the database is not asked.
func (q Query) SQL() (text string, args []any, err error) {
	_, p, args, err := q.ready(endRows{})
	if err != nil {
		return "", nil, err
	}
	return p.statement, args, nil
}

// Summarize returns the values of aggregates over all rows in a struct whose
// fields have their names, or the value of the only one.
func Summarize[R any](ctx context.Context, s Source, list ...Named) (R, error) {
	var result R
	q := s.Query()
	c, p, args, err := q.ready(endAggregate{list})
	if err != nil {
		return result, err
	}
	if p.empty {
		return result, p.scanEmpty(c, args, &result)
	}
	return scanOne[R](ctx, c, p, args)
}

// InBulk returns the rows with some values of a unique column, by these values.
// Values that no row has are left out.
func InBulk[T any, K comparable](ctx context.Context, s QuerySet[T], column *K, values ...K) (map[K]T, error) {
	names, err := s.q.namesOf([]any{column})
	if err != nil {
		return nil, mistakef("%s: %v", s.q.model, err)
	}
	f, err := s.q.bulkField(names[0])
	if err != nil {
		return nil, err
	}
	found := make(map[K]T, len(values))
	if len(values) == 0 {
		return found, nil
	}
	for row, err := range s.Filter(In(column, values...)).Iter(ctx) {
		if err != nil {
			return nil, err
		}
		key, ok := fieldIn(row, f).(K)
		if !ok {
			return nil, mistakef("%s: InBulk reads rows of the table's own type, not %T", s.q.model, row)
		}
		found[key] = row
	}
	return found, nil
}

// scanEmpty puts the values of aggregates over no rows into a result.
func (p *plan) scanEmpty(c Conn, args []any, result any) error {
	dst := reflect.ValueOf(result).Elem()
	if row, ok := result.(*Row); ok {
		*row = p.emptyRow(args)
		return nil
	}
	scan, err := p.scan(c.database().dialect, dst.Type())
	if err != nil {
		return err
	}
	if scan.pointer {
		dst.Set(reflect.New(dst.Type().Elem()))
		dst = dst.Elem()
	}
	for i, column := range scan.columns {
		empty := p.emptyOf(i, args)
		switch {
		case empty != nil:
			if err := putInto(fieldOf(dst, column.index), reflect.ValueOf(empty)); err != nil {
				return &ScanError{Index: i, Column: column.name, Err: err}
			}
		case !column.null:
			return &ScanError{Index: i, Column: column.name, Null: true}
		}
	}
	return nil
}

func putInto(field, v reflect.Value) error {
	if field.Kind() == reflect.Pointer {
		field.Set(reflect.New(field.Type().Elem()))
		field = field.Elem()
	}
	if !v.CanConvert(field.Type()) {
		return fmt.Errorf("a %s is no %s", v.Type(), field.Type())
	}
	field.Set(v.Convert(field.Type()))
	return nil
}

// fieldIn returns the value of a column in a row: a struct of the table, or a
// pointer to one.
func fieldIn(row any, f *Field) any {
	v, ok := structOf(row)
	if !ok || v.Type() != f.model.typ {
		return nil
	}
	return v.FieldByIndex(f.index).Interface()
}
