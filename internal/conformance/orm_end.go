package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/combo-web/combo/orm"
)

// An ending translates the last call, which asks the database.
type ending func(r *running, ctx context.Context, args []any, kwargs object) (any, error)

// end makes the last call of a case.
func (r *running) end(ctx context.Context, end []any) (any, error) {
	name := textOf(end[0])
	r.call.query = r.call.query.On(r.tx)
	for _, known := range []map[string]ending{endings(), writings(), managings()} {
		if do := known[name]; do != nil {
			return do(r, ctx, listOf(end[1]), objectOf(end[2]))
		}
	}
	return nil, unknown{"the call " + name}
}

// endings are the last calls that the program knows.
func endings() map[string]ending {
	return map[string]ending{
		"list": (*running).all, "get": (*running).get, "index": (*running).index, "count": (*running).count, "exists": (*running).exists,
		"first": (*running).first, "last": (*running).last, "latest": (*running).latest, "earliest": (*running).earliest,
		"aggregate": (*running).aggregate, "contains": (*running).contains,
		"in_bulk": (*running).inBulk, "dates": (*running).dateList, "tree": (*running).tree,
	}
}

func (r *running) all(ctx context.Context, _ []any, _ object) (any, error) {
	return r.list(ctx, r.call.query)
}

func (r *running) count(ctx context.Context, _ []any, _ object) (any, error) {
	return r.call.query.Count(ctx)
}

func (r *running) exists(ctx context.Context, _ []any, _ object) (any, error) {
	return r.call.query.Exists(ctx)
}

// get takes conditions as filter does.
func (r *running) get(ctx context.Context, args []any, kwargs object) (any, error) {
	if len(args)+len(kwargs) > 0 {
		if err := r.filter(r.call, args, kwargs); err != nil {
			return nil, err
		}
	}
	return r.found(r.call.query.Get(ctx))
}

// first returns nil for no row, as Django does.
func (r *running) first(ctx context.Context, _ []any, _ object) (any, error) {
	return r.rowOrNone(r.call.query.First(ctx))
}

func (r *running) last(ctx context.Context, _ []any, _ object) (any, error) {
	return r.rowOrNone(r.call.query.Last(ctx))
}

func (r *running) latest(ctx context.Context, args []any, _ object) (any, error) {
	return r.found(r.call.query.Latest(ctx, namesOf(args)...))
}

func (r *running) earliest(ctx context.Context, args []any, _ object) (any, error) {
	return r.found(r.call.query.Earliest(ctx, namesOf(args)...))
}

func (r *running) aggregate(ctx context.Context, args []any, kwargs object) (any, error) {
	list, err := r.named(args, kwargs)
	if err != nil {
		return nil, err
	}
	row, err := r.call.query.Aggregate(ctx, list...)
	return map[string]any(row), err
}

// contains asks whether a row is among those of the query; a key stands for a
// row that is read before.
func (r *running) contains(ctx context.Context, args []any, _ object) (any, error) {
	row, isRow := args[0].(instance)
	if !isRow {
		found, err := orm.From(r.call.model).On(r.tx).Get(ctx, orm.Where("pk", args[0]))
		if err != nil {
			return nil, err
		}
		return r.call.query.Contains(ctx, orm.Instance{Model: r.call.model, Row: found})
	}
	v, err := r.row(row)
	if err != nil {
		return nil, err
	}
	return r.call.query.Contains(ctx, v)
}

// inBulk returns rows by a field, the key if none is named. The recorded keys are
// text, as JSON has them.
func (r *running) inBulk(ctx context.Context, args []any, kwargs object) (any, error) {
	name := "pk"
	if field := kwargs.text("field_name"); field != "" {
		name = field
	}
	if len(args) > 1 {
		name = textOf(args[1])
	}
	ids, given := kwargs.lookup("id_list")
	if len(args) > 0 {
		ids, given = args[0], true
	}
	keys, err := r.value(ids)
	if err != nil {
		return nil, err
	}
	var rows map[any]orm.Row
	if given && ids != nil {
		rows, err = r.call.query.InBulk(ctx, name, keys.([]any)...)
	} else {
		rows, err = r.byKey(ctx, name)
	}
	out := map[string]any{}
	for key, row := range rows {
		if out[fmt.Sprint(key)], err = r.one(row); err != nil {
			return nil, err
		}
	}
	return out, err
}

// byKey returns all rows by a field, which has to be one that InBulk takes.
func (r *running) byKey(ctx context.Context, name string) (map[any]orm.Row, error) {
	if found, err := r.call.query.InBulk(ctx, name); err != nil {
		return found, err
	}
	rows, err := r.call.query.Rows(ctx)
	out := map[any]orm.Row{}
	for _, row := range rows {
		out[row[r.call.model.Field(name).Attr()]] = row
	}
	return out, err
}

// dateList is the call dates as the last one.
func (r *running) dateList(ctx context.Context, args []any, kwargs object) (any, error) {
	if err := r.dates(r.call, args, kwargs); err != nil {
		return nil, err
	}
	return r.list(ctx, r.call.query)
}

// found returns a row in its form.
func (r *running) found(row orm.Row, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return r.one(row)
}

func (r *running) rowOrNone(row orm.Row, err error) (any, error) {
	if errors.Is(err, orm.ErrNotFound) {
		return nil, nil
	}
	return r.found(row, err)
}

// list returns the rows in their form.
func (r *running) list(ctx context.Context, q orm.Query) ([]any, error) {
	switch r.call.form {
	case tuples, flats:
		lists, err := q.Lists(ctx)
		out := make([]any, len(lists))
		for i, list := range lists {
			out[i] = list
			if r.call.form == flats {
				out[i] = list[0]
			}
		}
		return out, err
	}
	rows, err := q.Rows(ctx)
	out := make([]any, len(rows))
	for i, row := range rows {
		out[i], _ = r.one(row)
	}
	return out, err
}

// one puts a row into its form. The columns of a list stand in the order of the
// query, which a row does not tell: they are asked for by the names chosen.
func (r *running) one(row orm.Row) (any, error) {
	switch r.call.form {
	case instances:
		return record{r.call.model, row}, nil
	case dicts:
		return map[string]any(row), nil
	}
	list := make([]any, len(r.call.columns))
	for i, name := range r.call.columns {
		list[i] = row[name]
	}
	if r.call.form == flats {
		return list[0], nil
	}
	return list, nil
}

// errNoIndex is the error of a list that is too short.
var errNoIndex = errors.New("there is no such row")

// index returns the row at a position.
func (r *running) index(ctx context.Context, args []any, _ object) (any, error) {
	i := int(numberOf(args[0]))
	rows, err := r.list(ctx, r.call.query.Slice(i, i+1))
	if err == nil && len(rows) == 0 {
		err = errNoIndex
	}
	return first(rows), err
}
