package orm_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
)

// TestQuerySetRows has the methods that give rows.
func TestQuerySetRows(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		newPort(t, db)
		ctx, b := t.Context(), Boats.F
		all := Boats.On(db)
		ids := func(q orm.QuerySet[Boat]) any {
			list, err := q.All(ctx)
			if err != nil {
				return err
			}
			return fmt.Sprint(idsOf(list))
		}
		one := func(boat Boat, err error) any {
			if err != nil {
				return err
			}
			return boat.ID
		}
		tests := []struct {
			name      string
			got, want any
		}{
			{"OrderBy", ids(all.OrderBy(&b.Class, orm.Desc(&b.ID)).Limit(4)), "[10 7 4 1]"},
			{"Reverse", ids(all.OrderBy(&b.ID).Reverse().Limit(2)), "[10 9]"},
			{"Limit and Offset", ids(all.OrderBy(&b.ID).Offset(3).Limit(2)), "[4 5]"},
			{"Slice", ids(all.OrderBy(&b.ID).Slice(2, 6).Slice(1, 3)), "[4 5]"},
			{"None", ids(all.None()), "[]"},
			{"Exclude", ids(all.Exclude(orm.Gt(&b.ID, 2)).OrderBy(&b.ID)), "[1 2]"},
			{"Filter twice over many", ids(all.Filter(orm.Eq(&b.Flags[0].Slug, "red")).Filter(orm.Eq(&b.Flags[0].Slug, "blue")).OrderBy(&b.ID)), "[7]"},
			{"Filter once over many", ids(all.Filter(orm.Eq(&b.Flags[0].Slug, "red"), orm.Eq(&b.Flags[0].Slug, "blue"))), "[]"},
			{"Union", ids(all.Filter(orm.Lt(&b.ID, 3)).Union(all.Filter(orm.Lt(&b.ID, 2)), all.Filter(orm.Eq(&b.ID, 9))).OrderBy(&b.ID)), "[1 2 9]"},
			{"UnionAll", ids(all.Filter(orm.Lt(&b.ID, 3)).UnionAll(all.Filter(orm.Lt(&b.ID, 2))).OrderBy(&b.ID)), "[1 1 2]"},
			{"Intersection", ids(all.Filter(orm.Lt(&b.ID, 5)).Intersection(all.Filter(orm.Gt(&b.ID, 3)))), "[4]"},
			{"Difference", ids(all.Filter(orm.Lt(&b.ID, 4)).Difference(all.Filter(orm.Eq(&b.ID, 2))).OrderBy(&b.ID)), "[1 3]"},
			{"Or", ids(all.Filter(orm.Eq(&b.ID, 1)).Or(all.Filter(orm.Eq(&b.ID, 5))).OrderBy(&b.ID)), "[1 5]"},
			{"And", ids(all.Filter(orm.Gt(&b.ID, 3)).And(all.Filter(orm.Lt(&b.ID, 6))).OrderBy(&b.ID)), "[4 5]"},
			{"Get", one(all.Get(ctx, orm.Eq(&b.Name, "Gull"))), int64(7)},
			{"Get of none", one(all.Get(ctx, orm.Eq(&b.Name, "x"))), orm.ErrNotFound},
			{"Get of several", one(all.Get(ctx, orm.Eq(&b.Class, Tug))), orm.ErrMultiple},
			{"Find", one(all.Find(ctx, 4)), int64(4)},
			{"First", one(all.First(ctx)), int64(1)},
			{"Last", one(all.Last(ctx)), int64(10)},
			{"First by", one(all.OrderBy(orm.Desc(&b.Sail)).First(ctx)), int64(2)},
			{"Latest", one(all.Latest(ctx, &b.Launched)), int64(10)},
			{"Earliest", one(all.Earliest(ctx, &b.Class, &b.ID)), int64(1)},
			{"order of a relation", ids(all.Filter(orm.NotNull(&b.Owner.Club)).OrderBy(&b.Owner.Club, &b.ID).Limit(3)), "[1 6 2]"},
			{"NULLs last", ids(all.OrderBy(orm.Asc(&b.Built).NullsLast(), &b.ID).Limit(2)), "[1 3]"},
		}
		for _, test := range tests {
			if test.got != test.want {
				t.Errorf("%s: %v, want %v", test.name, test.got, test.want)
			}
		}
		n, err := all.Filter(orm.Eq(&b.Class, Tug)).Count(ctx)
		found, err2 := all.Filter(orm.Eq(&b.Class, "x")).Exists(ctx)
		in, err3 := all.Filter(orm.Lt(&b.ID, 5)).Contains(ctx, 4)
		if n != 3 || found || !in || err != nil || err2 != nil || err3 != nil {
			t.Error(n, found, in, err, err2, err3)
		}
		var names []string
		for boat, err := range all.OrderBy(&b.ID).Iter(ctx) {
			if err != nil {
				t.Fatal(err)
			}
			if names = append(names, boat.Name); len(names) == 2 {
				break
			}
		}
		bulk, err := orm.InBulk(ctx, all, &b.Sail, "ger-8", "ger-15", "x")
		if fmt.Sprint(names) != "[Albatross Bass]" || err != nil || len(bulk) != 2 || bulk["ger-8"].Name != "Bass" {
			t.Error(names, bulk, err)
		}
		if text, err := all.Filter(orm.Eq(&b.ID, 1)).Explain(ctx); err != nil || text == "" {
			t.Errorf("%q, %v", text, err)
		}
		if text, args, err := all.Filter(orm.Eq(&b.ID, 1)).SQL(); err != nil || len(args) != 1 || !strings.Contains(text, "WHERE") {
			t.Errorf("%q, %v, %v", text, args, err)
		}
	})
}

