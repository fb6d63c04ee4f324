package orm_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/internal/pgtest"
	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
)

func TestEveryTypedLookup(t *testing.T) { runCases(t, lookupCases()) }

// lookupCases has every lookup and every transform of [orm.WhereCol].
func lookupCases() []valueCase {
	b := Boats.F
	named := func(fulfil func(string) bool) func(*Boat) bool { return func(b *Boat) bool { return fulfil(b.Name) } }
	at := func(part func(time.Time) int, n int) func(*Boat) bool {
		return func(b *Boat) bool { return part(b.Launched) == n }
	}
	is := func(name string) func(*Boat) bool { return named(func(s string) bool { return s == name }) }
	all := func(*Boat) bool { return true }
	return []valueCase{
		condition("exact", orm.WhereCol(&b.Name, "exact", "Bass"), is("Bass")),
		condition("iexact", orm.WhereCol(&b.Name, "iexact", "bASS"), is("Bass")),
		condition("contains", orm.WhereCol(&b.Name, "contains", "ll"), named(func(s string) bool { return strings.Contains(s, "ll") })),
		condition("icontains", orm.WhereCol(&b.Name, "icontains", "B"), named(func(s string) bool { return strings.ContainsAny(s, "bB") })),
		condition("startswith", orm.WhereCol(&b.Name, "startswith", "c"), is("cormorant")),
		condition("istartswith", orm.WhereCol(&b.Name, "istartswith", "C"), is("cormorant")),
		condition("endswith", orm.WhereCol(&b.Name, "endswith", "ss"), named(func(s string) bool { return strings.HasSuffix(s, "ss") })),
		condition("iendswith", orm.WhereCol(&b.Name, "iendswith", "SS"), named(func(s string) bool { return strings.HasSuffix(s, "ss") })),
		condition("regex", orm.WhereCol(&b.Name, "regex", "^[a-z]+$"), is("cormorant")),
		condition("iregex", orm.WhereCol(&b.Name, "iregex", "^BA.S$"), is("Bass")),
		condition("gt", orm.WhereCol(&b.ID, "gt", 5), func(b *Boat) bool { return b.ID > 5 }),
		condition("gte", orm.WhereCol(&b.ID, "gte", 5), func(b *Boat) bool { return b.ID >= 5 }),
		condition("lt", orm.WhereCol(&b.ID, "lt", &b.OwnerID), func(b *Boat) bool { return b.ID < b.OwnerID }),
		condition("lte", orm.WhereCol(&b.ID, "lte", &b.OwnerID), func(b *Boat) bool { return b.ID <= b.OwnerID }),
		condition("in", orm.WhereCol(&b.ID, "in", []int{2, 4}), func(b *Boat) bool { return b.ID == 2 || b.ID == 4 }),
		condition("range", orm.WhereCol(&b.ID, "range", []int{2, 4}), func(b *Boat) bool { return b.ID >= 2 && b.ID <= 4 }),
		condition("isnull", orm.WhereCol(b.Built, "isnull", true), func(b *Boat) bool { return b.Built == nil }),
		condition("year", orm.WhereCol(&b.Launched, "year", 2020), at(time.Time.Year, 2020)),
		condition("iso_year", orm.WhereCol(&b.Launched, "iso_year", 2021), at(func(t time.Time) int { y, _ := t.ISOWeek(); return y }, 2021)),
		condition("quarter", orm.WhereCol(&b.Launched, "quarter", 2), at(func(t time.Time) int { return (int(t.Month()) + 2) / 3 }, 2)),
		condition("month", orm.WhereCol(&b.Launched, "month", 3), at(func(t time.Time) int { return int(t.Month()) }, 3)),
		condition("week", orm.WhereCol(&b.Launched, "week", 1), at(func(t time.Time) int { _, w := t.ISOWeek(); return w }, 1)),
		condition("week_day", orm.WhereCol(&b.Launched, "week_day", 1), at(func(t time.Time) int { return int(t.Weekday()) }, 0)),
		condition("iso_week_day", orm.WhereCol(&b.Launched, "iso_week_day", 1), at(func(t time.Time) int { return int(t.Weekday()) }, 1)),
		condition("day", orm.WhereCol(&b.Launched, "day__lt", 15), func(b *Boat) bool { return b.Launched.Day() < 15 }),
		condition("hour", orm.WhereCol(&b.Launched, "hour", 8), at(time.Time.Hour, 8)),
		condition("minute", orm.WhereCol(&b.Launched, "minute", 0), all),
		condition("second", orm.WhereCol(&b.Launched, "second__gte", 0), all),
		condition("date", orm.WhereCol(&b.Launched, "date", orm.DayOf(launch)), func(b *Boat) bool { return b.ID == 1 }),
		condition("time", orm.WhereCol(&b.Launched, "time", orm.NewClock(8, 0, 0, 0)), at(time.Time.Hour, 8)),
		on("postgresql", condition("unaccent", orm.WhereCol(&b.Name, "unaccent", "Bass"), is("Bass"))),
		on("postgresql", condition("search", orm.WhereCol(&b.Name, "search", "bass"), is("Bass"))),
		on("postgresql", condition("trigram_similar", orm.WhereCol(&b.Name, "trigram_similar", "Cormorants"), is("cormorant"))),
		on("postgresql", condition("trigram_word_similar", orm.WhereCol(&b.Name, "trigram_word_similar", "cormorant"), is("cormorant"))),
	}
}

// A Crate has arrays, which PostgreSQL alone knows.
type Crate struct {
	ID   int64
	Tags []string
	Nums []int
}

var (
	hold   = &orm.TableSet{}
	Crates = orm.NewTableIn[Crate](hold, nil)
)

func TestEveryTypedArray(t *testing.T) {
	db, err := postgres.Open(pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := orm.CreateTables(t.Context(), db, Crates.Model()); err != nil {
		t.Fatal(err)
	}
	insertAll(t, Crates.On(db), []*Crate{{1, []string{"a", "b"}, []int{1, 2, 3}}, {2, []string{"b"}, []int{}}, {3, []string{}, []int{3}}})
	c := Crates.F
	for _, test := range []struct {
		name string
		c    orm.Condition
		want []int64
	}{
		{"contains", orm.ArrayContains(&c.Tags, "b"), []int64{1, 2}},
		{"contains all", orm.ArrayContains(&c.Nums, 3, 1), []int64{1}},
		{"contained by", orm.ArrayContainedBy(&c.Tags, "b", "c"), []int64{2, 3}},
		{"contained_by", orm.WhereCol(&c.Nums, "contained_by", []int{3}), []int64{2, 3}},
		{"overlaps", orm.ArrayOverlaps(&c.Nums, 2, 3), []int64{1, 3}},
		{"overlap", orm.WhereCol(&c.Tags, "overlap", []string{"a", "x"}), []int64{1}},
		{"length", orm.ArrayLen(&c.Nums).Eq(1), []int64{3}},
		{"len", orm.WhereCol(&c.Nums, "len__gte", 1), []int64{1, 3}},
		{"element", orm.WhereCol(&c.Tags, "0", "b"), []int64{2}},
		{"slice", orm.WhereCol(&c.Nums, "0_2", []int{1, 2}), []int64{1}},
		{"equal", orm.Eq(&c.Tags, []string{"a", "b"}), []int64{1}},
		{"not equal", orm.Ne(&c.Tags, []string{"a", "b"}), []int64{2, 3}},
	} {
		got, err := orm.Pluck(Crates.On(db).Filter(test.c).OrderBy(&c.ID), &c.ID).All(t.Context())
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, %v, want %v", test.name, got, err, test.want)
		}
	}
}
