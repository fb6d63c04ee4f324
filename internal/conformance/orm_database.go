package main

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

// A database is where the cases of a file run.
type database struct {
	name string
	*orm.DB
	statements *statementCount
	closing    func() error
}

// A statementCount observes what runs.
type statementCount struct {
	all    atomic.Int64 // without those of transactions
	failed atomic.Int64
	last   atomic.Pointer[string]
}

func (c *statementCount) observe(_ context.Context, e orm.Event) {
	if e.Kind == orm.Control {
		return
	}
	c.all.Add(1)
	c.last.Store(&e.SQL)
	if e.Err != nil {
		c.failed.Add(1)
	}
}

func (c *statementCount) reset() {
	c.all.Store(0)
	c.failed.Store(0)
	c.last.Store(nil)
}

// An opener opens a new, empty database.
type opener struct {
	name string
	open func(config orm.Config) (db *orm.DB, closing func() error, err error)
}

// openSQLite opens a database in memory.
func openSQLite(config orm.Config) (*orm.DB, func() error, error) {
	db, err := sqlite.OpenConfig(sqlite.Config{File: sqlite.Memory, Config: config})
	if err != nil {
		return nil, nil, err
	}
	return db, db.Close, nil
}

// open opens the database.
func (d *database) open(o opener) error {
	d.name, d.statements = o.name, &statementCount{}
	var err error
	d.DB, d.closing, err = o.open(orm.Config{Observe: d.statements.observe})
	return err
}

func (d *database) close() error {
	if d.closing == nil {
		return nil
	}
	return d.closing()
}

// follow makes the next automatic key of a table the one after the largest, which
// rows with keys of their own do not do on PostgreSQL.
func (d *database) follow(ctx context.Context, tx *orm.Tx, m *orm.Model) error {
	if d.name != "postgresql" || !m.Key().Auto {
		return nil
	}
	sql := fmt.Sprintf(`SELECT setval(pg_get_serial_sequence('%q', '%s'), max(%q)) FROM %q`, m.Table, m.Key().Column, m.Key().Column, m.Table)
	_, err := tx.Exec(ctx, sql)
	return err
}

// renew makes empty tables new: PostgreSQL would put rows into the places of those
// that were rolled back, and rows without an order come in that of places.
func (d *database) renew(ctx context.Context, tx *orm.Tx, tables []string) error {
	if d.name != "postgresql" || len(tables) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, "TRUNCATE "+strings.Join(tables, ", ")+" CASCADE")
	return err
}
