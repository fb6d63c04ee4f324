package orm_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/combo-web/combo/internal/decode"
	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

func idsOf(list []Boat) []int64 {
	ids := make([]int64, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	return ids
}

// TestPages walks through all pages and back again, in many orders.
func TestPages(t *testing.T) {
	b := Boats.F
	orders := []struct {
		name string
		by   []any
	}{
		{"the key", []any{&b.ID}},
		{"the key backwards", []any{orm.Desc(&b.ID)}},
		{"nothing", nil},
		{"a moment", []any{orm.Desc(&b.Launched)}},
		{"columns of one direction", []any{&b.Class, &b.Crew}},
		{"columns of two directions", []any{&b.Class, orm.Desc(&b.Crew)}},
		{"NULLs where they are", []any{&b.Built}},
		{"NULLs backwards", []any{orm.Desc(&b.Built)}},
		{"NULLs last", []any{orm.Desc(&b.Opens).NullsLast(), &b.Name}},
		{"NULLs first", []any{orm.Asc(&b.Opens).NullsFirst(), orm.Desc(&b.Name)}},
		{"a related row", []any{&b.Owner.Name, orm.Desc(&b.Price)}},
		{"a related row that may be missing", []any{orm.Desc(&b.Owner.Club.City), &b.Length}},
		{"the order of a relation", []any{&b.Owner.Club}},
		{"an expression", []any{orm.Mod(&b.ID, 3), orm.Lower(&b.Name)}},
		{"a decimal and a duration", []any{&b.Price, &b.Voyage}},
		{"a uuid", []any{orm.Desc(&b.Tag)}},
	}
	each(t, func(t *testing.T, db *orm.DB) {
		newPort(t, db)
		for _, order := range orders {
			q := Boats.On(db).OrderBy(order.by...)
			all, err := Boats.On(db).OrderBy(append(slices.Clone(order.by), tie(order.by))...).All(t.Context())
			if err != nil {
				t.Fatalf("%s: %v", order.name, err)
			}
			for _, size := range []int{1, 3, 10, 50} {
				walk(t, order.name, q, size, idsOf(all))
			}
		}
	})
}

// tie is the key in the direction of the last order.
func tie(by []any) any {
	if len(by) > 0 {
		if o, ok := by[len(by)-1].(orm.Order); ok && o.Descending {
			return orm.Desc(&Boats.F.ID)
		}
	}
	return &Boats.F.ID
}

func walk(t *testing.T, name string, q orm.QuerySet[Boat], size int, want []int64) {
	t.Helper()
	var got []int64
	var pages []orm.Page[Boat]
	for cursor := ""; ; {
		page, err := q.Page(t.Context(), cursor, size)
		if err != nil {
			t.Fatalf("by %s: %v", name, err)
		}
		got, pages = append(got, idsOf(page.Rows)...), append(pages, page)
		if cursor = page.Next; cursor == "" || len(pages) > 20 {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("by %s, %d a page: %v, want %v", name, size, got, want)
	}
	for i := len(pages) - 1; i > 0; i-- {
		before, err := q.Page(t.Context(), pages[i].Previous, size)
		if err != nil {
			t.Fatalf("back by %s: %v", name, err)
		}
		if got, want := idsOf(before.Rows), idsOf(pages[i-1].Rows); !slices.Equal(got, want) {
			t.Errorf("back by %s, %d a page: %v, want %v", name, size, got, want)
		}
		if (before.Previous == "") != (i == 1) || before.Next != pages[i-1].Next {
			t.Errorf("back by %s: the cursors are %q and %q", name, before.Previous, before.Next)
		}
	}
}

func TestPageOfGroups(t *testing.T) {
	type group struct {
		Class Class
		Crew  int
		Boats int
	}
	each(t, func(t *testing.T, db *orm.DB) {
		newPort(t, db)
		q := orm.Select[group](Boats.On(db), &Boats.F.Class, &Boats.F.Crew, orm.As("boats", orm.CountRows())).OrderBy(orm.Desc("boats"))
		all, err := orm.Select[group](Boats.On(db), &Boats.F.Class, &Boats.F.Crew, orm.As("boats", orm.CountRows())).
			OrderBy(orm.Desc("boats"), orm.Desc(&Boats.F.Class), orm.Desc(&Boats.F.Crew)).All(t.Context())
		if err != nil || len(all) < 5 {
			t.Fatal(all, err)
		}
		var got []group
		for cursor := ""; len(got) < 20; {
			page, err := q.Page(t.Context(), cursor, 2)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, page.Rows...)
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		if !slices.Equal(got, all) {
			t.Errorf("%v, want %v", got, all)
		}
	})
}

// A cursor comes from anybody: whatever it says, there is a page or an error that
// is answered by 400, and the statement is the same.
func TestPageCursorOfAnybody(t *testing.T) {
	raw := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	each(t, func(t *testing.T, db *orm.DB) {
		newPort(t, db)
		q := Boats.On(db).OrderBy(&Boats.F.Launched)
		for _, cursor := range []string{
			"x", "%%%", raw("null"), raw("{}"), raw(`{"v":[]}`), raw(`{"v":["a"]}`), raw(`{"v":["a","b"]}`),
			raw(`{"v":["2020-01-01T00:00:00Z",null]}`), raw(`{"v":[null,"1"]}`), raw(`{"v":["2020-01-01T00:00:00Z","1; DROP"]}`),
			raw(`{"v":["2020-01-01T00:00:00Z","1","2"]}`), raw(`{"v":["99999-01-01T00:00:00Z","1"]}`),
			raw(`{"v":["2020-01-01T00:00:00Z","99999999999999999999"]}`), raw(`{"v":["\u0000","1"]}`), raw(`{"v":[1,2]}`),
			strings.Repeat("A", 5000), raw(`{"v":["` + "\xff" + `","1"]}`),
		} {
			_, err := q.Page(t.Context(), cursor, 3)
			var request *orm.RequestError
			var status *decode.Error
			if !errors.As(err, &request) || !errors.As(err, &status) || status.Status != http.StatusBadRequest {
				t.Errorf("the cursor %q: %v", cursor, err)
			}
		}
		if page, err := q.Page(t.Context(), raw(`{"v":["2020-01-01T00:00:00Z","0"]}`), 3); err != nil || len(page.Rows) != 3 {
			t.Errorf("a cursor of somebody else: %v, %v", page, err)
		}
	})
}

func TestPageMistakes(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		newPort(t, db)
		b := Boats.F
		for name, q := range map[string]orm.QuerySet[Boat]{
			"sliced":   Boats.On(db).Limit(5),
			"combined": Boats.On(db).Union(Boats.On(db).Filter(orm.Eq(&b.ID, 1))),
			"random":   Boats.On(db).OrderBy("?"),
			"JSON":     Boats.On(db).OrderBy(&b.Log),
		} {
			_, err := q.Page(t.Context(), "", 3)
			var m *orm.Mistake
			if !errors.As(err, &m) || !strings.Contains(m.At, "keyset_test.go") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := Boats.On(db).Page(t.Context(), "", 0); err == nil {
			t.Error("a page of no rows")
		}
		if page, err := Boats.On(db).None().Page(t.Context(), "", 3); err != nil || len(page.Rows) != 0 || page.Next != "" {
			t.Errorf("a page of nothing: %v, %v", page, err)
		}
	})
}

// FuzzPageCursor reads cursors: what comes out again is what went in.
func FuzzPageCursor(f *testing.F) {
	f.Add("a", "b", true)
	f.Fuzz(func(t *testing.T, a, b string, back bool) {
		if orm.CheckText(a) != nil || orm.CheckText(b) != nil {
			return // no column holds it
		}
		cursor := orm.NewCursor([]*string{&a, nil, &b}, back)
		values, backwards, err := orm.ParseCursor(cursor)
		if len(cursor) > 64<<10 {
			return
		}
		if err != nil || len(values) != 3 || *values[0] != a || values[1] != nil || *values[2] != b || backwards != back {
			t.Errorf("%q, %q: %v, %v", a, b, fmt.Sprint(values), err)
		}
	})
}

func TestPageOfLongTexts(t *testing.T) {
	ctx := t.Context()
	db := openNotes(t, sqlite.Config{})
	p := newPort(t, db)
	for _, test := range []struct {
		size int
		want string
	}{{40_000, ""}, {70_000, "Boat.name (Text): a row has a value of 70000 bytes"}} {
		if _, err := db.Exec(ctx, "UPDATE "+Boats.Model().Table+" SET name = ? WHERE id = ?", strings.Repeat("!", test.size), p.boats[1].ID); err != nil {
			t.Fatal(err)
		}
		q := Boats.On(db).OrderBy("name")
		page, err := q.Page(ctx, "", 1)
		if test.want != "" {
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%d bytes: %v, want %s", test.size, err, test.want)
			}
			continue
		}
		if err == nil {
			page, err = q.Page(ctx, page.Next, len(p.boats))
		}
		if err != nil || len(page.Rows) != len(p.boats)-1 {
			t.Errorf("%d bytes: %d rows, %v, want %d", test.size, len(page.Rows), err, len(p.boats)-1)
		}
	}
}
