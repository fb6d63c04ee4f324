package orm_test

import (
	"strings"
	"testing"

	"github.com/combo-web/combo/orm"
)

// TestQueriesOfMistakes runs queries of a table that has a mistake: each says
// which.
func TestQueriesOfMistakes(t *testing.T) {
	t.Parallel()
	type broken struct {
		ID      int64
		OtherID int64
		Other   *Other `orm:"fk"`
	}
	table := orm.NewTableIn[broken](&orm.TableSet{}, nil)
	each(t, func(t *testing.T, db *orm.DB) {
		ctx, q := t.Context(), orm.From(table.Model()).On(db)
		for name, run := range map[string]func() error{
			"rows":   func() error { _, err := q.Rows(ctx); return err },
			"filter": func() error { _, err := q.Filter(orm.Where("other__key", 1)).Rows(ctx); return err },
			"count":  func() error { _, err := q.Count(ctx); return err },
			"insert": func() error { return q.Insert(ctx, &broken{}) },
			"update": func() error { _, err := q.Update(ctx, orm.Set{Name: "id", Value: 1}); return err },
			"delete": func() error { _, err := q.Delete(ctx); return err },
			"create": func() error { return orm.CreateTables(ctx, db, table.Model()) },
		} {
			if err := run(); err == nil || !strings.Contains(err.Error(), "there is no table of the type orm_test.Other") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestModelOfNoRegistry(t *testing.T) {
	t.Parallel()
	m := &orm.Model{App: "shop", Name: "Thing"}
	each(t, func(t *testing.T, db *orm.DB) {
		if _, err := orm.From(m).On(db).Rows(t.Context()); err == nil || !strings.Contains(err.Error(), "before NewRegistry") {
			t.Errorf("rows: %v", err)
		}
		if err := orm.CreateTables(t.Context(), db, m); err == nil || !strings.Contains(err.Error(), "before NewRegistry") {
			t.Errorf("create: %v", err)
		}
	})
}
