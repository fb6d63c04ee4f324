package orm_test

import (
	"cmp"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/orm"
)

func TestEveryTypedChoice(t *testing.T)     { runCases(t, choiceCases()) }
func TestEveryTypedComparison(t *testing.T) { runCases(t, comparisonCases()) }
func TestEveryTypedOrder(t *testing.T)      { runCases(t, orderCases()) }

func choiceCases() []valueCase {
	b, r := Boats.F, Repairs.F
	text, whole := orm.Type{Kind: orm.Text}, orm.Type{Kind: orm.Int}
	size := orm.Case(orm.When(orm.Gt(&b.Crew, 3), "big"), orm.When(orm.Eq(&b.Class, Tug), "tug"))
	mine := Repairs.Filter(orm.EqExpr(&r.BoatID, orm.Outer(&b.ID)))
	return []valueCase{
		value("case", size, func(b *Boat) *string {
			switch {
			case b.Crew > 3:
				return ptr("big")
			case b.Class == Tug:
				return ptr("tug")
			}
			return nil
		}),
		value("CaseExpr.Else", size.Else(&b.Name), func(b *Boat) string {
			switch {
			case b.Crew > 3:
				return "big"
			case b.Class == Tug:
				return "tug"
			}
			return b.Name
		}),
		value("coalesce", orm.Coalesce(b.Owner.Email, &b.Owner.Name), func(b *Boat) string {
			if b.Owner.Email != nil {
				return *b.Owner.Email
			}
			return b.Owner.Name
		}),
		value("Expr.Coalesce", orm.Col(b.Owner.Rating).Coalesce(-1), func(b *Boat) float64 {
			if b.Owner.Rating != nil {
				return *b.Owner.Rating
			}
			return -1
		}),
		value("greatest", orm.Greatest(&b.ID, &b.OwnerID, 4), func(b *Boat) int64 { return max(b.ID, b.OwnerID, 4) }),
		value("least", orm.Least(&b.ID, &b.OwnerID, 4), func(b *Boat) int64 { return min(b.ID, b.OwnerID, 4) }),
		value("null if", orm.NullIf(&b.Crew, 2), func(b *Boat) *int {
			if b.Crew == 2 {
				return nil
			}
			return &b.Crew
		}),
		value("cast", orm.Cast(&b.Crew, text), func(b *Boat) string { return string(rune('0' + b.Crew)) }),
		value("cast back", orm.Cast(orm.SubstrFrom(&b.Sail, 5), whole), func(b *Boat) int64 { return 7*b.ID - 6 }),
		value("with type", orm.WithType(orm.Mul(&b.Voyage, 2), orm.Type{Kind: orm.Duration}), func(b *Boat) time.Duration { return 2 * b.Voyage }),
		value("typed", orm.Typed[int](&b.Crew), crew),
		value("col", orm.Col(&b.Owner.Name), func(b *Boat) string { return b.Owner.Name }),
		value("value", orm.Value("x"), func(*Boat) string { return "x" }),
		value("by path", orm.F("owner__name"), func(b *Boat) string { return b.Owner.Name }),
		value("func", orm.Func("upper", text, &b.Sail), func(b *Boat) string { return strings.ToUpper(b.Sail) }),
		value("sql", orm.SQL("{0} || {1}", text, &b.Name, "!"), func(b *Boat) string { return b.Name + "!" }),
		value("sql for each", orm.SQLFor(orm.Texts{SQLite: "instr({0}, {1})", PostgreSQL: "strpos({0}, {1})"}, whole, &b.Name, "s"), func(b *Boat) int64 {
			return int64(strings.Index(b.Name, "s") + 1)
		}),
		value("subquery", orm.Subquery(mine.OrderBy(orm.Desc(&r.ID)).Limit(1).Values(&r.Cost)), func(b *Boat) *int {
			if len(b.Repairs) == 0 {
				return nil
			}
			return &b.Repairs[len(b.Repairs)-1].Cost
		}),
		value("exists", orm.Exists(mine), func(b *Boat) bool { return len(b.Repairs) > 0 }),
		value("a condition", orm.Is(orm.Gt(&b.Crew, 2)), func(b *Boat) bool { return b.Crew > 2 }),
		value("a part", orm.Month(&b.Launched), func(b *Boat) int { return int(b.Launched.Month()) }),
	}
}

