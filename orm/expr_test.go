package orm_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

// gaugeModel has a column of every kind.
func gaugeModel(t testing.TB) *orm.Model {
	t.Helper()
	kind := func(k orm.Kind) orm.Type { return orm.Type{Kind: k} }
	m := &orm.Model{App: "lab", Name: "Gauge", Fields: []*orm.Field{
		{Name: "name", Type: orm.Type{Kind: orm.Text, Max: 50}},
		{Name: "n", Type: orm.Type{Kind: orm.Int, Bits: 32}},
		{Name: "f", Type: kind(orm.Float)},
		{Name: "d", Type: orm.Type{Kind: orm.Decimal, Digits: 8, Places: 2}},
		{Name: "ok", Type: kind(orm.Bool)},
		{Name: "day", Type: kind(orm.Date)},
		{Name: "at", Type: kind(orm.Time)},
		{Name: "stamp", Type: kind(orm.DateTime)},
		{Name: "took", Type: kind(orm.Duration)},
		{Name: "uid", Type: kind(orm.UUID)},
		{Name: "doc", Type: kind(orm.JSON), Null: true},
		{Name: "maybe", Type: kind(orm.Int), Null: true},
		{Name: "note", Type: kind(orm.Text), Null: true},
	}}
	if _, err := orm.NewRegistry(m); err != nil {
		t.Fatal(err)
	}
	return m
}

// gauges are the rows of the tests. {…|…} is a text of SQLite and of PostgreSQL.
const gauges = `INSERT INTO lab_gauge (id, name, n, f, d, ok, day, at, stamp, took, uid, doc, maybe, note) VALUES
(1, 'Alpha', 7, 2.5, 10.50, TRUE, '2024-02-29', '10:20:30.500000', '2024-02-29 23:30:15.250000', {5400000000|'90 minutes'}, '00000000000000000000000000000001', '{"a": {"b": [1, "x", null]}, "s": "text", "t": true, "n": 5, "q\"k": 1}', 3, 'x'),
(2, 'beta gamma', -7, -0.5, 3.00, FALSE, '2025-01-01', '00:00:00', '2025-01-01 00:00:00', {1000000|'1 second'}, '00000000000000000000000000000002', '{"s": "true", "t": false, "n": 7.5, "z": null, "5": "five"}', NULL, NULL),
(3, 'ünï', 0, 100, 0.25, TRUE, '2023-12-31', '23:59:59.999999', '2023-12-31 12:00:00', {0|'0'}, '00000000000000000000000000000003', NULL, 0, '')`

func forDatabase(sql string, first bool) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(sql, "{")
		if !found || !strings.Contains(rest, "|") || strings.HasPrefix(rest, `"`) {
			b.WriteString(before)
			if !found {
				return b.String()
			}
			b.WriteByte('{')
			sql = rest
			continue
		}
		b.WriteString(before)
		both, after, _ := strings.Cut(rest, "}")
		a, z, _ := strings.Cut(both, "|")
		if !first {
			a = z
		}
		b.WriteString(a)
		sql = after
	}
}

func openGauges(t testing.TB) (*orm.DB, orm.Query) {
	t.Helper()
	m := gaugeModel(t)
	db, err := sqlite.Open(t.TempDir() + "/gauges.sqlite3")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	fillGauges(t, db, m, true)
	return db, orm.From(m).On(db)
}

func fillGauges(t testing.TB, db *orm.DB, m *orm.Model, first bool) {
	t.Helper()
	ctx := context.Background()
	if err := orm.CreateTables(ctx, db, m); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(ctx, forDatabase(gauges, first)); err != nil {
		t.Fatal(err)
	}
}

// An exprTest is an expression and its values in the three rows. A second text is
// for PostgreSQL.
type exprTest struct {
	name string
	e    any
	want string
	pg   string
}

// F is orm.F.
func F(path string) orm.Expression { return orm.F(path) }

// byPath names a column for exprTests.
func byPath(path string) any { return orm.F(path) }