// TestQuerySetWhole reads rows with everything in them.
func TestQuerySetWhole(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		p := newPort(t, db)
		ctx, b := t.Context(), Boats.F
		boats, err := Boats.On(db).With(&b.Owner, &b.Owner.Club, orm.Load(&b.Flags, Flags.Filter().OrderBy(&Flags.F.Slug)),
			orm.Load(&b.Repairs, Repairs.Filter(orm.Gt(&Repairs.F.Cost, 50)).OrderBy(&Repairs.F.ID))).OrderBy(&b.ID).All(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for i, boat := range boats {
			want := p.boats[i]
			if boat.Name != want.Name || !boat.Price.Equal(want.Price) || !boat.Launched.Equal(want.Launched) || boat.Voyage != want.Voyage ||
				boat.Tag != want.Tag || boat.Radio != want.Radio || boat.Class != want.Class || !reflect.DeepEqual(boat.Built, want.Built) ||
				!reflect.DeepEqual(boat.Log, want.Log) || boat.Owner.Name != want.Owner.Name || (boat.Owner.Club == nil) != (want.Owner.Club == nil) {
				t.Errorf("boat %d is %+v, want %+v", want.ID, boat, want)
			}
			if len(boat.Flags) != len(want.Flags) {
				t.Errorf("boat %d has %d flags, want %d", want.ID, len(boat.Flags), len(want.Flags))
			}
			dear := slices.DeleteFunc(slices.Clone(want.Repairs), func(r *Repair) bool { return r.Cost <= 50 })
			if len(boat.Repairs) != len(dear) {
				t.Errorf("boat %d has %d dear repairs, want %d", want.ID, len(boat.Repairs), len(dear))
			}
		}
		page, err := Boats.On(db).With(&b.Flags).Page(ctx, "", 7)
		if err != nil || len(page.Rows[6].Flags) != 2 {
			t.Errorf("%v, %v", page, err)
		}
		some, err := Boats.On(db).Only(&b.Name).Find(ctx, 3)
		if err != nil || some.Name != "cormorant" || some.Sail != "" {
			t.Errorf("%v, %v", some, err)
		}
		rest, err := Boats.On(db).Defer(&b.Name, &b.Log).Find(ctx, 3)
		if err != nil || rest.Name != "" || rest.Sail == "" {
			t.Errorf("%v, %v", rest, err)
		}
		sailors, err := Sailors.On(db).Annotate(orm.As("fleet", orm.Count(&Sailors.F.Boats))).OrderBy(&Sailors.F.ID).All(ctx)
		if err != nil || sailors[0].Fleet != 2 || sailors[1].Fleet != 4 || sailors[3].Fleet != 0 {
			t.Errorf("%v, %v", sailors, err)
		}
	})
}

