package orm_test

import (
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/orm"
)

func TestExpressionMistakes(t *testing.T) {
	_, q := openGauges(t)
	tests := []struct {
		e    orm.Expression
		want string
	}{
		{orm.Add(F("name"), F("n")), "cannot infer the type of Text + Int"},
		{orm.Add(F("f"), F("d")), "cannot infer the type of Float + Decimal"},
		{orm.Mul(F("took"), 2), "cannot infer the type of Duration * Int"},
		{orm.Abs(orm.Mul(F("took"), 2)), "cannot infer the type of Duration * Int"},
		{orm.Sum(orm.Add(F("f"), F("d"))), "cannot infer the type of Float + Decimal"},
		{orm.BitAnd(F("n"), F("f")), "cannot infer the type of Int & Float"},
		{orm.Sub(F("took"), F("day")), "cannot infer the type of Duration - Date"},
		{orm.Coalesce(F("name"), F("n")), "Coalesce contains mixed types: Text, Int"},
		{orm.Case(orm.When(orm.Where("n", 1), F("day"))).Else(F("n")), "Case contains mixed types: Date, Int"},
		{orm.Case(orm.When(orm.And(), 1)), "a branch of Case has an empty condition"},
		{orm.Sum(orm.Sum(F("n"))), "Sum cannot be computed of an aggregate"},
		{orm.Count(F("n")).Default(1), "Count has no default"},
		{orm.Left(F("name"), 0), "Left takes at least one character, not 0"},
		{orm.Right(F("name"), -1), "Right takes at least one character, not -1"},
		{orm.Substr(F("name"), 0, 1), "Substr counts characters from 1"},
		{orm.SubstrFrom(F("name"), 0), "Substr counts characters from 1"},
		{orm.LPad(F("name"), -1, "x"), "LPad takes no negative length"},
		{orm.Repeat(F("name"), -1), "Repeat takes no negative number"},
		{orm.Round(F("f"), -1), "SQLite cannot Round to -1 digits"},
		{orm.Collate(F("name"), `x" --`), "is not the name of a collation"},
		{orm.Func("upper(", ofKind(orm.Text)), "is not the name of a function"},
		{orm.Cast(F("name"), orm.Type{}), "Cast needs the kind"},
		{orm.Extract(F("day"), "century; --"), "is not a part of a date"},
		{orm.Extract(F("day"), "hour"), "there is no hour in lab.Gauge.day"},
		{orm.Extract(F("at"), "day"), "there is no day in lab.Gauge.at"},
		{orm.Extract(F("n"), "day"), "there is no day in lab.Gauge.n"},
		{orm.Trunc(F("day"), "hour", orm.Type{}), "cannot be truncated to the hour"},
		{orm.Trunc(F("day"), "day", ofKind(orm.DateTime)), "cannot be truncated to the day, as DateTime"},
		{orm.Trunc(F("at"), "month", orm.Type{}), "cannot be truncated to the month"},
		{orm.Trunc(F("day"), "iso_year", orm.Type{}), "is not a part of a date or time that Trunc knows"},
		{orm.TruncDate(F("at")), "cannot be truncated to the date"},
		{orm.ExtractDay(orm.InZone(F("day"), time.UTC)), "only a DateTime has parts in a time zone"},
		{orm.ExtractDay(orm.InZone(F("stamp"), time.Local)), "time.Local has no name"},
		{orm.JSONObject("a"), "takes names and values in turn"},
		{orm.JSONObject(1, 2), "takes a string as a name"},
		{orm.Key(F("doc"), 1.5), "a path in JSON has names and numbers"},
		{orm.ArrayAgg(F("n")), "sqlite has no ArrayAgg of Int"},
		{orm.SHA1(orm.Unaccent(F("name"))), "sqlite has no Unaccent of Text"},
		{orm.Ntile(0).Over(orm.Window{}), "Ntile takes a positive number"},
		{orm.NthValue(F("n"), 0).Over(orm.Window{}), "NthValue counts from 1"},
		{orm.Lag(F("n"), 0).Over(orm.Window{}), "Lag takes a positive number of rows"},
		{orm.Over(orm.Lower(F("name")), orm.Window{}), "only an aggregate or a function of windows"},
		{orm.Sum(F("n")).Over(orm.Window{Frame: orm.Rows(1, 2)}), "a frame starts at 0, a negative number or Unbounded, not at 1"},
		{orm.Sum(F("n")).Over(orm.Window{Frame: orm.Range(0, -2)}), "a frame ends at 0, a positive number or Unbounded, not at -2"},
		{F("stamp__century"), "neither a lookup nor a transform"},
		{F("day__hour"), "neither a lookup nor a transform"},
	}
	for _, test := range tests {
		_, err := q.Annotate(orm.As("x", test.e)).Lists(t.Context())
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v, want %q", err, test.want)
		}
	}
	for _, c := range []orm.Condition{
		orm.Where("doc__has_key", []string{"a"}), orm.Where("doc__has_keys", "a"), orm.Where("doc__n__gt", nil),
		orm.Where("doc__s__icontains", nil), orm.Where("doc__isnull", 1), orm.Where("day__year", "x"), orm.Where("day__year", 10_000),
	} {
		if _, err := q.Filter(c).Lists(t.Context()); err == nil {
			t.Errorf("no mistake: %v", c)
		}
	}
}

// What an expression is made of never becomes text of the statement.
func TestExpressionArgumentsAreBound(t *testing.T) {
	_, q := openGauges(t)
	const evil = `x" --'; DROP TABLE lab_gauge; {0} $1 ?1`
	for _, e := range []orm.Expression{
		orm.Key(F("doc"), evil), orm.KeyText(F("doc"), evil), F("doc__" + evil), orm.Coalesce(F("note"), evil),
		orm.StringAgg(F("name"), evil), orm.JSONObject(evil, 1), orm.Concat(F("name"), evil), orm.Is(orm.Where("doc__has_key", evil)),
		orm.Is(orm.Where("doc__"+evil+"__icontains", evil)),
	} {
		sql, args, err := orm.CompileSQL(q.Annotate(orm.As("x", e)), q.Dialect(), orm.EndRows)
		if err != nil || strings.Contains(sql, "DROP") || len(args) == 0 {
			t.Errorf("%s %v %v", sql, args, err)
		}
		if _, err := q.Annotate(orm.As("x", e)).Lists(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// A shape must tell apart whatever the text of a statement depends on.
func TestExpressionShapes(t *testing.T) {
	_, q := openGauges(t)
	texts := map[string]string{}
	for _, test := range exprTests(t, byPath) {
		query := q.Annotate(orm.As("x", test.e.(orm.Expression)))
		sql, _, err := orm.CompileSQL(query, q.Dialect(), orm.EndRows)
		if err != nil {
			t.Fatal(test.name, err)
		}
		key := orm.ShapeOf(query)
		if have, ok := texts[key]; ok && have != sql {
			t.Errorf("%s: two texts of one shape:\n%s\n%s", test.name, have, sql)
		}
		texts[key] = sql
	}
}
