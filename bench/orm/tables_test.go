package orm_test

import (
	"context"
	"fmt"
	"time"

	"github.com/combo-web/combo/orm"
)

// Articles have eight columns, one of which may be NULL; 100 authors have five each.
type (
	Author struct {
		ID       int64
		Name     string     `orm:"max=100"`
		Articles []*Article `orm:"reverse=AuthorID"`
	}
	Article struct {
		ID        int64
		Title     string `orm:"max=150"`
		Slug      string `orm:"max=50"`
		Body      string `orm:"text"`
		AuthorID  int64
		Author    *Author `orm:"fk,on_delete=cascade"`
		Views     int64
		EditedAt  *time.Time
		CreatedAt time.Time
	}
)

var (
	Authors  = orm.NewTable(func(_ *Author, t *orm.Def) { t.Table("bench_author") })
	Articles = orm.NewTable(func(_ *Article, t *orm.Def) { t.Table("bench_article") })
)

const (
	parents  = 100
	children = 5
	articles = parents * children
	// writer is the author of what is inserted, whom no other task reads.
	writer = parents + 1
)

var moment = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// edited is nil for every other article.
func edited(i int64) *time.Time {
	if i%2 == 0 {
		return nil
	}
	t := moment
	return &t
}

const (
	title = "A title of some length"
	slug  = "a-title-of-some-length"
	body  = "The body of it."
)

func newArticle(author, i int64) Article {
	return Article{Title: title, Slug: slug, Body: body, AuthorID: author, Views: i, EditedAt: edited(i), CreatedAt: moment}
}

// fill makes the tables and their rows.
func fill(ctx context.Context, db *orm.DB) error {
	if err := orm.CreateTables(ctx, db, Authors.Model(), Articles.Model()); err != nil {
		return err
	}
	var people []Author
	var list []Article
	for p := range int64(writer) {
		people = append(people, Author{Name: fmt.Sprintf("Author %d", p+1)})
	}
	for i := range int64(articles) {
		list = append(list, newArticle(i%parents+1, i))
	}
	if err := Authors.On(db).BulkCreate(ctx, people, orm.BulkOptions{}); err != nil {
		return err
	}
	if err := Articles.On(db).BulkCreate(ctx, list, orm.BulkOptions{}); err != nil {
		return err
	}
	// Statements are prepared now: how the tables look has to be known by then.
	_, err := db.Exec(ctx, "ANALYZE")
	return err
}