func TestSelect(t *testing.T) {
	type total struct {
		OwnerName string
		Boats     int
		Price     *decimal.Decimal
	}
	each(t, func(t *testing.T, db *orm.DB) {
		newPort(t, db)
		ctx, b := t.Context(), Boats.F
		totals, err := orm.Select[total](Boats.On(db), &b.Owner.Name, orm.As("boats", orm.CountRows()), orm.As("price", orm.Max(&b.Price))).
			Filter(orm.Col(&b.ID).Is("gt", 0)).OrderBy("boats", &b.Owner.Name).All(ctx)
		if err != nil || len(totals) != 3 || totals[0].OwnerName != "Ada" || totals[0].Boats != 2 || totals[2].Boats != 4 {
			t.Errorf("%v, %v", totals, err)
		}
		many, err := orm.Select[total](Boats.On(db), &b.Owner.Name, orm.As("boats", orm.CountRows()), orm.As("price", orm.Max(&b.Price))).
			Filter(orm.Compare(orm.F("boats"), "gt", 2)).Count(ctx)
		if err != nil || many != 2 {
			t.Errorf("%v, %v", many, err)
		}
		names, err := orm.Pluck(Boats.On(db).OrderBy(&b.ID).Limit(2), &b.Owner.Name).All(ctx)
		if err != nil || fmt.Sprint(names) != "[Ada Ben]" {
			t.Errorf("%v, %v", names, err)
		}
		lower, err := orm.Select[string](Boats.On(db).OrderBy(&b.ID), orm.As("name", orm.Lower(&b.Name))).First(ctx)
		if err != nil || lower != "albatross" {
			t.Errorf("%v, %v", lower, err)
		}
		lengths, err := orm.Select[struct {
			Column1 string
			Column2 int64
		}](Boats.On(db).OrderBy(&b.ID), orm.Upper(&b.Name), orm.Length(&b.Sail)).First(ctx)
		if err != nil || lengths.Column1 != "ALBATROSS" || lengths.Column2 != 5 {
			t.Errorf("%v, %v", lengths, err)
		}
		sum, err := orm.Summarize[struct {
			Boats int
			Dear  *decimal.Decimal
			Crew  float64
		}](ctx, Boats.On(db), orm.As("boats", orm.CountRows()), orm.As("dear", orm.Max(&b.Price)), orm.As("crew", orm.Avg(&b.Crew)))
		if err != nil || sum.Boats != 10 || sum.Dear.String() != "23506.25" && sum.Dear.String() != "23506.250" || sum.Crew != 2.3 {
			t.Errorf("%v, %v", sum, err)
		}
		type fleet struct {
			Sailor
			Ships int
		}
		fleets, err := orm.Select[fleet](Sailors.On(db).Annotate(orm.As("ships", orm.Count(&Sailors.F.Boats))).OrderBy(&Sailors.F.ID)).All(ctx)
		if err != nil || len(fleets) != 6 || fleets[1].Name != "Ben" || fleets[1].Ships != 4 || *fleets[1].ClubID != 3 {
			t.Errorf("%v, %v", fleets, err)
		}
		none, err := orm.Summarize[struct {
			Boats int
			Dear  *decimal.Decimal
		}](ctx, Boats.On(db).None(), orm.As("boats", orm.CountRows()), orm.As("dear", orm.Max(&b.Price)))
		if err != nil || none.Boats != 0 || none.Dear != nil {
			t.Errorf("%v, %v", none, err)
		}
		n, err := orm.Summarize[int](ctx, Boats.On(db).None(), orm.As("boats", orm.CountRows()))
		if err != nil || n != 0 {
			t.Errorf("%v, %v", n, err)
		}
	})
}

