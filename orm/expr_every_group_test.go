package orm_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
)

func TestEveryTypedAggregate(t *testing.T) { runCases(t, aggregateCases()) }

// perClass is an aggregate over the boats of a class.
type perClass[V any] struct {
	Class Class
	X     V
}

// aggregated is a case whose values of all classes are read into V.
func aggregated[V any](name string, e orm.Expression, want func([]*Boat) V) valueCase {
	return valueCase{name: name, check: func(t *testing.T, p *port) {
		q := Boats.On(p.db).OrderBy(&Boats.F.Class)
		got, err := orm.Select[perClass[V]](q, &Boats.F.Class, orm.As("x", e)).All(t.Context())
		if err != nil || len(got) != 3 {
			t.Errorf("%d rows, %v", len(got), err)
			return
		}
		for _, g := range got {
			if want := want(p.ofClass(g.Class)); !alike(g.X, want) {
				t.Errorf("class %s: %v, want %v", g.Class, shown(g.X), shown(want))
			}
		}
	}}
}

func (p *port) ofClass(c Class) (boats []*Boat) {
	for _, b := range p.boats {
		if b.Class == c {
			boats = append(boats, b)
		}
	}
	return boats
}

// each of some boats.
func list[V any](boats []*Boat, f func(*Boat) V) (values []V) {
	for _, b := range boats {
		values = append(values, f(b))
	}
	return values
}

func crew(b *Boat) int       { return b.Crew }
func length(b *Boat) float64 { return b.Length }
func name(b *Boat) string    { return b.Name }
func active(b *Boat) bool    { return b.Owner.Active }

func total(boats []*Boat) (n int) {
	for _, b := range boats {
		n += b.Crew
	}
	return n
}

func mean(boats []*Boat) (x float64) {
	for _, b := range boats {
		x += b.Length / float64(len(boats))
	}
	return x
}

// spread is the sum of the squares of the distances from the mean.
func spread(boats []*Boat) (x float64) {
	for _, b := range boats {
		x += math.Pow(b.Length-mean(boats), 2)
	}
	return x
}

