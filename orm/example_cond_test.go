package orm_test

import (
	"time"

	"github.com/combo-web/combo/orm"
)

func ExampleEq() {
	printArticles(orm.Eq(&Articles.F.Writer.Name, "ann"))
	// Output: Ants | Bees
}

func ExampleNe() {
	printArticles(orm.Ne(&Articles.F.Score, nil), orm.Ne(Articles.F.Score, 3))
	// Output: Ants
}

func ExampleLt() {
	printArticles(orm.Lt(&Articles.F.Words, 300))
	// Output: draft
}

func ExampleLte() {
	printArticles(orm.Lte(&Articles.F.Words, 300))
	// Output: Ants | draft
}

func ExampleGt() {
	printArticles(orm.Gt(&Articles.F.Words, 300))
	// Output: Bees | Compost
}

func ExampleGte() {
	printArticles(orm.Gte(&Articles.F.Words, 300))
	// Output: Ants | Bees | Compost
}

func ExampleBetween() {
	printArticles(orm.Between(&Articles.F.Words, 50, 300))
	// Output: Ants | draft
}

func ExampleIn() {
	printArticles(orm.In(&Articles.F.Title, "Bees", "Ants", "Cats"))
	// Output: Ants | Bees
}

func ExampleNotIn() {
	printArticles(orm.NotIn(&Articles.F.Title, "Bees", "Ants"))
	// Output: Compost | draft
}

func ExampleIsNull() {
	printArticles(orm.IsNull(&Articles.F.Published))
	printArticles(orm.IsNull(&Articles.F.Topics)) // those without a topic
	// Output:
	// draft
	// draft
}

func ExampleNotNull() {
	printArticles(orm.NotNull(&Articles.F.Published))
	// Output: Ants | Bees | Compost
}

// Column to column: the articles that became as long as they should.
func ExampleEqCol() {
	printArticles(orm.EqCol(&Articles.F.Words, &Articles.F.Target))
	// Output: Ants
}

func ExampleNeCol() {
	printArticles(orm.NeCol(&Articles.F.Words, &Articles.F.Target))
	// Output: Bees | Compost | draft
}

func ExampleLtCol() {
	printArticles(orm.LtCol(&Articles.F.Words, &Articles.F.Target))
	// Output: Compost | draft
}

func ExampleLteCol() {
	printArticles(orm.LteCol(&Articles.F.Words, &Articles.F.Target))
	// Output: Ants | Compost | draft
}

func ExampleGtCol() {
	printArticles(orm.GtCol(&Articles.F.Words, &Articles.F.Target))
	// Output: Bees
}

func ExampleGteCol() {
	printArticles(orm.GteCol(&Articles.F.Words, &Articles.F.Target))
	// Output: Ants | Bees
}

func ExampleEqExpr() {
	printArticles(orm.EqExpr(&Articles.F.Title, orm.Lower(&Articles.F.Title)))
	// Output: draft
}

func ExampleNeExpr() {
	printArticles(orm.NeExpr(&Articles.F.Words, orm.Sub(&Articles.F.Target, 100)))
	// Output: Ants | Bees | draft
}

func ExampleLtExpr() {
	printArticles(orm.LtExpr(&Articles.F.Words, orm.Div(&Articles.F.Target, 2)))
	// Output: draft
}

func ExampleLteExpr() {
	printArticles(orm.LteExpr(&Articles.F.Words, orm.Sub(&Articles.F.Target, 100)))
	// Output: Compost | draft
}

func ExampleGtExpr() {
	printArticles(orm.GtExpr(&Articles.F.Words, orm.Add(&Articles.F.Target, 100)))
	// Output: Bees
}

func ExampleGteExpr() {
	printArticles(orm.GteExpr(&Articles.F.Words, orm.Sub(&Articles.F.Target, 100)))
	// Output: Ants | Bees | Compost
}

// The signs % and _ mean themselves.
func ExampleContains() {
	printArticles(orm.Contains(&Articles.F.Title, "e"))
	printArticles(orm.Contains(&Articles.F.Title, "%"))
	// Output:
	// Bees
	// none
}

func ExampleIContains() {
	printArticles(orm.IContains(&Articles.F.Title, "POST"))
	// Output: Compost
}

func ExampleStartsWith() {
	printArticles(orm.StartsWith(&Articles.F.Title, "Co"))
	// Output: Compost
}

func ExampleIStartsWith() {
	printArticles(orm.IStartsWith(&Articles.F.Title, "co"))
	// Output: Compost
}

