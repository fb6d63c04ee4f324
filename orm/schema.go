package orm

import (
	"context"
	"fmt"
	"slices"
)

// SchemaFeatures are the differences between databases in how tables are made.
type SchemaFeatures struct {
	// MaxName is how long the names of indexes and constraints are made at most.
	MaxName int
	// Identity stands behind the column of an automatic key.
	Identity string
	// AddConstraints says that a constraint can be added to a table that is there.
	// Without it foreign keys stand in CREATE TABLE.
	AddConstraints bool
	// PatternOps says that LIKE needs an index of its own.
	PatternOps bool
	// Methods says that an index may have a method, operator classes, columns
	// beside its key, and a place for NULLs.
	Methods bool
	// NullsEqual says that a unique constraint may take two NULLs for the same.
	NullsEqual bool
	// Comments says that tables have comments.
	Comments bool
	// CheckJSON says that JSON is kept as text, which a check has to look at.
	CheckJSON bool
	// DropCascade says that DROP TABLE takes constraints that lead there along.
	DropCascade bool
	// Tables is a query for the names of all tables, in order.
	Tables string
}

// CreateTables creates the tables of models, with their indexes and constraints
// and the tables of their many-to-many relations, in one transaction. Unmanaged
// models are left out. What the database has for Django's models of the same
// names is what it gets, down to the names of indexes.
func CreateTables(ctx context.Context, db Conn, models ...*Model) error {
	statements, err := CreateStatements(db.database().Dialect(), models...)
	if err != nil {
		return err
	}
	return runSchema(ctx, db, statements)
}

// CreateStatements returns the statements that [CreateTables] runs.
func CreateStatements(d Dialect, models ...*Model) ([]string, error) {
	for _, m := range models {
		if err := m.usable(); err != nil {
			return nil, err
		}
	}
	e := newEditor(d)
	var tables, rest []string
	for _, m := range managed(models) {
		table, err := e.createTable(m)
		if err != nil {
			return nil, fmt.Errorf("create table %s: %w", m.Table, err)
		}
		after, err := e.afterTable(m)
		if err != nil {
			return nil, fmt.Errorf("create table %s: %w", m.Table, err)
		}
		tables, rest = append(tables, table), append(rest, after...)
	}
	return append(tables, rest...), nil
}

// DropTables drops the tables of models and of their many-to-many relations, in
// one transaction. Tables that others point to go after those, if these are
// dropped as well. Unmanaged models are left out.
func DropTables(ctx context.Context, db Conn, models ...*Model) error {
	return runSchema(ctx, db, DropStatements(db.database().Dialect(), models...))
}

// DropStatements returns the statements that [DropTables] runs.
func DropStatements(d Dialect, models ...*Model) []string {
	e := newEditor(d)
	var statements []string
	for _, m := range dropOrder(managed(models)) {
		statements = append(statements, e.dropTable(m))
	}
	return statements
}

// TableNames returns the names of all tables of the database, in order.
func TableNames(ctx context.Context, db Conn) (names []string, err error) {
	s := Statement{SQL: db.database().Dialect().Schema().Tables}
	rows, err := runQuery(ctx, db, s)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// runSchema runs statements in one transaction.
func runSchema(ctx context.Context, db Conn, statements []string) error {
	run := func(ctx context.Context, tx *Tx) error {
		for _, sql := range statements {
			if _, err := runExec(ctx, tx, Statement{SQL: sql, Write: true, Once: true}, Writing); err != nil {
				return fmt.Errorf("%s: %w", sql, err)
			}
		}
		return nil
	}
	if tx, ok := db.(*Tx); ok {
		return tx.Atomic(ctx, run)
	}
	return db.database().Atomic(ctx, run)
}

// managed returns the models that have a table of their own, each once, with
// those made for their many-to-many relations behind them.
func managed(models []*Model) (list []*Model) {
	add := func(m *Model) {
		if !m.Unmanaged && !slices.Contains(list, m) {
			list = append(list, m)
		}
	}
	for _, m := range models {
		add(m)
		for _, f := range m.Fields {
			if f.Many() && f.Relation.through != nil && f.Relation.through.made != nil {
				add(f.Relation.through)
			}
		}
	}
	return list
}

// dropOrder puts a model behind all those that point to it. Circles are cut
// where they are met.
func dropOrder(models []*Model) (order []*Model) {
	seen := map[*Model]bool{}
	var visit func(m *Model)
	visit = func(m *Model) {
		if seen[m] || !slices.Contains(models, m) {
			return
		}
		seen[m] = true
		for _, f := range m.Related() {
			if !f.Many() {
				visit(f.model)
			}
		}
		order = append(order, m)
	}
	for _, m := range models {
		visit(m)
	}
	return order
}
