package ormtest

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/combo-web/combo/orm"
)

var errUndo = errors.New("undo")

func testCommit(t *testing.T, s *store) {
	called := 0
	err := s.db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		tx.OnCommit(func(context.Context) { called++ })
		if err := Shelves.On(s.db).Insert(ctx, &Shelf{Name: "past the transaction"}); err == nil {
			t.Error("a write past the running transaction was carried out")
		}
		return Shelves.On(tx).Insert(ctx, &Shelf{Name: "kept"})
	})
	s.want(t, "kept")
	if err != nil || called != 1 {
		t.Errorf("committed with %v, hooks called %d times", err, called)
	}
}

func testRollback(t *testing.T, s *store) {
	called := 0
	err := s.db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		tx.OnCommit(func(context.Context) { called++ })
		if err := Shelves.On(tx).Insert(ctx, &Shelf{Name: "gone"}); err != nil {
			return err
		}
		return errUndo
	})
	s.want(t)
	if !errors.Is(err, errUndo) || called != 0 {
		t.Errorf("ended with %v, hooks called %d times", err, called)
	}
}

// What fails inside of a savepoint leaves the rest of the transaction usable.
func testSavepoint(t *testing.T, s *store) {
	err := s.db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		if err := Shelves.On(tx).Insert(ctx, &Shelf{Name: "outer"}); err != nil {
			return err
		}
		inner := tx.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
			return Shelves.On(tx).Insert(ctx, &Shelf{Name: "outer"})
		})
		if _, ok := errors.AsType[*orm.ConstraintError](inner); !ok {
			t.Errorf("the inner one ended with %v", inner)
		}
		return Shelves.On(tx).Insert(ctx, &Shelf{Name: "after"})
	})
	if err != nil {
		t.Error(err)
	}
	s.want(t, "after", "outer")
}

func testPanic(t *testing.T, s *store) {
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_ = s.db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
			if err := Shelves.On(tx).Insert(ctx, &Shelf{Name: "gone"}); err != nil {
				return err
			}
			panic("in the middle")
		})
	}()
	s.want(t)
	s.add(t, &Shelf{Name: "next"}) // the connection is free again
}

// A context that ends takes the transaction with it, also if nobody looks.
func testCancel(t *testing.T, s *store) {
	ctx, cancel := context.WithCancel(t.Context())
	err := s.db.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
		if err := Shelves.On(tx).Insert(ctx, &Shelf{Name: "before"}); err != nil {
			return err
		}
		cancel()
		_ = Shelves.On(tx).Insert(ctx, &Shelf{Name: "with a dead context"})
		_ = Shelves.On(tx).Insert(context.WithoutCancel(ctx), &Shelf{Name: "with a living one"})
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	s.want(t)
}

// Counting up in the database loses nothing.
func testCounter(t *testing.T, s *store) {
	s.fill(t)
	f := Items.F
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			for range 10 {
				_, err := Items.On(s.db).Filter(orm.Eq(&f.Name, "map")).Update(t.Context(), orm.SetExpr(&f.Count, orm.Add(&f.Count, 1)))
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if got, err := Items.On(s.db).Get(t.Context(), orm.Eq(&f.Name, "map")); err != nil || got.Count != 200 {
		t.Errorf("counted %d, %v, want 200", got.Count, err)
	}
}

// Rows that are not read to their end give the connection back.
func testIterate(t *testing.T, s *store) {
	s.fill(t)
	for range 50 {
		for item, err := range Items.On(s.db).OrderBy(&Items.F.ID).Iter(t.Context()) {
			if err != nil || item.Name != "lamp" {
				t.Fatalf("the first is %+v, %v", item, err)
			}
			break
		}
	}
}

// want checks the names of the shelves, in their order.
func (s *store) want(t *testing.T, names ...string) {
	t.Helper()
	got, err := orm.Pluck(Shelves.On(s.db).OrderBy(&Shelves.F.Name), &Shelves.F.Name).All(t.Context())
	if err != nil || len(got) != len(names) {
		t.Fatalf("there are %q, %v, want %q", got, err, names)
	}
	for i, name := range names {
		if got[i] != name {
			t.Errorf("there are %q, want %q", got, names)
		}
	}
}