func ofKind(k orm.Kind) orm.Type { return orm.Type{Kind: k} }

// exprTests are the expressions over columns that F names.
func exprTests(t testing.TB, F func(string) any) []exprTest {
	paris := loadZone(t, "Europe/Paris")
	east := time.FixedZone("", 5*3600+1800)
	return []exprTest{
		{"add", orm.Add(F("n"), 1), "8 -6 1", ""},
		{"sub", orm.Sub(10, F("n")), "3 17 10", ""},
		{"mul", orm.Mul(F("n"), F("n")), "49 49 0", ""},
		{"div", orm.Div(F("n"), 2), "3 -3 0", ""},
		{"div by zero is null", orm.Div(1, orm.NullIf(F("n"), 0)), "0 0 <nil>", ""},
		{"rem", orm.Rem(F("n"), 4), "3 -3 0", ""},
		{"rem of floats", orm.Rem(F("f"), 2.0), "0.5 -0.5 0", ""},
		{"pow", orm.Pow(F("n"), 2), "49 49 0", ""},
		{"neg", orm.Neg(F("n")), "-7 7 0", ""},
		{"int and decimal", orm.Mul(F("d"), F("n")), "73.5 -21 0", ""},
		{"int and float", orm.Add(F("n"), F("f")), "9.5 -7.5 100", ""},
		{"bits and", orm.BitAnd(F("n"), 6), "6 0 0", ""},
		{"bits or", orm.BitOr(F("n"), 8), "15 -7 8", ""},
		{"bits xor", orm.BitXor(F("n"), 2), "5 -5 2", ""},
		{"bits left", orm.BitLeft(F("n"), 2), "28 -28 0", ""},
		{"bits right", orm.BitRight(F("n"), 1), "3 -4 0", ""},
		{"null", orm.Add(F("maybe"), 1), "4 <nil> 1", ""},
		{"date and duration", orm.Add(F("day"), 36*time.Hour), "2024-03-01 12:00:00 2025-01-02 12:00:00 2024-01-01 12:00:00", ""},
		{"datetime and duration", orm.Sub(F("stamp"), F("took")), "2024-02-29 22:00:15.25 2024-12-31 23:59:59 2023-12-31 12:00:00", ""},
		{"time and duration", orm.Add(F("at"), time.Hour), "11:20:30.500000 01:00:00 00:59:59.999999", ""},
		{"durations", orm.Add(F("took"), time.Second), "1h30m1s 2s 1s", ""},
		{"dates", orm.Sub(F("day"), orm.NewDay(2024, 1, 1)), "1416h0m0s 8784h0m0s -24h0m0s", ""},
		{"datetimes", orm.Sub(F("stamp"), time.Date(2024, 2, 29, 23, 30, 0, 0, time.UTC)), "15.25s 7344h30m0s -1451h30m0s", ""},
		{"times", orm.Sub(F("at"), orm.NewClock(10, 0, 0, 0)), "20m30.5s -10h0m0s 13h59m59.999999s", ""},
		{"duration scaled", orm.WithType(orm.Mul(F("took"), 2), ofKind(orm.Duration)), "3h0m0s 2s 0s", ""},
		{"as int", orm.WithType(F("f"), ofKind(orm.Int)), "2 0 100", ""},
		{"as float", orm.WithType(F("n"), ofKind(orm.Float)), "7 -7 0", ""},

		{"lower", orm.Lower(F("name")), "alpha beta gamma ünï", ""},
		{"upper", orm.Upper(F("name")), "ALPHA BETA GAMMA üNï", ""},
		{"length", orm.Length(F("name")), "5 10 3", ""},
		{"trim", orm.Trim("  a "), "a a a", ""},
		{"ltrim", orm.Concat(orm.LTrim("  a "), "."), "a . a . a .", ""},
		{"rtrim", orm.Concat(orm.RTrim("  a "), "."), "  a.   a.   a.", ""},
		{"concat", orm.Concat(F("name"), ":", F("n"), F("note")), "Alpha:7x beta gamma:-7 ünï:0", ""},
		{"left", orm.Left(F("name"), 2), "Al be ün", ""},
		{"right", orm.Right(F("name"), 2), "ha ma nï", ""},
		{"substr", orm.Substr(F("name"), 2, 2), "lp et nï", ""},
		{"substr from", orm.SubstrFrom(F("name"), 3), "pha ta gamma ï", ""},
		{"lpad", orm.LPad(F("name"), 7, "xy"), "xyAlpha beta ga xyxyünï", ""},
		{"rpad", orm.RPad(F("name"), 7, ""), "Alpha   beta ga ünï    ", ""},
		{"repeat", orm.Repeat(F("note"), 3), "xxx <nil> ", ""},
		{"replace", orm.Replace(F("name"), "a", ""), "Alph bet gmm ünï", ""},
		{"reverse", orm.Reverse(F("name")), "ahplA ammag ateb ïnü", ""},
		{"strindex", orm.StrIndex(F("name"), "a"), "5 4 0", ""},
		{"chr", orm.Chr(252), "ü ü ü", ""},
		{"ord", orm.Ord(F("name")), "65 98 252", ""},
		{"md5", orm.Left(orm.MD5(F("name")), 6), "613229 d4c171 3241a6", ""},
		{"sha256", orm.Left(orm.SHA256(F("note")), 6), "2d7116 <nil> e3b0c4", ""},
		{"sha224", orm.Left(orm.SHA224("a"), 4), "abd3 abd3 abd3", ""},
		{"sha384", orm.Left(orm.SHA384("a"), 4), "54a5 54a5 54a5", ""},
		{"sha512", orm.Left(orm.SHA512("a"), 4), "1f40 1f40 1f40", ""},
		{"collate", orm.Collate(F("name"), "C"), "Alpha beta gamma ünï", ""},

		{"abs", orm.Abs(F("n")), "7 7 0", ""},
		{"ceil", orm.Ceil(F("f")), "3 -0 100", ""},
		{"floor", orm.Floor(F("f")), "2 -1 100", ""},
		{"sign", orm.Sign(F("n")), "1 -1 0", ""},
		{"round", orm.Round(F("f"), 0), "3 -1 100", ""},
		{"round to digits", orm.Round(F("d"), 1), "10.5 3 0.3", ""},
		{"mod", orm.Mod(F("n"), 4), "3 -3 0", ""},
		{"power", orm.Power(F("n"), 2), "49 49 0", ""},
		{"sqrt", orm.Sqrt(F("id")), "1 1.4142135623730951 1.7320508075688772", ""},
		{"exp", orm.Exp(0), "1 1 1", ""},
		{"ln", orm.Ln(1), "0 0 0", ""},
		{"log", orm.Log(2, 8), "3 3 3", ""},
		{"sin", orm.Sin(0.0), "0 0 0", ""},
		{"cos", orm.Cos(0.0), "1 1 1", ""},
		{"tan", orm.Tan(0.0), "0 0 0", ""},
		{"cot", orm.Round(orm.Cot(1.0), 4), "0.6421 0.6421 0.6421", ""},
		{"asin", orm.ASin(0.0), "0 0 0", ""},
		{"acos", orm.ACos(1.0), "0 0 0", ""},
		{"atan", orm.ATan(0.0), "0 0 0", ""},
		{"atan2", orm.ATan2(0.0, 1.0), "0 0 0", ""},
		{"degrees", orm.Degrees(orm.Pi()), "180 180 180", ""},
		{"radians", orm.Round(orm.Radians(180.0), 4), "3.1416 3.1416 3.1416", ""},
		{"random", orm.Floor(orm.Random()), "0 0 0", ""},

		{"coalesce", orm.Coalesce(F("maybe"), F("n")), "3 -7 0", ""},
		{"coalesce with a value", orm.Coalesce(F("note"), "none"), "x none ", ""},
		{"nullif", orm.NullIf(F("n"), 7), "<nil> -7 0", ""},
		{"greatest", orm.Greatest(F("n"), F("maybe")), "7 <nil> 0", "7 -7 0"},
		{"least", orm.Least(F("n"), F("id"), 2), "1 -7 0", ""},
		{"case", orm.Case(orm.When(orm.Where("n__gt", 0), "up"), orm.When(orm.Where("n__lt", 0), orm.Lower(F("name")))).Else("flat"), "up beta gamma flat", ""},
		{"case without else", orm.Case(orm.When(orm.Where("n__gt", 0), F("n"))), "7 <nil> <nil>", ""},
		{"case never and always", orm.Case(orm.When(orm.Where("id__in", []int{}), 1), orm.When(orm.And(orm.Not(orm.Where("id__in", []int{}))), 2)).Else(3), "2 2 2", ""},
		{"condition", orm.And(orm.Where("n__gt", 0), orm.Where("ok", true)), "true false false", ""},
		{"condition known", orm.Where("id__in", []int{}), "false false false", ""},
		{"exists", orm.Exists(orm.From(gaugeModel(t)).Filter(orm.Where("n__gt", orm.Outer("n")))), "false true true", ""},
		{"subquery", orm.Subquery(orm.From(gaugeModel(t)).OrderBy("-n").Values("name").Limit(1)), "Alpha Alpha Alpha", ""},
		{"func", orm.Func("upper", ofKind(orm.Text), "a"), "A A A", ""},
		{"sql", orm.SQL("{0} * 2 + {1}", ofKind(orm.Int), F("n"), 1), "15 -13 1", ""},

		{"cast to text", orm.Cast(F("n"), ofKind(orm.Text)), "7 -7 0", ""},
		{"cast to int", orm.Cast(F("f"), ofKind(orm.Int)), "2 0 100", "2 0 100"},
		{"cast to decimal", orm.Cast(F("f"), orm.Type{Kind: orm.Decimal, Digits: 6, Places: 1}), "2.5 -0.5 100", ""},
		{"cast to date", orm.Cast(F("stamp"), ofKind(orm.Date)), "2024-02-29 2025-01-01 2023-12-31", ""},
		{"cast of text to date", orm.Cast("2024-02-03", ofKind(orm.Date)), "2024-02-03 2024-02-03 2024-02-03", ""},
		{"cast to time", orm.Cast(F("stamp"), ofKind(orm.Time)), "23:30:15.250000 00:00:00 12:00:00", ""},
		{"cast to uuid", orm.Cast(F("uid"), ofKind(orm.UUID)), "00000000-0000-0000-0000-000000000001 00000000-0000-0000-0000-000000000002 00000000-0000-0000-0000-000000000003", ""},

		{"year", orm.ExtractYear(F("day")), "2024 2025 2023", ""},
		{"iso year", orm.ExtractISOYear(F("day")), "2024 2025 2023", ""},
		{"quarter", orm.ExtractQuarter(F("day")), "1 1 4", ""},
		{"month", orm.ExtractMonth(F("stamp")), "2 1 12", ""},
		{"week", orm.ExtractWeek(F("day")), "9 1 52", ""},
		{"week day", orm.ExtractWeekDay(F("day")), "5 4 1", ""},
		{"iso week day", orm.ExtractISOWeekDay(F("day")), "4 3 7", ""},
		{"day", orm.ExtractDay(F("stamp")), "29 1 31", ""},
		{"day in a zone", orm.ExtractDay(orm.InZone(F("stamp"), paris)), "1 1 31", ""},
		{"hour", orm.ExtractHour(F("at")), "10 0 23", ""},
		{"hour in a zone", orm.ExtractHour(orm.InZone(F("stamp"), paris)), "0 1 13", ""},
		{"minute at an offset", orm.ExtractMinute(orm.InZone(F("stamp"), east)), "0 30 30", ""},
		{"minute", orm.ExtractMinute(F("stamp")), "30 0 0", ""},
		{"second", orm.ExtractSecond(F("stamp")), "15 0 0", ""},
		{"second of a time", orm.ExtractSecond(F("at")), "30 0 59", ""},
		{"path of a part", F("stamp__hour"), "23 0 12", ""},
		{"trunc year", orm.TruncYear(F("day")), "2024-01-01 2025-01-01 2023-01-01", ""},
		{"trunc quarter", orm.TruncQuarter(F("stamp")), "2024-01-01 00:00:00 2025-01-01 00:00:00 2023-10-01 00:00:00", ""},
		{"trunc month in a zone", orm.TruncMonth(orm.InZone(F("stamp"), paris)), "2024-02-29 23:00:00 2024-12-31 23:00:00 2023-11-30 23:00:00", ""},
		{"trunc month at an offset", orm.TruncMonth(orm.InZone(F("stamp"), east)), "2024-02-29 18:30:00 2024-12-31 18:30:00 2023-11-30 18:30:00", ""},
		{"trunc week", orm.TruncWeek(F("day")), "2024-02-26 2024-12-30 2023-12-25", ""},
		{"trunc day", orm.TruncDay(F("stamp")), "2024-02-29 00:00:00 2025-01-01 00:00:00 2023-12-31 00:00:00", ""},
		{"trunc hour", orm.TruncHour(F("at")), "10:00:00 00:00:00 23:00:00", ""},
		{"trunc minute", orm.TruncMinute(F("stamp")), "2024-02-29 23:30:00 2025-01-01 00:00:00 2023-12-31 12:00:00", ""},
		{"trunc second", orm.TruncSecond(F("stamp")), "2024-02-29 23:30:15 2025-01-01 00:00:00 2023-12-31 12:00:00", ""},
		{"trunc to a date", orm.Trunc(F("stamp"), "month", ofKind(orm.Date)), "2024-02-01 2025-01-01 2023-12-01", ""},
		{"date", orm.TruncDate(orm.InZone(F("stamp"), paris)), "2024-03-01 2025-01-01 2023-12-31", ""},
		{"time", orm.TruncTime(orm.InZone(F("stamp"), paris)), "00:30:15.250000 01:00:00 13:00:00", ""},
		{"path of a date", F("stamp__date"), "2024-02-29 2025-01-01 2023-12-31", ""},
		{"now", orm.ExtractYear(orm.Sub(orm.Now(), 0*time.Second)), strings.TrimSpace(strings.Repeat(fmt.Sprint(time.Now().UTC().Year(), " "), 3)), ""},

		{"json key", F("doc__s"), "text true <nil>", ""},
		{"json number", F("doc__n"), "5 7.5 <nil>", ""},
		{"json bool", F("doc__t"), "true false <nil>", ""},
		{"json object", F("doc__a"), "map[b:[1 x <nil>]] <nil> <nil>", ""},
		{"json element", F("doc__a__b__0"), "1 <nil> <nil>", ""},
		{"json null", orm.Key(F("doc"), "z"), "<nil> <nil> <nil>", ""},
		{"json key with a quote", orm.Key(F("doc"), `q"k`), "1 <nil> <nil>", ""},
		{"json digits as a key", orm.Key(F("doc"), "5"), "<nil> five <nil>", ""},
		{"json text", orm.KeyText(F("doc"), "s"), "text true <nil>", ""},
		{"json text of a number", orm.Concat(orm.KeyText(F("doc"), "n"), "!"), "5! 7.5! !", ""},
		{"json built", orm.JSONObject("n", F("n"), "in", orm.JSONObject("name", F("name"), "ok", F("ok"))), "map[in:map[name:Alpha ok:true] n:7] map[in:map[name:beta gamma ok:false] n:-7] map[in:map[name:ünï ok:true] n:0]", ""},

		{"row number", orm.RowNumber().Over(orm.Window{OrderBy: []any{"-n"}}), "1 3 2", ""},
		{"rank", orm.Rank().Over(orm.Window{OrderBy: []any{"ok"}}), "2 1 2", ""},
		{"dense rank", orm.DenseRank().Over(orm.Window{OrderBy: []any{"-ok"}}), "1 2 1", ""},
		{"percent rank", orm.PercentRank().Over(orm.Window{OrderBy: []any{"id"}}), "0 0.5 1", ""},
		{"cume dist", orm.CumeDist().Over(orm.Window{OrderBy: []any{"ok"}}), "1 0.3333333333333333 1", ""},
		{"ntile", orm.Ntile(2).Over(orm.Window{OrderBy: []any{"id"}}), "1 1 2", ""},
		{"first value", orm.FirstValue(F("name")).Over(orm.Window{OrderBy: []any{"-id"}}), "ünï ünï ünï", ""},
		{"last value", orm.LastValue(F("name")).Over(orm.Window{OrderBy: []any{"id"}}), "Alpha beta gamma ünï", ""},
		{"nth value", orm.NthValue(F("name"), 2).Over(orm.Window{OrderBy: []any{"id"}, Frame: orm.Rows(orm.Unbounded, orm.Unbounded)}), "beta gamma beta gamma beta gamma", ""},
		{"lag", orm.Lag(F("n"), 1).Over(orm.Window{OrderBy: []any{"id"}}), "<nil> 7 -7", ""},
		{"lead or", orm.LeadOr(F("n"), 1, 99).Over(orm.Window{OrderBy: []any{"id"}}), "-7 0 99", ""},
		{"sum over", orm.Sum(F("n")).Over(orm.Window{OrderBy: []any{"id"}, Frame: orm.Rows(-1, 0)}), "7 0 -7", ""},
		{"avg over part", orm.Avg(F("n")).Over(orm.Window{PartitionBy: []any{"ok"}}), "3.5 -7 3.5", ""},
		{"count over filter", orm.Count(F("id")).Filter(orm.Where("n__gt", 0)).Over(orm.Window{}), "1 1 1", ""},
		{"max over with default", orm.Max(F("maybe")).Filter(orm.Where("id__lt", 0)).Default(5).Over(orm.Window{}), "5 5 5", ""},
	}
}

