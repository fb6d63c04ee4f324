package orm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/combo-web/combo/orm"
)

// fill adds two makers, ann with two items and bob, ann's child, with one.
func (s *depot) fill(t testing.TB) (ann, bob orm.Row, items []orm.Row) {
	t.Helper()
	ann = s.add(t, "Maker", orm.Row{"name": "ann"})
	bob = s.add(t, "Maker", orm.Row{"name": "bob", "parent": ann})
	for _, slug := range []string{"a", "b", "c"} {
		s.add(t, "Tag", orm.Row{"slug": slug})
	}
	items = append(items, s.add(t, "Item", orm.Row{"name": "pen", "maker": ann, "backup": bob}))
	items = append(items, s.add(t, "Item", orm.Row{"name": "ink", "maker": ann}))
	items = append(items, s.add(t, "Item", orm.Row{"name": "cap", "maker": bob, "backup": ann}))
	s.statements()
	return ann, bob, items
}

func counts(d orm.Deleted, err error) string {
	if err != nil {
		return err.Error()
	}
	return fmt.Sprint(d.Rows, d.Models)
}

func TestDeleteCascades(t *testing.T) { onDepots(t, testDeleteCascades) }

func testDeleteCascades(t *testing.T, s *depot) {
	ctx := t.Context()
	ann, _, items := s.fill(t)
	must(t, s.model("Item").Related(items[0], "tags").Add(ctx, "a", "b"))
	must(t, s.model("Item").Related(items[2], "labels").Add(ctx, "c"))
	s.statements()
	got := counts(s.model("Maker").Filter(orm.Where("name", "ann")).Delete(ctx))
	if want := "8 map[shop.Item:3 shop.Item_tags:2 shop.Label:1 shop.Maker:2]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := s.values(t, "Maker", "id") + s.values(t, "Item", "id") + s.values(t, "Tag", "pk"); got != "[][][[a] [b] [c]]" {
		t.Error(got)
	}
	// Nothing is left to do for a row that is gone.
	if got := counts(s.model("Maker").DeleteRow(ctx, ann)); got != "0 map[]" {
		t.Error(got)
	}
}

func TestDeleteStatements(t *testing.T) { onDepots(t, testDeleteStatements) }

func testDeleteStatements(t *testing.T, s *depot) {
	ctx := t.Context()
	_, bob, items := s.fill(t)
	tests := []struct {
		name       string
		do         func() (orm.Deleted, error)
		want       string
		statements int
	}{
		{"leaves", func() (orm.Deleted, error) { return s.model("Label").Delete(ctx) }, "0 map[]", 1},
		{"none", func() (orm.Deleted, error) { return s.model("Item").None().Delete(ctx) }, "0 map[]", 0},
		{"empty in", func() (orm.Deleted, error) {
			return s.model("Item").Filter(orm.Where("id__in", []int{})).Delete(ctx)
		}, "0 map[]", 0},
		// Orders and parts are looked for, tags and labels deleted unseen.
		{"row", func() (orm.Deleted, error) { return s.model("Item").DeleteRow(ctx, items[1]) }, "1 map[shop.Item:1]", 5},
		{"joined", func() (orm.Deleted, error) {
			return s.model("Item").Filter(orm.Where("maker__name", "bob")).Delete(ctx)
		}, "1 map[shop.Item:1]", 6},
		// The children of bob, his parts, his items and friends; backup becomes NULL.
		{"set null", func() (orm.Deleted, error) { return s.model("Maker").DeleteRow(ctx, bob) }, "1 map[shop.Maker:1]", 6},
	}
	for _, test := range tests {
		s.statements()
		if got := counts(test.do()); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
		s.ran(t, test.name, test.statements)
	}
	if got := s.values(t, "Item", "name", "backup_id"); got != "[[pen <nil>]]" {
		t.Error(got)
	}
}

func TestDeleteIsRefused(t *testing.T) { onDepots(t, testDeleteIsRefused) }