func aggregateCases() []valueCase {
	b := Boats.F
	built := func(b *Boat) bool { return b.Built != nil }
	none := orm.Lt(&b.ID, 0)
	return []valueCase{
		aggregated("count", orm.Count(b.Built), func(boats []*Boat) int {
			return len(slices.DeleteFunc(boats, func(b *Boat) bool { return !built(b) }))
		}),
		aggregated("count of many", orm.Count(&b.Repairs), func(boats []*Boat) (n int) {
			for _, b := range boats {
				n += len(b.Repairs)
			}
			return n
		}),
		aggregated("count rows", orm.CountRows(), func(boats []*Boat) int { return len(boats) }),
		aggregated("sum", orm.Sum(&b.Crew), total),
		aggregated("sum of decimals", orm.Sum(&b.Price), func(boats []*Boat) (sum decimal.Decimal) {
			for _, b := range boats {
				sum = sum.Add(b.Price)
			}
			return sum
		}),
		aggregated("sum of durations", orm.Sum(&b.Voyage), func(boats []*Boat) (sum time.Duration) {
			for _, b := range boats {
				sum += b.Voyage
			}
			return sum
		}),
		aggregated("avg", orm.Avg(&b.Length), mean),
		aggregated("avg of ints", orm.Avg(&b.Crew), func(boats []*Boat) float64 { return float64(total(boats)) / float64(len(boats)) }),
		aggregated("max", orm.Max(&b.Length), func(boats []*Boat) float64 { return slices.Max(list(boats, length)) }),
		aggregated("max of moments", orm.Max(&b.Launched), func(boats []*Boat) time.Time { return boats[len(boats)-1].Launched }),
		aggregated("min", orm.Min(&b.Crew), func(boats []*Boat) int { return slices.Min(list(boats, crew)) }),
		aggregated("min of a related row", orm.Min(&b.Owner.Age), func(boats []*Boat) int {
			return slices.Min(list(boats, func(b *Boat) int { return b.Owner.Age }))
		}),
		aggregated("stddev", orm.StdDev(&b.Length), func(boats []*Boat) float64 { return math.Sqrt(spread(boats) / float64(len(boats))) }),
		aggregated("stddev of a sample", orm.StdDevSample(&b.Length), func(boats []*Boat) float64 { return math.Sqrt(spread(boats) / float64(len(boats)-1)) }),
		aggregated("variance", orm.Variance(&b.Length), func(boats []*Boat) float64 { return spread(boats) / float64(len(boats)) }),
		aggregated("variance of a sample", orm.VarianceSample(&b.Length), func(boats []*Boat) float64 { return spread(boats) / float64(len(boats)-1) }),
		aggregated("texts", orm.StringAgg(&b.Name, ", ").OrderBy(&b.ID), func(boats []*Boat) string { return strings.Join(list(boats, name), ", ") }),
		on("postgresql", aggregated("array", orm.ArrayAgg(&b.Name).OrderBy(&b.ID), func(boats []*Boat) []string { return list(boats, name) })),
		aggregated("JSON", orm.JSONBAgg(&b.Crew).OrderBy(&b.ID), func(boats []*Boat) any {
			return list2any(list(boats, func(b *Boat) float64 { return float64(b.Crew) }))
		}),
		aggregated("all true", orm.BoolAnd(&b.Owner.Active), func(boats []*Boat) bool { return !slices.Contains(list(boats, active), false) }),
		aggregated("one true", orm.BoolOr(&b.Owner.Active), func(boats []*Boat) bool { return slices.Contains(list(boats, active), true) }),
		on("postgresql", aggregated("bits of all", orm.BitAndAll(&b.ID), func(boats []*Boat) int64 {
			n := int64(-1)
			for _, b := range boats {
				n &= b.ID
			}
			return n
		})),
		on("postgresql", aggregated("bits of any", orm.BitOrAny(&b.ID), func(boats []*Boat) (n int64) {
			for _, b := range boats {
				n |= b.ID
			}
			return n
		})),
		aggregated("any value", orm.AnyValue(&b.Class), func(boats []*Boat) Class { return boats[0].Class }),

		aggregated("Aggregate.Distinct", orm.Count(&b.Crew).Distinct(), func(boats []*Boat) int {
			crews := list(boats, crew)
			slices.Sort(crews)
			return len(slices.Compact(crews))
		}),
		aggregated("Aggregate.Filter", orm.CountRows().Filter(orm.Gt(&b.Crew, 1), orm.NotNull(b.Built)), func(boats []*Boat) int {
			return len(slices.DeleteFunc(boats, func(b *Boat) bool { return b.Crew <= 1 || !built(b) }))
		}),
		aggregated("Aggregate.Default", orm.Sum(&b.Crew).Filter(none).Default(-1), func([]*Boat) int { return -1 }),
		aggregated("of nothing", orm.Sum(&b.Crew).Filter(none), func([]*Boat) *int { return nil }),
		aggregated("Aggregate.OrderBy", orm.StringAgg(&b.Name, "").OrderBy(orm.Desc(&b.Length)), func(boats []*Boat) string {
			slices.Reverse(boats)
			return strings.Join(list(boats, name), "")
		}),
		aggregated("Expr.Sum", orm.Col(&b.Crew).Sum(), total),
		aggregated("Expr.Max", orm.Col(&b.Length).Max(), func(boats []*Boat) float64 { return slices.Max(list(boats, length)) }),
		aggregated("Expr.Min", orm.Col(&b.Length).Min(), func(boats []*Boat) float64 { return slices.Min(list(boats, length)) }),
		aggregated("of an expression", orm.Sum(orm.Mul(&b.Crew, 2)), func(boats []*Boat) int { return 2 * total(boats) }),
		aggregated("an expression of aggregates", orm.Sub(orm.Max(&b.Length), orm.Min(&b.Length)), func(boats []*Boat) float64 {
			return slices.Max(list(boats, length)) - slices.Min(list(boats, length))
		}),
	}
}

func list2any[T any](values []T) any {
	all := make([]any, len(values))
	for i, v := range values {
		all[i] = v
	}
	return all
}
