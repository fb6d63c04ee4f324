package orm_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/combo-web/combo/internal/pgtest"
	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
	"github.com/combo-web/combo/orm/sqlite"
)

type (
	status string
	level  int8
	flagOn bool
	ratio  float32
	amount uint16
)

// A type that is made of a plain one is read like that one: nothing is left of the
// row before.
func TestScanEnums(t *testing.T) {
	t.Parallel()
	type row struct {
		S status
		L level
		F flagOn
		R ratio
		A amount
		P *status
	}
	for name, open := range map[string]func() (*orm.DB, error){
		"sqlite":   func() (*orm.DB, error) { return sqlite.Open(sqlite.Memory) },
		"postgres": func() (*orm.DB, error) { return postgres.Open(pgtest.URL(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			db, err := open()
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			const query = "SELECT 'open' AS s, -3 AS l, 1 = 1 AS f, 0.5 AS r, 7 AS a, NULL AS p UNION ALL SELECT '', 0, 1 = 0, 0, 0, 'shut'"
			list, err := orm.Raw[row](t.Context(), db, query)
			if err != nil {
				t.Fatal(err)
			}
			shut := status("shut")
			if len(list) != 2 || list[0] != (row{"open", -3, true, 0.5, 7, nil}) || list[1].P == nil || *list[1].P != shut {
				t.Errorf("%+v", list)
			}
			if list[1].P = nil; list[1] != (row{}) {
				t.Errorf("%+v", list[1])
			}
			if levels, err := orm.Raw[level](t.Context(), db, "SELECT 5 AS l"); err != nil || levels[0] != 5 {
				t.Errorf("%v %v", levels, err)
			}
			if _, err := orm.Raw[level](t.Context(), db, "SELECT 500 AS l"); err == nil || !strings.Contains(err.Error(), "500 does not fit") {
				t.Errorf("too large: %v", err)
			}
			_, err = orm.Raw[status](t.Context(), db, "SELECT CAST(NULL AS text) AS s")
			if e, ok := errors.AsType[*orm.ScanError](err); !ok || !e.Null || e.Column != "s" {
				t.Errorf("NULL: %v", err)
			}
		})
	}
}
