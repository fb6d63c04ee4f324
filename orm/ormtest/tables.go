package ormtest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/combo-web/combo/internal/pgtest"
	"github.com/combo-web/combo/orm"
)

// A Table is something that has a model: an [orm.Table], or one made by [Model].
type Table interface {
	Model() *orm.Model
	Check() error
}

// Model makes a Table of a model that was written down at run time.
func Model(m *orm.Model) Table { return plain{m} }

type plain struct{ model *orm.Model }

func (p plain) Model() *orm.Model { return p.model }

func (p plain) Check() error { return nil }

// Main runs the tests of a package and then stops the PostgreSQL server, if one
// was started: for TestMain. Without it the server ends soon after the process.
func Main(m *testing.M) { pgtest.Main(m) }

// Each runs a test once on SQLite and once on PostgreSQL, each time with an empty
// database that has the tables.
func Each(t *testing.T, test func(t *testing.T, db *orm.DB), tables ...Table) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t, tables...)) })
	t.Run("postgresql", func(t *testing.T) { test(t, Postgres(t, tables...)) })
}

// models returns the models of tables, and a key that is the same for the same
// tables.
func models(tb testing.TB, tables []Table) (list []*orm.Model, key string) {
	tb.Helper()
	var names strings.Builder
	for _, table := range tables {
		if err := table.Check(); err != nil {
			tb.Fatal(err)
		}
		list = append(list, table.Model())
		fmt.Fprintf(&names, "%s %p,", table.Model(), table.Model())
	}
	return list, names.String()
}

// create makes tables in a database and closes it.
func create(db *orm.DB, list []*orm.Model) error {
	if len(list) > 0 {
		if err := orm.CreateTables(context.Background(), db, list...); err != nil {
			_ = db.Close()
			return err
		}
	}
	return db.Close()
}

// config is that of all databases here.
func config() orm.Config { return orm.Config{Observe: orm.Counted} }

func closeAfter(tb testing.TB, db *orm.DB, err error) *orm.DB {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Errorf("close the database: %v", err)
		}
	})
	return db
}
