package orm_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/combo-web/combo/orm"
)

// related returns the keys of related rows.
func related(t testing.TB, r orm.Related) string {
	t.Helper()
	keys, err := orm.Into[any](t.Context(), r.Query().OrderBy("pk").Values("pk"))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(keys)
}

func TestRelatedManyToMany(t *testing.T) { onDepots(t, testRelatedManyToMany) }

func testRelatedManyToMany(t *testing.T, s *depot) {
	_, _, items := s.fill(t)
	tags := s.model("Item").Related(items[0], "tags")
	labels := s.model("Item").Related(items[0], "labels")
	back := s.model("Tag").Related(orm.Row{"slug": "b"}, "items")
	for _, test := range []struct {
		name       string
		do         func(context.Context) error
		of         orm.Related
		want       string
		statements int
	}{
		{"add", func(ctx context.Context) error { return tags.Add(ctx, "a", orm.Row{"slug": "b"}) }, tags, "[a b]", 1},
		{"add again", func(ctx context.Context) error { return tags.Add(ctx, "b", "b", "c") }, tags, "[a b c]", 1},
		{"add none", func(ctx context.Context) error { return tags.Add(ctx) }, tags, "[a b c]", 0},
		{"remove", func(ctx context.Context) error { return tags.Remove(ctx, []string{"a", "b"}) }, tags, "[c]", 1},
		{"remove none", func(ctx context.Context) error { return tags.Remove(ctx, []string{}) }, tags, "[c]", 0},
		{"set", func(ctx context.Context) error { return tags.Set(ctx, "b", "a") }, tags, "[a b]", 3},
		{"set the same", func(ctx context.Context) error { return tags.Set(ctx, "a", "b") }, tags, "[a b]", 1},
		{"back", func(ctx context.Context) error { return back.Set(ctx, items[0], items[1]["id"]) }, back, "[1 2]", 2},
		{"back remove", func(ctx context.Context) error { return back.Remove(ctx, items[1]) }, back, "[1]", 1},
		{"clear", func(ctx context.Context) error { return tags.Clear(ctx) }, tags, "[]", 1},
		{"create", func(ctx context.Context) error { return tags.Create(ctx, orm.Row{"slug": "d"}) }, tags, "[d]", 2},
		// A model between of one's own is asked first, as its rows may be there twice.
		{"through", func(ctx context.Context) error { return labels.AddWith(ctx, orm.Row{"weight": 7}, "a", "b") }, labels, "[a b]", 2},
		{"through again", func(ctx context.Context) error { return labels.Add(ctx, "b") }, labels, "[a b]", 1},
		{"through set", func(ctx context.Context) error { return labels.SetWith(ctx, orm.Row{"weight": 2}, "b", "c") }, labels, "[b c]", 4},
	} {
		s.statements()
		if err := test.do(t.Context()); err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		s.ran(t, test.name, test.statements)
		if got := related(t, test.of); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
	if got := s.values(t, "Label", "tag", "weight"); got != "[[b 7] [c 2]]" {
		t.Error(got)
	}
}

func TestRelatedBothWays(t *testing.T) { onDepots(t, testRelatedBothWays) }

func testRelatedBothWays(t *testing.T, s *depot) {
	ctx := t.Context()
	ann, bob, _ := s.fill(t)
	cid := s.add(t, "Maker", orm.Row{"name": "cid"})
	makers := s.model("Maker")
	s.statements()
	must(t, makers.Related(ann, "friends").Add(ctx, bob, cid))
	s.ran(t, "add", 2)
	if got := related(t, makers.Related(bob, "friends")) + related(t, makers.Related(ann, "friends")); got != "[1][2 3]" {
		t.Error(got)
	}
	must(t, makers.Related(bob, "friends").Set(ctx, cid))
	if got := related(t, makers.Related(cid, "friends")) + related(t, makers.Related(ann, "friends")); got != "[1 2][3]" {
		t.Error(got)
	}
	must(t, makers.Related(cid, "friends").Clear(ctx))
	if n, err := orm.From(s.all.Model("shop.Maker_friends")).On(s.db).Count(ctx); n != 0 || err != nil {
		t.Errorf("%d links are left, %v", n, err)
	}
}

func TestRelatedForeignKey(t *testing.T) { onDepots(t, testRelatedForeignKey) }

func testRelatedForeignKey(t *testing.T, s *depot) {
	ctx := t.Context()
	ann, bob, items := s.fill(t)
	makers := s.model("Maker")
	must(t, makers.Related(bob, "items").Add(ctx, items[0], items[1]["id"]))
	s.ran(t, "add", 1)
	if got := related(t, makers.Related(bob, "items")); got != "[1 2 3]" || items[0]["maker_id"] != bob["id"] {
		t.Error(got, items[0])
	}
	backups := makers.Related(ann, "backups")
	must(t, backups.Set(ctx, items[0], items[1]))
	if got := related(t, backups); got != "[1 2]" {
		t.Error(got)
	}
	must(t, backups.Remove(ctx, items[0]))
	must(t, backups.Create(ctx, orm.Row{"name": "new", "maker": bob}))
	if got := related(t, backups); got != "[2 4]" {
		t.Error(got)
	}
	must(t, backups.Clear(ctx))
	if got := related(t, backups); got != "[]" {
		t.Error(got)
	}
	// A foreign key that cannot be NULL keeps what it has.
	if err := makers.Related(bob, "items").Remove(ctx, items[0]); err == nil || !strings.Contains(err.Error(), "cannot be NULL") {
		t.Error(err)
	}
	must(t, makers.Related(ann, "items").Set(ctx, items[0]))
	if got := related(t, makers.Related(ann, "items")) + related(t, makers.Related(bob, "items")); got != "[1][2 3 4]" {
		t.Error(got)
	}
}

// A filter after the relation's own is about the same row between.
func TestRelatedQueryShares(t *testing.T) { onDepots(t, testRelatedQueryShares) }

func testRelatedQueryShares(t *testing.T, s *depot) {
	ctx := t.Context()
	_, _, items := s.fill(t)
	must(t, s.model("Item").Related(items[0], "labels").AddWith(ctx, orm.Row{"weight": 1}, "a"))
	must(t, s.model("Item").Related(items[1], "labels").AddWith(ctx, orm.Row{"weight": 9}, "a"))
	q := s.model("Item").Related(items[0], "labels").Query()
	for weight, want := range map[int]int{1: 1, 9: 0} {
		if n, err := q.Filter(orm.Where("label_rows__weight", weight)).Count(ctx); err != nil {
			t.Error(n, want, err)
		}
	}
	s.statements()
	if n, err := q.Filter(orm.Where("labelled__name", "ink")).Count(ctx); n != 0 || err != nil {
		t.Errorf("%d, %v\n%s", n, err, strings.Join(s.statements(), "\n"))
	}
}

func TestRelatedMistakes(t *testing.T) { onDepots(t, testRelatedMistakes) }

func testRelatedMistakes(t *testing.T, s *depot) {
	ctx := t.Context()
	_, _, items := s.fill(t)
	for want, err := range map[string]error{
		`no relation "nope"`:  s.model("Item").Related(items[0], "nope").Add(ctx, 1),
		`no relation "maker"`: s.model("Item").Related(items[0], "maker").Add(ctx, 1),
		"has no id yet":       s.model("Item").Related(orm.Row{"name": "x"}, "tags").Add(ctx, "a"),
		"is nil":              s.model("Item").Related(items[0], "tags").Add(ctx, nil),
		"neither a row nor":   s.model("Maker").Related(orm.Row{"id": 1}, "items").Add(ctx, "pen"),
		"is not saved":        s.model("Maker").Related(orm.Row{"id": 1}, "items").Add(ctx, orm.Row{"name": "x"}),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
	if _, err := s.model("Item").Related(items[0], "nope").Query().Rows(ctx); err == nil {
		t.Error("the rows of an unknown relation are no mistake")
	}
}