func loadZone(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestExpressions(t *testing.T) {
	_, q := openGauges(t)
	runExpressions(t, q, byPath, func(test exprTest) string { return test.want })
}

// A condition on a window needs a query around it, however the query ends.
func TestFilterByWindow(t *testing.T) {
	_, q := openGauges(t)
	q = q.Alias(orm.As("place", orm.RowNumber().Over(orm.Window{OrderBy: []any{"-n"}})))
	for place, want := range map[int]bool{2: true, 4: false} {
		found := q.Filter(orm.Where("place", place))
		if got, err := found.Exists(t.Context()); err != nil || got != want {
			t.Errorf("place %d exists: %t, %v, want %t", place, got, err, want)
		}
		if n, err := found.Count(t.Context()); err != nil || n == 1 != want {
			t.Errorf("place %d: %d rows, %v", place, n, err)
		}
		if row, err := found.First(t.Context()); (err == nil) != want {
			t.Errorf("place %d is first: %v, %v", place, row, err)
		}
	}
}

func runExpressions(t *testing.T, q orm.Query, F func(string) any, want func(exprTest) string) {
	for _, test := range exprTests(t, F) {
		got, err := exprValues(t.Context(), q, test.e.(orm.Expression))
		if want := want(test); err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", test.name, got, err, want)
		}
	}
}

// exprValues returns the values of an expression in all rows.
func exprValues(ctx context.Context, q orm.Query, e orm.Expression) (string, error) {
	lists, err := q.Annotate(orm.As("x", e)).OrderBy("id").Values("x").Lists(ctx)
	if err != nil {
		return "", err
	}
	var values []string
	for _, l := range lists {
		values = append(values, showValue(l[0]))
	}
	return strings.Join(values, " "), nil
}

func showValue(v any) string {
	if t, ok := v.(time.Time); ok {
		return t.UTC().Format("2006-01-02 15:04:05.999999")
	}
	return fmt.Sprint(v)
}
