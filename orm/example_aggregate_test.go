package orm_test

import (
	"github.com/combo-web/combo/orm"
)

func ExampleCount() {
	printAggregate(orm.Count(&Works.F.Note))
	// Output: 1
}

func ExampleCountRows() {
	printAggregate(orm.CountRows())
	// Output: 3
}

func ExampleSum() {
	printAggregate(orm.Sum(&Works.F.Pages))
	// Output: 390
}

func ExampleAvg() {
	printAggregate(orm.Avg(&Works.F.Pages))
	// Output: 130
}

func ExampleMax() {
	printAggregate(orm.Max(&Works.F.Due))
	// Output: 2025-01-01 00:00:00
}

func ExampleMin() {
	printAggregate(orm.Min(&Works.F.Title))
	// Output: Reefs
}

func ExampleStdDev() {
	printAggregate(orm.Round(orm.StdDev(&Works.F.Pages), 2))
	// Output: 88.32
}

func ExampleStdDevSample() {
	printAggregate(orm.Round(orm.StdDevSample(&Works.F.Pages), 2))
	// Output: 108.17
}

func ExampleVariance() {
	printAggregate(orm.Variance(&Works.F.Pages))
	// Output: 7800
}

func ExampleVarianceSample() {
	printAggregate(orm.VarianceSample(&Works.F.Pages))
	// Output: 11700
}

func ExampleStringAgg() {
	printAggregate(orm.StringAgg(&Works.F.Title, ", ").OrderBy(&Works.F.Title))
	// Output: Reefs, Seas, Tides
}

func ExampleJSONBAgg() {
	printAggregate(orm.JSONBAgg(&Works.F.Pages).OrderBy(&Works.F.ID))
	// Output: [100 250 40]
}

func ExampleBoolAnd() {
	printAggregate(orm.BoolAnd(&Works.F.Lent))
	// Output: false
}

func ExampleBoolOr() {
	printAggregate(orm.BoolOr(&Works.F.Lent))
	// Output: true
}

func ExampleAnyValue() {
	printAggregate(orm.AnyValue(&Works.F.Note))
	// Output: torn
}

func ExampleAggregate_Distinct() {
	printAggregate(orm.Count(&Works.F.Lent).Distinct())
	// Output: 2
}

func ExampleAggregate_Filter() {
	printAggregate(orm.Sum(&Works.F.Pages).Filter(orm.Where("lent", true)))
	// Output: 140
}

func ExampleAggregate_Default() {
	printAggregate(orm.Sum(&Works.F.Pages).Filter(orm.Where("pages__lt", 0)).Default(0))
	// Output: 0
}

func ExampleAggregate_OrderBy() {
	printAggregate(orm.StringAgg(&Works.F.Title, " < ").OrderBy(&Works.F.Pages))
	// Output: Tides < Reefs < Seas
}