func ExampleEndsWith() {
	printArticles(orm.EndsWith(&Articles.F.Title, "s"))
	// Output: Ants | Bees
}

func ExampleIEndsWith() {
	printArticles(orm.IEndsWith(&Articles.F.Title, "S"))
	// Output: Ants | Bees
}

func ExampleIExact() {
	printArticles(orm.IExact(&Articles.F.Title, "BEES"))
	// Output: Bees
}

func ExampleRegex() {
	printArticles(orm.Regex(&Articles.F.Title, "^[A-C].*s$"))
	// Output: Ants | Bees
}

func ExampleIRegex() {
	printArticles(orm.IRegex(&Articles.F.Title, "^[a-b]"))
	// Output: Ants | Bees
}

// Or, And, Not and Xor join conditions.
func ExampleOr_nested() {
	printArticles(orm.Or(
		orm.IsNull(&Articles.F.Published),
		orm.And(orm.Eq(&Articles.F.Writer.Name, "ann"), orm.Gt(&Articles.F.Words, 500)),
	))
	// Output: Bees | draft
}

// Over a relation to many rows, Not means that no row is like this.
func ExampleNot_many() {
	printArticles(orm.Not(orm.Eq(&Articles.F.Topics[0].Slug, "garden")))
	// Output: Ants | draft
}

// A path says what the address of a field says, and a lookup behind it.
func ExampleWhere_lookups() {
	printArticles(orm.Where("writer__name__istartswith", "A"))
	printArticles(orm.Where("topics__slug__in", []string{"garden"}))
	printArticles(orm.Where("words__gt", orm.F("target")))
	printArticles(orm.Where("published__year", 2025))
	// Output:
	// Ants | Bees
	// Bees | Compost
	// Bees
	// Compost
}

func ExampleWhereCol() {
	printArticles(orm.WhereCol(&Articles.F.Published, "year__gte", 2026))
	// Output: Ants | Bees
}

// The articles of the topics that have a long article.
func ExampleInQuery() {
	bosses := Writers.Filter(orm.IsNull(&Writers.F.BossID))
	printArticles(orm.InQuery(&Articles.F.WriterID, bosses))
	// Output: Ants | Bees
}

func ExampleNotInQuery() {
	spam := Remarks.Filter(orm.Eq(&Remarks.F.Spam, true)).Values(&Remarks.F.ArticleID)
	printArticles(orm.NotInQuery(&Articles.F.ID, spam))
	// Output: Ants | Compost | draft
}

// Outer names a column of the query around.
func ExampleOuter_alias() {
	longer := Shadows.Filter(
		orm.EqExpr(&Shadows.F.WriterID, orm.Outer(&Articles.F.WriterID)),
		orm.GtExpr(&Shadows.F.Words, orm.Outer(&Articles.F.Words)))
	printArticles(orm.Not(orm.Exists(longer))) // the longest of each writer
	// Output: Bees | Compost
}

func ExampleCol() {
	printArticles(orm.Col(&Articles.F.Words).Mul(2).Gt(1000))
	// Output: Bees | Compost
}

// The parts of a moment are those of UTC, or of the zone that Query.In says.
func ExampleYear() {
	printArticles(orm.Year(Articles.F.Published).Eq(2026))
	// Output: Ants | Bees
}

func ExampleISOYear() {
	printArticles(orm.ISOYear(Articles.F.Published).Eq(2025))
	// Output: Compost
}

func ExampleQuarter() {
	printArticles(orm.Quarter(Articles.F.Published).Eq(4))
	// Output: Compost
}

func ExampleMonth() {
	printArticles(orm.Month(Articles.F.Published).Lte(2))
	// Output: Ants | Bees
}

func ExampleMonthDay() {
	printArticles(orm.MonthDay(Articles.F.Published).Gt(10))
	// Output: Bees | Compost
}

func ExampleWeek() {
	printArticles(orm.Week(Articles.F.Published).Eq(2))
	// Output: Ants
}

func ExampleWeekDay() {
	printArticles(orm.WeekDay(Articles.F.Published).Eq(1)) // Sunday
	// Output: Compost
}

func ExampleISOWeekDay() {
	printArticles(orm.ISOWeekDay(Articles.F.Published).Eq(7)) // Sunday
	// Output: Compost
}

func ExampleHour() {
	printArticles(orm.Hour(Articles.F.Published).Between(9, 17))
	// Output: Ants
}

func ExampleMinute() {
	printArticles(orm.Minute(Articles.F.Published).Eq(15))
	// Output: Compost
}

