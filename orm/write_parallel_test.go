package orm_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/combo-web/combo/orm"
)

// parallel calls a function n times at once and returns its errors.
func parallel(n int, do func(i int) error) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = do(i) })
	}
	all.Wait()
	return errs
}

// Many sign up with one address at the same time: one gets the account, the others
// learn why not (gauntlet G3).
func TestGauntletG3SignUps(t *testing.T) { onDepots(t, testInsertTheSameAtOnce) }

func testInsertTheSameAtOnce(t *testing.T, s *depot) {
	inserted := 0
	for _, err := range parallel(50, func(int) error { return s.model("Maker").Insert(t.Context(), orm.Row{"name": "ann"}) }) {
		var broken *orm.ConstraintError
		switch {
		case err == nil:
			inserted++
		case !errors.As(err, &broken) || broken.Kind != orm.UniqueConstraint || fmt.Sprint(broken.Columns) != "[name]":
			t.Error(err)
		}
	}
	if inserted != 1 {
		t.Errorf("%d rows were inserted", inserted)
	}
}

func TestGetOrCreateAtOnce(t *testing.T) { onDepots(t, testGetOrCreateAtOnce) }

func testGetOrCreateAtOnce(t *testing.T, s *depot) {
	var created atomic.Int32
	ids := make([]any, 40)
	for _, err := range parallel(len(ids), func(i int) error {
		get := func(ctx context.Context, c orm.Conn) error {
			row, made, err := s.model("Maker").On(c).GetOrCreate(ctx, orm.Row{"name": "ann"}, orm.Row{"rank": i})
			if err == nil && made {
				created.Add(1)
			}
			ids[i] = row["id"]
			return err
		}
		if i%2 == 0 {
			return get(t.Context(), s.db)
		}
		return s.db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error { return get(ctx, tx) })
	}) {
		if err != nil {
			t.Error(err)
		}
	}
	if created.Load() != 1 {
		t.Errorf("%d calls created the row", created.Load())
	}
	for _, id := range ids {
		if id != ids[0] || id == nil {
			t.Errorf("the keys are %v", ids)
			break
		}
	}
}

// A counter that many change at the same time is exact (gauntlet G13).
func TestGauntletG13Counters(t *testing.T) { onDepots(t, testCountersAreExact) }

func testCountersAreExact(t *testing.T, s *depot) {
	s.add(t, "Maker", orm.Row{"name": "ann", "rank": 1000})
	maker := s.model("Maker").Filter(orm.Where("name", "ann"))
	for _, err := range parallel(200, func(i int) error {
		switch i % 4 {
		case 0: // read, then written, under a lock
			return s.db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
				row, err := maker.On(tx).ForUpdate(orm.Lock{}).Get(ctx)
				if err != nil {
					return err
				}
				row["rank"] = row["rank"].(int64) - 1
				return maker.On(tx).SaveFields(ctx, row, "rank")
			})
		case 1:
			_, _, err := s.model("Maker").UpdateOrCreate(t.Context(), orm.Row{"name": "ann"}, orm.Row{"rank": orm.Sub(orm.F("rank"), 1)})
			return err
		}
		n, err := maker.Filter(orm.Where("rank__gt", 0)).Update(t.Context(), orm.Set{Name: "rank", Value: orm.Sub(orm.F("rank"), 1)})
		if err == nil && n != 1 {
			err = fmt.Errorf("%d rows updated", n)
		}
		return err
	}) {
		if err != nil {
			t.Error(err)
		}
	}
	if got := s.values(t, "Maker", "rank"); got != "[[800]]" {
		t.Errorf("the counter is %s", got)
	}
}

// Rows that are inserted while what they point to is deleted point nowhere never
// (gauntlet G14).
func TestGauntletG14DeleteWhileOthersInsert(t *testing.T) { onDepots(t, testDeleteWhileOthersInsert) }

func testDeleteWhileOthersInsert(t *testing.T, s *depot) {
	for round := range 8 {
		maker := s.add(t, "Maker", orm.Row{"name": fmt.Sprint("m", round)})
		for _, err := range parallel(9, func(i int) error {
			if i == 4 {
				_, err := s.model("Maker").DeleteRow(t.Context(), maker)
				return err
			}
			return s.model("Item").Insert(t.Context(), orm.Row{"name": "x", "maker_id": maker["id"]})
		}) {
			var broken *orm.ConstraintError
			if err != nil && (!errors.As(err, &broken) || broken.Kind != orm.ForeignKeyConstraint) {
				t.Error(err)
			}
		}
	}
	if n, err := s.model("Item").Exclude(orm.Where("maker__id__in", s.model("Maker"))).Count(t.Context()); n != 0 || err != nil {
		t.Errorf("%d rows point nowhere, %v", n, err)
	}
}

func TestGetOrCreate(t *testing.T) { onDepots(t, testGetOrCreate) }

func testGetOrCreate(t *testing.T, s *depot) {
	ctx := t.Context()
	makers := s.model("Maker")
	called := 0
	defaults := orm.Row{"rank": func() any { called++; return 7 }}
	for i, want := range []struct {
		created    bool
		statements int
	}{{true, 2}, {false, 1}} {
		s.statements()
		row, created, err := makers.GetOrCreate(ctx, orm.Row{"name": "ann"}, defaults)
		if err != nil || created != want.created || row["rank"] != int64(7) && row["rank"] != 7 || called != 1 {
			t.Errorf("%d: %v %v %v, default called %d times", i, row, created, err, called)
		}
		s.ran(t, "GetOrCreate", want.statements)
	}
	row, created, err := makers.GetOrCreate(ctx, orm.Row{"name__iexact": "BOB", "rank": 1}, orm.Row{"name": "bob"})
	if err != nil || !created || row["name"] != "bob" || fmt.Sprint(row["rank"]) != "1" {
		t.Error(row, created, err)
	}
	for i, want := range []struct {
		created    bool
		statements int
	}{{false, 2}, {true, 2}} {
		s.statements()
		row, created, err := makers.UpdateOrCreate(ctx, orm.Row{"name": []string{"ann", "cid"}[i]}, orm.Row{"rank": 9, "parent": row})
		if err != nil || created != want.created || row["parent_id"] == nil {
			t.Errorf("%d: %v %v %v", i, row, created, err)
		}
		s.ran(t, "UpdateOrCreate", want.statements)
	}
	if got := s.values(t, "Maker", "name", "rank", "parent"); got != "[[ann 9 2] [bob 1 <nil>] [cid 9 2]]" {
		t.Error(got)
	}
	// What fails for another reason is not taken for a row that somebody else made.
	var broken *orm.ConstraintError
	if _, _, err := s.model("Item").GetOrCreate(ctx, orm.Row{"name": "x"}, nil); !errors.As(err, &broken) {
		t.Error(err)
	}
	if _, _, err := makers.GetOrCreate(ctx, orm.Row{"rank": 9}, nil); !errors.Is(err, orm.ErrMultiple) {
		t.Error(err)
	}
}
