package orm_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

func ExampleQuerySet_Insert() {
	db, ctx := openJournal()
	cid := Writer{Name: "cid"}
	fmt.Println(Writers.On(db).Insert(ctx, &cid), cid.ID)
	// A relation that is set gives the key.
	article := Article{Title: "Eels", Writer: &cid}
	fmt.Println(Articles.On(db).Insert(ctx, &article), article.WriterID)
	// Output:
	// <nil> 3
	// <nil> 3
}

// Save writes all columns, or those that are named. A version column tells
// that somebody else was first.
func ExampleQuerySet_Save() {
	db, ctx := openJournal()
	mine, _ := Articles.On(db).Find(ctx, 4)
	yours, _ := Articles.On(db).Find(ctx, 4)
	mine.Title, yours.Title = "Dung", "Dew"
	fmt.Println(Articles.On(db).Save(ctx, &mine, &Articles.F.Title))
	err := Articles.On(db).Save(ctx, &yours)
	fmt.Println(errors.Is(err, orm.ErrConflict), err)
	// Output:
	// <nil>
	// true orm: row changed since it was read
}

// One statement for all rows of the query; the values may be computed.
func ExampleQuerySet_Update() {
	db, ctx := openJournal()
	n, err := Articles.On(db).Filter(orm.Eq(&Articles.F.Writer.Name, "bob")).Update(ctx,
		orm.SetTo(&Articles.F.Score, nil),
		orm.SetExpr(&Articles.F.Words, orm.Add(&Articles.F.Words, 10)))
	fmt.Println(n, err)
	fmt.Println(orm.Pluck(Articles.On(db), &Articles.F.Words).All(ctx))
	// Output:
	// 2 <nil>
	// [300 700 710 60] <nil>
}

func ExampleSetTo() {
	db, ctx := openJournal()
	fmt.Println(Remarks.On(db).Filter(orm.Contains(&Remarks.F.Text, "Buy")).Update(ctx, orm.SetTo(&Remarks.F.Spam, true)))
	// Output: 1 <nil>
}

func ExampleSetCol() {
	db, ctx := openJournal()
	fmt.Println(Articles.On(db).Update(ctx, orm.SetCol(&Articles.F.Target, &Articles.F.Words)))
	// Output: 4 <nil>
}

func ExampleSetExpr() {
	db, ctx := openJournal()
	n, err := Articles.On(db).Update(ctx, orm.SetExpr(&Articles.F.Title, orm.Upper(&Articles.F.Title)))
	fmt.Println(n, err)
	printFound(Articles.On(db).All(ctx))
	// Output:
	// 4 <nil>
	// ANTS | BEES | COMPOST | DRAFT
}

func ExampleQuerySet_Delete() {
	db, ctx := openJournal()
	deleted, err := Articles.On(db).Filter(orm.Eq(&Articles.F.Title, "Bees")).Delete(ctx)
	fmt.Println(deleted.Rows, deleted.Models, err)
	// The articles protect their writer.
	_, err = Writers.On(db).Filter(orm.Eq(&Writers.F.Name, "ann")).Delete(ctx)
	protected, ok := errors.AsType[*orm.ProtectedError](err)
	fmt.Println(ok, protected.Model, protected.Rows)
	// Output:
	// 5 map[journal.Article:1 journal.Article_topics:2 journal.Remark:2] <nil>
	// true journal.Article [1]
}

func ExampleQuerySet_DeleteRow() {
	db, ctx := openJournal()
	remark, _ := Remarks.On(db).Find(ctx, 2)
	deleted, err := Remarks.On(db).DeleteRow(ctx, &remark)
	fmt.Println(deleted.Rows, err)
	// Output: 1 <nil>
}

func ExampleQuerySet_GetOrCreate() {
	db, ctx := openJournal()
	for range 2 {
		writer := Writer{Name: "cid"}
		created, err := Writers.On(db).GetOrCreate(ctx, &writer, &Writers.F.Name)
		fmt.Println(writer.ID, created, err)
	}
	// Output:
	// 3 true <nil>
	// 3 false <nil>
}

func ExampleQuerySet_UpdateOrCreate() {
	db, ctx := openJournal()
	bob := int64(2)
	writer := Writer{Name: "ann", BossID: &bob}
	created, err := Writers.On(db).UpdateOrCreate(ctx, &writer, &Writers.F.Name)
	fmt.Println(writer.ID, created, err)
	// Output: 1 false <nil>
}

func ExampleQuerySet_BulkCreate() {
	db, ctx := openJournal()
	remarks := []Remark{{Text: "First!", ArticleID: 1}, {Text: "Second.", ArticleID: 1}}
	fmt.Println(Remarks.On(db).BulkCreate(ctx, remarks, orm.BulkOptions{}), remarks[1].ID)
	// Rows that are there already are left out.
	topics := []Topic{{Slug: "garden"}, {Slug: "water"}}
	fmt.Println(Topics.On(db).BulkCreate(ctx, topics, orm.BulkOptions{IgnoreConflicts: true}))
	fmt.Println(Topics.On(db).Count(ctx))
	// Output:
	// <nil> 5
	// <nil>
	// 3 <nil>
}