func ExampleSecond() {
	printArticles(orm.Second(Articles.F.Published).Eq(0))
	// Output: Ants | Bees | Compost
}

func ExampleDateOf() {
	printArticles(orm.DateOf(Articles.F.Published).Gte(orm.NewDay(2026, time.January, 5)))
	// Output: Ants | Bees
}

func ExampleTimeOf() {
	printArticles(orm.TimeOf(Articles.F.Published).Lt(orm.NewClock(12, 0, 0, 0)))
	// Output: Ants
}

// A part of a column is compared as a column is.
func ExamplePart_Eq() {
	printArticles(orm.Month(Articles.F.Published).Eq(11))
	// Output: Compost
}

func ExamplePart_Ne() {
	printArticles(orm.Month(Articles.F.Published).Ne(11))
	// Output: Ants | Bees | draft
}

func ExamplePart_Lt() {
	printArticles(orm.Month(Articles.F.Published).Lt(2))
	// Output: Ants
}

func ExamplePart_Lte() {
	printArticles(orm.Month(Articles.F.Published).Lte(2))
	// Output: Ants | Bees
}

func ExamplePart_Gt() {
	printArticles(orm.Month(Articles.F.Published).Gt(1))
	// Output: Bees | Compost
}

func ExamplePart_Gte() {
	printArticles(orm.Month(Articles.F.Published).Gte(2))
	// Output: Bees | Compost
}

func ExamplePart_In() {
	printArticles(orm.Month(Articles.F.Published).In(1, 11))
	// Output: Ants | Compost
}

func ExamplePart_Between() {
	printArticles(orm.Month(Articles.F.Published).Between(2, 12))
	// Output: Bees | Compost
}

func ExamplePart_Is() {
	printArticles(orm.At(&Articles.F.Data, "lang").Is("istartswith", "D"))
	// Output: Bees
}

func ExamplePart_IsNull() {
	printArticles(orm.At(&Articles.F.Data, "pages").IsNull())
	// Output: Bees | Compost | draft
}

func ExamplePart_NotNull() {
	printArticles(orm.At(&Articles.F.Data, "pages").NotNull())
	// Output: Ants
}

// At reaches into a JSON document.
func ExampleAt() {
	printArticles(orm.At(&Articles.F.Data, "lang").Eq("en"))
	printArticles(orm.At(&Articles.F.Data, "pages", 0).Eq(7))
	// Output:
	// Ants
	// Ants
}

func ExampleHasKey() {
	printArticles(orm.HasKey(&Articles.F.Data, "lang"))
	// Output: Ants | Bees
}

func ExampleHasKeys() {
	printArticles(orm.HasKeys(&Articles.F.Data, "lang", "pages"))
	// Output: Ants
}

func ExampleHasAnyKeys() {
	printArticles(orm.HasAnyKeys(&Articles.F.Data, "pages", "size"))
	// Output: Ants
}

func ExampleJSONContains() {
	printArticles(orm.JSONContains(&Articles.F.Data, any(map[string]any{"lang": "en"})))
	// Output: Ants
}

func ExampleJSONContainedBy() {
	printArticles(orm.JSONContainedBy(&Articles.F.Data, any(map[string]any{"lang": "en", "pages": []int{7}})))
	// Output: Ants
}

// On PostgreSQL alone, as all arrays.
func ExampleArrayContains() {
	printCondition(orm.ArrayContains(&Photos.F.Colors, "red", "blue"))
	// Output: "journal_photo"."colors" @> ($1::text[])::text[] <nil>
}

// On PostgreSQL alone, as all arrays.
func ExampleArrayContainedBy() {
	printCondition(orm.ArrayContainedBy(&Photos.F.Colors, "red", "blue"))
	// Output: "journal_photo"."colors" <@ ($1::text[])::text[] <nil>
}

// On PostgreSQL alone, as all arrays.
func ExampleArrayOverlaps() {
	printCondition(orm.ArrayOverlaps(&Photos.F.Colors, "red", "blue"))
	// Output: "journal_photo"."colors" && ($1::text[])::text[] <nil>
}

// On PostgreSQL alone, as all arrays.
func ExampleArrayLen() {
	printCondition(orm.ArrayLen(&Photos.F.Colors).Gt(2))
	// Output: CASE WHEN "journal_photo"."colors" IS NULL THEN NULL ELSE COALESCE(array_length("journal_photo"."colors", 1), 0) END > $1::bigint <nil>
}
