package ormtest

import (
	"slices"
	"testing"

	"github.com/combo-web/combo/orm"
)

func testLookups(t *testing.T, s *store) {
	s.fill(t)
	f := Items.F
	for _, test := range []struct {
		what string
		c    orm.Condition
		want []string
	}{
		{"Eq", orm.Eq(&f.Count, 3), []string{"lamp", "100% cup_"}},
		{"Ne", orm.Ne(&f.Count, 3), []string{"Ladder", "map"}},
		{"In", orm.In(&f.Count, 0, 1), []string{"Ladder", "map"}},
		{"In of none", orm.In[int](&f.Count), nil},
		{"Gt", orm.Gt(&f.Count, 1), []string{"lamp", "100% cup_"}},
		{"Between", orm.Between(&f.Count, 1, 2), []string{"Ladder"}},
		{"Contains", orm.Contains(&f.Name, "0% c"), []string{"100% cup_"}},
		{"Contains a joker", orm.Contains(&f.Name, "%"), []string{"100% cup_"}},
		{"Contains one letter", orm.Contains(&f.Name, "p_"), []string{"100% cup_"}},
		{"IContains", orm.IContains(&f.Name, "LA"), []string{"lamp", "Ladder"}},
		{"IExact", orm.IExact(&f.Name, "LADDER"), []string{"Ladder"}},
		{"IStartsWith", orm.IStartsWith(&f.Name, "l"), []string{"lamp", "Ladder"}},
		{"EndsWith", orm.EndsWith(&f.Name, "ap"), []string{"map"}},
		{"Regex", orm.Regex(&f.Name, `^[0-9]+%`), []string{"100% cup_"}},
		{"year", orm.Where("seen_at__year", 2026), []string{"Ladder"}},
		{"And", orm.And(orm.Eq(&f.Count, 3), orm.Eq(&f.Sold, false)), []string{"lamp"}},
		{"Or", orm.Or(orm.Eq(&f.Sold, true), orm.Eq(&f.Name, "map")), []string{"100% cup_", "map"}},
		{"Xor", orm.Xor(orm.Eq(&f.Count, 3), orm.Eq(&f.Sold, true)), []string{"lamp"}},
		{"Not", orm.Not(orm.Eq(&f.Count, 3)), []string{"Ladder", "map"}},
		{"computed", orm.GtExpr(&f.Count, orm.Length(&f.Name)), nil},
	} {
		if got := names(t, Items.On(s.db).Filter(test.c)); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.what, got, test.want)
		}
	}
}

// Relations are followed in both directions, and loaded by one statement each.
func testRelations(t *testing.T, s *store) {
	s.fill(t)
	if got := names(t, Items.On(s.db).Filter(orm.Eq(&Items.F.Shelf.Name, "low"))); !slices.Equal(got, []string{"lamp", "Ladder"}) {
		t.Errorf("on the low shelf: %q", got)
	}
	lamps, err := Shelves.On(s.db).Filter(orm.Eq(&Shelves.F.Items[0].Name, "lamp")).Count(t.Context())
	if err != nil || lamps != 1 {
		t.Errorf("%d shelves with a lamp, %v", lamps, err)
	}
	ctx, ran := orm.CountStatements(t.Context())
	shelves, err := Shelves.On(s.db).OrderBy(&Shelves.F.ID).With(&Shelves.F.Items).All(ctx)
	if err != nil || len(shelves) != 2 || len(shelves[0].Items) != 2 || len(shelves[1].Items) != 1 {
		t.Errorf("loaded %+v, %v", shelves, err)
	}
	items, err := Items.On(s.db).OrderBy(&Items.F.ID).With(&Items.F.Shelf).All(ctx)
	if err != nil || len(items) != 4 || items[0].Shelf == nil || items[0].Shelf.Name != "low" || items[3].Shelf != nil {
		t.Errorf("loaded %+v, %v", items, err)
	}
	if ran.Count() != 3 {
		t.Errorf("%d statements, want 2 for rows to many and 1 for a row to one; Config.Observe has to be orm.Counted", ran.Count())
	}
}

func testOrder(t *testing.T, s *store) {
	s.fill(t)
	f := Items.F
	for _, test := range []struct {
		what string
		q    orm.QuerySet[Item]
		want []string
	}{
		{"two columns", Items.On(s.db).OrderBy(orm.Desc(&f.Count), orm.Asc(&f.Price)), []string{"100% cup_", "lamp", "Ladder", "map"}},
		{"nulls last", Items.On(s.db).OrderBy(orm.Asc(&f.SeenAt).NullsLast(), &f.ID), []string{"Ladder", "lamp", "100% cup_", "map"}},
		{"nulls first", Items.On(s.db).OrderBy(orm.Desc(&f.Made).NullsFirst(), &f.ID), []string{"lamp", "Ladder", "100% cup_", "map"}},
		{"slice", Items.On(s.db).OrderBy(&f.ID).Offset(1).Limit(2), []string{"Ladder", "100% cup_"}},
		{"offset alone", Items.On(s.db).OrderBy(&f.ID).Offset(3), []string{"map"}},
		{"reverse", Items.On(s.db).OrderBy(&f.ID).Reverse().Limit(1), []string{"map"}},
	} {
		got, err := orm.Pluck(test.q, &f.Name).All(t.Context())
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, %v, want %q", test.what, got, err, test.want)
		}
	}
}

func testGroups(t *testing.T, s *store) {
	s.fill(t)
	type group struct {
		Name string
		N    int64
	}
	q := Shelves.On(s.db).Annotate(orm.As("n", orm.Count(&Shelves.F.Items[0].ID))).OrderBy(orm.Desc(&Shelves.F.ID)).Query()
	got, err := orm.Into[group](t.Context(), q.Values("name", "n"))
	if want := []group{{"high", 1}, {"low", 2}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("groups are %+v, %v, want %+v", got, err, want)
	}
	sum, err := Items.On(s.db).Aggregate(t.Context(), orm.As("n", orm.Sum(&Items.F.Count)))
	if err != nil || sum["n"] != int64(7) {
		t.Errorf("the sum is %v, %v, want 7", sum["n"], err)
	}
}