func ExampleQuerySet_BulkUpdate() {
	db, ctx := openJournal()
	articles, _ := Articles.On(db).All(ctx)
	for i := range articles {
		articles[i].Target = 100 * (i + 1)
	}
	ctx, statements := orm.CountStatements(ctx)
	fmt.Println(Articles.On(db).BulkUpdate(ctx, articles, &Articles.F.Target))
	fmt.Println(statements.Count())
	// Output:
	// 4 <nil>
	// 1
}

// Many-to-many relations, and the ways back of foreign keys.
func ExampleQuerySet_Related() {
	db, ctx := openJournal()
	draft, _ := Articles.On(db).Find(ctx, 4)
	topics := Articles.On(db).Related(&draft, &Articles.F.Topics)
	fmt.Println(topics.Add(ctx, "nature", &Topic{Slug: "garden"}))
	fmt.Println(topics.Query().Count(ctx))
	fmt.Println(topics.Set(ctx, "garden"))
	fmt.Println(topics.Query().Count(ctx))
	// Output:
	// <nil>
	// 2 <nil>
	// <nil>
	// 1 <nil>
}

func ExampleRelated_Add() {
	db, ctx := openJournal()
	topics := Articles.On(db).Related(&Article{ID: 4}, &Articles.F.Topics)
	fmt.Println(topics.Add(ctx, "nature", "garden"), topics.Add(ctx, "garden")) // once is enough
	fmt.Println(topics.Query().Count(ctx))
	// Output:
	// <nil> <nil>
	// 2 <nil>
}

func ExampleRelated_Remove() {
	db, ctx := openJournal()
	topics := Articles.On(db).Related(&Article{ID: 2}, &Articles.F.Topics)
	fmt.Println(topics.Remove(ctx, "garden"))
	fmt.Println(topics.Query().Lists(ctx))
	// Output:
	// <nil>
	// [[nature]] <nil>
}

func ExampleRelated_Query() {
	db, ctx := openJournal()
	ann := Writer{ID: 1}
	rows, err := orm.Into[Article](ctx, Writers.On(db).Related(&ann, &Writers.F.Articles).Query().Filter(orm.Where("words__gt", 500)))
	printFound(rows, err)
	// Output: Bees
}

// The rows between two models have columns of their own.
func ExampleRelated_AddWith() {
	players, db, ctx := openTeams()
	defer db.Close()
	teams := players.Related(orm.Row{"id": 1}, "teams")
	fmt.Println(teams.AddWith(ctx, orm.Row{"since": 2026}, 1))
	fmt.Println(players.Values("name", "membership__since", "teams__name").Lists(ctx))
	// Output:
	// <nil>
	// [[ann 2026 red]] <nil>
}

func ExampleRelated_SetWith() {
	players, db, ctx := openTeams()
	defer db.Close()
	teams := players.Related(orm.Row{"id": 1}, "teams")
	fmt.Println(teams.SetWith(ctx, orm.Row{"since": 2026}, 1, 2))
	fmt.Println(teams.Query().Count(ctx))
	// Output:
	// <nil>
	// 2 <nil>
}

// openTeams opens a database of a player and two teams.
func openTeams() (players orm.Query, db *orm.DB, ctx context.Context) {
	name := &orm.Field{Name: "name", Type: orm.Type{Kind: orm.Text}}
	other := *name
	player := &orm.Model{App: "club", Name: "Player", Fields: []*orm.Field{name,
		{Name: "teams", Relation: &orm.Relation{To: "Team", Kind: orm.ManyToMany, Through: "Membership"}}}}
	team := &orm.Model{App: "club", Name: "Team", Fields: []*orm.Field{&other}}
	member := &orm.Model{App: "club", Name: "Membership", Fields: []*orm.Field{
		{Name: "player", Relation: &orm.Relation{To: "Player"}},
		{Name: "team", Relation: &orm.Relation{To: "Team"}},
		{Name: "since", Type: orm.Type{Kind: orm.Int}}}}
	all, err := orm.NewRegistry(player, team, member)
	check(err)
	db, err = sqlite.Open(sqlite.Memory)
	check(err)
	ctx = context.Background()
	check(orm.CreateTables(ctx, db, all.Models()...))
	check(orm.From(player).On(db).Insert(ctx, orm.Row{"name": "ann"}))
	check(orm.From(team).On(db).BulkCreate(ctx, []orm.Row{{"name": "red"}, {"name": "blue"}}, orm.BulkOptions{}))
	return orm.From(player).On(db), db, ctx
}
