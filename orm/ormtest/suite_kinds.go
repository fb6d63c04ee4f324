package ormtest

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
)

// What was written is read again, also at the ends of what a type can hold.
func testKinds(t *testing.T, s *store) {
	ends := []Item{
		{Name: "zero", Facts: map[string]any{}, Photo: []byte{}},
		{Name: strings.Repeat("é", 40), Count: 1<<31 - 1, Weight: -1e300, Price: decimal.New(-999999999999, -2), Sold: true,
			Made: new(orm.NewDay(1, 1, 1)), Opens: new(orm.NewClock(23, 59, 59, 999999)), SeenAt: new(noon),
			Lasts: -time.Microsecond, Tag: uuid.Max, Facts: map[string]any{"a": []any{nil, true, "\u2028", 1.5}}, Photo: []byte{0, 255}},
		{Name: "late", Made: new(orm.NewDay(9999, 12, 31)), Opens: new(orm.NewClock(0, 0, 0, 0)),
			SeenAt: new(time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC)), Lasts: 1e6 * time.Hour, Facts: map[string]any{}, Photo: []byte{1}},
	}
	for _, item := range ends {
		if err := Items.On(s.db).Insert(t.Context(), &item); err != nil {
			t.Fatalf("insert %s: %v", item.Name, err)
		}
		got, err := Items.On(s.db).Find(t.Context(), item.ID)
		if err != nil {
			t.Fatalf("find %s: %v", item.Name, err)
		}
		if !got.Price.Equal(item.Price) {
			t.Errorf("%s costs %s, want %s", item.Name, got.Price, item.Price)
		}
		got.Price = item.Price // equal, but not of the same bytes
		if got.SeenAt != nil {
			got.SeenAt = new(got.SeenAt.UTC())
		}
		if !reflect.DeepEqual(got, item) {
			t.Errorf("read %+v\nwant %+v", got, item)
		}
	}
}

// NULL is neither equal to a value nor unequal to it.
func testNull(t *testing.T, s *store) {
	s.fill(t)
	f := Items.F
	for _, test := range []struct {
		what string
		q    orm.QuerySet[Item]
		want int
	}{
		{"is null", Items.On(s.db).Filter(orm.IsNull(&f.Made)), 3},
		{"not null", Items.On(s.db).Filter(orm.NotNull(&f.Made)), 1},
		{"equal", Items.On(s.db).Filter(orm.Eq(f.Made, orm.NewDay(2024, 2, 29))), 1},
		{"excluded", Items.On(s.db).Exclude(orm.Eq(f.Made, orm.NewDay(2024, 2, 29))), 3},
		{"related", Items.On(s.db).Filter(orm.IsNull(&f.ShelfID)), 1},
	} {
		if n, err := test.q.Count(t.Context()); err != nil || n != test.want {
			t.Errorf("%s: %d, %v, want %d", test.what, n, err, test.want)
		}
	}
}

// Text that one database refuses is refused by all, before it gets there; all other
// text is only text.
func testText(t *testing.T, s *store) {
	for _, text := range []string{"a\x00b", "\xff", "\xed\xa0\x80"} {
		if err := Shelves.On(s.db).Insert(t.Context(), &Shelf{Name: text}); err == nil {
			t.Errorf("%q was stored", text)
		}
		if _, err := Shelves.On(s.db).Filter(orm.Eq(&Shelves.F.Name, text)).Count(t.Context()); err == nil {
			t.Errorf("%q was asked for", text)
		}
	}
	for _, text := range []string{`' OR 1=1--`, `\`, `"`, `;`, `/*`, `$$`, `?`, `$1`, "\u2028", "😀", "e\u0301"} {
		s.add(t, &Shelf{Name: text})
		got, err := Shelves.On(s.db).Get(t.Context(), orm.Eq(&Shelves.F.Name, text))
		if err != nil || got.Name != text {
			t.Errorf("found %q, %v, want %q", got.Name, err, text)
		}
	}
}
