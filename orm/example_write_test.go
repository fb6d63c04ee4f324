package orm_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

// A press is a database of books, for the examples of writes: two authors, two
// books of the first, and two tags.
type press struct {
	db                   *orm.DB
	authors, books, tags orm.Query
}

func openPress() press {
	name := orm.Type{Kind: orm.Text, Max: 50}
	author := &orm.Model{App: "press", Name: "Author", Fields: []*orm.Field{
		{Name: "name", Type: name, Unique: true}, {Name: "books_sold", Type: orm.Type{Kind: orm.Int}, Default: int64(0)},
	}}
	tag := &orm.Model{App: "press", Name: "Tag", Fields: []*orm.Field{{Name: "slug", Type: name, Primary: true}}}
	book := &orm.Model{App: "press", Name: "Book", Fields: []*orm.Field{
		{Name: "title", Type: name},
		{Name: "author", Relation: &orm.Relation{To: "Author", RelatedName: "books"}},
		{Name: "tags", Relation: &orm.Relation{To: "Tag", Kind: orm.ManyToMany, RelatedName: "books"}},
		{Name: "version", Type: orm.Type{Kind: orm.Int}, Version: true},
	}}
	all, err := orm.NewRegistry(author, tag, book)
	check(err)
	db, err := sqlite.OpenConfig(sqlite.Config{File: sqlite.Memory, Config: orm.Config{Observe: orm.Counted}})
	check(err)
	ctx := context.Background()
	check(orm.CreateTables(ctx, db, all.Models()...))
	p := press{db, orm.From(author).On(db), orm.From(book).On(db), orm.From(tag).On(db)}
	check(p.authors.BulkCreate(ctx, []orm.Row{{"name": "ann"}, {"name": "bob"}}, orm.BulkOptions{}))
	check(p.tags.BulkCreate(ctx, []orm.Row{{"slug": "sea"}, {"slug": "sky"}}, orm.BulkOptions{}))
	check(p.books.BulkCreate(ctx, []orm.Row{{"title": "Reefs", "author_id": 1}, {"title": "Tides", "author_id": 1}}, orm.BulkOptions{}))
	return p
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func ExampleQuery_Insert() {
	p, ctx := openPress(), context.Background()
	cid := orm.Row{"name": "cid"}
	fmt.Println(p.authors.Insert(ctx, cid), cid)
	// A relation holds the row that the key is taken from.
	book := orm.Row{"title": "Clouds", "author": cid}
	fmt.Println(p.books.Insert(ctx, book), book["author_id"])
	// Output:
	// <nil> map[books_sold:0 id:3 name:cid]
	// <nil> 3
}

func ExampleQuery_Save() {
	p, ctx := openPress(), context.Background()
	mine, _ := p.books.Get(ctx, orm.Where("title", "Tides"))
	yours, _ := p.books.Get(ctx, orm.Where("title", "Tides"))
	mine["title"] = "Ebb"
	yours["title"] = "Flood"
	fmt.Println(p.books.Save(ctx, mine))
	fmt.Println(p.books.Save(ctx, yours))
	// Output:
	// <nil>
	// orm: row changed since it was read
}

func ExampleQuery_SaveFields() {
	p, ctx := openPress(), context.Background()
	ann := orm.Row{"id": 1, "books_sold": orm.Add(orm.F("books_sold"), 5)}
	fmt.Println(p.authors.SaveFields(ctx, ann, "books_sold"))
	row, _ := p.authors.Get(ctx, orm.Where("id", 1))
	fmt.Println(row)
	// Output:
	// <nil>
	// map[books_sold:5 id:1 name:ann]
}

func ExampleQuery_SaveWith() {
	p, ctx := openPress(), context.Background()
	row := orm.Row{"id": 9, "name": "zoe"}
	fmt.Println(p.authors.SaveWith(ctx, row, orm.SaveOptions{Update: true}))
	fmt.Println(p.authors.SaveWith(ctx, row, orm.SaveOptions{Insert: true}))
	// Output:
	// orm: no row found
	// <nil>
}

func ExampleQuery_Update() {
	p, ctx := openPress(), context.Background()
	n, err := p.authors.Filter(orm.Where("books__title", "Reefs")).
		Update(ctx, orm.Set{Name: "books_sold", Value: orm.Add(orm.F("books_sold"), 1)})
	fmt.Println(n, err)
	// Output: 1 <nil>
}

func ExampleQuery_Delete() {
	p, ctx := openPress(), context.Background()
	deleted, err := p.authors.Filter(orm.Where("name", "ann")).Delete(ctx)
	fmt.Println(deleted.Rows, deleted.Models, err)
	// Output: 3 map[press.Author:1 press.Book:2] <nil>
}

func ExampleQuery_DeleteRow() {
	p, ctx := openPress(), context.Background()
	book, _ := p.books.First(ctx)
	deleted, err := p.books.DeleteRow(ctx, book)
	fmt.Println(deleted.Rows, err)
	// Output: 1 <nil>
}

func ExampleQuery_GetOrCreate() {
	p, ctx := openPress(), context.Background()
	for range 2 {
		row, created, err := p.authors.GetOrCreate(ctx, orm.Row{"name": "cid"}, orm.Row{"books_sold": 1})
		fmt.Println(row["id"], created, err)
	}
	// Output:
	// 3 true <nil>
	// 3 false <nil>
}

func ExampleQuery_UpdateOrCreate() {
	p, ctx := openPress(), context.Background()
	row, created, err := p.authors.UpdateOrCreate(ctx, orm.Row{"name": "ann"}, orm.Row{"books_sold": 40})
	fmt.Println(row["books_sold"], created, err)
	// Output: 40 false <nil>
}

func ExampleQuery_BulkCreate() {
	p, ctx := openPress(), context.Background()
	tags := []orm.Row{{"slug": "sea"}, {"slug": "sun"}}
	err := p.tags.BulkCreate(ctx, tags, orm.BulkOptions{IgnoreConflicts: true})
	n, _ := p.tags.Count(ctx)
	fmt.Println(n, err)
	// Output: 3 <nil>
}

func ExampleQuery_BulkUpdate() {
	p, ctx := openPress(), context.Background()
	books, _ := p.books.OrderBy("id").Rows(ctx)
	for i, book := range books {
		book["title"] = fmt.Sprint("Volume ", i+1)
	}
	fmt.Println(p.books.BulkUpdate(ctx, books, 0, "title"))
	// Output: 2 <nil>
}

func ExampleQuery_Related() {
	p, ctx := openPress(), context.Background()
	book, _ := p.books.First(ctx)
	tags := p.books.Related(book, "tags")
	fmt.Println(tags.Add(ctx, "sea", orm.Row{"slug": "sky"}))
	fmt.Println(tags.Query().Count(ctx))
	// The same rows from the other side.
	fmt.Println(p.tags.Related(orm.Row{"slug": "sea"}, "books").Query().Count(ctx))
	// Output:
	// <nil>
	// 2 <nil>
	// 1 <nil>
}

func ExampleRelated_Set() {
	p, ctx := openPress(), context.Background()
	tags := p.books.Related(orm.Row{"id": 1}, "tags")
	fmt.Println(tags.Set(ctx, "sea"), tags.Set(ctx, []string{"sky"}))
	rows, _ := tags.Query().Rows(ctx)
	fmt.Println(rows)
	// Output:
	// <nil> <nil>
	// [map[slug:sky]]
}

func ExampleRelated_Create() {
	p, ctx := openPress(), context.Background()
	book := orm.Row{"title": "Clouds"}
	fmt.Println(p.authors.Related(orm.Row{"id": 2}, "books").Create(ctx, book), book["author_id"])
	// Output: <nil> 2
}

func ExampleRelated_Clear() {
	p, ctx := openPress(), context.Background()
	tags := p.books.Related(orm.Row{"id": 1}, "tags")
	fmt.Println(tags.Add(ctx, "sea", "sky"), tags.Remove(ctx, "sea"), tags.Clear(ctx))
	fmt.Println(tags.Query().Exists(ctx))
	// Output:
	// <nil> <nil> <nil>
	// false <nil>
}

func ExampleQuery_Prefetch() {
	p, ctx := openPress(), context.Background()
	// The latest book of each author, in two statements.
	latest := p.books.OrderBy("-id").Limit(1)
	authors, err := p.authors.OrderBy("id").Prefetch(orm.Prefetch{Path: "books", Query: latest, As: "latest"}).Rows(ctx)
	for _, author := range authors {
		for _, book := range author["latest"].([]orm.Row) {
			fmt.Println(author["name"], book["title"])
		}
	}
	fmt.Println(err)
	// Output:
	// ann Tides
	// <nil>
}

func ExampleQuery_Load() {
	p, ctx := openPress(), context.Background()
	books, _ := p.books.OrderBy("id").Rows(ctx)
	err := p.books.With("author", "tags").Load(ctx, books)
	fmt.Println(books[1]["author"], books[1]["tags"], err)
	// Output: map[books_sold:0 id:1 name:ann] [] <nil>
}

func ExampleProtectedError() {
	err := error(&orm.ProtectedError{Model: "shop.Order", Field: "item", Rows: []any{7}})
	var protected *orm.ProtectedError
	fmt.Println(errors.As(err, &protected), protected.Rows)
	// Output: true [7]
}

func ExampleCountStatements() {
	p := openPress()
	ctx, statements := orm.CountStatements(context.Background())
	_, err := p.authors.With("books__tags").Rows(ctx)
	fmt.Println(statements.Count(), err)
	// Output: 3 <nil>
}

func ExampleWatchRepeats() {
	p := openPress()
	page := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		books, _ := p.books.Rows(r.Context())
		for _, book := range books {
			_, _ = p.authors.Get(r.Context(), orm.Where("id", book["author_id"])) // With("author") asks once
		}
	})
	watch := orm.WatchRepeats(1, func(r *http.Request, repeated orm.Repetition) {
		file := repeated.Caller[strings.LastIndex(repeated.Caller, "/")+1:]
		fmt.Println(r.URL.Path, "asks", repeated.Count, "times at", file[:strings.Index(file, ":")])
	})
	watch(page).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/books", nil))
	// Output: /books asks 2 times at example_write_test.go
}
