package orm_test

import (
	"testing"

	"github.com/combo-web/combo/internal/pgtest"
	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
	"github.com/combo-web/combo/orm/sqlite"
)

// Expressions stand in indexes and in checks, where nothing can be bound.
func TestExpressionsInDefinitions(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"sqlite", "postgresql"} {
		t.Run(name, func(t *testing.T) {
			m := gaugeModel(t)
			by := func(e orm.Expression) []orm.Order { return []orm.Order{orm.Asc(e)} }
			indexes := []orm.Expression{
				orm.Lower(F("name")), orm.Add(F("n"), 1), orm.Coalesce(F("maybe"), 0), orm.Key(F("doc"), "a", 0), orm.KeyText(F("doc"), `it's "it"`),
				orm.TruncMonth(F("stamp")), orm.TruncDate(F("stamp")), orm.ExtractYear(F("day")), orm.Concat(F("name"), "it's"),
				orm.Case(orm.When(orm.Where("n__gt", 1), "x")).Else("y"), orm.Mul(F("d"), 2), orm.Cast(F("n"), ofKind(orm.Text)),
			}
			fresh := &orm.Model{App: m.App, Name: m.Name, Fields: fieldsOf(m)}
			for i, e := range indexes {
				fresh.Indexes = append(fresh.Indexes, orm.Index{Name: "i" + string(rune('a'+i)), By: by(e)})
			}
			for i, c := range []orm.Condition{
				orm.Where("day__year__gte", 2000), orm.Not(orm.Where("doc__has_key", "it's")), orm.Not(orm.Where("doc__x", "it's")),
				orm.Not(orm.Where("doc__x", 5)), orm.Not(orm.Where("doc__x", true)), orm.Not(orm.Where("doc__x", nil)), orm.Length(F("name")).Lt(50),
			} {
				fresh.Constraints = append(fresh.Constraints, orm.Constraint{Name: "c" + string(rune('a'+i)), Check: c})
			}
			if _, err := orm.NewRegistry(fresh); err != nil {
				t.Fatal(err)
			}
			db, err := sqlite.Open(t.TempDir() + "/definitions.sqlite3")
			if name == "postgresql" {
				db, err = postgres.Open(pgtest.URL(t))
			}
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			fillGauges(t, db, fresh, name == "sqlite")
			if _, err := db.Exec(t.Context(), `UPDATE lab_gauge SET day = '1999-12-31'`); err == nil {
				t.Error("a check lets the year 1999 pass")
			}
			if _, err := db.Exec(t.Context(), `UPDATE lab_gauge SET doc = '{"it''s": 1}'`); err == nil {
				t.Error("a check lets a key pass")
			}
			if _, err := db.Exec(t.Context(), `UPDATE lab_gauge SET doc = '{"x": true}'`); err == nil {
				t.Error("a check lets true pass")
			}
		})
	}
}

// fieldsOf copies what was said of the fields of a model, without its key.
func fieldsOf(m *orm.Model) []*orm.Field {
	var fields []*orm.Field
	for _, f := range m.Columns() {
		if !f.Primary {
			fields = append(fields, &orm.Field{Name: f.Name, Type: f.Type, Null: f.Null})
		}
	}
	return fields
}
