package ormtest_test

import (
	"testing"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/ormtest"
)

func TestMain(m *testing.M) { ormtest.Main(m) }

func TestSQLite(t *testing.T) {
	t.Parallel()
	ormtest.Run(t, func(tb testing.TB, tables ...ormtest.Table) *orm.DB { return ormtest.SQLite(tb, tables...) })
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	ormtest.Run(t, func(tb testing.TB, tables ...ormtest.Table) *orm.DB { return ormtest.Postgres(tb, tables...) })
}

// Each test begins with no rows.
func TestIsolated(t *testing.T) {
	t.Parallel()
	for range 3 {
		ormtest.Each(t, func(t *testing.T, db *orm.DB) {
			if err := ormtest.Shelves.On(db).Insert(t.Context(), &ormtest.Shelf{Name: "mine"}); err != nil {
				t.Fatal(err)
			}
			if n, err := ormtest.Shelves.On(db).Count(t.Context()); err != nil || n != 1 {
				t.Errorf("%d rows, %v, want 1", n, err)
			}
		}, ormtest.Shelves)
	}
}
