package orm_test

import (
	"testing"
	"time"

	"github.com/combo-web/combo/orm"
)

func TestTypedExpressions(t *testing.T) {
	_, q := openGauges(t)
	n, maybe := orm.Typed[int64](F("n")), orm.Typed[int64](F("maybe"))
	for _, test := range []lookupTest{
		{n.Add(1).Eq(8), "1", ""},
		{n.Sub(1).Lt(0), "2 3", ""},
		{n.Mul(2).Gte(14), "1", ""},
		{n.Div(2).Eq(3), "1", ""},
		{n.Lte(0), "2 3", ""},
		{n.Between(-7, 0), "2 3", ""},
		{n.In(7, 0, 9), "1 3", ""},
		{maybe.Coalesce(9).Gt(2), "1 2", ""},
		{maybe.Ne(3), "2 3", ""},
		{maybe.IsNull(), "2", ""},
		{maybe.NotNull(), "1 3", ""},
		{n.Is("gt", F("maybe")), "1", ""},
		{orm.Typed[bool](F("ok")).True(), "1 3", ""},
	} {
		got, err := keysOf(t.Context(), q.Filter(test.c))
		if err != nil || got != test.want {
			t.Errorf("%v: %q, %v, want %q", test.c, got, err, test.want)
		}
	}
	for _, test := range []struct {
		c    orm.Condition
		want string
	}{
		{n.Max().Eq(7), "1"}, {n.Min().Lt(0), "2"}, {n.Sum().Filter(orm.Where("ok", true)).Gt(-1), "1 3"},
	} {
		got, err := keysOf(t.Context(), q.Annotate(orm.As("x", orm.Is(test.c))).Filter(orm.Where("x", true)))
		if err != nil || got != test.want {
			t.Errorf("%v: %q, %v, want %q", test.c, got, err, test.want)
		}
	}
	lists, err := q.OrderBy(n.Desc()).Values("id").Lists(t.Context())
	if err != nil || lists[0][0] != int64(1) {
		t.Errorf("%v, %v", lists, err)
	}
	lists, err = q.OrderBy(n.Asc()).Values("id").Lists(t.Context())
	if err != nil || lists[0][0] != int64(2) {
		t.Errorf("%v, %v", lists, err)
	}
}

// The zone of a query is that of all the parts of dates in it.
func TestQueryZone(t *testing.T) {
	paris := loadZone(t, "Europe/Paris")
	_, q := openGauges(t)
	for _, test := range []lookupTest{
		{orm.Where("stamp__day", 1), "1 2", ""},
		{orm.Where("stamp__date", orm.NewDay(2024, 3, 1)), "1", ""},
		{orm.Where("stamp__year", 2025), "2", ""},
		{orm.Where("stamp__hour__gte", 1), "2 3", ""},
		{orm.Where("id__in", q.Filter(orm.Where("stamp__month", 3)).Values("id")), "1", ""},
		{orm.ExtractDay(orm.InZone(F("stamp"), time.UTC)).Eq(29), "1", ""},
	} {
		got, err := keysOf(t.Context(), q.In(paris).Filter(test.c))
		if err != nil || got != test.want {
			t.Errorf("%v: %q, %v, want %q", test.c, got, err, test.want)
		}
	}
	if _, err := q.In(time.Local).Lists(t.Context()); err == nil {
		t.Error("time.Local is no mistake")
	}
	// A year of Paris begins an hour before that of UTC.
	newYear := time.Date(2024, 12, 31, 23, 30, 0, 0, time.UTC)
	got, err := keysOf(t.Context(), q.In(paris).Filter(orm.Compare(orm.Value(newYear), "year", 2025)))
	if err != nil || got != "1 2 3" {
		t.Errorf("%q, %v", got, err)
	}
}
