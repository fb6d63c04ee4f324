package orm_test

import (
	"fmt"
	"testing"

	"github.com/combo-web/combo/orm"
)

func TestEveryTypedWindow(t *testing.T) { runCases(t, windowCases()) }

// The boats are of three classes in turn and have crews of one to four in turn, so
// that their keys say what is in the rows around them.
func windowCases() []valueCase {
	b := Boats.F
	inClass := orm.Window{PartitionBy: []any{&b.Class}, OrderBy: []any{&b.ID}}
	wholeClass := inClass
	wholeClass.Frame = orm.Rows(orm.Unbounded, orm.Unbounded)
	byCrew := orm.Window{OrderBy: []any{&b.Crew}}
	byKey := orm.Window{OrderBy: []any{orm.Desc(&b.ID)}}
	return []valueCase{
		value("WindowFunc.Over", orm.RowNumber().Over(byKey), func(b *Boat) int64 { return 11 - b.ID }),
		value("row number of a part", orm.RowNumber().Over(inClass), func(b *Boat) int { return int(b.ID-1)/3 + 1 }),
		value("rank", orm.Rank().Over(byCrew), func(b *Boat) int64 { return int64(notAbove[b.Crew-1] + 1) }),
		value("dense rank", orm.DenseRank().Over(byCrew), crew),
		value("percent rank", orm.PercentRank().Over(byCrew), func(b *Boat) float64 { return float64(notAbove[b.Crew-1]) / 9 }),
		value("cumulative distribution", orm.CumeDist().Over(byCrew), func(b *Boat) float64 { return float64(notAbove[b.Crew]) / 10 }),
		value("ntile", orm.Ntile(3).Over(orm.Window{OrderBy: []any{&b.ID}}), func(b *Boat) int64 {
			return []int64{1, 1, 1, 1, 2, 2, 2, 3, 3, 3}[b.ID-1]
		}),
		value("first", orm.FirstValue(&b.Sail).Over(inClass), func(b *Boat) string { return sail((b.ID-1)%3 + 1) }),
		value("last", orm.LastValue(&b.Sail).Over(wholeClass), func(b *Boat) string { return sail([]int64{10, 8, 9}[(b.ID-1)%3]) }),
		value("nth", orm.NthValue(&b.Sail, 2).Over(wholeClass), func(b *Boat) string { return sail((b.ID-1)%3 + 4) }),
		value("nth, not yet there", orm.NthValue(&b.Sail, 2).Over(inClass), func(b *Boat) *string {
			if b.ID < 4 {
				return nil
			}
			return ptr(sail((b.ID-1)%3 + 4))
		}),
		value("lag", orm.Lag(&b.Sail, 1).Over(inClass), func(b *Boat) *string {
			if b.ID < 4 {
				return nil
			}
			return ptr(sail(b.ID - 3))
		}),
		value("lag or", orm.LagOr(&b.Sail, 2, "none").Over(inClass), func(b *Boat) string {
			if b.ID < 7 {
				return "none"
			}
			return sail(b.ID - 6)
		}),
		value("lead", orm.Lead(&b.ID, 1).Over(inClass), func(b *Boat) *int64 {
			if b.ID > 7 {
				return nil
			}
			return ptr(b.ID + 3)
		}),
		value("lead or", orm.LeadOr(&b.ID, 1, 0).Over(inClass), func(b *Boat) int64 {
			if b.ID > 7 {
				return 0
			}
			return b.ID + 3
		}),
		value("Aggregate.Over", orm.Count(&b.ID).Over(inClass), func(b *Boat) int { return int(b.ID-1)/3 + 1 }),
		value("over all rows", orm.Sum(&b.ID).Over(orm.Window{}), func(*Boat) int64 { return 55 }),
		value("over, of an expression", orm.Over(orm.Max(&b.Length), inClass), length),
		value("rows", orm.Sum(&b.ID).Over(orm.Window{OrderBy: []any{&b.ID}, Frame: orm.Rows(-1, 1)}), func(b *Boat) int64 {
			sum := 3 * b.ID
			if b.ID == 1 {
				sum = 3
			}
			if b.ID == 10 {
				sum = 19
			}
			return sum
		}),
		value("range", orm.CountRows().Over(orm.Window{OrderBy: []any{&b.Crew}, Frame: orm.Range(orm.Unbounded, 0)}), func(b *Boat) int {
			return notAbove[b.Crew]
		}),
		value("a window in an expression", orm.Sub(&b.Length, orm.Avg(&b.Length).Over(orm.Window{})), func(b *Boat) float64 { return b.Length - 10.125 }),
	}
}

// notAbove is how many boats have a crew of so many or less.
var notAbove = [...]int{0, 3, 6, 8, 10}

func sail(id int64) string { return fmt.Sprintf("ger-%d", 7*id-6) }