func TestQuerySetWrites(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		newPort(t, db)
		ctx, b, s := t.Context(), Boats.F, Sailors.F
		boats := Boats.On(db)
		n, err := boats.Filter(orm.Lte(&b.ID, 3)).Update(ctx, orm.SetTo(&b.Crew, 9), orm.SetCol(&b.Sail, &b.Name),
			orm.SetExpr(&b.Length, orm.Mul(&b.Length, 2)), orm.SetTo(&b.Built, nil))
		first, err2 := boats.Find(ctx, 1)
		if n != 3 || err != nil || err2 != nil || first.Crew != 9 || first.Sail != "Albatross" || first.Length != 9 || first.Built != nil {
			t.Fatal(n, err, err2, first)
		}
		first.Name, first.Crew = "Auk", 2
		if err := boats.Save(ctx, &first, &b.Name); err != nil {
			t.Fatal(err)
		}
		if again, err := boats.Find(ctx, 1); err != nil || again.Name != "Auk" || again.Crew != 9 {
			t.Errorf("%v, %v", again, err)
		}
		flag := Flag{Slug: "red", Name: "other"}
		created, err := Flags.On(db).GetOrCreate(ctx, &flag, &Flags.F.Slug)
		if created || err != nil || flag.Name != "Red" {
			t.Errorf("%t, %v, %v", created, err, flag)
		}
		flag = Flag{Slug: "green", Name: "Green"}
		if created, err = Flags.On(db).GetOrCreate(ctx, &flag, &Flags.F.Slug); !created || err != nil {
			t.Errorf("%t, %v", created, err)
		}
		sailor := Sailor{Name: "Ada", Age: 77, JoinedAt: launch}
		if created, err = Sailors.On(db).UpdateOrCreate(ctx, &sailor, &s.Name); created || err != nil || sailor.ID != 1 {
			t.Errorf("%t, %v, %v", created, err, sailor)
		}
		if ada, err := Sailors.On(db).Find(ctx, 1); err != nil || ada.Age != 77 || ada.Email != nil {
			t.Errorf("%v, %v", ada, err)
		}
		gus := Sailor{Name: "Gus", JoinedAt: launch, ID: 70}
		if created, err = Sailors.On(db).UpdateOrCreate(ctx, &gus, &s.Name); !created || err != nil {
			t.Errorf("%t, %v", created, err)
		}
		more := []Flag{{Slug: "a", Name: "A"}, {Slug: "b", Name: "B"}}
		if err := Flags.On(db).BulkCreate(ctx, more, orm.BulkOptions{}); err != nil {
			t.Error(err)
		}
		more[0].Name, more[1].Name = "x", "y"
		if n, err := Flags.On(db).BulkUpdate(ctx, more, &Flags.F.Name); n != 2 || err != nil {
			t.Error(n, err)
		}
		if err := boats.Related(&first, &b.Flags).Set(ctx, &more[0], &more[1]); err != nil {
			t.Error(err)
		}
		if n, err := boats.Filter(orm.Eq(&b.Flags[0].Name, "y")).Count(ctx); n != 1 || err != nil {
			t.Error(n, err)
		}
		// Rows as a query returns them, too; a single one by its address.
		flags := boats.Related(&first, &b.Flags)
		if err := flags.Set(ctx, more[:1]); err != nil {
			t.Error(err)
		}
		if n, err := flags.Query().Count(ctx); n != 1 || err != nil {
			t.Error(n, err)
		}
		if err := flags.Add(ctx, more[1]); err == nil || !strings.Contains(err.Error(), "a row is given by its address") {
			t.Error(err)
		}
		others, err := boats.Filter(orm.In(&b.ID, 2, 3)).All(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := Sailors.On(db).Related(&gus, "boats").Add(ctx, others); err != nil || others[0].OwnerID != gus.ID || others[1].OwnerID != gus.ID {
			t.Error(err, others[0].OwnerID, others[1].OwnerID)
		}
		if deleted, err := boats.Filter(orm.Gt(&b.ID, 8)).Delete(ctx); err != nil || deleted.Models["orm_test.Boat"] != 2 {
			t.Error(deleted, err)
		}
		if deleted, err := boats.DeleteRow(ctx, &first); err != nil || deleted.Models["orm_test.Boat"] != 1 {
			t.Error(deleted, err)
		}
	})
}

