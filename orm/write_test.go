package orm_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/combo-web/combo/internal/pgtest"
	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
	"github.com/combo-web/combo/orm/sqlite"
)

// A depot is a database with the models that the tests of writes use, and the
// statements that ran.
type depot struct {
	db   *orm.DB
	all  *orm.Registry
	mu   sync.Mutex
	list []string
	// onStatement, if set, is called with each statement.
	onStatement func(sql string)
}

// depotModels have each kind of relation and of deletion.
func depotModels() []*orm.Model {
	name := orm.Type{Kind: orm.Text, Max: 50}
	number := orm.Type{Kind: orm.Int, Bits: 32}
	to := func(model string, on orm.OnDelete, related string) *orm.Relation {
		return &orm.Relation{To: model, OnDelete: on, RelatedName: related}
	}
	return []*orm.Model{
		{App: "shop", Name: "Maker", Fields: []*orm.Field{
			{Name: "name", Type: name, Unique: true},
			{Name: "rank", Type: number, Default: int64(3)},
			{Name: "parent", Null: true, Relation: to("self", orm.Cascade, "children")},
			{Name: "friends", Relation: &orm.Relation{To: "self", Kind: orm.ManyToMany}},
		}},
		{App: "shop", Name: "Tag", Fields: []*orm.Field{{Name: "slug", Type: name, Primary: true}}},
		{App: "shop", Name: "Item", Fields: []*orm.Field{
			{Name: "name", Type: name},
			{Name: "stock", Type: number, Default: int64(0)},
			{Name: "maker", Relation: to("Maker", orm.Cascade, "items")},
			{Name: "backup", Null: true, Relation: to("Maker", orm.SetNull, "backups")},
			{Name: "tags", Relation: &orm.Relation{To: "Tag", Kind: orm.ManyToMany, RelatedName: "items"}},
			{Name: "labels", Relation: &orm.Relation{To: "Tag", Kind: orm.ManyToMany, Through: "Label", RelatedName: "labelled"}},
			{Name: "changed", Type: orm.Type{Kind: orm.DateTime}, AutoNow: true},
		}},
		{App: "shop", Name: "Label", Fields: []*orm.Field{
			{Name: "item", Relation: to("Item", orm.Cascade, "label_rows")},
			{Name: "tag", Relation: to("Tag", orm.Cascade, "label_rows")},
			{Name: "weight", Type: number, Default: int64(1)},
		}},
		{App: "shop", Name: "Order", Fields: []*orm.Field{
			{Name: "item", Relation: to("Item", orm.Protect, "orders")},
			{Name: "count", Type: number},
			{Name: "version", Type: number, Version: true},
		}},
		{App: "shop", Name: "Part", Fields: []*orm.Field{
			{Name: "item", Relation: to("Item", orm.Restrict, "parts")},
			{Name: "maker", Relation: to("Maker", orm.Cascade, "parts")},
		}},
	}
}

// onDepots runs a test on both databases.
func onDepots(t *testing.T, test func(*testing.T, *depot)) {
	t.Run("sqlite", func(t *testing.T) { test(t, openDepot(t)) })
	t.Run("postgresql", func(t *testing.T) {
		s := &depot{}
		db, err := postgres.OpenConfig(postgres.Config{URL: pgtest.URL(t), Config: orm.Config{Observe: s.observe}})
		s.open(t, db, err)
		test(t, s)
	})
}

// openDepot opens one in a file.
func openDepot(t testing.TB) *depot {
	s := &depot{}
	db, err := sqlite.OpenConfig(sqlite.Config{File: filepath.Join(t.TempDir(), "shop.db"), Relaxed: true, Config: orm.Config{Observe: s.observe}})
	s.open(t, db, err)
	return s
}

func (s *depot) open(t testing.TB, db *orm.DB, err error) {
	t.Helper()
	must(t, err)
	s.db = db
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	s.all, err = orm.NewRegistry(depotModels()...)
	must(t, err)
	must(t, orm.CreateTables(t.Context(), db, s.all.Models()...))
}

func (s *depot) observe(_ context.Context, e orm.Event) {
	if e.Kind == orm.Control {
		return
	}
	if s.onStatement != nil {
		s.onStatement(e.SQL)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, e.SQL)
}

// model is the query of a model's rows.
func (s *depot) model(name string) orm.Query {
	return orm.From(s.all.Model("shop." + name)).On(s.db)
}

// statements returns what ran since the last call.
func (s *depot) statements() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.list
	s.list = nil
	return list
}

// ran checks how many statements ran since the last look.
func (s *depot) ran(t testing.TB, what string, want int) {
	t.Helper()
	if got := s.statements(); len(got) != want {
		t.Errorf("%s took %d statements, want %d:\n%s", what, len(got), want, strings.Join(got, "\n"))
	}
}

// add inserts a row and returns it.
func (s *depot) add(t testing.TB, model string, row orm.Row) orm.Row {
	t.Helper()
	if err := s.model(model).Insert(t.Context(), row); err != nil {
		t.Fatal(err)
	}
	return row
}

