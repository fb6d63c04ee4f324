package orm_test

import (
	"github.com/combo-web/combo/orm"
)

func ExampleExpr_Eq() {
	printTitles(orm.Lower(&Works.F.Title).Eq("reefs"))
	// Output: Reefs
}

func ExampleExpr_Ne() {
	printTitles(orm.Lower(&Works.F.Title).Ne("reefs"))
	// Output: Seas | Tides
}

func ExampleExpr_Gt() {
	printTitles(orm.Length(&Works.F.Title).Gt(4))
	// Output: Reefs | Tides
}

func ExampleExpr_Gte() {
	printTitles(orm.Length(&Works.F.Title).Gte(5))
	// Output: Reefs | Tides
}

func ExampleExpr_Lt() {
	printTitles(orm.Length(&Works.F.Title).Lt(5))
	// Output: Seas
}

func ExampleExpr_Lte() {
	printTitles(orm.Length(&Works.F.Title).Lte(4))
	// Output: Seas
}

func ExampleExpr_Between() {
	printTitles(orm.ExtractYear(&Works.F.Due).Between(2024, 2025))
	// Output: Reefs | Seas
}

func ExampleExpr_In() {
	printTitles(orm.Left(&Works.F.Title, 1).In("R", "T"))
	// Output: Reefs | Tides
}

func ExampleExpr_IsNull() {
	printTitles(orm.Upper(&Works.F.Note).IsNull())
	// Output: Reefs | Tides
}

func ExampleExpr_NotNull() {
	printTitles(orm.Upper(&Works.F.Note).NotNull())
	// Output: Seas
}

func ExampleExpr_Is() {
	printTitles(orm.Lower(&Works.F.Title).Is("startswith", "s"))
	// Output: Seas
}

func ExampleExpr_True() {
	printTitles(orm.Col(&Works.F.Lent).True())
	// Output: Reefs | Tides
}

func ExampleExpr_Add() {
	printTitles(orm.Col(&Works.F.Pages).Add(50).Gt(100))
	// Output: Reefs | Seas
}

func ExampleExpr_Sub() {
	printTitles(orm.Col(&Works.F.Pages).Sub(50).Gt(100))
	// Output: Seas
}

func ExampleExpr_Mul() {
	printTitles(orm.Col(&Works.F.Pages).Mul(2).Gt(300))
	// Output: Seas
}

func ExampleExpr_Div() {
	printTitles(orm.Col(&Works.F.Pages).Div(2).Gt(100))
	// Output: Seas
}

func ExampleExpr_Coalesce() {
	printTitles(orm.Typed[string](&Works.F.Note).Coalesce("none").Eq("none"))
	// Output: Reefs | Tides
}
