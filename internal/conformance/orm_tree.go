package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/combo-web/combo/orm"
)

// A tree is rows with the rows that were loaded with them: {model, fields} and
// each relation under its name. A path says which relations: "books*.authors*",
// where a star stands for many rows.

// tree returns the rows of the query with what was loaded.
func (r *running) tree(ctx context.Context, args []any, _ object) (any, error) {
	rows, err := r.call.query.Rows(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]any, len(rows))
	for i, row := range rows {
		if out[i], err = branchOf(r.call.model, row, namesOf(flatten(args))); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// branchOf makes {model, fields} of a row, and of those below it.
func branchOf(m *orm.Model, row orm.Row, paths []string) (map[string]any, error) {
	fields := map[string]any{}
	for _, f := range m.Columns() {
		fields[f.Attr()] = row[f.Attr()]
	}
	out := map[string]any{"model": m.Name, "fields": fields}
	for _, path := range paths {
		step, _, deep := strings.Cut(path, ".")
		if deep {
			continue
		}
		name := strings.TrimSuffix(step, "*")
		below, err := branches(related(m, name), row[name], after(paths, step+"."))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out[name] = below
	}
	return out, nil
}

// branches makes a list of many rows, an object of one, nil of none.
func branches(m *orm.Model, loaded any, paths []string) (any, error) {
	switch rows := loaded.(type) {
	case nil:
		return nil, nil
	case orm.Row:
		if rows == nil {
			return nil, nil
		}
		return branchOf(m, rows, paths)
	case []orm.Row:
		list := make([]any, len(rows))
		for i, row := range rows {
			var err error
			if list[i], err = branchOf(m, row, paths); err != nil {
				return nil, err
			}
		}
		return list, nil
	}
	return nil, fmt.Errorf("a %T is no loaded row", loaded)
}

// related returns the model that a relation leads to.
func related(m *orm.Model, name string) *orm.Model {
	if f := m.Field(name); f != nil {
		return f.Relation.Model()
	}
	for _, f := range m.Related() {
		if f.Relation.QueryName == name || f.Relation.RelatedName == name {
			return f.Model()
		}
	}
	return nil
}

// after returns the rest of the paths that begin with a text.
func after(paths []string, prefix string) []string {
	var rest []string
	for _, path := range paths {
		if r, ok := strings.CutPrefix(path, prefix); ok {
			rest = append(rest, r)
		}
	}
	return rest
}
