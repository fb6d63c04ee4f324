package orm_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/combo-web/combo/orm"
)

func TestBulkCreate(t *testing.T) { onDepots(t, testBulkCreate) }

func testBulkCreate(t *testing.T, s *depot) {
	ctx := t.Context()
	makers := s.model("Maker")
	rows := []orm.Row{{"name": "ann"}, {"id": 10, "name": "bob", "rank": 1}, {"name": "cid", "rank": orm.Add(orm.Value(1), 1)}}
	s.statements()
	must(t, makers.BulkCreate(ctx, rows, orm.BulkOptions{}))
	s.ran(t, "rows with and without keys", 2)
	lists, err := makers.OrderBy("name").Values("id", "name", "rank").Lists(ctx)
	must(t, err)
	for i, want := range []string{"[ann 3]", "[bob 1]", "[cid 2]"} {
		if got := fmt.Sprint(lists[i][1:]); got != want || fmt.Sprint([]any{rows[i]["id"], rows[i]["name"], rows[i]["rank"]}) != fmt.Sprint(lists[i]) {
			t.Errorf("row %d is %v, want %s; filled in %v", i, lists[i], want, rows[i])
		}
	}
	s.statements()
	must(t, makers.BulkCreate(ctx, []orm.Row{{"name": "d"}, {"name": "e"}, {"name": "f"}}, orm.BulkOptions{Size: 2}))
	s.ran(t, "batches", 2)
	must(t, makers.BulkCreate(ctx, []orm.Row{}, orm.BulkOptions{}))
	s.ran(t, "no rows", 0)
}

// All rows or none are inserted.
func TestBulkCreateIsAtomic(t *testing.T) { onDepots(t, testBulkCreateIsAtomic) }

func testBulkCreateIsAtomic(t *testing.T, s *depot) {
	var broken *orm.ConstraintError
	err := s.model("Maker").BulkCreate(t.Context(), []orm.Row{{"name": "a"}, {"name": "b"}, {"name": "a"}}, orm.BulkOptions{Size: 1})
	if !errors.As(err, &broken) || broken.Kind != orm.UniqueConstraint {
		t.Error(err)
	}
	if got := s.values(t, "Maker", "name"); got != "[]" {
		t.Error(got)
	}
}

func TestBulkCreateConflicts(t *testing.T) { onDepots(t, testBulkCreateConflicts) }

func testBulkCreateConflicts(t *testing.T, s *depot) {
	ctx := t.Context()
	s.add(t, "Maker", orm.Row{"name": "ann", "rank": 1})
	makers := s.model("Maker")
	must(t, makers.BulkCreate(ctx, []orm.Row{{"name": "ann", "rank": 5}, {"name": "bob", "rank": 5}}, orm.BulkOptions{IgnoreConflicts: true}))
	if got := s.values(t, "Maker", "name", "rank"); got != "[[ann 1] [bob 5]]" {
		t.Error(got)
	}
	must(t, makers.BulkCreate(ctx, []orm.Row{{"name": "ann", "rank": 7}, {"name": "cid", "rank": 7}},
		orm.BulkOptions{Update: []string{"rank"}, Unique: []string{"name"}}))
	if got := s.values(t, "Maker", "name", "rank"); got != "[[ann 7] [bob 5] [cid 7]]" {
		t.Error(got)
	}
	for want, o := range map[string]orm.BulkOptions{
		"not both":        {IgnoreConflicts: true, Update: []string{"rank"}},
		"needs Update":    {Update: []string{"rank"}},
		"is the key":      {Update: []string{"id"}, Unique: []string{"name"}},
		`no field "nope"`: {Update: []string{"rank"}, Unique: []string{"nope"}},
	} {
		if err := makers.BulkCreate(ctx, []orm.Row{{"name": "x"}}, o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func TestBulkUpdate(t *testing.T) { onDepots(t, testBulkUpdate) }

func testBulkUpdate(t *testing.T, s *depot) {
	ctx := t.Context()
	var rows []orm.Row
	for i := range 5 {
		rows = append(rows, s.add(t, "Maker", orm.Row{"name": fmt.Sprint("m", i)}))
	}
	for i, row := range rows {
		row["rank"], row["name"] = i*10, fmt.Sprint("n", i)
		row["parent"] = rows[0]
		delete(row, "parent_id")
	}
	rows[4]["rank"] = orm.Add(orm.F("rank"), 100)
	s.statements()
	n, err := s.model("Maker").BulkUpdate(ctx, rows, 0, "rank", "parent")
	if n != 5 || err != nil {
		t.Error(n, err)
	}
	s.ran(t, "one batch", 1)
	if got := s.values(t, "Maker", "name", "rank", "parent"); got != "[[m0 0 1] [m1 10 1] [m2 20 1] [m3 30 1] [m4 103 1]]" {
		t.Error(got)
	}
	n, err = s.model("Maker").Exclude(orm.Where("id", 1)).BulkUpdate(ctx, rows, 2, "name")
	if n != 4 || err != nil {
		t.Error(n, err)
	}
	s.statements()
	if got := s.values(t, "Maker", "name"); got != "[[m0] [n1] [n2] [n3] [n4]]" {
		t.Error(got)
	}
	for want, do := range map[string]func() (int64, error){
		"needs the names": func() (int64, error) { return s.model("Maker").BulkUpdate(ctx, rows, 0) },
		"is the key":      func() (int64, error) { return s.model("Maker").BulkUpdate(ctx, rows, 0, "id") },
		"has no key":      func() (int64, error) { return s.model("Maker").BulkUpdate(ctx, []orm.Row{{"rank": 1}}, 0, "rank") },
		"has no rank":     func() (int64, error) { return s.model("Maker").BulkUpdate(ctx, []orm.Row{{"id": 1}}, 0, "rank") },
	} {
		if _, err := do(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
