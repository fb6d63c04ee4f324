package main

import (
	"context"
	"fmt"
	"maps"

	"github.com/combo-web/combo/orm"
)

// managings are the last calls of the fixed schema that work on rows which are
// read before: the statements that read them were counted, too.
func managings() map[string]ending {
	return map[string]ending{
		"save": (*running).save, "bulk_create": (*running).bulkCreate, "bulk_update": (*running).bulkUpdate, "m2m": (*running).manage,
	}
}

// changed reads a row and changes values in it.
func (r *running) changed(ctx context.Context, key any, values object) (orm.Row, error) {
	row, err := r.call.query.Get(ctx, orm.Where("pk", key))
	if err != nil {
		return nil, err
	}
	changes, err := r.rowOf(values)
	maps.Copy(row, changes)
	return row, err
}

// save saves some fields of a row, or all.
func (r *running) save(ctx context.Context, args []any, _ object) (any, error) {
	row, err := r.changed(ctx, args[0], objectOf(args[1]))
	if err != nil {
		return nil, err
	}
	if len(args) > 2 && args[2] != nil {
		return nil, r.call.query.SaveFields(ctx, row, namesOf(listOf(args[2]))...)
	}
	return nil, r.call.query.Save(ctx, row)
}

// bulkCreate returns how many rows were given.
func (r *running) bulkCreate(ctx context.Context, args []any, _ object) (any, error) {
	var rows []orm.Row
	for _, item := range listOf(args[0]) {
		row, err := r.rowOf(objectOf(item))
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	options := objectOf(args[1])
	return len(rows), r.call.query.BulkCreate(ctx, rows, orm.BulkOptions{
		Size: int(numberOf(options.get("batch_size"))), IgnoreConflicts: options.get("ignore_conflicts") == true,
		Update: namesOf(options.list("update_fields")), Unique: namesOf(options.list("unique_fields")),
	})
}

func (r *running) bulkUpdate(ctx context.Context, args []any, _ object) (any, error) {
	var rows []orm.Row
	for _, item := range listOf(args[0]) {
		pair := listOf(item)
		row, err := r.changed(ctx, pair[0], objectOf(pair[1]))
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return r.call.query.BulkUpdate(ctx, rows, 0, namesOf(listOf(args[1]))...)
}

// manage changes the rows that a relation leads to.
func (r *running) manage(ctx context.Context, args []any, _ object) (any, error) {
	owner, err := r.call.query.Get(ctx, orm.Where("pk", args[0]))
	if err != nil {
		return nil, err
	}
	name := textOf(args[1])
	related := r.call.query.Related(owner, name)
	for _, item := range listOf(args[2]) {
		call := listOf(item)
		if err := r.manageOnce(ctx, related, name, textOf(call[0]), call[1:]); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

func (r *running) manageOnce(ctx context.Context, related orm.Related, name, method string, args []any) error {
	switch method {
	case "clear":
		return related.Clear(ctx)
	case "create":
		row, err := r.rowOf(objectOf(args[0]))
		if err != nil {
			return err
		}
		return related.Create(ctx, row)
	}
	rows, err := r.managed(ctx, name, method, flatten(args))
	if err != nil {
		return err
	}
	switch method {
	case "add":
		return related.Add(ctx, rows...)
	case "remove":
		return related.Remove(ctx, rows...)
	case "set":
		return related.Set(ctx, rows...)
	}
	return unknown{"the call " + method}
}

// managed returns the rows of some keys: the keys themselves for a many-to-many
// relation, but for set, which was given rows.
func (r *running) managed(ctx context.Context, name, method string, keys []any) ([]any, error) {
	label, to := r.app.byLabel[r.app.labelOf(r.call.label)].relationOf(name)
	if to == nil {
		return nil, fmt.Errorf("no relation %s was recorded", label)
	}
	m, err := r.app.model(to.label)
	if err != nil {
		return nil, err
	}
	q := orm.From(m).On(r.tx)
	var rows []orm.Row
	switch {
	case method == "set":
		rows, err = q.Filter(orm.Where("pk__in", keys)).Rows(ctx)
	case r.throughKey(name):
		rows, err = r.each(ctx, q, keys)
	default:
		return keys, nil
	}
	out := make([]any, len(rows))
	for i, row := range rows {
		out[i] = row
	}
	return out, err
}

// throughKey tells whether a way back is along a foreign key.
func (r *running) throughKey(name string) bool {
	for back, w := range r.app.byLabel[r.app.labelOf(r.call.label)].concrete().back {
		if back == name || w.attribute() == name {
			return !isMany(w.field)
		}
	}
	return false
}

func (r *running) each(ctx context.Context, q orm.Query, keys []any) ([]orm.Row, error) {
	var rows []orm.Row
	for _, key := range keys {
		row, err := q.Get(ctx, orm.Where("pk", key))
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}
