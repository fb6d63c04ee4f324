package orm_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/combo-web/combo/orm"
)

// nasty are the signs that mean something to somebody on the way.
var nasty = []string{"a", "B", "%", "_", `\`, "'", `"`, ";--", "$1", "?", "{0}", "/*", "é", "🚤", "\u2028", "\n", " "}

// addNasty adds boats with names that are hard to find, and NULLs in all places.
func (p *port) addNasty(t *testing.T, db *orm.DB) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	var more []Boat
	for i := len(p.boats); i < 60; i++ {
		b := p.newBoat(i, "")
		for range r.IntN(4) {
			b.Name += nasty[r.IntN(len(nasty))]
		}
		if r.IntN(2) == 0 {
			b.Built = nil
		}
		b.Crew, b.Price = r.IntN(5), decimal.New(int64(r.IntN(400)), -2)
		b.OwnerID = int64(r.IntN(6) + 1)
		b.Owner, b.Flags = p.sailors[b.OwnerID-1], nil
		p.boats = append(p.boats, b)
		inserted := *b
		inserted.Owner = nil
		more = append(more, inserted)
	}
	if err := Boats.On(db).BulkCreate(t.Context(), more, orm.BulkOptions{}); err != nil {
		t.Fatal(err)
	}
}

// A filter is a condition and what it means.
type filter struct {
	condition orm.Condition
	fulfils   func(*Boat) bool
	// excludes is what it means for Exclude, if that is something else: there, as
	// in Django, several conditions on many rows may hold for different ones.
	excludes func(*Boat) bool
}

// A filterMaker draws filters. fold says that LIKE looks at letters of both cases.
type filterMaker struct {
	t    *rapid.T
	p    *port
	fold bool
}

func (m *filterMaker) text() string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(nasty), 0, 3).Draw(m.t, "text"), "")
}

// like is what the database sees of a text that LIKE compares.
func (m *filterMaker) like(s string) string {
	if m.fold {
		return strings.ToLower(s)
	}
	return s
}

// one draws a condition on the boat itself, or on what it belongs to.
func (m *filterMaker) one() filter {
	b := Boats.F
	switch rapid.IntRange(0, 15).Draw(m.t, "kind") {
	case 0:
		v := rapid.IntRange(-1, 6).Draw(m.t, "crew")
		return filter{condition: orm.Eq(&b.Crew, v), fulfils: func(b *Boat) bool { return b.Crew == v }}
	case 1:
		v := rapid.IntRange(-1, 6).Draw(m.t, "crew")
		return filter{condition: orm.Gte(&b.Crew, v), fulfils: func(b *Boat) bool { return b.Crew >= v }}
	case 2:
		v := m.text()
		return filter{condition: orm.Eq(&b.Name, v), fulfils: func(b *Boat) bool { return b.Name == v }}
	case 3:
		v := m.text()
		return filter{condition: orm.Contains(&b.Name, v), fulfils: func(b *Boat) bool { return strings.Contains(m.like(b.Name), m.like(v)) }}
	case 4:
		v := m.text()
		return filter{condition: orm.IStartsWith(&b.Name, v), fulfils: func(b *Boat) bool { return strings.HasPrefix(strings.ToLower(b.Name), strings.ToLower(v)) }}
	case 5:
		v := m.text()
		return filter{condition: orm.EndsWith(&b.Name, v), fulfils: func(b *Boat) bool { return strings.HasSuffix(m.like(b.Name), m.like(v)) }}
	case 6:
		v := m.p.boats[rapid.IntRange(0, 20).Draw(m.t, "boat")].Built
		return filter{condition: orm.Eq(&b.Built, v), fulfils: func(b *Boat) bool {
			return v == nil && b.Built == nil || v != nil && b.Built != nil && *v == *b.Built
		}}
	case 7:
		v := orm.NewDay(rapid.IntRange(1999, 2030).Draw(m.t, "year"), 6, 1)
		return filter{condition: orm.Lt(b.Built, v), fulfils: func(b *Boat) bool { return b.Built != nil && b.Built.String() < v.String() }}
	case 8:
		v := rapid.IntRange(1999, 2030).Draw(m.t, "year")
		return filter{condition: orm.Year(b.Built).Lte(v), fulfils: func(b *Boat) bool { return b.Built != nil && b.Built.Year() <= v }}
	case 9:
		v := decimal.New(rapid.Int64Range(0, 30000).Draw(m.t, "price"), -2)
		return filter{condition: orm.Lt(&b.Price, v), fulfils: func(b *Boat) bool { return b.Price.LessThan(v) }}
	case 10:
		v := rapid.SliceOfN(rapid.SampledFrom([]Class{Dinghy, Yacht, Tug, "x", "'"}), 0, 3).Draw(m.t, "classes")
		return filter{condition: orm.In(&b.Class, v...), fulfils: func(b *Boat) bool { return slices.Contains(v, b.Class) }}
	case 11:
		v := rapid.SliceOfN(rapid.Int64Range(0, 70), 0, 5).Draw(m.t, "ids")
		return filter{condition: orm.NotIn(&b.ID, v...), fulfils: func(b *Boat) bool { return !slices.Contains(v, b.ID) }}
	case 12:
		v := rapid.SampledFrom([]string{"Kiel", "Brest", "x"}).Draw(m.t, "city")
		return filter{condition: orm.Eq(b.Owner.Club.City, v), fulfils: func(b *Boat) bool { return b.Owner.Club != nil && *b.Owner.Club.City == v }}
	case 13:
		return filter{condition: orm.IsNull(&b.Owner.Club), fulfils: func(b *Boat) bool { return b.Owner.Club == nil }}
	case 14:
		return filter{condition: orm.EqCol(&b.ID, &b.OwnerID), fulfils: func(b *Boat) bool { return b.ID == b.OwnerID }}
	}
	v := rapid.Float64Range(-1, 9).Draw(m.t, "rating")
	return filter{condition: orm.Gt(b.Owner.Rating, v), fulfils: func(b *Boat) bool { return b.Owner.Rating != nil && *b.Owner.Rating > v }}
}

// any draws a tree of conditions.
func (m *filterMaker) any(depth int) filter {
	if depth == 0 || rapid.IntRange(0, 2).Draw(m.t, "leaf") == 0 {
		return m.one()
	}
	var list []filter
	var conditions []orm.Condition
	for range rapid.IntRange(1, 3).Draw(m.t, "parts") {
		f := m.any(depth - 1)
		list, conditions = append(list, f), append(conditions, f.condition)
	}
	count := func(b *Boat) (n int) {
		for _, f := range list {
			if f.fulfils(b) {
				n++
			}
		}
		return n
	}
	switch rapid.IntRange(0, 3).Draw(m.t, "connective") {
	case 0:
		return filter{condition: orm.And(conditions...), fulfils: func(b *Boat) bool { return count(b) == len(list) }}
	case 1:
		return filter{condition: orm.Or(conditions...), fulfils: func(b *Boat) bool { return count(b) > 0 }}
	case 2:
		return filter{condition: orm.Xor(conditions...), fulfils: func(b *Boat) bool { return count(b)%2 == 1 }}
	}
	return filter{condition: orm.Not(conditions...), fulfils: func(b *Boat) bool { return count(b) < len(list) }}
}

// many draws a condition on relations to many rows: it holds if some row fulfils
// it, excluded if none does.
func (m *filterMaker) many() filter {
	b := Boats.F
	if rapid.Bool().Draw(m.t, "flags") {
		v := rapid.SampledFrom([]string{"red", "blue", "pilot", "x"}).Draw(m.t, "flag")
		has := func(b *Boat) bool { return hasFlag(b, v) }
		return filter{orm.Eq(&b.Flags[0].Slug, v), has, has}
	}
	cost, note := rapid.IntRange(0, 300).Draw(m.t, "cost"), fmt.Sprint(rapid.IntRange(0, 9).Draw(m.t, "note"))
	dear := func(r *Repair) bool { return r.Cost > cost }
	noted := func(r *Repair) bool { return strings.Contains(r.Note, note) }
	return filter{
		orm.And(orm.Gt(&b.Repairs[0].Cost, cost), orm.Contains(&b.Repairs[0].Note, note)),
		func(b *Boat) bool { return some(b.Repairs, func(r *Repair) bool { return dear(r) && noted(r) }) },
		func(b *Boat) bool { return some(b.Repairs, dear) && some(b.Repairs, noted) },
	}
}

// TestAnyFilter compares random filters with what they mean, on both databases.
func TestAnyFilter(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		p := newPort(t, db)
		p.addNasty(t, db)
		rapid.Check(t, func(r *rapid.T) {
			m := &filterMaker{r, p, db.Dialect().Name() == "sqlite"}
			q := Boats.On(db).OrderBy(&Boats.F.ID)
			wanted := func(*Boat) bool { return true }
			for range rapid.IntRange(1, 2).Draw(r, "calls") {
				f, exclude := m.any(3), rapid.Bool().Draw(r, "exclude")
				if rapid.IntRange(0, 3).Draw(r, "many") == 0 {
					f = m.many()
				}
				before, fulfils := wanted, f.fulfils
				if exclude && f.excludes != nil {
					fulfils = f.excludes
				}
				wanted = func(b *Boat) bool { return before(b) && fulfils(b) != exclude }
				if exclude {
					q = q.Exclude(f.condition)
				} else {
					q = q.Filter(f.condition)
				}
			}
			got, err := orm.Pluck(q.Distinct(), &Boats.F.ID).All(t.Context())
			if want := p.boatsThat(wanted); err != nil || !slices.Equal(got, want) {
				text, args, _ := q.SQL()
				r.Errorf("%v, want %v, %v\n%s\n%q", got, want, err, text, args)
			}
		})
	})
}

// TestGauntletC1StatementStays looks at the statement itself: whatever a value, a
// key of JSON or the name of an annotation is, the text stays the same or the
// query is refused.
func TestGauntletC1StatementStays(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		newPort(t, db)
		b := Boats.F
		ask := func(s string) orm.QuerySet[Boat] {
			return Boats.On(db).Filter(orm.Eq(&b.Name, s), orm.IContains(&b.Sail, s), orm.At(&b.Log, s).Eq(s), orm.HasKey(&b.Log, s), orm.In(&b.Class, Class(s)))
		}
		plain, _, err := ask("x").SQL()
		if err != nil {
			t.Fatal(err)
		}
		rapid.Check(t, func(r *rapid.T) {
			s := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.SampledFrom(nasty)), func(l []string) string { return strings.Join(l, "") })).Draw(r, "text")
			text, _, err := ask(s).SQL()
			switch {
			case strings.Contains(s, "\x00"):
				if err == nil {
					r.Errorf("%q was not refused", s)
				}
			case err != nil || text != plain:
				r.Errorf("%q makes\n%s\nof\n%s\n%v", s, text, plain, err)
			default:
				if _, err := ask(s).All(t.Context()); err != nil {
					r.Errorf("%q: %v", s, err)
				}
			}
			if _, err := Boats.On(db).Annotate(orm.As(s, orm.Lower(&b.Name))).Limit(1).All(t.Context()); err == nil && !isName(s) {
				r.Errorf("%q was taken as a name", s)
			}
		})
	})
}

func isName(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == ""
}
