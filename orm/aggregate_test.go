package orm_test

import (
	"fmt"
	"testing"

	"github.com/combo-web/combo/orm"
)

// An aggregateTest is an aggregate over the three rows.
type aggregateTest struct {
	name string
	e    orm.Expression
	want string
	pg   string
}

func aggregateTests() []aggregateTest {
	where := orm.Where
	none := where("id__lt", 0)
	return []aggregateTest{
		{"count", orm.Count(F("maybe")), "2", ""},
		{"count rows", orm.CountRows(), "3", ""},
		{"count distinct", orm.Count(F("ok")).Distinct(), "2", ""},
		{"count filter", orm.Count(F("id")).Filter(where("n__gt", 0)), "1", ""},
		{"count rows filter", orm.CountRows().Filter(where("ok", true)), "2", ""},
		{"count of nothing", orm.Count(F("id")).Filter(none), "0", ""},
		{"sum", orm.Sum(F("n")), "0", ""},
		{"sum of decimals", orm.Sum(F("d")), "13.75", ""},
		{"sum of durations", orm.Sum(F("took")), "1h30m1s", ""},
		{"sum of an expression", orm.Sum(orm.Mul(F("n"), 2)).Filter(where("n__gt", 0)), "14", ""},
		{"sum of nothing", orm.Sum(F("n")).Filter(none), "<nil>", ""},
		{"sum with default", orm.Sum(F("d")).Filter(none).Default(5), "5", ""},
		{"sum of bools", orm.Sum(F("ok")), "2", ""},
		{"sum of distinct bools", orm.Sum(F("ok")).Distinct(), "1", ""},
		{"sum of conditions", orm.Sum(orm.Case(orm.When(where("n__gt", 0), true)).Else(false)).Default(0), "1", ""},
		{"sum of no bools", orm.Sum(F("ok")).Filter(none), "<nil>", ""},
		{"avg of bools", orm.Round(orm.Avg(F("ok")), 2), "0.67", ""},
		{"variance of bools", orm.Round(orm.Variance(F("ok")), 2), "0.22", ""},
		{"avg of ints", orm.Avg(F("id")), "2", ""},
		{"avg of decimals", orm.Round(orm.Avg(F("d")), 2), "4.58", ""},
		{"avg of durations", orm.Avg(F("took")), "30m0.333333s", ""},
		{"avg as int", orm.WithType(orm.Avg(F("f")), ofKind(orm.Int)), "34", ""},
		{"max", orm.Max(F("name")), "ünï", ""},
		{"max of dates", orm.Max(F("day")), "2025-01-01", ""},
		{"min", orm.Min(F("stamp")), "2023-12-31 12:00:00", ""},
		{"min over zero", orm.Min(F("maybe")), "0", ""},
		{"stddev", orm.Round(orm.StdDev(F("id")), 4), "0.8165", ""},
		{"stddev sample", orm.StdDevSample(F("id")), "1", ""},
		{"variance", orm.Round(orm.Variance(F("id")), 4), "0.6667", ""},
		{"variance sample", orm.VarianceSample(F("id")), "1", ""},
		{"variance of one", orm.VarianceSample(F("id")).Filter(where("id", 1)), "<nil>", ""},
		{"string agg", orm.StringAgg(F("note"), "-").OrderBy("-id"), "-x", ""},
		{"string agg ordered", orm.StringAgg(F("name"), ", ").OrderBy("n"), "beta gamma, ünï, Alpha", ""},
		{"json agg", orm.JSONBAgg(F("n")).OrderBy("id"), "[7 -7 0]", ""},
		{"bool and", orm.BoolAnd(F("ok")), "false", ""},
		{"bool or", orm.BoolOr(F("ok")), "true", ""},
		{"any value", orm.AnyValue(F("ok")).Filter(where("id", 2)), "false", ""},
		{"of aggregates", orm.Sub(orm.Max(F("n")), orm.Min(F("n"))), "14", ""},
		{"case of aggregates", orm.Case(orm.When(orm.Count(F("id")).Gt(2), "many")).Else("few"), "many", ""},
	}
}

func TestAggregates(t *testing.T) {
	_, q := openGauges(t)
	runAggregates(t, q, func(a aggregateTest) string { return a.want })
}

func runAggregates(t *testing.T, q orm.Query, want func(aggregateTest) string) {
	for _, test := range aggregateTests() {
		row, err := q.Aggregate(t.Context(), orm.As("x", test.e))
		if want := want(test); err != nil || showValue(row["x"]) != want {
			t.Errorf("%s: %v, %v, want %q", test.name, showValue(row["x"]), err, want)
		}
	}
	rows, err := q.Values("ok").Annotate(orm.As("x", orm.Sum(F("n"))), orm.As("y", orm.CountRows())).OrderBy("ok").Lists(t.Context())
	if err != nil || fmt.Sprint(rows) != "[[false -7 1] [true 7 2]]" {
		t.Errorf("groups: %v, %v", rows, err)
	}
	keys, err := keysOf(t.Context(), q.Annotate(orm.As("x", orm.Sum(F("n")))).Filter(orm.Where("x__lt", 7)))
	if err != nil || keys != "2 3" {
		t.Errorf("having: %v, %v", keys, err)
	}
	keys, err = keysOf(t.Context(), q.Annotate(orm.As("x", orm.RowNumber().Over(orm.Window{OrderBy: []any{"-n"}}))).Filter(orm.Where("x__lte", 2)))
	if err != nil || keys != "1 3" {
		t.Errorf("windows: %v, %v", keys, err)
	}
	row, err := q.Annotate(orm.As("month", orm.TruncMonth(F("day")))).Values("month").Distinct().Aggregate(t.Context(), orm.As("x", orm.Count(F("month"))))
	if err != nil || row["x"] != int64(3) {
		t.Errorf("months: %v, %v", row, err)
	}
}

// Rows are grouped by expressions whose arguments are bound: the text of the
// group has to be that of the selected value.
func TestGroupsOfExpressions(t *testing.T) {
	paris := loadZone(t, "Europe/Paris")
	_, lite := openGauges(t)
	for _, q := range []orm.Query{lite, openGaugesPostgres(t)} {
		for _, e := range []orm.Expression{
			orm.Left(F("name"), 1),
			orm.TruncMonth(orm.InZone(F("stamp"), paris)),
			orm.Case(orm.When(orm.Where("n__gt", 3), "up")).Else("down"),
			orm.Concat(F("note"), "-", F("ok")),
			orm.Coalesce(F("note"), "none"),
			orm.Key(F("doc"), "s"),
			orm.Add(F("n"), 5),
			orm.Round(F("d"), 1),
			F("stamp__year"),
			orm.Exists(orm.From(gaugeModel(t)).Filter(orm.Where("n__gt", orm.Outer("n")))),
		} {
			byKey := q.Annotate(orm.As("k", e)).Values("k").Annotate(orm.As("c", orm.CountRows()), orm.As("m", orm.Max(F("id"))))
			lists, err := byKey.OrderBy("k").Lists(t.Context())
			rows := int64(0)
			for _, l := range lists {
				rows += l[1].(int64)
			}
			if err != nil || rows != 3 {
				t.Errorf("%s: %v: %v, %v", q.Dialect().Name(), e, lists, err)
			}
			if n, err := byKey.Filter(orm.Where("c__gte", 1)).Count(t.Context()); err != nil || int(n) != len(lists) {
				t.Errorf("%s: %v: %d groups, %v, want %d", q.Dialect().Name(), e, n, err, len(lists))
			}
		}
	}
}
