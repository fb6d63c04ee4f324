package orm_test

import (
	"math"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

// Plans are shared by queries of one shape: nothing that only one query says may
// stay in them.

func TestDefaultsOverNoRows(t *testing.T) {
	ctx := t.Context()
	_, _, books := openLibrary(t, sqlite.Config{})
	sum := func(v any) orm.Named { return orm.As("n", orm.Sum(orm.F("pages")).Default(v)) }
	for _, q := range []orm.Query{books.None(), books.None().Distinct()} {
		for _, want := range []int{5, 7} {
			row, err := q.Aggregate(ctx, orm.As("rows", orm.CountRows()), sum(want))
			if err != nil || row["n"] != want || row["rows"] != int64(0) {
				t.Errorf("Aggregate = %v, %v, want n = %d", row, err, want)
			}
			if got, err := orm.Summarize[int](ctx, q, sum(want)); err != nil || got != want {
				t.Errorf("Summarize = %d, %v, want %d", got, err, want)
			}
		}
		if row, err := q.Aggregate(ctx, sum(nil)); err != nil || row["n"] != nil {
			t.Errorf("Aggregate = %v, %v, want n = nil", row, err)
		}
	}
}

// A model that was made at run time may be gone, and another one be where it was.
func TestPlansOfModelsThatAreGone(t *testing.T) {
	ctx := t.Context()
	db, _, _ := openLibrary(t, sqlite.Config{})
	for _, sql := range []string{"CREATE TABLE x_none (id integer PRIMARY KEY)", "CREATE TABLE x_one (id integer PRIMARY KEY)", "INSERT INTO x_one VALUES (1)"} {
		if _, err := db.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 20 {
		m := &orm.Model{App: "x", Name: []string{"none", "one"}[i%2]}
		if _, err := orm.NewRegistry(m); err != nil {
			t.Fatal(err)
		}
		if n, err := orm.From(m).On(db).Count(ctx); err != nil || n != i%2 {
			t.Fatalf("round %d: %s has %d rows, %v", i, m.Table, n, err)
		}
		runtime.GC()
	}
}

func TestPageOfEverySize(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		p := newPort(t, db)
		for _, size := range []int{math.MaxInt, math.MaxInt - 1, 3} {
			page, err := Boats.On(db).Page(t.Context(), "", size)
			if want := min(size, len(p.boats)); err != nil || len(page.Rows) != want {
				t.Errorf("Page(%d) has %d rows, %v, want %d", size, len(page.Rows), err, want)
			}
		}
	})
}

func TestMistakesAfterTheSameShape(t *testing.T) {
	ctx := t.Context()
	_, _, books := openLibrary(t, sqlite.Config{})
	round := func(digits int) orm.Query { return books.Annotate(orm.As("r", orm.Round(orm.F("pages"), digits))) }
	for _, test := range []struct {
		name        string
		right       orm.Query
		wrong       orm.Query
		wantMistake string
	}{
		{"the zone of the machine", books.In(time.UTC), books.In(time.Local), "time.Local has no name"},
		{"round to tens on SQLite", round(1), round(-1), "cannot Round"},
	} {
		if _, err := test.right.Rows(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := test.wrong.Rows(ctx); err == nil || !strings.Contains(err.Error(), test.wantMistake) {
			t.Errorf("%s: %v, want a mistake: %s", test.name, err, test.wantMistake)
		}
	}
}

func TestNilPointersInLists(t *testing.T) {
	_, _, books := openLibrary(t, sqlite.Config{})
	rows, err := books.Exclude(orm.Where("id__in", []*int64{ptr(int64(1)), nil})).Rows(t.Context())
	if err != nil || len(rows) != 2 {
		t.Errorf("%d rows, %v, want 2: NULL is in no list", len(rows), err)
	}
}

func TestColumnsThatAreNone(t *testing.T) {
	ctx := t.Context()
	db, err := sqlite.Open(sqlite.Memory)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	list := []string{"name"}
	for name, q := range map[string]orm.QuerySet[Boat]{
		"Only": Boats.On(db).Only(list), "OrderBy": Boats.On(db).OrderBy(list), "With": Boats.On(db).With(list),
		"SQL": Boats.On(db).Annotate(orm.As("x", orm.SQL("{-1}", orm.Type{Kind: orm.Int}, 1))),
	} {
		if _, err := q.All(ctx); err == nil {
			t.Errorf("%s takes what is no column", name)
		}
	}
}

func TestConvertBounds(t *testing.T) {
	if _, err := orm.Convert(orm.Type{Kind: orm.Decimal}, strings.Repeat("9", 1001)); err == nil {
		t.Error("a text of 1001 digits is read as a decimal")
	}
	if f, err := orm.Convert(orm.Type{Kind: orm.Float}, uint(7)); err != nil || f != 7.0 {
		t.Errorf("Convert = %v, %v, want 7", f, err)
	}
}

func TestPrefetchAfterValuesOfAPlan(t *testing.T) {
	ctx := t.Context()
	_, authors, _ := openLibrary(t, sqlite.Config{})
	q := authors.Values("name")
	if _, err := q.Rows(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := q.Prefetch(orm.Prefetch{Path: "books"}).Rows(ctx); err == nil || !strings.Contains(err.Error(), "cannot follow Values") {
		t.Errorf("Prefetch after Values: %v", err)
	}
}
