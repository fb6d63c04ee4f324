package orm_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

// openLibrary opens a database with three authors, the first two of whom wrote
// three books.
func openLibrary(t testing.TB, config sqlite.Config) (db *orm.DB, authors, books orm.Query) {
	t.Helper()
	author := &orm.Model{App: "library", Name: "Author", Latest: []string{"name"}, Fields: []*orm.Field{
		{Name: "name", Type: orm.Type{Kind: orm.Text, Max: 50}, Unique: true},
		{Name: "mentor", Null: true, Relation: &orm.Relation{To: "self", RelatedName: "students"}},
	}}
	book := &orm.Model{App: "library", Name: "Book", Fields: []*orm.Field{
		{Name: "title", Type: orm.Type{Kind: orm.Text, Max: 50}},
		{Name: "pages", Type: orm.Type{Kind: orm.Int, Bits: 32}},
		{Name: "author", Relation: &orm.Relation{To: "Author", RelatedName: "books"}},
	}}
	if _, err := orm.NewRegistry(author, book); err != nil {
		t.Fatal(err)
	}
	db = openNotes(t, config)
	for _, sql := range []string{
		`CREATE TABLE library_author (id integer PRIMARY KEY, name varchar(50) NOT NULL, mentor_id bigint REFERENCES library_author (id))`,
		`CREATE TABLE library_book (id integer PRIMARY KEY, title varchar(50) NOT NULL, pages integer NOT NULL, author_id bigint NOT NULL REFERENCES library_author (id))`,
		`INSERT INTO library_author VALUES (1, 'ann', NULL), (2, 'bob', 1), (3, 'cid', 2)`,
		`INSERT INTO library_book VALUES (1, 'Reefs', 100, 1), (2, 'Seas', 250, 1), (3, 'Tides', 40, 2)`,
	} {
		if _, err := db.Exec(context.Background(), sql); err != nil {
			t.Fatal(err)
		}
	}
	return db, orm.From(author).On(db), orm.From(book).On(db)
}

func TestQueryRows(t *testing.T) {
	ctx := t.Context()
	_, authors, books := openLibrary(t, sqlite.Config{})
	rows, err := books.Filter(orm.Where("author__name", "ann")).OrderBy("-pages").Rows(ctx)
	want := []orm.Row{{"id": int64(2), "title": "Seas", "pages": int64(250), "author_id": int64(1)},
		{"id": int64(1), "title": "Reefs", "pages": int64(100), "author_id": int64(1)}}
	if err != nil || !reflect.DeepEqual(rows, want) {
		t.Errorf("%v, %v", rows, err)
	}
	lists, err := books.Values("title", "author__mentor__name").OrderBy("id").Lists(ctx)
	if err != nil || fmt.Sprint(lists) != "[[Reefs <nil>] [Seas <nil>] [Tides ann]]" {
		t.Errorf("%v, %v", lists, err)
	}
	rows, err = authors.With("mentor").OrderBy("id").Rows(ctx)
	if err != nil || len(rows) != 3 || rows[0]["mentor"] != nil || rows[1]["mentor"].(orm.Row)["name"] != "ann" {
		t.Errorf("%v, %v", rows, err)
	}
	if rows, err := books.None().Rows(ctx); err != nil || len(rows) != 0 {
		t.Errorf("%v, %v", rows, err)
	}
	var titles []string
	for row, err := range books.OrderBy("title").Iter(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		if titles = append(titles, row["title"].(string)); len(titles) == 2 {
			break
		}
	}
	if fmt.Sprint(titles) != "[Reefs Seas]" {
		t.Error(titles)
	}
	// Rows that are distinct, ordered by what they do not hold.
	lists, err = books.Values("author__name").OrderBy("author_id", "pages").Distinct().Lists(ctx)
	if err != nil || fmt.Sprint(lists) != "[[ann] [ann] [bob]]" {
		t.Errorf("%v, %v", lists, err)
	}
}

func TestQueryOne(t *testing.T) {
	ctx := t.Context()
	_, authors, _ := openLibrary(t, sqlite.Config{})
	name := func(row orm.Row, err error) any {
		if err != nil {
			return err
		}
		return row["name"]
	}
	tests := []struct {
		what string
		got  any
		want any
	}{
		{"Get", name(authors.Get(ctx, orm.Where("id", 2))), "bob"},
		{"Get without a row", name(authors.Get(ctx, orm.Where("id", 9))), orm.ErrNotFound},
		{"Get of several", name(authors.Get(ctx)), orm.ErrMultiple},
		{"First", name(authors.First(ctx)), "ann"},
		{"Last", name(authors.Last(ctx)), "cid"},
		{"First by name", name(authors.OrderBy("-name").First(ctx)), "cid"},
		{"First without a row", name(authors.None().First(ctx)), orm.ErrNotFound},
		{"Latest", name(authors.Latest(ctx)), "cid"},
		{"Earliest", name(authors.Earliest(ctx, "id")), "ann"},
	}
	for _, test := range tests {
		if test.got != test.want {
			t.Errorf("%s: %v, want %v", test.what, test.got, test.want)
		}
	}
}

