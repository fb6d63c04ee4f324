package orm_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
)

// A boatCase is a condition on boats and what it means in Go.
type boatCase struct {
	name      string
	condition orm.Condition
	want      func(*Boat) bool
}

func hasFlag(b *Boat, slug string) bool {
	return some(b.Flags, func(f *Flag) bool { return f.Slug == slug })
}

func folded(s string) string { return strings.ToLower(s) }

// conditionCases has every typed condition at least once.
func conditionCases(ann *Sailor) []boatCase {
	b := Boats.F
	noon := launch.Add(5 * 1777 * time.Hour)
	built := orm.NewDay(2005, time.June, 16)
	dear := decimal.RequireFromString("10000.00")
	price := decimal.RequireFromString("3500.25")
	return []boatCase{
		// comparisons, of each kind
		{"int", orm.Eq(&b.ID, 3), func(b *Boat) bool { return b.ID == 3 }},
		{"text", orm.Eq(&b.Name, "Bass"), func(b *Boat) bool { return b.Name == "Bass" }},
		{"text that is not", orm.Ne(&b.Name, "Bass"), func(b *Boat) bool { return b.Name != "Bass" }},
		{"enum", orm.Eq(&b.Class, Tug), func(b *Boat) bool { return b.Class == Tug }},
		{"enums", orm.In(&b.Class, Tug, Yacht), func(b *Boat) bool { return b.Class != Dinghy }},
		{"float", orm.Gt(&b.Length, 7.0), func(b *Boat) bool { return b.Length > 7 }},
		{"decimal", orm.Gte(&b.Price, dear), func(b *Boat) bool { return b.Price.GreaterThanOrEqual(dear) }},
		{"decimal exactly", orm.Eq(&b.Price, price), func(b *Boat) bool { return b.Price.Equal(price) }},
		{"small int", orm.Lt(&b.Crew, 3), func(b *Boat) bool { return b.Crew < 3 }},
		{"moment", orm.Lte(&b.Launched, noon), func(b *Boat) bool { return !b.Launched.After(noon) }},
		{"moment in another zone", orm.Eq(&b.Launched, noon.In(time.FixedZone("x", 3600))), func(b *Boat) bool { return b.Launched.Equal(noon) }},
		{"duration", orm.Gt(&b.Voyage, 5*time.Hour), func(b *Boat) bool { return b.Voyage > 5*time.Hour }},
		{"uuid", orm.Eq(&b.Tag, uuid.UUID{15: 4}), func(b *Boat) bool { return b.ID == 4 }},
		{"address", orm.Eq(&b.Radio, ann.addr()), func(b *Boat) bool { return b.Radio == ann.addr() }},
		{"bool over a relation", orm.Eq(&b.Owner.Active, true), func(b *Boat) bool { return b.Owner.Active }},
		{"between", orm.Between(&b.ID, 3, 6), func(b *Boat) bool { return b.ID >= 3 && b.ID <= 6 }},
		{"between moments", orm.Between(&b.Launched, launch, noon), func(b *Boat) bool { return !b.Launched.After(noon) }},
		{"in", orm.In(&b.ID, 1, 5, 99), func(b *Boat) bool { return b.ID == 1 || b.ID == 5 }},
		{"in one", orm.In(&b.ID, 7), func(b *Boat) bool { return b.ID == 7 }},
		{"in none", orm.In(&b.ID), func(b *Boat) bool { return false }},
		{"not in", orm.NotIn(&b.ID, 1, 5, 99), func(b *Boat) bool { return b.ID != 1 && b.ID != 5 }},
		{"not in none", orm.NotIn(&b.ID), func(b *Boat) bool { return true }},

		// NULL
		{"date that may be NULL", orm.Lt(b.Built, built), func(b *Boat) bool { return b.Built != nil && b.Built.String() < built.String() }},
		{"the field's own address", orm.Eq(&b.Built, &built), func(b *Boat) bool { return b.Built != nil && *b.Built == built }},
		{"a nil pointer is NULL", orm.Eq(&b.Built, nil), func(b *Boat) bool { return b.Built == nil }},
		{"not NULL by Ne", orm.Ne(&b.Built, nil), func(b *Boat) bool { return b.Built != nil }},
		{"Ne keeps NULL", orm.Ne(b.Built, built), func(b *Boat) bool { return b.Built == nil || *b.Built != built }},
		{"NotIn keeps NULL", orm.NotIn(b.Built, built), func(b *Boat) bool { return b.Built == nil || *b.Built != built }},
		{"is NULL", orm.IsNull(&b.Built), func(b *Boat) bool { return b.Built == nil }},
		{"is not NULL", orm.NotNull(b.Built), func(b *Boat) bool { return b.Built != nil }},
		{"time of day", orm.Gte(b.Opens, orm.NewClock(9, 0, 0, 0)), func(b *Boat) bool { return b.Opens != nil && b.Opens.String() >= "09:00:00" }},
		{"no related row", orm.IsNull(&b.Owner.Club), func(b *Boat) bool { return b.Owner.Club == nil }},
		{"no row of many", orm.IsNull(&b.Flags), func(b *Boat) bool { return len(b.Flags) == 0 }},

		// text
		{"contains", orm.Contains(&b.Name, "ll"), func(b *Boat) bool { return strings.Contains(b.Name, "ll") }},
		{"contains a wildcard", orm.Contains(&b.Name, "_1"), func(b *Boat) bool { return strings.Contains(b.Name, "_1") }},
		{"contains a percent sign", orm.EndsWith(&b.Name, "0%"), func(b *Boat) bool { return strings.HasSuffix(b.Name, "0%") }},
		{"contains in any case", orm.IContains(&b.Name, "CORM"), func(b *Boat) bool { return strings.Contains(folded(b.Name), "corm") }},
		{"begins", orm.StartsWith(&b.Sail, "ger-1"), func(b *Boat) bool { return strings.HasPrefix(b.Sail, "ger-1") }},
		{"begins in any case", orm.IStartsWith(&b.Name, "C"), func(b *Boat) bool { return strings.HasPrefix(folded(b.Name), "c") }},
		{"ends", orm.EndsWith(&b.Name, "er"), func(b *Boat) bool { return strings.HasSuffix(b.Name, "er") }},
		{"ends in any case", orm.IEndsWith(&b.Name, "ISH"), func(b *Boat) bool { return strings.HasSuffix(folded(b.Name), "ish") }},
		{"equal in any case", orm.IExact(&b.Name, "CORMORANT"), func(b *Boat) bool { return folded(b.Name) == "cormorant" }},
		{"regex", orm.Regex(&b.Name, "^[A-D].*s"), func(b *Boat) bool { return b.Name[0] <= 'D' && strings.Contains(b.Name[1:], "s") }},
		{"regex in any case", orm.IRegex(&b.Name, "^[a-d].*s"), func(b *Boat) bool { return folded(b.Name)[0] <= 'd' && strings.Contains(b.Name[1:], "s") }},
		{"enum begins", orm.StartsWith(&b.Class, "d"), func(b *Boat) bool { return b.Class == Dinghy }},
		{"text that may be NULL", orm.IContains(b.Owner.Email, "HARBOUR"), func(b *Boat) bool { return b.Owner.Email != nil }},

		// columns with columns
		{"columns are equal", orm.EqCol(&b.ID, &b.OwnerID), func(b *Boat) bool { return b.ID == b.OwnerID }},
		{"columns differ", orm.NeCol(&b.ID, &b.OwnerID), func(b *Boat) bool { return b.ID != b.OwnerID }},
		{"greater column", orm.GtCol(&b.ID, &b.OwnerID), func(b *Boat) bool { return b.ID > b.OwnerID }},
		{"greater or equal column", orm.GteCol(&b.ID, &b.OwnerID), func(b *Boat) bool { return b.ID >= b.OwnerID }},
		{"smaller column", orm.LtCol(&b.ID, &b.OwnerID), func(b *Boat) bool { return b.ID < b.OwnerID }},
		{"smaller or equal column", orm.LteCol(&b.ID, &b.OwnerID), func(b *Boat) bool { return b.ID <= b.OwnerID }},
		{"column of a related row", orm.EqCol(&b.OwnerID, &b.Owner.ID), func(b *Boat) bool { return true }},

		// columns with expressions
		{"equal to an expression", orm.EqExpr(&b.ID, orm.Add(&b.Crew, 1)), func(b *Boat) bool { return b.ID == int64(b.Crew)+1 }},
		{"not equal to an expression", orm.NeExpr(&b.ID, orm.Add(&b.Crew, 1)), func(b *Boat) bool { return b.ID != int64(b.Crew)+1 }},
		{"greater than an expression", orm.GtExpr(&b.ID, orm.Mul(&b.Crew, 2)), func(b *Boat) bool { return b.ID > 2*int64(b.Crew) }},
		{"an expression or more", orm.GteExpr(&b.ID, orm.Mul(&b.Crew, 2)), func(b *Boat) bool { return b.ID >= 2*int64(b.Crew) }},
		{"less than an expression", orm.LtExpr(&b.ID, orm.Mul(&b.Crew, 2)), func(b *Boat) bool { return b.ID < 2*int64(b.Crew) }},
		{"an expression or less", orm.LteExpr(&b.ID, orm.Mul(&b.Crew, 2)), func(b *Boat) bool { return b.ID <= 2*int64(b.Crew) }},
		{"any lookup", orm.WhereCol(&b.Name, "istartswith", "j"), func(b *Boat) bool { return b.Name[0] == 'J' }},
		{"any lookup of a column", orm.WhereCol(&b.Name, "gt", &b.Sail), func(b *Boat) bool { return b.Name > b.Sail && b.Name[0] > 'Z' }},
		{"a column as an expression", orm.Col(&b.Name).Is("icontains", "BASS"), func(b *Boat) bool { return b.Name == "Bass" }},

		// parts of dates and times
		{"year", orm.Year(&b.Launched).Eq(2021), func(b *Boat) bool { return b.Launched.Year() == 2021 }},
		{"years from", orm.Year(&b.Launched).Gte(2021), func(b *Boat) bool { return b.Launched.Year() >= 2021 }},
		{"year of a date", orm.Year(b.Built).Lt(2005), func(b *Boat) bool { return b.Built != nil && b.Built.Year() < 2005 }},
		{"ISO year", orm.ISOYear(&b.Launched).Eq(2020), func(b *Boat) bool { y, _ := b.Launched.ISOWeek(); return y == 2020 }},
		{"quarter", orm.Quarter(&b.Launched).Eq(1), func(b *Boat) bool { return b.Launched.Month() <= 3 }},
		{"month", orm.Month(&b.Launched).In(1, 3, 5), func(b *Boat) bool { return slices.Contains([]int{1, 3, 5}, int(b.Launched.Month())) }},
		{"week", orm.Week(&b.Launched).Gt(20), func(b *Boat) bool { _, w := b.Launched.ISOWeek(); return w > 20 }},
		{"day of the month", orm.MonthDay(&b.Launched).Between(1, 15), func(b *Boat) bool { return b.Launched.Day() <= 15 }},
		{"day of the week", orm.WeekDay(&b.Launched).Eq(7), func(b *Boat) bool { return b.Launched.Weekday() == time.Saturday }},
		{"ISO day of the week", orm.ISOWeekDay(&b.Launched).Ne(7), func(b *Boat) bool { return b.Launched.Weekday() != time.Sunday }},
		{"hour", orm.Hour(&b.Launched).Lte(12), func(b *Boat) bool { return b.Launched.Hour() <= 12 }},
		{"minute", orm.Minute(b.Opens).Gt(10), func(b *Boat) bool { return b.Opens != nil && 5*(b.ID-1) > 10 }},
		{"second", orm.Second(&b.Launched).Eq(0), func(b *Boat) bool { return true }},
		{"day", orm.DateOf(&b.Launched).Eq(orm.DayOf(launch)), func(b *Boat) bool { return b.ID == 1 }},
		{"time", orm.TimeOf(&b.Launched).Gt(orm.NewClock(8, 0, 0, 0)), func(b *Boat) bool { return b.Launched.Hour() > 8 }},
		{"part of NULL", orm.Year(b.Built).IsNull(), func(b *Boat) bool { return b.Built == nil }},
		{"part that is not NULL", orm.Year(b.Built).NotNull(), func(b *Boat) bool { return b.Built != nil }},

		// JSON
		{"JSON text", orm.At(&b.Log, "port").Eq("Bass"), func(b *Boat) bool { return b.ID == 2 }},
		{"JSON number", orm.At(&b.Log, "trips").Gt(3), func(b *Boat) bool { return b.ID == 6 || b.ID == 10 }},
		{"JSON null", orm.At(&b.Log, "port").Eq(nil), func(b *Boat) bool { return b.ID == 3 || b.ID == 7 }},
		{"JSON that is not there", orm.At(&b.Log, "port").IsNull(), func(b *Boat) bool { return (b.ID-1)%4 == 0 || (b.ID-1)%4 == 3 }},
		{"JSON in an array", orm.At(&b.Log, 0).Eq(3), func(b *Boat) bool { return b.ID == 4 }},
		{"JSON with an odd key", orm.At(&b.Log, "deep", "a__b").Eq("low"), func(b *Boat) bool { return b.ID == 3 || b.ID == 7 }},
		{"JSON deep down", orm.At(&b.Log, "crew", 1).Is("icontains", "BASS"), func(b *Boat) bool { return b.ID == 2 }},
		{"JSON key", orm.HasKey(&b.Log, "trips"), func(b *Boat) bool { return (b.ID-1)%4 == 1 }},
		{"JSON keys", orm.HasKeys(&b.Log, "port", "deep"), func(b *Boat) bool { return (b.ID-1)%4 == 2 }},
		{"JSON some keys", orm.HasAnyKeys(&b.Log, "trips", "deep"), func(b *Boat) bool { return (b.ID-1)%4 == 1 || (b.ID-1)%4 == 2 }},
		{"JSON NULL", orm.IsNull(&b.Log), func(b *Boat) bool { return b.Log == nil }},

		// relations
		{"a row", orm.Eq(&b.Owner, ann), func(b *Boat) bool { return b.OwnerID == ann.ID }},
		{"the key of a row", orm.Eq(&b.OwnerID, ann.ID), func(b *Boat) bool { return b.OwnerID == ann.ID }},
		{"not a row", orm.Ne(&b.Owner, ann), func(b *Boat) bool { return b.OwnerID != ann.ID }},
		{"rows", orm.In(&b.Owner, ann), func(b *Boat) bool { return b.OwnerID == ann.ID }},
		{"column of a related row that may be missing", orm.Eq(b.Owner.Club.City, "Kiel"), func(b *Boat) bool { return b.Owner.Club != nil && *b.Owner.Club.City == "Kiel" }},
		{"not so, or missing", orm.Ne(b.Owner.Club.City, "Kiel"), func(b *Boat) bool { return b.Owner.Club == nil || *b.Owner.Club.City != "Kiel" }},
		{"some of many", orm.Eq(&b.Flags[0].Slug, "red"), func(b *Boat) bool { return hasFlag(b, "red") }},
		{"none of many", orm.Ne(&b.Flags[0].Slug, "red"), func(b *Boat) bool { return !hasFlag(b, "red") }},
		{"beyond the reference", orm.Eq(&tutor.Name, "Ada"), func(b *Boat) bool { return b.Owner.Mentor != nil && b.Owner.Mentor.Name == "Ada" }},
		{"far beyond it", orm.IsNull(&tutor.Mentor.Club.City), func(b *Boat) bool {
			m := b.Owner.Mentor
			return m == nil || m.Mentor == nil || m.Mentor.Club == nil || m.Mentor.Club.City == nil
		}},
		{"without a field here", orm.Not(orm.Gt(&work.Cost, 100)), func(b *Boat) bool { return !some(b.Repairs, func(r *Repair) bool { return r.Cost > 100 }) }},

		// connectives
		{"and", orm.And(orm.Gt(&b.ID, 3), orm.Lt(&b.ID, 6)), func(b *Boat) bool { return b.ID > 3 && b.ID < 6 }},
		{"or", orm.Or(orm.Lt(&b.ID, 3), orm.Gt(&b.ID, 6)), func(b *Boat) bool { return b.ID < 3 || b.ID > 6 }},
		{"xor", orm.Xor(orm.Lt(&b.ID, 6), orm.Gt(&b.ID, 3)), func(b *Boat) bool { return (b.ID < 6) != (b.ID > 3) }},
		{"not", orm.Not(orm.Lt(&b.ID, 6), orm.Gt(&b.ID, 3)), func(b *Boat) bool { return !(b.ID < 6 && b.ID > 3) }},
		{"or over many", orm.Or(orm.Eq(&b.Flags[0].Slug, "blue"), orm.Eq(&b.ID, 2)), func(b *Boat) bool { return hasFlag(b, "blue") || b.ID == 2 }},
		{"not or over NULL", orm.Not(orm.Or(orm.Eq(b.Built, built), orm.Eq(&b.Crew, 1))), func(b *Boat) bool {
			return (b.Built == nil || *b.Built != built) && b.Crew != 1
		}},

		// subqueries
		{"in a query", orm.InQuery(&b.Owner, Sailors.Filter(orm.Eq(&Sailors.F.Active, true))), func(b *Boat) bool { return b.Owner.Active }},
		{"in a query of a column", orm.InQuery(&b.ID, Repairs.Filter(orm.Gt(&Repairs.F.Cost, 200)).Values(&Repairs.F.BoatID)),
			func(b *Boat) bool { return some(b.Repairs, func(r *Repair) bool { return r.Cost > 200 }) }},
		{"not in a query", orm.NotInQuery(&b.ID, Repairs.Filter().Values(&Repairs.F.BoatID)), func(b *Boat) bool { return len(b.Repairs) == 0 }},
		{"exists", orm.Exists(Repairs.Filter(orm.EqCol(&Repairs.F.BoatID, &b.ID), orm.Lt(&Repairs.F.Cost, 100))),
			func(b *Boat) bool { return some(b.Repairs, func(r *Repair) bool { return r.Cost < 100 }) }},
		{"exists with Outer", orm.Exists(Repairs.Filter(orm.EqExpr(&Repairs.F.BoatID, orm.Outer(&b.ID)))), func(b *Boat) bool { return len(b.Repairs) > 0 }},
		{"a query of the same table", orm.Exists(Rivals.Filter(orm.EqCol(&Rivals.F.OwnerID, &b.OwnerID), orm.LtCol(&Rivals.F.ID, &b.ID))),
			func(b *Boat) bool { return b.ID > 3 }},
		{"equal to a query", orm.EqExpr(&b.Length, orm.Subquery(orm.Select[float64](Rivals.Filter().OrderBy(), orm.As("most", orm.Max(&Rivals.F.Length))))),
			func(b *Boat) bool { return b.ID == 10 }},
	}
}

func (s *Sailor) addr() netip.Addr { return netip.AddrFrom4([4]byte{10, 0, 0, byte(s.ID)}) }

func TestConditions(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		p := newPort(t, db)
		for _, test := range conditionCases(p.sailors[1]) {
			for _, exclude := range []bool{false, true} {
				q := Boats.On(db).Filter(test.condition)
				if exclude && strings.HasPrefix(test.name, "JSON") {
					continue // as in Django, what is not there is neither found nor excluded
				}
				if exclude {
					q = Boats.On(db).Exclude(test.condition)
				}
				got, err := orm.Pluck(q.OrderBy(&Boats.F.ID).Distinct(), &Boats.F.ID).All(t.Context())
				if err != nil {
					t.Errorf("%s: %v", test.name, err)
					continue
				}
				want := p.boatsThat(func(b *Boat) bool { return test.want(b) != exclude })
				if !slices.Equal(got, want) {
					text, args, _ := q.SQL()
					t.Errorf("%s (excluded: %t) finds %v, want %v\n%s\n%v", test.name, exclude, got, want, text, args)
				}
			}
		}
	})
}
