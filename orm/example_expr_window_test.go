package orm_test

import (
	"github.com/combo-web/combo/orm"
)

func ExampleRowNumber() {
	printValues(orm.RowNumber().Over(orm.Window{OrderBy: []any{orm.Desc(&Works.F.Pages)}}))
	// Output: 2 | 1 | 3
}

func ExampleRank() {
	printValues(orm.Rank().Over(orm.Window{OrderBy: []any{&Works.F.Lent}}))
	// Output: 2 | 1 | 2
}

func ExampleDenseRank() {
	printValues(orm.DenseRank().Over(orm.Window{OrderBy: []any{&Works.F.Lent}}))
	// Output: 2 | 1 | 2
}

func ExamplePercentRank() {
	printValues(orm.PercentRank().Over(orm.Window{OrderBy: []any{&Works.F.Pages}}))
	// Output: 0.5 | 1 | 0
}

func ExampleCumeDist() {
	printValues(orm.Round(orm.CumeDist().Over(orm.Window{OrderBy: []any{&Works.F.Pages}}), 2))
	// Output: 0.67 | 1 | 0.33
}

func ExampleNtile() {
	printValues(orm.Ntile(2).Over(orm.Window{OrderBy: []any{&Works.F.ID}}))
	// Output: 1 | 1 | 2
}

func ExampleFirstValue() {
	printValues(orm.FirstValue(&Works.F.Title).Over(orm.Window{OrderBy: []any{&Works.F.Pages}}))
	// Output: Tides | Tides | Tides
}

func ExampleLastValue() {
	printValues(orm.LastValue(&Works.F.Title).Over(orm.Window{OrderBy: []any{&Works.F.Pages}}))
	// Output: Reefs | Seas | Tides
}

func ExampleNthValue() {
	printValues(orm.NthValue(&Works.F.Title, 2).Over(orm.Window{OrderBy: []any{&Works.F.ID}}))
	// Output: NULL | Seas | Seas
}

func ExampleLag() {
	printValues(orm.Lag(&Works.F.Title, 1).Over(orm.Window{OrderBy: []any{&Works.F.ID}}))
	// Output: NULL | Reefs | Seas
}

func ExampleLagOr() {
	printValues(orm.LagOr(&Works.F.Title, 1, "-").Over(orm.Window{OrderBy: []any{&Works.F.ID}}))
	// Output: - | Reefs | Seas
}

func ExampleLead() {
	printValues(orm.Lead(&Works.F.Title, 1).Over(orm.Window{OrderBy: []any{&Works.F.ID}}))
	// Output: Seas | Tides | NULL
}

func ExampleLeadOr() {
	printValues(orm.LeadOr(&Works.F.Title, 1, "-").Over(orm.Window{OrderBy: []any{&Works.F.ID}}))
	// Output: Seas | Tides | -
}

func ExampleOver() {
	printValues(orm.Over(orm.Avg(&Works.F.Pages), orm.Window{PartitionBy: []any{&Works.F.Lent}}))
	// Output: 70 | 250 | 70
}

func ExampleRows() {
	printValues(orm.Sum(&Works.F.Pages).Over(orm.Window{OrderBy: []any{&Works.F.ID}, Frame: orm.Rows(-1, 0)}))
	// Output: 100 | 350 | 290
}

func ExampleRange() {
	printValues(orm.Sum(&Works.F.Pages).Over(orm.Window{OrderBy: []any{&Works.F.ID}, Frame: orm.Range(orm.Unbounded, 0)}))
	// Output: 100 | 350 | 390
}

func ExampleWindowFunc_Over() {
	printValues(orm.RowNumber().Over(orm.Window{PartitionBy: []any{&Works.F.Lent}, OrderBy: []any{&Works.F.ID}}))
	// Output: 1 | 1 | 2
}

func ExampleAggregate_Over() {
	printValues(orm.Max(&Works.F.Pages).Over(orm.Window{}))
	// Output: 250 | 250 | 250
}
