package orm_test

import (
	"testing"

	"github.com/combo-web/combo/internal/pgtest"
	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
)

func openGaugesPostgres(t testing.TB) orm.Query {
	t.Helper()
	db, err := postgres.Open(pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	m := gaugeModel(t)
	fillGauges(t, db, m, false)
	return orm.From(m).On(db)
}

// or returns the first text that is not empty.
func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func TestExpressionsOnPostgreSQL(t *testing.T) {
	q := openGaugesPostgres(t)
	runExpressions(t, q, byPath, func(e exprTest) string { return or(e.pg, e.want) })
	runLookups(t, q, func(l lookupTest) string { return or(l.pg, l.want) })
	runAggregates(t, q, func(a aggregateTest) string { return or(a.pg, a.want) })
}

// What PostgreSQL alone has.
func TestPostgreSQLExpressions(t *testing.T) {
	q := openGaugesPostgres(t)
	for _, test := range []exprTest{
		{"round to tens", orm.Round(F("d"), -1), "10 0 0", ""},
		{"part of a duration", orm.ExtractMinute(F("took")), "30 0 0", ""},
		{"path of a duration", F("took__hour"), "1 0 0", ""},
		{"unaccent", orm.Unaccent(F("name")), "Alpha beta gamma uni", ""},
		{"sha1", orm.Left(orm.SHA1("a"), 4), "86f7 86f7 86f7", ""},
	} {
		got, err := exprValues(t.Context(), q, test.e.(orm.Expression))
		if err != nil || got != test.want {
			t.Errorf("%s: %q, %v, want %q", test.name, got, err, test.want)
		}
	}
	for _, test := range []aggregateTest{
		{"array agg", orm.ArrayAgg(F("n")).OrderBy("-id"), "[0 -7 7]", ""},
		{"array agg distinct", orm.ArrayAgg(F("ok")).Distinct().OrderBy("ok"), "[false true]", ""},
		{"string agg distinct", orm.StringAgg(F("ok"), "+").Distinct(), "false+true", ""},
		{"bits and", orm.BitAndAll(F("id")), "0", ""},
		{"bits or", orm.BitOrAny(F("id")), "3", ""},
	} {
		row, err := q.Aggregate(t.Context(), orm.As("x", test.e))
		if err != nil || showValue(row["x"]) != test.want {
			t.Errorf("%s: %v, %v, want %q", test.name, showValue(row["x"]), err, test.want)
		}
	}
	for _, test := range []lookupTest{
		{orm.Where("name__unaccent", "uni"), "3", ""},
		{orm.Where("name__search", "gamma"), "2", ""},
		{orm.Where("name__trigram_similar", "alpa"), "1", ""},
	} {
		got, err := keysOf(t.Context(), q.Filter(test.c))
		if err != nil || got != test.want {
			t.Errorf("%v: %q, %v, want %q", test.c, got, err, test.want)
		}
	}
}

func TestArrays(t *testing.T) {
	m := &orm.Model{App: "lab", Name: "List", Fields: []*orm.Field{
		{Name: "tags", Type: orm.Type{Kind: orm.Array, Elem: &orm.Type{Kind: orm.Text}}},
		{Name: "nums", Type: orm.Type{Kind: orm.Array, Elem: &orm.Type{Kind: orm.Int, Bits: 32}}, Null: true},
	}}
	if _, err := orm.NewRegistry(m); err != nil {
		t.Fatal(err)
	}
	db, err := postgres.Open(pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := orm.CreateTables(t.Context(), db, m); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(t.Context(), `INSERT INTO lab_list (id, tags, nums) VALUES (1, '{a,b}', '{1,2,3}'), (2, '{b}', '{}'), (3, '{}', NULL)`); err != nil {
		t.Fatal(err)
	}
	q := orm.From(m).On(db)
	for _, test := range []lookupTest{
		{orm.Where("tags__contains", []string{"b"}), "1 2", ""},
		{orm.Where("tags__contained_by", []string{"b", "c"}), "2 3", ""},
		{orm.Where("tags__overlap", []string{"a", "x"}), "1", ""},
		{orm.Where("tags", []string{"a", "b"}), "1", ""},
		{orm.Where("tags__len", 2), "1", ""},
		{orm.Where("nums__len__lt", 1), "2", ""},
		{orm.Where("tags__0", "b"), "2", ""},
		{orm.Where("nums__1__gte", 2), "1", ""},
		{orm.Where("nums__0_2", []int{1, 2}), "1", ""},
		{orm.Where("nums__isnull", true), "3", ""},
		{orm.Where("nums__contains", []int{3, 1}), "1", ""},
	} {
		got, err := keysOf(t.Context(), q.Filter(test.c))
		if err != nil || got != test.want {
			t.Errorf("%v: %q, %v, want %q", test.c, got, err, test.want)
		}
	}
}