func TestQuerySetMistakes(t *testing.T) {
	stray := ""
	each(t, func(t *testing.T, db *orm.DB) {
		newPort(t, db)
		ctx, b := t.Context(), Boats.F
		for name, err := range map[string]error{
			"a variable":         run(Boats.On(db).Filter(orm.Eq(&stray, "x")).All(ctx)),
			"another table":      run(Boats.On(db).Filter(orm.Eq(&Clubs.F.Name, "x")).All(ctx)),
			"order":              run(Boats.On(db).OrderBy(&stray).All(ctx)),
			"with":               run(Boats.On(db).With(&Clubs.F.Sailors).All(ctx)),
			"only":               run(Boats.On(db).Only(&stray).All(ctx)),
			"annotate":           run(Boats.On(db).Annotate(orm.As("x", &stray)).All(ctx)),
			"no database":        run(Boats.Filter().All(ctx)),
			"a nil database":     run(Boats.On((*orm.DB)(nil)).All(ctx)),
			"a nil transaction":  run(Boats.On((*orm.Tx)(nil)).All(ctx)),
			"a nil condition":    run(Boats.On(db).Filter(nil).All(ctx)),
			"nil and another":    run(Boats.On(db).Filter(orm.Eq(&b.ID, 1), nil).All(ctx)),
			"nil in Or":          run(Boats.On(db).Filter(orm.Or(nil, orm.Eq(&b.ID, 1))).All(ctx)),
			"nil excluded":       run(Boats.On(db).Exclude(nil).All(ctx)),
			"a slice, not its &": run(Boats.On(db).With(b.Flags).All(ctx)),
			"a value, not its &": run(Boats.On(db).OrderBy(b.Name).All(ctx)),
			"a row of another":   run(Boats.On(db).Filter(orm.Where("owner", &Club{ID: 1})).All(ctx)),
			"a row not saved":    run(Boats.On(db).Filter(orm.Eq(&b.Owner, &Sailor{})).All(ctx)),
			"compared with NULL": run(Boats.On(db).Filter(orm.Gt(&b.Built, nil)).All(ctx)),
			"a wrong detour":     run(Clubs.On(db).Filter(orm.Eq(&work.Cost, 1)).All(ctx)),
			"another's follow":   run(Clubs.On(db).Filter(orm.Eq(&tutor.Name, "x")).All(ctx)),
			"not an inner query": run(Boats.On(db).Filter(orm.EqExpr(&b.ID, orm.Outer(&b.ID))).All(ctx)),
			"update":             run(Boats.On(db).Update(ctx, orm.SetTo(&Clubs.F.Name, "x"))),
			"result":             run(orm.Select[struct{ X int }](Boats.On(db), &b.Name).All(ctx)),
			"JSON path":          run(Boats.On(db).Filter(orm.At(&b.Log, 1.5).Eq("x")).All(ctx)),
		} {
			var m *orm.Mistake
			if name == "result" {
				if err == nil {
					t.Errorf("%s: no error", name)
				}
				continue
			}
			if !errors.As(err, &m) || !strings.Contains(m.At, "queryset_test.go") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func run[T any](_ T, err error) error { return err }
