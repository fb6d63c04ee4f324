package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/combo-web/combo/orm"
)

// A record is a row that stands for an instance of a model.
type record struct {
	model *orm.Model
	orm.Row
}

func (r record) String() string { return fmt.Sprintf("%s%v", r.model, map[string]any(r.Row)) }

// sameRecord compares a row with {model, pk, annotations}: its key, the columns
// that are loaded, that others are not, and its annotations.
func (r *running) sameRecord(got record, want object) error {
	model, err := r.app.model(want.text("model"))
	if err != nil {
		return err
	}
	key := got.Row[model.Key().Attr()]
	if fields, ok := want.lookup("fields"); ok {
		return sameFields(got, model, objectOf(fields))
	}
	if got.model.Table != model.Table || !equalORM(key, want.get("pk")) {
		return mismatch{fmt.Sprintf("%s %s", got.model, show(key)), want}
	}
	if err := r.sameColumns(got, want); err != nil {
		return fmt.Errorf("%s %s: %w", got.model, show(key), err)
	}
	return r.sameAnnotations(got, want.object("annotations"))
}

// sameFields compares a row with {model, fields}.
func sameFields(got record, model *orm.Model, want object) error {
	if got.model != model {
		return mismatch{got.model.String(), model.String()}
	}
	for _, m := range want {
		if f := model.Field(m.key); f == nil || !equalStored(f, got.Row[m.key], m.value) {
			return fmt.Errorf("column %s: %w", m.key, mismatch{got.Row[m.key], m.value})
		}
	}
	return nil
}

// sameColumns compares the columns with the recorded row. A row that was made by
// the case is in the state after it.
func (r *running) sameColumns(got record, want object) error {
	state := r.state
	if then := r.c.in.text("then"); then != "" {
		state = r.c.states.object(then)
	}
	stored := r.app.find(state, want.text("model"), want.get("pk"))
	for _, f := range got.model.Columns() {
		value, loaded := got.Row[f.Attr()]
		wanted, known := stored.lookup(f.Attr())
		switch {
		case loaded != r.call.loads(f):
			return fmt.Errorf("column %s is loaded: %t", f.Name, loaded)
		case loaded && known && !equalStored(f, value, wanted):
			return fmt.Errorf("column %s: %w", f.Name, mismatch{value, wanted})
		}
	}
	return nil
}

// sameAnnotations compares what stands in a row beside columns and relations.
func (r *running) sameAnnotations(got record, want object) error {
	for _, m := range want {
		if v, ok := got.Row[m.key]; !ok || !r.comparer.equal(v, m.value) {
			return fmt.Errorf("annotation %s: %w", m.key, mismatch{v, m.value})
		}
	}
	for name, v := range got.Row {
		_, asked := want.lookup(name)
		if !asked && got.model.Field(name) == nil && !isLoaded(v) {
			return fmt.Errorf("the row has %q, which was not asked for", name)
		}
	}
	return nil
}

// isLoaded tells whether a member of a row is a relation that was loaded.
func isLoaded(v any) bool {
	switch v.(type) {
	case orm.Row, []orm.Row, nil:
		return true
	}
	return false
}

// equalStored compares a column with the recorded row, where a JSON column may
// hold any value and numbers of JSON are of one kind.
func equalStored(f *orm.Field, got, want any) bool {
	return comparer{json: f.Kind == orm.JSON}.equal(got, want)
}

// sameState compares all tables with a recorded state.
func (a *application) sameState(ctx context.Context, tx *orm.Tx, state object) error {
	for _, r := range a.models {
		if r.isProxy() || r.in.get("managed") == false || isContentTypes(r) {
			continue
		}
		got, err := a.stored(ctx, tx, r)
		if err != nil {
			return err
		}
		want := a.rowsOf(state, r.label)
		if err := sameRows(got, want, false, r.sameStored); err != nil {
			return fmt.Errorf("%s afterwards: %w", r.label, err)
		}
	}
	return nil
}

// stored returns all rows of a table.
func (a *application) stored(ctx context.Context, tx *orm.Tx, r *recorded) ([]any, error) {
	m, err := a.model(r.label)
	if err != nil {
		return nil, err
	}
	rows, err := orm.From(m).On(tx).OrderBy().Rows(ctx)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", r.label, err)
	}
	out := make([]any, len(rows))
	for i, row := range rows {
		out[i] = record{m, row}
	}
	return out, nil
}

// sameStored compares a whole row.
func (r *recorded) sameStored(got, want any) error {
	g, w := got.(record), objectOf(want)
	columns := g.model.Columns()
	if i := slices.IndexFunc(columns, func(f *orm.Field) bool {
		wanted, known := w.lookup(f.Attr())
		return known && !equalStored(f, g.Row[f.Attr()], wanted)
	}); i >= 0 {
		return fmt.Errorf("%s: %w", columns[i].Name, mismatch{g.Row, want})
	}
	return nil
}
