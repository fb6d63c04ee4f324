package ormtest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/combo-web/combo/orm"
)

// An inserted row knows its key; the next one has another.
func testInsert(t *testing.T, s *store) {
	a, b := &Shelf{Name: "a"}, &Shelf{Name: "b"}
	s.add(t, a, b)
	if a.ID == 0 || b.ID == 0 || a.ID == b.ID {
		t.Errorf("the keys are %d and %d", a.ID, b.ID)
	}
	given := &Shelf{ID: 70, Name: "given"}
	s.add(t, given)
	if got, err := Shelves.On(s.db).Find(t.Context(), 70); err != nil || got.Name != "given" {
		t.Errorf("found %+v, %v", got, err)
	}
	if _, err := Shelves.On(s.db).Find(t.Context(), 71); !errors.Is(err, orm.ErrNotFound) {
		t.Errorf("a row that is not there: %v", err)
	}
}

func testUpdate(t *testing.T, s *store) {
	s.fill(t)
	f := Items.F
	n, err := Items.On(s.db).Filter(orm.Eq(&f.Shelf.Name, "low")).
		Update(t.Context(), orm.SetExpr(&f.Count, orm.Add(&f.Count, 10)), orm.SetTo(&f.Sold, true))
	if err != nil || n != 2 {
		t.Fatalf("changed %d rows, %v", n, err)
	}
	if got := names(t, Items.On(s.db).Filter(orm.Gte(&f.Count, 11), orm.Eq(&f.Sold, true))); !slices.Equal(got, []string{"lamp", "Ladder"}) {
		t.Errorf("changed are %q", got)
	}
	item, err := Items.On(s.db).Get(t.Context(), orm.Eq(&f.Name, "map"))
	if err != nil {
		t.Fatal(err)
	}
	item.Name, item.Count = "atlas", 5
	if err := Items.On(s.db).Save(t.Context(), &item, &f.Name); err != nil {
		t.Fatal(err)
	}
	if got, err := Items.On(s.db).Find(t.Context(), item.ID); err != nil || got.Name != "atlas" || got.Count != 0 {
		t.Errorf("only the name was saved: %+v, %v", got, err)
	}
}

// Rows that point to a deleted one go with it, and those between.
func testDelete(t *testing.T, s *store) {
	s.fill(t)
	label := &Label{Text: "old"}
	if err := Labels.On(s.db).Insert(t.Context(), label); err != nil {
		t.Fatal(err)
	}
	item, err := Items.On(s.db).Get(t.Context(), orm.Eq(&Items.F.Name, "lamp"))
	if err != nil {
		t.Fatal(err)
	}
	if err := Items.On(s.db).Query().Related(&item, "labels").Add(t.Context(), label); err != nil {
		t.Fatal(err)
	}
	gone, err := Shelves.On(s.db).Filter(orm.Eq(&Shelves.F.Name, "low")).Delete(t.Context())
	if err != nil || gone.Rows != 4 || gone.Models[Items.Model().String()] != 2 {
		t.Errorf("deleted %+v, %v", gone, err)
	}
	if got := names(t, Items.On(s.db)); !slices.Equal(got, []string{"100% cup_", "map"}) {
		t.Errorf("left are %q", got)
	}
}

func testBulk(t *testing.T, s *store) {
	rows := make([]*Shelf, 2500)
	for i := range rows {
		rows[i] = &Shelf{Name: fmt.Sprint("shelf ", i)}
	}
	if err := Shelves.On(s.db).Query().BulkCreate(t.Context(), rows, orm.BulkOptions{}); err != nil {
		t.Fatal(err)
	}
	keys := map[int64]bool{}
	for _, r := range rows {
		keys[r.ID] = true
	}
	n, err := Shelves.On(s.db).Count(t.Context())
	if err != nil || n != 2500 || len(keys) != 2500 || keys[0] {
		t.Errorf("%d rows, %d keys, %v", n, len(keys), err)
	}
}

func testUnique(t *testing.T, s *store) {
	s.add(t, &Shelf{Name: "one"})
	err := Shelves.On(s.db).Insert(t.Context(), &Shelf{Name: "one"})
	var broken *orm.ConstraintError
	if !errors.As(err, &broken) || broken.Kind != orm.UniqueConstraint || broken.Table != Shelves.Model().Table || !slices.Equal(broken.Columns, []string{"name"}) {
		t.Errorf("the second of a name: %+v, %v", broken, err)
	}
}

// A key that leads nowhere is an error, at the latest of the commit.
func testForeignKey(t *testing.T, s *store) {
	err := Items.On(s.db).Insert(t.Context(), &Item{Name: "lost", ShelfID: new(int64(404))})
	var broken *orm.ConstraintError
	if !errors.As(err, &broken) || broken.Kind != orm.ForeignKeyConstraint {
		t.Errorf("an item on no shelf: %v", err)
	}
	if got := names(t, Items.On(s.db)); len(got) != 0 {
		t.Errorf("stored were %q", got)
	}
}

func testCheck(t *testing.T, s *store) {
	s.fill(t)
	_, err := Items.On(s.db).Update(t.Context(), orm.SetExpr(&Items.F.Count, orm.Sub(&Items.F.Count, 2)))
	var broken *orm.ConstraintError
	if !errors.As(err, &broken) || broken.Kind != orm.CheckConstraint {
		t.Errorf("a negative count: %v", err)
	}
}
