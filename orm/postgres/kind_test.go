package postgres_test

import (
	"net/netip"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/internal/pgtest"
	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
)

// kinds is a model with a field of each kind, and two values that each may have, the
// first before the second.
var kinds = []struct {
	name      string
	as        orm.Type
	low, high any
}{
	{"i16", orm.Type{Kind: orm.Int, Bits: 16}, int64(-3), int64(3)},
	{"i32", orm.Type{Kind: orm.Int, Bits: 32}, int64(-3), int64(3)},
	{"i64", orm.Type{Kind: orm.Int}, int64(-3), int64(3)},
	{"text", orm.Type{Kind: orm.Text}, "a", "b"},
	{"short", orm.Type{Kind: orm.Text, Max: 5}, "a", "b"},
	{"bool", orm.Type{Kind: orm.Bool}, false, true},
	{"float", orm.Type{Kind: orm.Float}, -0.5, 0.5},
	{"decimal", orm.Type{Kind: orm.Decimal, Digits: 8, Places: 2}, dec("1.50"), dec("2.25")},
	{"day", orm.Type{Kind: orm.Date}, orm.NewDay(2026, 1, 2), orm.NewDay(2026, 1, 3)},
	{"clock", orm.Type{Kind: orm.Time}, orm.NewClock(1, 2, 3, 4), orm.NewClock(2, 0, 0, 0)},
	{"moment", orm.Type{Kind: orm.DateTime}, time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC), time.Date(2026, 1, 2, 3, 4, 6, 0, time.UTC)},
	{"duration", orm.Type{Kind: orm.Duration}, -time.Minute, 49 * time.Hour},
	{"uuid", orm.Type{Kind: orm.UUID}, uuid.UUID{1}, uuid.UUID{2}},
	{"json", orm.Type{Kind: orm.JSON}, map[string]any{"a": 1.0}, map[string]any{"a": 1.0, "b": []any{nil}}},
	{"binary", orm.Type{Kind: orm.Binary}, []byte{1}, []byte{1, 2}},
	{"ip", orm.Type{Kind: orm.IP}, netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")},
	{"texts", orm.Type{Kind: orm.Array, Elem: &orm.Type{Kind: orm.Text}}, []any{"a", `"`}, []any{"b"}},
	{"numbers", orm.Type{Kind: orm.Array, Elem: &orm.Type{Kind: orm.Int, Bits: 32}}, []any{int64(1), nil}, []any{int64(2)}},
}

func openKinds(t *testing.T, config postgres.Config) orm.Query {
	t.Helper()
	config.URL = pgtest.URL(t)
	db := open(t, config)
	m := &orm.Model{App: "test", Name: "Kind"}
	for _, k := range kinds {
		m.Fields = append(m.Fields, &orm.Field{Name: k.name, Type: k.as, Null: true})
	}
	registry, err := orm.NewRegistry(m)
	if err != nil {
		t.Fatal(err)
	}
	if err := orm.CreateTables(t.Context(), db, registry.Models()...); err != nil {
		t.Fatal(err)
	}
	return orm.From(m).On(db)
}

// A field of each kind is written, read, compared, ordered and updated.
func TestKinds(t *testing.T) {
	t.Parallel()
	for name, config := range forms {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := openKinds(t, config)
			low, high, null := orm.Row{}, orm.Row{}, orm.Row{}
			for _, k := range kinds {
				low[k.name], high[k.name], null[k.name] = k.low, k.high, nil
			}
			for _, row := range []orm.Row{high, null, low} {
				if err := q.Insert(t.Context(), row); err != nil {
					t.Fatal(err)
				}
			}
			rows, err := q.OrderBy("id").Rows(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range []orm.Row{high, null, low} {
				for _, k := range kinds {
					if !equal(rows[i][k.name], want[k.name]) {
						t.Errorf("%s: %#v instead of %#v", k.name, rows[i][k.name], want[k.name])
					}
				}
			}
			for _, k := range kinds {
				find(t, q, k.name, k.low, k.high)
			}
		})
	}
}

