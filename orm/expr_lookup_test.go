package orm_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/combo-web/combo/orm"
)

// A lookupTest is a condition and the keys of the rows that fulfil it.
type lookupTest struct {
	c    orm.Condition
	want string
	pg   string // if PostgreSQL finds other rows
}

func lookupTests(t testing.TB) []lookupTest {
	where, not := orm.Where, orm.Not
	paris := loadZone(t, "Europe/Paris")
	return []lookupTest{
		{where("day__year", 2024), "1", ""},
		{where("day__year__gt", 2023), "1 2", ""},
		{where("day__year__gte", 2024), "1 2", ""},
		{where("day__year__lt", 2024), "3", ""},
		{where("day__year__lte", 2024), "1 3", ""},
		{where("day__year__in", []int{2023, 2025}), "2 3", ""},
		{where("stamp__year", orm.F("day__year")), "1 2 3", ""},
		{where("day__iso_year", 2025), "2", ""},
		{where("day__iso_year__lt", 2025), "1 3", ""},
		{where("stamp__year", 2025), "2", ""},
		{where("stamp__month", 2), "1", ""},
		{where("stamp__hour__gte", 12), "1 3", ""},
		{where("stamp__date", orm.NewDay(2024, 2, 29)), "1", ""},
		{where("stamp__date__gt", "2024-02-29"), "2", ""},
		{where("stamp__time", orm.NewClock(12, 0, 0, 0)), "3", ""},
		{where("at__minute", 59), "3", ""},
		{orm.ExtractDay(orm.InZone(orm.F("stamp"), paris)).Eq(1), "1 2", ""},
		{orm.ExtractYear(orm.InZone(orm.F("stamp"), paris)).Eq(2025), "2", ""},
		{not(where("stamp__year", 2024)), "2 3", ""},

		{where("doc__s", "text"), "1", ""},
		{where("doc__s", "true"), "2", ""},
		{where("doc__t", true), "1", ""},
		{where("doc__t", false), "2", ""},
		{where("doc__t", 1), "", ""},
		{where("doc__n", 5), "1", ""},
		{where("doc__n", 7.5), "2", ""},
		{where("doc__n", "5"), "", ""},
		{where("doc__n__gt", 5), "2", ""},
		{where("doc__n__lte", 7.5), "1 2", ""},
		{where("doc__z", nil), "2", ""},
		{where("doc__z__isnull", true), "1 3", ""},
		{where("doc__z__isnull", false), "2", ""},
		{where("doc__isnull", true), "3", ""},
		{where("doc", nil), "", ""},
		{where("doc__a", map[string]any{"b": []any{1, "x", nil}}), "1", ""},
		{where("doc__a__b", []any{1, "x", nil}), "1", ""},
		{where("doc__a__b__1", "x"), "1", ""},
		{where("doc__a__b__2", nil), "1", ""},
		{where("doc__n__in", []any{5, 7.5, 9}), "1 2", ""},
		{where("doc__s__in", []string{"text", "no"}), "1", ""},
		{where("doc__t__in", []bool{true}), "1", ""},
		{where("doc__t__in", []any{true, nil}), "1", ""},
		{where("doc__s__in", []any{orm.F("doc__s")}), "1 2", ""},
		{where("doc__n__in", manyDocuments(5)), "1", ""},
		{where("doc__n__in", manyDocuments(7.5, "5", true)), "2", ""},
		{where("doc__t__in", manyDocuments(true)), "1", ""},
		{where("doc__t__in", manyDocuments(1, "true")), "", ""},
		{where("doc__a__in", manyDocuments(map[string]any{"b": []any{1, "x", nil}})), "1", ""},
		{where("doc__in", manyDocuments(map[string]any{"z": nil, "s": "true", "t": false, "n": 7.5, "5": "five"})), "2", ""},
		{not(where("doc__n__in", manyDocuments(5))), "2 3", ""},
		{where("doc__has_key", "z"), "2", ""},
		{where("doc__has_key", "5"), "2", ""},
		{where("doc__a__has_key", "b"), "1", ""},
		{where("doc__has_keys", []string{"s", "a"}), "1", ""},
		{where("doc__has_keys", []string{}), "1 2 3", ""},
		{where("doc__has_any_keys", []string{"a", "z"}), "1 2", ""},
		{where("doc__has_any_keys", []string{}), "", ""},
		{where("doc__s__icontains", "EX"), "1", ""},
		{where("doc__s__startswith", "te"), "1", ""},
		{where("doc__s__iendswith", "UE"), "2", ""},
		{where("doc__s__regex", "^t.x"), "1", ""},
		{where("doc__contains", map[string]any{"t": true}), "1", ""},
		{where("doc__contained_by", map[string]any{"s": "true", "t": false, "n": 7.5, "z": nil, "5": "five", "more": 1}), "2", ""},
		{not(where("doc__n", 5)), "2 3", ""},
		{not(where("doc__z", nil)), "3", ""},
		{orm.Key(orm.F("doc"), "s").Is("iexact", "TEXT"), "1", ""},
		{orm.KeyText(orm.F("doc"), "s").Eq("text"), "1", ""},
		{where("doc", map[string]any{"s": "true", "t": false, "n": 7.5, "z": nil, "5": "five"}), "2", ""},

		{orm.Lower(orm.F("name")).Eq("alpha"), "1", ""},
		{orm.Lower(orm.F("name")).Ne("alpha"), "2 3", ""},
		{orm.Length(orm.F("name")).Between(4, 6), "1", ""},
		{orm.Length(orm.F("name")).In(3, 10), "2 3", ""},
		{orm.Add(orm.F("n"), orm.F("id")).Gt(0), "1 3", ""},
		{orm.Mul(orm.F("d"), 2).Gte("6.00"), "1 2", ""},
		{orm.Mul(orm.F("d"), 2).Eq(6), "2", ""},
		{orm.Coalesce(orm.F("maybe"), 9).Lt(5), "1 3", ""},
		{orm.NullIf(orm.F("n"), 7).IsNull(), "1", ""},
		{orm.Typed[int64](orm.F("n")).NotNull(), "1 2 3", ""},
		{orm.Sub(orm.F("stamp"), orm.F("took")).Is("year__lt", 2024), "3", ""},
		{orm.Case(orm.When(where("n__gt", 0), true)).Else(false).True(), "1", ""},
		{where("took__gt", orm.Sub(orm.F("at"), orm.F("at"))), "1 2", ""},
		{where("day__lt", orm.Add(orm.F("day"), orm.F("took"))), "1 2", ""},
	}
}

// manyDocuments are values among more of them than are written out.
func manyDocuments(values ...any) []any {
	for i := range 2000 {
		values = append(values, "no "+strconv.Itoa(i))
	}
	return values
}

func TestExpressionLookups(t *testing.T) {
	_, q := openGauges(t)
	runLookups(t, q, func(l lookupTest) string { return l.want })
}

func runLookups(t *testing.T, q orm.Query, want func(lookupTest) string) {
	for i, test := range lookupTests(t) {
		got, err := keysOf(t.Context(), q.Filter(test.c))
		if want := want(test); err != nil || got != want {
			sql, args, _ := orm.CompileSQL(q.Filter(test.c), q.Dialect(), orm.EndRows)
			t.Errorf("%d: rows %q, %v, want %q\n%s %v", i, got, err, want, sql, args)
		}
	}
}

func keysOf(ctx context.Context, q orm.Query) (string, error) {
	lists, err := q.OrderBy("id").Values("id").Lists(ctx)
	return strings.Trim(strings.ReplaceAll(strings.ReplaceAll(fmt.Sprint(lists), "[", ""), "]", ""), " "), err
}