func TestQuerySummaries(t *testing.T) {
	ctx := t.Context()
	_, authors, books := openLibrary(t, sqlite.Config{})
	if n, err := books.Filter(orm.Where("pages__gt", 50)).Count(ctx); n != 2 || err != nil {
		t.Error(n, err)
	}
	if n, err := books.None().Count(ctx); n != 0 || err != nil {
		t.Error(n, err)
	}
	if found, err := books.Filter(orm.Where("title", "Tides")).Exists(ctx); !found || err != nil {
		t.Error(found, err)
	}
	if found, err := books.Filter(orm.Where("title", "")).Exists(ctx); found || err != nil {
		t.Error(found, err)
	}
	if found, err := books.Filter(orm.Where("pages__gt", 50)).Contains(ctx, 3); found || err != nil {
		t.Error(found, err)
	}
	bulk, err := authors.InBulk(ctx, "name", "ann", "cid", "dan")
	if err != nil || len(bulk) != 2 || bulk["cid"]["id"] != int64(3) {
		t.Errorf("%v, %v", bulk, err)
	}
	if _, err := books.InBulk(ctx, "title", "Seas"); err == nil {
		t.Error("InBulk by a field that is not unique")
	}
	if text, err := books.Filter(orm.Where("id", 1)).Explain(ctx); err != nil || !strings.Contains(text, "SEARCH library_book") {
		t.Errorf("%q, %v", text, err)
	}
}

func TestQueryInto(t *testing.T) {
	type author struct {
		ID   int64
		Name string
	}
	type book struct {
		Title  string
		Pages  int16
		Author *author
	}
	ctx := t.Context()
	_, _, books := openLibrary(t, sqlite.Config{})
	got, err := orm.Into[book](ctx, books.Only("title", "pages", "author__name").With("author").OrderBy("id").Limit(1))
	if err == nil {
		t.Logf("%+v", got)
	}
	pages, err := orm.Into[int](ctx, books.Values("pages").OrderBy("pages"))
	if err != nil || fmt.Sprint(pages) != "[40 100 250]" {
		t.Errorf("%v, %v", pages, err)
	}
	one, err := orm.IntoOne[*struct{ Title string }](ctx, books.Values("title"), orm.Where("pages", 40))
	if err != nil || one.Title != "Tides" {
		t.Errorf("%v, %v", one, err)
	}
}

func TestQueryMistakes(t *testing.T) {
	ctx := t.Context()
	db, authors, _ := openLibrary(t, sqlite.Config{})
	_, noDB := orm.From(authors.Model()).Rows(ctx)
	_, unknown := authors.Filter(orm.Where("nmae", "x")).Rows(ctx)
	_, badValue := authors.Filter(orm.Where("id", "seven")).Rows(ctx)
	if !strings.Contains(fmt.Sprint(badValue), `library.Author.id: "seven" is not a whole number`) {
		t.Errorf("a value of the wrong kind: %v", badValue)
	}
	for name, err := range map[string]error{"no database": noDB, "unknown name": unknown, "bad value": badValue} {
		var mistake *orm.Mistake
		if !errors.As(err, &mistake) || !strings.Contains(mistake.At, "query_run_test.go:") {
			t.Errorf("%s: %v", name, err)
		}
	}
	var outer error
	_ = db.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
		_, outer = authors.On(tx).Rows(ctx)
		return nil
	})
	if outer != nil {
		t.Error(outer)
	}
}

// Shapes that never come again do not fill the memory.
func TestPlanCacheIsBounded(t *testing.T) {
	_, authors, _ := openLibrary(t, sqlite.Config{Config: orm.Config{Plans: 10}})
	for i := range 100 {
		q := authors
		for range i % 30 {
			q = q.Filter(orm.Where("id__gt", 0))
		}
		if n, err := q.Count(t.Context()); n != 3 || err != nil {
			t.Fatal(n, err)
		}
	}
	if n := orm.PlansOf(authors); n > 10 {
		t.Errorf("%d plans are kept", n)
	}
}