// find looks for the rows 3 (low), 1 (high) and 2 (NULL) by one field.
func find(t *testing.T, q orm.Query, name string, low, high any) {
	t.Helper()
	list := reflect.MakeSlice(reflect.SliceOf(reflect.TypeOf(low)), 0, 2)
	list = reflect.Append(list, reflect.ValueOf(high), reflect.ValueOf(low))
	ordered := name != "json"
	for _, test := range []struct {
		what string
		q    orm.Query
		want []int64
		only bool
	}{
		{"exact", q.Filter(orm.Where(name, low)), []int64{3}, true},
		{"not exact", q.Exclude(orm.Where(name, low)).OrderBy("id"), []int64{1, 2}, true},
		{"in", q.Filter(orm.Where(name+"__in", list.Interface())).OrderBy("id"), []int64{1, 3}, true},
		{"isnull", q.Filter(orm.Where(name+"__isnull", true)), []int64{2}, true},
		{"gt", q.Filter(orm.Where(name+"__gt", low)), []int64{1}, ordered},
		{"lte", q.Filter(orm.Where(name+"__lte", low)), []int64{3}, ordered},
		{"range", q.Filter(orm.Where(name+"__range", []any{low, high})).OrderBy("id"), []int64{1, 3}, ordered && name != "texts" && name != "numbers"},
		{"order", q.OrderBy(name), []int64{3, 1, 2}, true},
		{"F", q.Filter(orm.Where(name, orm.F(name))).OrderBy("id"), []int64{1, 3}, true},
	} {
		if !test.only {
			continue
		}
		rows, err := test.q.Rows(t.Context())
		var got []int64
		for _, row := range rows {
			got = append(got, row["id"].(int64))
		}
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s %s: %v %v", name, test.what, got, err)
		}
	}
}

// A computed text takes the type of the column that it is stored in.
func TestUpdateToComputedText(t *testing.T) {
	t.Parallel()
	q := openKinds(t, postgres.Config{})
	if err := q.Insert(t.Context(), orm.Row{"i32": 1, "ip": ""}); err != nil {
		t.Fatal(err)
	}
	row, err := q.Get(t.Context())
	if err != nil || row["ip"] != nil {
		t.Errorf("an empty address: %v %v", row["ip"], err)
	}
	for name, value := range map[string]string{"ip": "192.0.2.7", "uuid": "0191e7a1-7c4e-7d35-8a51-2f0d6a3c9b10", "day": "2026-01-02"} {
		when := orm.Case(orm.When(orm.Where("i32", 1), orm.Value(value)))
		if n, err := q.Update(t.Context(), orm.Set{Name: name, Value: when}); n != 1 || err != nil {
			t.Errorf("%s: %d %v", name, n, err)
		}
		if n, err := q.Filter(orm.Where(name, value)).Count(t.Context()); n != 1 || err != nil {
			t.Errorf("%s: found %d %v", name, n, err)
		}
	}
}

// Sums and means have the types that Django gives them, whatever PostgreSQL makes
// of them.
func TestAggregateTypes(t *testing.T) {
	t.Parallel()
	q := openKinds(t, postgres.Config{})
	for _, row := range []orm.Row{{"i64": 1, "decimal": dec("1.5"), "duration": time.Hour}, {"i64": 2, "decimal": dec("2"), "duration": 2 * time.Hour}} {
		if err := q.Insert(t.Context(), row); err != nil {
			t.Fatal(err)
		}
	}
	got, err := q.Aggregate(t.Context(), orm.As("sum", orm.Sum(orm.F("i64"))), orm.As("mean", orm.Avg(orm.F("i64"))),
		orm.As("total", orm.Sum(orm.F("decimal"))), orm.As("time", orm.Sum(orm.F("duration"))))
	if err != nil {
		t.Fatal(err)
	}
	if got["sum"] != int64(3) || got["mean"] != 1.5 || !got["total"].(decimal.Decimal).Equal(dec("3.5")) || got["time"] != 3*time.Hour {
		t.Errorf("%#v", got)
	}
}
