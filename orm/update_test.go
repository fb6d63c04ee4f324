package orm_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/combo-web/combo/orm"
)

func TestUpdate(t *testing.T) { onDepots(t, testUpdate) }

func testUpdate(t *testing.T, s *depot) {
	ctx := t.Context()
	ann, bob, items := s.fill(t)
	makers, all := s.model("Maker"), s.model("Item")
	sum := orm.Subquery(all.Filter(orm.Where("maker", orm.Outer("pk"))).OrderBy().Values("maker").Annotate(orm.As("n", orm.Count("pk"))).Values("n"))
	for _, test := range []struct {
		name string
		q    orm.Query
		set  []orm.Set
		want int64
		then string // name, rank and parent of all makers
	}{
		{"all rows", makers, []orm.Set{{"rank", 1}}, 2, "[[ann 1 <nil>] [bob 1 1]]"},
		{"expression", makers.Filter(orm.Where("name", "bob")), []orm.Set{{"rank", orm.Add(orm.F("rank"), 4)}}, 1, "[[ann 1 <nil>] [bob 5 1]]"},
		{"row as a value", makers.Filter(orm.Where("pk", ann["id"])), []orm.Set{{"parent", orm.Instance{Model: makers.Model(), Row: bob}}}, 1, "[[ann 1 2] [bob 5 1]]"},
		{"NULL", makers, []orm.Set{{"parent", nil}}, 2, "[[ann 1 <nil>] [bob 5 <nil>]]"},
		{"by a relation", makers.Filter(orm.Where("items__name", "ink")), []orm.Set{{"rank", 8}, {"parent_id", 2}}, 1, "[[ann 8 2] [bob 5 <nil>]]"},
		{"a subquery", makers, []orm.Set{{"rank", sum}}, 2, "[[ann 2 2] [bob 1 <nil>]]"},
		{"ordered", makers.OrderBy("items__name"), []orm.Set{{"rank", 0}}, 2, "[[ann 0 2] [bob 0 <nil>]]"},
		{"nothing", makers.Filter(orm.Where("id__in", []int{})), []orm.Set{{"rank", 7}}, 0, "[[ann 0 2] [bob 0 <nil>]]"},
		{"no columns", makers, nil, 0, "[[ann 0 2] [bob 0 <nil>]]"},
	} {
		if n, err := test.q.Update(ctx, test.set...); n != test.want || err != nil {
			t.Errorf("%s: %d rows, %v", test.name, n, err)
		}
		if got := s.values(t, "Maker", "name", "rank", "parent"); got != test.then {
			t.Errorf("%s: %s, want %s", test.name, got, test.then)
		}
	}
	for _, test := range []struct {
		q    orm.Query
		set  orm.Set
		want string
	}{
		{all, orm.Set{Name: "stock", Value: orm.F("maker__rank")}, "leads to another table"},
		{all, orm.Set{Name: "maker__rank", Value: 1}, "maker__rank"},
		{all, orm.Set{Name: "tags", Value: 1}, "many rows"},
		{all, orm.Set{Name: "nope", Value: 1}, `no field "nope"`},
		{all, orm.Set{Name: "stock", Value: orm.Count("pk")}, "aggregate"},
		{all.Limit(1), orm.Set{Name: "stock", Value: 1}, "sliced"},
		{all, orm.Set{Name: "stock", Value: "many"}, "many"},
		{all, orm.Set{Name: "maker", Value: orm.Instance{Model: all.Model(), Row: items[0]}}, "shop.Item"},
	} {
		if _, err := test.q.Update(ctx, test.set); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v: %v, want %q", test.set, err, test.want)
		}
	}
}

func TestBulkCreateOfThousands(t *testing.T) { onDepots(t, testBulkCreateOfThousands) }

func testBulkCreateOfThousands(t *testing.T, s *depot) {
	ctx := t.Context()
	rows := make([]orm.Row, 4000)
	for i := range rows {
		rows[i] = orm.Row{"name": fmt.Sprint("m", i), "parent_id": nil}
	}
	s.statements()
	must(t, s.model("Maker").BulkCreate(ctx, rows, orm.BulkOptions{WithoutKeys: true}))
	s.ran(t, "4000 rows", 1)
	if _, has := rows[7]["id"]; has {
		t.Errorf("a row has a key: %v", rows[7])
	}
	if n, err := s.model("Maker").Filter(orm.Where("rank", 3)).Count(ctx); n != 4000 || err != nil {
		t.Errorf("%d rows, %v", n, err)
	}
	// A value that is computed cannot be copied.
	for i := range rows {
		rows[i] = orm.Row{"name": fmt.Sprint("n", i), "rank": orm.Add(orm.Value(1), 1)}
	}
	must(t, s.model("Maker").BulkCreate(ctx, rows[:1200], orm.BulkOptions{WithoutKeys: true}))
	if n, err := s.model("Maker").Filter(orm.Where("rank", 2)).Count(ctx); n != 1200 || err != nil {
		t.Errorf("%d rows, %v", n, err)
	}
	var broken *orm.ConstraintError
	if err := s.model("Maker").BulkCreate(ctx, rows, orm.BulkOptions{WithoutKeys: true}); !errors.As(err, &broken) || broken.Kind != orm.UniqueConstraint {
		t.Errorf("rows that are there: %v", err)
	}
	if n, err := s.model("Maker").Count(ctx); n != 5200 || err != nil {
		t.Errorf("%d rows, %v", n, err)
	}
}
