package orm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/combo-web/combo/orm"
)

// names returns some column of rows, and that of rows inside: "pen[a b] ink[]".
func names(rows []orm.Row, column, inside, insideColumn string) string {
	var list []string
	for _, row := range rows {
		text := fmt.Sprint(row[column])
		switch v := row[inside].(type) {
		case []orm.Row:
			var in []string
			for _, r := range v {
				in = append(in, fmt.Sprint(r[insideColumn]))
			}
			text += fmt.Sprint(in)
		case orm.Row:
			text += fmt.Sprintf("(%v)", v[insideColumn])
		default:
			text += fmt.Sprintf("(%v)", v)
		}
		list = append(list, text)
	}
	return strings.Join(list, " ")
}

func TestLoad(t *testing.T) { onDepots(t, testLoad) }

func testLoad(t *testing.T, s *depot) {
	ctx := t.Context()
	ann, bob, items := s.fill(t)
	must(t, s.model("Item").Related(items[0], "tags").Add(ctx, "a", "b"))
	must(t, s.model("Item").Related(items[2], "tags").Add(ctx, "b"))
	must(t, s.model("Item").Related(items[0], "labels").AddWith(ctx, orm.Row{"weight": 5}, "c"))
	must(t, s.model("Maker").Related(ann, "friends").Add(ctx, bob))
	makers, all, tags := s.model("Maker").OrderBy("id"), s.model("Item").OrderBy("id"), s.model("Tag").OrderBy("-slug")
	for _, test := range []struct {
		name           string
		q              orm.Query
		column, inside string
		insideColumn   string
		want           string
		statements     int
	}{
		{"many to many", all.With("tags"), "name", "tags", "slug", "pen[a b] ink[] cap[b]", 2},
		{"back", makers.With("items"), "name", "items", "name", "ann[pen ink] bob[cap]", 2},
		{"back of many", s.model("Tag").OrderBy("slug").With("items"), "slug", "items", "name", "a[pen] b[pen cap] c[]", 2},
		{"both ways", makers.With("friends"), "name", "friends", "name", "ann[bob] bob[ann]", 2},
		{"between", all.With("label_rows"), "name", "label_rows", "weight", "pen[5] ink[] cap[]", 2},
		{"joined", all.With("backup"), "name", "backup", "name", "pen(bob) ink(<nil>) cap(ann)", 1},
		{"one by its own statement", all.Prefetch(orm.Prefetch{Path: "backup"}), "name", "backup", "name", "pen(bob) ink(<nil>) cap(ann)", 2},
		{"several", all.With("maker", "tags", "labels"), "name", "tags", "slug", "pen[a b] ink[] cap[b]", 3},
		{"own query", all.Prefetch(orm.Prefetch{Path: "tags", Query: tags}), "name", "tags", "slug", "pen[b a] ink[] cap[b]", 2},
		{"own filter", all.Prefetch(orm.Prefetch{Path: "tags", Query: tags.Filter(orm.Where("slug", "b"))}), "name", "tags", "slug", "pen[b] ink[] cap[b]", 2},
		{"own name", all.Prefetch(orm.Prefetch{Path: "tags", Query: tags.None(), As: "no_tags"}), "name", "no_tags", "slug", "pen[] ink[] cap[]", 1},
		{"limit", all.Prefetch(orm.Prefetch{Path: "tags", Query: tags.Limit(1)}), "name", "tags", "slug", "pen[b] ink[] cap[b]", 2},
		{"offset", all.Prefetch(orm.Prefetch{Path: "tags", Query: tags.Offset(1)}), "name", "tags", "slug", "pen[a] ink[] cap[]", 2},
		{"limit, model's order", makers.Prefetch(orm.Prefetch{Path: "items", Query: s.model("Item").Limit(1)}), "name", "items", "name", "ann[pen] bob[cap]", 2},
		{"limit, reversed", makers.Prefetch(orm.Prefetch{Path: "items", Query: s.model("Item").OrderBy("name").Reverse().Limit(1)}), "name", "items", "name", "ann[pen] bob[cap]", 2},
		{"taken back", all.With("tags").Prefetch(), "name", "tags", "slug", "pen(<nil>) ink(<nil>) cap(<nil>)", 1},
		{"no rows", all.Filter(orm.Where("name", "x")).With("tags"), "name", "tags", "slug", "", 1},
	} {
		s.statements()
		rows, err := test.q.Rows(ctx)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		s.ran(t, test.name, test.statements)
		if got := names(rows, test.column, test.inside, test.insideColumn); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestLoadBehind(t *testing.T) { onDepots(t, testLoadBehind) }

func testLoadBehind(t *testing.T, s *depot) {
	ctx := t.Context()
	_, _, items := s.fill(t)
	must(t, s.model("Item").Related(items[0], "tags").Add(ctx, "a", "b"))
	s.statements()
	makers, err := s.model("Maker").OrderBy("id").With("items__tags", "items__backup", "parent__items").Rows(ctx)
	must(t, err)
	s.ran(t, "three levels", 5)
	if got := names(makers[0]["items"].([]orm.Row), "name", "tags", "slug"); got != "pen[a b] ink[]" {
		t.Error(got)
	}
	if got := names(makers[0]["items"].([]orm.Row), "name", "backup", "name"); got != "pen(bob) ink(<nil>)" {
		t.Error(got)
	}
	if got := names([]orm.Row{makers[1]["parent"].(orm.Row)}, "name", "items", "name"); got != "ann[pen ink]" {
		t.Error(got)
	}
	// The query of the rows says what is loaded with them.
	s.statements()
	makers, err = s.model("Maker").OrderBy("id").Prefetch(orm.Prefetch{Path: "items", Query: s.model("Item").OrderBy("-name").With("backup", "tags"), As: "stock"}, orm.Prefetch{Path: "stock__maker"}).Rows(ctx)
	must(t, err)
	s.ran(t, "query with With", 4)
	if got := names(makers[0]["stock"].([]orm.Row), "name", "tags", "slug"); got != "pen[a b] ink[]" {
		t.Error(got)
	}
	if got := names(makers[0]["stock"].([]orm.Row), "name", "maker", "name"); got != "pen(ann) ink(ann)" {
		t.Error(got)
	}
}

// A path may go on from a name that the query of the rows before gave.
func TestLoadBehindNames(t *testing.T) { onDepots(t, testLoadBehindNames) }

func testLoadBehindNames(t *testing.T, s *depot) {
	s.fill(t)
	inside := s.model("Item").OrderBy("id").Prefetch(orm.Prefetch{Path: "backup", As: "spare"})
	makers, err := s.model("Maker").OrderBy("id").Prefetch(orm.Prefetch{Path: "items", Query: inside, As: "stock"},
		orm.Prefetch{Path: "stock__spare__items"}).Rows(t.Context())
	must(t, err)
	s.ran(t, "the paths", 4)
	spare := makers[0]["stock"].([]orm.Row)[0]["spare"].(orm.Row)
	if got := names([]orm.Row{spare}, "name", "items", "name"); got != "bob[cap]" {
		t.Error(got)
	}
}

// What rows have already is not loaded again; rows of one key share what is found.
func TestLoadIntoRows(t *testing.T) { onDepots(t, testLoadIntoRows) }

func testLoadIntoRows(t *testing.T, s *depot) {
	ctx := t.Context()
	s.fill(t)
	items, err := s.model("Item").OrderBy("id").Rows(ctx)
	must(t, err)
	s.statements()
	must(t, s.model("Item").With("maker__items", "tags").Load(ctx, items))
	s.ran(t, "three relations", 3)
	if got := names(items, "name", "maker", "name"); got != "pen(ann) ink(ann) cap(bob)" {
		t.Error(got)
	}
	must(t, s.model("Item").With("maker__items", "tags", "backup").Load(ctx, items))
	s.ran(t, "one more", 1)
	first, second := items[0]["maker"].(orm.Row), items[1]["maker"].(orm.Row)
	if first["seen"] = true; second["seen"] != true {
		t.Error("two rows with one maker have a copy each")
	}
	must(t, s.model("Item").With("labels").Load(ctx, items[0]))
	if _, loaded := items[1]["labels"]; loaded || items[0]["labels"] == nil {
		t.Errorf("loaded %v", items)
	}
}

func TestLoadOfManyRowsIsOneStatement(t *testing.T) { onDepots(t, testLoadOfManyRowsIsOneStatement) }

func testLoadOfManyRowsIsOneStatement(t *testing.T, s *depot) {
	ctx := t.Context()
	const n = 3000
	rows := make([]orm.Row, n)
	for i := range rows {
		rows[i] = orm.Row{"name": fmt.Sprint("m", i)}
	}
	must(t, s.model("Maker").BulkCreate(ctx, rows, orm.BulkOptions{}))
	items := make([]orm.Row, n)
	for i := range items {
		items[i] = orm.Row{"name": fmt.Sprint("i", i), "maker": rows[n-1-i]}
	}
	must(t, s.model("Item").BulkCreate(ctx, items, orm.BulkOptions{}))
	s.statements()
	found, err := s.model("Maker").OrderBy("id").With("items").Rows(ctx)
	must(t, err)
	s.ran(t, "3000 parents", 2)
	if got := names(found[:2], "name", "items", "name"); got != "m0[i2999] m1[i2998]" {
		t.Error(got)
	}
	found, err = s.model("Maker").OrderBy("id").Limit(100).With("items").Rows(ctx)
	must(t, err)
	s.ran(t, "100 parents", 2)
	if len(found) != 100 {
		t.Error(len(found))
	}
}

func TestLoadMistakes(t *testing.T) { onDepots(t, testLoadMistakes) }

func testLoadMistakes(t *testing.T, s *depot) {
	ctx := t.Context()
	s.fill(t)
	items, tags := s.model("Item"), s.model("Tag")
	for _, test := range []struct {
		q    orm.Query
		want string
	}{
		{items.With("nope"), `no relation "nope"`},
		{items.With("tags__nope"), `no relation "nope"`},
		{items.With("tags__slug"), `no relation "slug"`},
		{items.Prefetch(orm.Prefetch{Path: "maker_id"}), `no relation "maker_id"`},
		{items.Prefetch(orm.Prefetch{Path: "tags", Query: items}), "leads to shop.Tag"},
		{items.Prefetch(orm.Prefetch{Path: "tags", Query: tags.Values("slug")}), "cannot have Values"},
		{items.Prefetch(orm.Prefetch{Path: "tags"}, orm.Prefetch{Path: "tags", Query: tags}, orm.Prefetch{Path: "tags", Query: tags}), "loaded twice"},
		{items.Prefetch(orm.Prefetch{Path: "tags", As: "a b"}), "cannot be put under"},
	} {
		if _, err := test.q.Rows(ctx); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v, want %q", err, test.want)
		}
	}
	for _, err := range items.With("tags").Iter(ctx) {
		if err == nil || !strings.Contains(err.Error(), "by pages") {
			t.Error(err)
		}
	}
}