func testDeleteIsRefused(t *testing.T, s *depot) {
	ctx := t.Context()
	ann, bob, items := s.fill(t)
	order := s.add(t, "Order", orm.Row{"item": items[0], "count": 1})
	var protected *orm.ProtectedError
	if _, err := s.model("Maker").Delete(ctx); !errors.As(err, &protected) || protected.Model != "shop.Order" || fmt.Sprint(protected.Rows) != "[1]" {
		t.Errorf("delete what an order points to: %v", err)
	}
	if _, err := s.model("Order").DeleteRow(ctx, order); err != nil {
		t.Fatal(err)
	}
	// A part restricts its item, but goes with its maker.
	part := s.add(t, "Part", orm.Row{"item": items[0], "maker": bob})
	var restricted *orm.RestrictedError
	if _, err := s.model("Item").Filter(orm.Where("name", "pen")).Delete(ctx); !errors.As(err, &restricted) || restricted.Field != "item" || fmt.Sprint(restricted.Rows) != "[1]" {
		t.Errorf("delete what a part points to: %v", err)
	}
	if got := s.values(t, "Item", "name"); got != "[[pen] [ink] [cap]]" {
		t.Errorf("the items are %s", got)
	}
	part["maker"], part["maker_id"] = ann, ann["id"]
	must(t, s.model("Part").Save(ctx, part))
	if got := counts(s.model("Maker").Filter(orm.Where("name", "ann")).Delete(ctx)); got != "6 map[shop.Item:3 shop.Maker:2 shop.Part:1]" {
		t.Errorf("delete with the part: %s", got)
	}
}

func TestDeleteMistakes(t *testing.T) { onDepots(t, testDeleteMistakes) }

func testDeleteMistakes(t *testing.T, s *depot) {
	items := s.model("Item")
	for _, test := range []struct {
		q    orm.Query
		want string
	}{
		{items.Limit(1), "sliced"},
		{items.Distinct(), "Distinct"},
		{items.Values("name"), "after Values"},
		{items.Union(items), "Union"},
		{items.Filter(orm.Where("nam", 1)), "nam"},
	} {
		if _, err := test.q.Delete(t.Context()); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v, want %q", err, test.want)
		}
	}
	if _, err := items.DeleteRow(t.Context(), orm.Row{"name": "x"}); err == nil || !strings.Contains(err.Error(), "without a key") {
		t.Error(err)
	}
}

// A deletion of many rows goes in chunks, and ends between them with its context.
func TestDeleteChunks(t *testing.T) { onDepots(t, testDeleteChunks) }

func testDeleteChunks(t *testing.T, s *depot) {
	const n = 2500
	makers := make([]orm.Row, n)
	for i := range makers {
		makers[i] = orm.Row{"name": fmt.Sprint("m", i)}
	}
	must(t, s.model("Maker").BulkCreate(t.Context(), makers, orm.BulkOptions{}))
	if makers[0]["id"] != int64(1) || makers[n-1]["id"] != int64(n) {
		t.Fatalf("the keys are %v and %v", makers[0]["id"], makers[n-1]["id"])
	}
	s.statements()
	ctx, cancel := context.WithCancel(t.Context())
	seen := 0
	s.onStatement = func(sql string) {
		if strings.HasPrefix(sql, "DELETE") {
			if seen++; seen == 2 {
				cancel()
			}
		}
	}
	if _, err := s.model("Maker").Delete(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("a deletion whose context ended: %v", err)
	}
	s.onStatement = nil
	if left, err := s.model("Maker").Count(t.Context()); left != n || err != nil {
		t.Errorf("%d rows are left, %v", left, err)
	}
	s.statements()
	if got := counts(s.model("Maker").Delete(t.Context())); got != "2500 map[shop.Maker:2500]" {
		t.Error(got)
	}
	for _, sql := range s.statements() {
		if n := strings.Count(sql, "?"); n > 2100 {
			t.Errorf("a statement has %d places", n)
		}
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
