package orm_test

import (
	"testing"

	"github.com/combo-web/combo/internal/pgtest"
	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
	"github.com/combo-web/combo/orm/sqlite"
)

// each runs a test on an empty database of each kind.
func each(t *testing.T, test func(t *testing.T, db *orm.DB)) {
	t.Helper()
	open := func(db *orm.DB, err error) func(*testing.T) {
		return func(t *testing.T) {
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			test(t, db)
		}
	}
	t.Run("sqlite", func(t *testing.T) { open(sqlite.Open(sqlite.Memory))(t) })
	t.Run("postgresql", func(t *testing.T) { open(postgres.Open(pgtest.URL(t)))(t) })
}