// values returns some columns of all rows of a model, in the order of the key.
func (s *depot) values(t testing.TB, model string, names ...string) string {
	t.Helper()
	lists, err := s.model(model).OrderBy("pk").Values(names...).Lists(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(lists)
}

func TestInsertFillsTheRow(t *testing.T) { onDepots(t, testInsertFillsTheRow) }

func testInsertFillsTheRow(t *testing.T, s *depot) {
	ann := s.add(t, "Maker", orm.Row{"name": "ann"})
	if ann["id"] != int64(1) || ann["rank"] != int64(3) || ann["parent_id"] != nil {
		t.Errorf("inserted %v", ann)
	}
	bob := s.add(t, "Maker", orm.Row{"name": "bob", "parent": ann, "rank": orm.Add(orm.Value(2), 5)})
	if bob["parent_id"] != nil && bob["parent_id"] != int64(1) {
		t.Errorf("inserted %v", bob)
	}
	if got := s.values(t, "Maker", "id", "name", "rank", "parent_id"); got != "[[1 ann 3 <nil>] [2 bob 7 1]]" {
		t.Error(got)
	}
	item := s.add(t, "Item", orm.Row{"name": "pen", "maker_id": 2})
	if item["changed"] == nil || item["stock"] != int64(0) {
		t.Errorf("inserted %v", item)
	}
}

func TestInsertMistakes(t *testing.T) { onDepots(t, testInsertMistakes) }

func testInsertMistakes(t *testing.T, s *depot) {
	for _, test := range []struct {
		row  any
		want string
	}{
		{orm.Row{"nam": "ann"}, `has no field "nam"`},
		{orm.Row{"name": "bob", "parent": orm.Row{"name": "ann"}}, "the row in parent is not saved"},
		{orm.Row{"name": orm.F("rank")}, "cannot name a column"},
		{orm.Row{"name": "a\x00b"}, "NUL"},
		{orm.Row(nil), "the row is nil"},
		{nil, "the row is nil"},
		{"ann", "its rows are an orm.Row"},
		{orm.Instance{Model: s.all.Model("shop.Tag"), Row: orm.Row{}}, "a row of shop.Tag"},
	} {
		err := s.model("Maker").Insert(t.Context(), test.row)
		var mistake *orm.Mistake
		if !errors.As(err, &mistake) || !strings.Contains(mistake.Text, test.want) {
			t.Errorf("insert %v: %v, want %q", test.row, err, test.want)
		}
	}
	if err := orm.From(s.all.Model("shop.Tag")).Insert(t.Context(), orm.Row{"slug": "a"}); err == nil || !strings.Contains(err.Error(), "runs on no database") {
		t.Error(err)
	}
}

func TestSave(t *testing.T) { onDepots(t, testSave) }

func testSave(t *testing.T, s *depot) {
	ctx := t.Context()
	ann := orm.Row{"name": "ann"}
	save := func(row orm.Row, o orm.SaveOptions, statements int, want error) {
		t.Helper()
		s.statements()
		if err := s.model("Maker").SaveWith(ctx, row, o); !errors.Is(err, want) {
			t.Errorf("save %v: %v, want %v", row, err, want)
		}
		s.ran(t, "the save", statements)
	}
	save(ann, orm.SaveOptions{}, 1, nil)
	ann["name"] = "anna"
	save(ann, orm.SaveOptions{}, 1, nil)
	save(orm.Row{"id": 9, "name": "zoe"}, orm.SaveOptions{}, 2, nil)
	save(orm.Row{"id": 8, "name": "yan"}, orm.SaveOptions{Update: true}, 1, orm.ErrNotFound)
	save(orm.Row{"id": 8, "name": "yan"}, orm.SaveOptions{Insert: true}, 1, nil)
	ann["rank"] = orm.Add(orm.F("rank"), 10)
	ann["name"] = "lost"
	save(ann, orm.SaveOptions{Fields: []string{"rank"}}, 1, nil)
	if got := s.values(t, "Maker", "id", "name", "rank"); got != "[[1 anna 13] [8 yan 3] [9 zoe 3]]" {
		t.Error(got)
	}
	for _, o := range []orm.SaveOptions{{Insert: true, Update: true}, {Fields: []string{"nope"}}, {Fields: []string{"id"}}, {Fields: []string{"friends"}}} {
		var mistake *orm.Mistake
		if err := s.model("Maker").SaveWith(ctx, orm.Row{"id": 1, "name": "x"}, o); !errors.As(err, &mistake) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func TestSaveOfAnOlderVersion(t *testing.T) { onDepots(t, testSaveOfAnOlderVersion) }

func testSaveOfAnOlderVersion(t *testing.T, s *depot) {
	ctx := t.Context()
	maker := s.add(t, "Maker", orm.Row{"name": "ann"})
	item := s.add(t, "Item", orm.Row{"name": "pen", "maker": maker})
	s.add(t, "Order", orm.Row{"item": item, "count": 1})
	orders := s.model("Order")
	first, err := orders.Get(ctx)
	if err != nil || first["version"] != int64(1) {
		t.Fatal(first, err)
	}
	second, _ := orders.Get(ctx)
	first["count"] = 2
	if err := orders.Save(ctx, first); err != nil || first["version"] != int64(2) {
		t.Fatal(first, err)
	}
	second["count"] = 3
	if err := orders.Save(ctx, second); !errors.Is(err, orm.ErrConflict) {
		t.Errorf("save of an older version: %v", err)
	}
	if n, err := orders.Update(ctx, orm.Set{Name: "count", Value: 9}); n != 1 || err != nil {
		t.Error(n, err)
	}
	if err := orders.Save(ctx, first); !errors.Is(err, orm.ErrConflict) {
		t.Errorf("save after an update: %v", err)
	}
	if got := s.values(t, "Order", "count", "version"); got != "[[9 3]]" {
		t.Error(got)
	}
}
