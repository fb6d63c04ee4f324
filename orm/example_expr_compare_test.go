package orm_test

import (
	"github.com/combo-web/combo/orm"
)

func ExampleCase() {
	printValues(orm.Case(
		orm.When(orm.Where("pages__gt", 200), "long"),
		orm.When(orm.Where("pages__gt", 50), orm.Lower(&Works.F.Title)),
	))
	// Output: reefs | long | NULL
}

func ExampleWhen() {
	printValues(orm.Case(orm.When(orm.Where("pages__lt", 100), "short")))
	// Output: NULL | NULL | short
}

func ExampleCaseExpr_Else() {
	printValues(orm.Case(orm.When(orm.Where("pages__lt", 100), "short")).Else("long"))
	// Output: long | long | short
}

func ExampleCoalesce() {
	printValues(orm.Coalesce(&Works.F.Note, &Works.F.Title))
	// Output: Reefs | torn | Tides
}

func ExampleNullIf() {
	printValues(orm.NullIf(&Works.F.Pages, 40))
	// Output: 100 | 250 | NULL
}

func ExampleGreatest() {
	printValues(orm.Greatest(&Works.F.Pages, 100))
	// Output: 100 | 250 | 100
}

func ExampleLeast() {
	printValues(orm.Least(&Works.F.Pages, 100))
	// Output: 100 | 100 | 40
}

func ExampleCast() {
	printValues(orm.Cast(&Works.F.Price, orm.Type{Kind: orm.Int}))
	// Output: 12 | 8 | 5
}

func ExampleWithType() {
	printValues(orm.WithType(orm.Mul(&Works.F.Took, 2), orm.Type{Kind: orm.Duration}))
	// Output: 3h0m0s | 2m0s | 2s
}

func ExampleTyped() {
	printValues(orm.Typed[string](orm.F("title")))
	// Output: Reefs | Seas | Tides
}

func ExampleValue() {
	printValues(orm.Value(5))
	// Output: 5 | 5 | 5
}

func ExampleF() {
	printValues(orm.F("pages"))
	// Output: 100 | 250 | 40
}

func ExampleFunc() {
	printValues(orm.Func("upper", orm.Type{Kind: orm.Text}, &Works.F.Title))
	// Output: REEFS | SEAS | TIDES
}

func ExampleSQL() {
	printValues(orm.SQL("{0} % {1}", orm.Type{Kind: orm.Int}, &Works.F.Pages, 7))
	// Output: 2 | 5 | 5
}

func ExampleSQLFor() {
	printValues(orm.SQLFor(orm.Texts{SQLite: "typeof({0})", PostgreSQL: "pg_typeof({0})::text"}, orm.Type{Kind: orm.Text}, &Works.F.Title))
	// Output: text | text | text
}

func ExampleSubquery() {
	printValues(orm.Subquery(orm.From(Works.Model()).Filter(orm.Where("pages__gt", orm.Outer("pages"))).OrderBy("pages").Values("title").Limit(1)))
	// Output: Seas | NULL | Reefs
}

func ExampleExists() {
	printValues(orm.Exists(orm.From(Works.Model()).Filter(orm.Where("pages__gt", orm.Outer("pages")))))
	// Output: true | false | true
}
