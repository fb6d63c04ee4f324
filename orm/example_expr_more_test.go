package orm_test

import (
	"context"
	"fmt"
	"time"

	"github.com/combo-web/combo/orm"
)

func ExampleExpr_Asc() {
	lists, err := works().OrderBy(orm.Length(&Works.F.Title).Asc(), "id").Values("title").Lists(context.Background())
	fmt.Println(lists, err)
	// Output: [[Seas] [Reefs] [Tides]] <nil>
}

func ExampleExpr_Desc() {
	lists, err := works().OrderBy(orm.Length(&Works.F.Title).Desc(), "-id").Values("title").Lists(context.Background())
	fmt.Println(lists, err)
	// Output: [[Tides] [Reefs] [Seas]] <nil>
}

func ExampleExpr_Max() {
	printAggregate(orm.Col(&Works.F.Pages).Max())
	// Output: 250
}

func ExampleExpr_Min() {
	printAggregate(orm.Col(&Works.F.Pages).Min())
	// Output: 40
}

func ExampleExpr_Sum() {
	printAggregate(orm.Col(&Works.F.Pages).Sum())
	// Output: 390
}

func ExampleQuery_In() {
	east := time.FixedZone("", 2*60*60)
	lists, err := works().In(east).Filter(orm.Where("due__month", 4)).Values("title").Lists(context.Background())
	fmt.Println(lists, err)
	// Output: [[Reefs]] <nil>
}

// PostgreSQL has arrays.
func ExampleArrayAgg() {
	printAggregate(orm.ArrayAgg(&Works.F.Title).OrderBy(&Works.F.Title))
	// Output: sqlite has no ArrayAgg of Text
}

func ExampleBitAndAll() {
	printAggregate(orm.BitAndAll(&Works.F.Pages))
	// Output: sqlite has no BitAnd of Int
}

func ExampleBitOrAny() {
	printAggregate(orm.BitOrAny(&Works.F.Pages))
	// Output: sqlite has no BitOr of Int
}

func ExampleUnaccent() {
	printValues(orm.Unaccent(&Works.F.Title))
	// Output: sqlite has no Unaccent of Text
}