func comparisonCases() []valueCase {
	b := Boats.F
	size, year := orm.Col(&b.Crew), orm.Year(&b.Launched)
	crewIs := func(fulfil func(int) bool) func(*Boat) bool { return func(b *Boat) bool { return fulfil(b.Crew) } }
	yearIs := func(fulfil func(int) bool) func(*Boat) bool {
		return func(b *Boat) bool { return fulfil(b.Launched.Year()) }
	}
	old := func(b *Boat) bool { return b.Built == nil }
	return []valueCase{
		condition("Expr.Eq", size.Eq(2), crewIs(func(n int) bool { return n == 2 })),
		condition("Expr.Ne", size.Ne(2), crewIs(func(n int) bool { return n != 2 })),
		condition("Expr.Gt", size.Gt(2), crewIs(func(n int) bool { return n > 2 })),
		condition("Expr.Gte", size.Gte(2), crewIs(func(n int) bool { return n >= 2 })),
		condition("Expr.Lt", size.Lt(2), crewIs(func(n int) bool { return n < 2 })),
		condition("Expr.Lte", size.Lte(2), crewIs(func(n int) bool { return n <= 2 })),
		condition("Expr.Between", size.Between(2, 3), crewIs(func(n int) bool { return n == 2 || n == 3 })),
		condition("Expr.In", size.In(1, 4, 9), crewIs(func(n int) bool { return n == 1 || n == 4 })),
		condition("Expr.Is", orm.Lower(&b.Name).Is("startswith", "b"), func(b *Boat) bool { return b.Name == "Bass" }),
		condition("Expr.IsNull", orm.Col(b.Built).IsNull(), old),
		condition("Expr.NotNull", orm.Col(b.Built).NotNull(), func(b *Boat) bool { return !old(b) }),
		condition("Expr.True", orm.Col(&b.Owner.Active).True(), active),
		condition("compare", orm.Compare(orm.Length(&b.Name), "gt", orm.Col(&b.ID)), func(b *Boat) bool { return len(b.Name) > int(b.ID) }),
		condition("by a path", orm.Where("owner__name__startswith", "A"), func(b *Boat) bool { return b.Owner.Name == "Ada" }),
		condition("Part.Eq", year.Eq(2021), yearIs(func(y int) bool { return y == 2021 })),
		condition("Part.Ne", year.Ne(2021), yearIs(func(y int) bool { return y != 2021 })),
		condition("Part.Gt", year.Gt(2020), yearIs(func(y int) bool { return y > 2020 })),
		condition("Part.Gte", year.Gte(2021), yearIs(func(y int) bool { return y >= 2021 })),
		condition("Part.Lt", year.Lt(2021), yearIs(func(y int) bool { return y < 2021 })),
		condition("Part.Lte", year.Lte(2020), yearIs(func(y int) bool { return y <= 2020 })),
		condition("Part.Between", year.Between(2019, 2020), yearIs(func(y int) bool { return y == 2020 })),
		condition("Part.In", year.In(2019, 2021), yearIs(func(y int) bool { return y == 2021 })),
		condition("Part.Is", year.Is("gte", 2021), yearIs(func(y int) bool { return y >= 2021 })),
		condition("Part.IsNull", orm.Year(b.Built).IsNull(), old),
		condition("Part.NotNull", orm.Year(b.Built).NotNull(), func(b *Boat) bool { return !old(b) }),
	}
}

func orderCases() []valueCase {
	b := Boats.F
	crews := func(a, b *Boat) int { return a.Crew - b.Crew }
	// built puts the boats without a day before or behind all others.
	built := func(missing int) func(a, b *Boat) int {
		return func(a, b *Boat) int {
			switch {
			case a.Built == nil && b.Built == nil:
				return 0
			case a.Built == nil:
				return missing
			case b.Built == nil:
				return -missing
			}
			return b.Built.Compare(*a.Built)
		}
	}
	return []valueCase{
		ordered("by a column", &b.Crew, crews),
		ordered("asc", orm.Asc(&b.Class), func(a, b *Boat) int { return cmp.Compare(a.Class, b.Class) }),
		ordered("desc", orm.Desc(&b.Crew), func(a, b *Boat) int { return crews(b, a) }),
		ordered("by a name", orm.By("-crew"), func(a, b *Boat) int { return crews(b, a) }),
		ordered("Expr.Asc", orm.Mod(&b.ID, 3).Asc(), func(a, b *Boat) int { return int(a.ID%3 - b.ID%3) }),
		ordered("Expr.Desc", orm.Length(&b.Name).Desc(), func(a, b *Boat) int { return len(b.Name) - len(a.Name) }),
		ordered("Order.NullsFirst", orm.Desc(b.Built).NullsFirst(), built(-1)),
		ordered("Order.NullsLast", orm.Desc(b.Built).NullsLast(), built(1)),
		ordered("by a related row", &b.Owner.Name, func(a, b *Boat) int { return cmp.Compare(a.Owner.Name, b.Owner.Name) }),
	}
}
