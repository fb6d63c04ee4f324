package main

import (
	"context"
	"fmt"

	"github.com/combo-web/combo/orm"
)

// An application is the models of one of Django's test applications on a
// database.
type application struct {
	*schema
	on       *database
	registry *orm.Registry
	made     bool // the tables are there
}

func newApplication(s *schema, on *database) (*application, error) {
	registry, err := s.registry()
	if err != nil {
		return nil, fmt.Errorf("models of %s: %w", s.app, err)
	}
	return &application{schema: s, on: on, registry: registry}, nil
}

// model returns a model by its label: of a proxy that changes nothing, the one
// whose table it shows.
func (a *application) model(label string) (*orm.Model, error) {
	r := a.byLabel[a.labelOf(label)]
	if r == nil {
		return nil, fmt.Errorf("no model %s was recorded", label)
	}
	if r.sameAsParent() {
		r = r.concrete()
	}
	m := a.registry.Model(r.label)
	if m == nil {
		return nil, fmt.Errorf("there is no model %s", r.label)
	}
	return m, nil
}

// tables makes the tables once.
func (a *application) tables(ctx context.Context) error {
	if a.made {
		return nil
	}
	if err := orm.CreateTables(ctx, a.on.DB, a.registry.Models()...); err != nil {
		return fmt.Errorf("make the tables of %s: %w", a.app, err)
	}
	a.made = true
	return nil
}

// in runs f in a transaction that holds the rows of a state and is rolled back.
func (a *application) in(ctx context.Context, state object, f func(ctx context.Context, tx *orm.Tx) error) error {
	if err := a.tables(ctx); err != nil {
		return err
	}
	var result error
	err := a.on.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
		if err := a.fill(ctx, tx, state); err != nil {
			return fmt.Errorf("insert the rows: %w", err)
		}
		result = safely(func() error { return f(ctx, tx) })
		return errRollback
	})
	if err != errRollback {
		return err
	}
	return result
}

// errRollback ends a transaction whose changes are not wanted.
var errRollback = fmt.Errorf("rolled back on purpose")

// rowsOf are the recorded rows of a model in a state.
func (a *application) rowsOf(state object, label string) []any {
	return state.list(a.byLabel[label].concrete().name())
}

// find returns the recorded row of a model with a key, nil if there is none.
func (a *application) find(state object, label string, key any) object {
	r := a.byLabel[a.labelOf(label)]
	name := r.keyName()
	for _, row := range a.rowsOf(state, r.label) {
		if equalORM(objectOf(row).get(name), key) {
			return objectOf(row)
		}
	}
	return nil
}
