package webtest_test

import (
	"net/http"
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/ormtest"
	"github.com/combo-web/combo/webtest"
)

// A page that asks once for all shelves, and again for the items of each.
func TestQueries(t *testing.T) {
	t.Parallel()
	db := ormtest.SQLite(t, ormtest.Shelves, ormtest.Items)
	for _, name := range []string{"a", "b", "c"} {
		if err := ormtest.Shelves.On(db).Insert(t.Context(), &ormtest.Shelf{Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	site := combo.View(func(r *http.Request) (*combo.Response, error) {
		shelves, err := ormtest.Shelves.On(db).All(r.Context())
		if err != nil {
			return nil, err
		}
		for _, s := range shelves {
			if _, err := ormtest.Items.On(db).Filter(orm.Eq(ormtest.Items.F.ShelfID, s.ID)).Count(r.Context()); err != nil {
				return nil, err
			}
		}
		return combo.Text("done")
	})
	webtest.New(t, site).Get("/").Status(200).Queries(4)

	wantFailure(t, func(t testing.TB) { webtest.New(t, site).Get("/").Queries(2) },
		"took 4 statements, want 2", "3 × ", "queries_test.go", "SELECT COUNT")
}
