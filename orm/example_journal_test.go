package orm_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
	"github.com/combo-web/combo/orm/sqlite"
)

// The structs of a journal, for the examples of queries.
type (
	Writer struct {
		ID       int64
		Name     string `orm:"max=50,unique"`
		BossID   *int64
		Boss     *Writer    `orm:"fk,on_delete=set_null"`
		Articles []*Article `orm:"reverse=WriterID"`
	}
	Article struct {
		ID        int64
		Title     string `orm:"max=80"`
		Words     int
		Target    int // how many words it should have
		Score     *float64
		Published *time.Time
		Data      any `orm:"json,null"`
		WriterID  int64
		Writer    *Writer   `orm:"fk,on_delete=protect"`
		Topics    []*Topic  `orm:"m2m"`
		Remarks   []*Remark `orm:"reverse=ArticleID"`
		Version   int       `orm:"version"`

		Answers int       `orm:"-"` // what a query adds
		Latest  []*Remark `orm:"-"`
	}
	Topic struct {
		Slug     string     `orm:"slug,pk"`
		Articles []*Article `orm:"reverse=Topics"`
	}
	Remark struct {
		ID        int64
		Text      string
		Spam      bool
		ArticleID int64
		Article   *Article `orm:"fk,on_delete=cascade"`
	}
	Photo struct {
		ID     int64
		Colors []string // on PostgreSQL alone
	}
)

var (
	Writers  = orm.NewTable(func(w *Writer, t *orm.Def) { t.App("journal"); t.OrderBy(&w.Name) })
	Articles = orm.NewTable(func(a *Article, t *orm.Def) { t.App("journal"); t.OrderBy(&a.ID); t.Latest(&a.Words) })
	Topics   = orm.NewTable(func(p *Topic, t *orm.Def) { t.App("journal"); t.OrderBy(&p.Slug) })
	Remarks  = orm.NewTable(func(_ *Remark, t *orm.Def) { t.App("journal") })
	Photos   = orm.NewTable(func(_ *Photo, t *orm.Def) { t.App("journal") })

	Shadows = Articles.Alias() // the articles of a query inside of another

	boss         = orm.Follow(&Articles.F.Writer.Boss)
	bossArticles = orm.FollowMany(&Writers.F.Boss.Articles)
	staff        = orm.Back(Writers, &Writers.F.Boss)
	labelled     = orm.BackMany(Articles, &Articles.F.Topics)
)

// openJournal opens a journal: ann and bob, whose boss is ann, and what they
// wrote.
func openJournal() (*orm.DB, context.Context) {
	db, err := sqlite.OpenConfig(sqlite.Config{File: sqlite.Memory, Config: orm.Config{Observe: orm.Counted}})
	check(err)
	ctx := context.Background()
	check(orm.CreateTables(ctx, db, Writers.Model(), Articles.Model(), Topics.Model(), Remarks.Model()))
	one, three, half := int64(1), 3.0, 4.5
	check(Writers.On(db).BulkCreate(ctx, []Writer{{Name: "ann"}, {Name: "bob", BossID: &one}}, orm.BulkOptions{}))
	check(Topics.On(db).BulkCreate(ctx, []Topic{{Slug: "nature"}, {Slug: "garden"}}, orm.BulkOptions{}))
	at := func(year int, month time.Month, day, hour, minute int) *time.Time {
		t := time.Date(year, month, day, hour, minute, 0, 0, time.UTC)
		return &t
	}
	check(Articles.On(db).BulkCreate(ctx, []Article{
		{Title: "Ants", Words: 300, Target: 300, Score: &half, Published: at(2026, 1, 5, 9, 30), WriterID: 1, Data: map[string]any{"lang": "en", "pages": []int{7}}},
		{Title: "Bees", Words: 700, Target: 500, Published: at(2026, 2, 14, 18, 0), WriterID: 1, Data: map[string]any{"lang": "de"}},
		{Title: "Compost", Words: 700, Target: 800, Score: &three, Published: at(2025, 11, 30, 23, 15), WriterID: 2},
		{Title: "draft", Words: 50, Target: 400, WriterID: 2},
	}, orm.BulkOptions{}))
	check(Remarks.On(db).BulkCreate(ctx, []Remark{
		{Text: "Nice!", ArticleID: 2}, {Text: "Buy now", Spam: true, ArticleID: 2}, {Text: "It smells.", ArticleID: 3},
	}, orm.BulkOptions{}))
	check(Topics.On(db).Related(&Topic{Slug: "nature"}, &Topics.F.Articles).Add(ctx, 1, 2))
	check(Topics.On(db).Related(&Topic{Slug: "garden"}, &Topics.F.Articles).Add(ctx, 2, 3))
	return db, ctx
}

// journal is a journal that nobody writes to.
var journal = sync.OnceValue(func() *orm.DB {
	db, _ := openJournal()
	return db
})

func readJournal() (*orm.DB, context.Context) { return journal(), context.Background() }

// printArticles prints the titles of the articles that fulfil the conditions.
func printArticles(c ...orm.Condition) {
	db, ctx := readJournal()
	printFound(Articles.On(db).Filter(c...).All(ctx))
}

// printFound prints the titles of articles.
func printFound(articles []Article, err error) {
	titles := make([]string, len(articles))
	for i, a := range articles {
		titles[i] = a.Title
	}
	switch {
	case err != nil:
		fmt.Println(err)
	case len(titles) == 0:
		fmt.Println("none")
	default:
		fmt.Println(strings.Join(titles, " | "))
	}
}

// printCondition prints what a condition on photos becomes on PostgreSQL.
func printCondition(c orm.Condition) {
	db, err := postgres.Open("postgres://localhost/journal")
	check(err)
	defer db.Close()
	text, _, err := Photos.On(db).Filter(c).SQL()
	_, text, _ = strings.Cut(text, " WHERE ")
	fmt.Println(text, err)
}
