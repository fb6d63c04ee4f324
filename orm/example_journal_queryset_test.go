package orm_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/combo-web/combo/orm"
)

func ExampleQuerySet_chain() {
	db, ctx := readJournal()
	articles, err := Articles.On(db).
		Filter(orm.Eq(&Articles.F.Writer.Name, "ann"), orm.NotNull(&Articles.F.Published)).
		OrderBy(orm.Desc(&Articles.F.Published)).
		With(&Articles.F.Writer).
		Limit(20).All(ctx)
	for _, a := range articles {
		fmt.Println(a.Title, "by", a.Writer.Name)
	}
	fmt.Println(err)
	// Output:
	// Bees by ann
	// Ants by ann
	// <nil>
}

func ExampleTable_On() {
	db, ctx := readJournal()
	printFound(Articles.On(db).All(ctx))
	// Output: Ants | Bees | Compost | draft
}

// A query that runs on no database yet is a part of others, or gets one later.
func ExampleTable_Filter() {
	published := Articles.Filter(orm.NotNull(&Articles.F.Published))
	db, ctx := readJournal()
	printFound(published.On(db).All(ctx))
	// Output: Ants | Bees | Compost
}

// Another reference value tells the query inside from the one around it: here
// it finds the articles that are not the first of their writer.
func ExampleTable_Alias() {
	earlier := Shadows // var Shadows = Articles.Alias()
	printArticles(orm.Exists(earlier.Filter(
		orm.EqCol(&earlier.F.WriterID, &Articles.F.WriterID),
		orm.LtCol(&earlier.F.ID, &Articles.F.ID))))
	// Output: Bees | draft
}

func ExampleQuerySet_All() {
	db, ctx := readJournal()
	articles, err := Articles.On(db).Filter(orm.Gt(&Articles.F.Words, 500)).All(ctx)
	for _, a := range articles {
		fmt.Println(a.Title, a.Words)
	}
	fmt.Println(err)
	// Output:
	// Bees 700
	// Compost 700
	// <nil>
}

// Conditions of one call speak of the same remark, those of two calls may
// speak of different ones.
func ExampleQuerySet_Filter() {
	db, ctx := readJournal()
	nice, spam := orm.Eq(&Articles.F.Remarks[0].Text, "Nice!"), orm.Eq(&Articles.F.Remarks[0].Spam, true)
	printFound(Articles.On(db).Filter(nice, spam).All(ctx))
	printFound(Articles.On(db).Filter(nice).Filter(spam).All(ctx))
	// Output:
	// none
	// Bees
}

func ExampleQuerySet_Exclude() {
	db, ctx := readJournal()
	printFound(Articles.On(db).Exclude(orm.Eq(&Articles.F.Topics[0].Slug, "garden")).All(ctx))
	// Output: Ants | draft
}

func ExampleQuerySet_OrderBy() {
	db, ctx := readJournal()
	printFound(Articles.On(db).OrderBy(orm.Desc(&Articles.F.Words), &Articles.F.Title).All(ctx))
	printFound(Articles.On(db).OrderBy(orm.Length(&Articles.F.Title), "-title").All(ctx))
	// Output:
	// Bees | Compost | Ants | draft
	// Bees | Ants | draft | Compost
}

func ExampleQuerySet_Reverse() {
	db, ctx := readJournal()
	printFound(Articles.On(db).OrderBy(&Articles.F.Title).Reverse().All(ctx))
	// Output: draft | Compost | Bees | Ants
}

func ExampleQuerySet_Limit() {
	db, ctx := readJournal()
	printFound(Articles.On(db).Limit(2).All(ctx))
	// Output: Ants | Bees
}

func ExampleQuerySet_Offset() {
	db, ctx := readJournal()
	printFound(Articles.On(db).Offset(1).Limit(2).All(ctx))
	// Output: Bees | Compost
}

func ExampleQuerySet_Slice() {
	db, ctx := readJournal()
	printFound(Articles.On(db).Slice(1, 3).All(ctx))
	// Output: Bees | Compost
}

// A page begins behind a row, not behind a number of rows.
func ExampleQuerySet_Page_cursors() {
	db, ctx := readJournal()
	shortest := Articles.On(db).OrderBy(&Articles.F.Words)
	page, err := shortest.Page(ctx, "", 3)
	printFound(page.Rows, err)
	page, err = shortest.Page(ctx, page.Next, 3) // what a link "next" says
	printFound(page.Rows, err)
	_, err = shortest.Page(ctx, "nonsense", 3)
	fmt.Println(err)
	// Output:
	// draft | Ants | Bees
	// Compost
	// There is no such page.
}

func ExampleQuerySet_Get() {
	db, ctx := readJournal()
	bees, err := Articles.On(db).Get(ctx, orm.Eq(&Articles.F.Title, "Bees"))
	fmt.Println(bees.Words, err)
	_, err = Articles.On(db).Get(ctx, orm.Eq(&Articles.F.Title, "Cats"))
	fmt.Println(errors.Is(err, orm.ErrNotFound)) // the site answers 404
	_, err = Articles.On(db).Get(ctx, orm.Eq(&Articles.F.Words, 700))
	fmt.Println(errors.Is(err, orm.ErrMultiple))
	// Output:
	// 700 <nil>
	// true
	// true
}

func ExampleQuerySet_Find() {
	db, ctx := readJournal()
	article, err := Articles.On(db).Find(ctx, 3)
	fmt.Println(article.Title, err)
	// Output: Compost <nil>
}

func ExampleQuerySet_First() {
	db, ctx := readJournal()
	article, err := Articles.On(db).OrderBy(&Articles.F.Words).First(ctx)
	fmt.Println(article.Title, err)
	// Output: draft <nil>
}

func ExampleQuerySet_Last() {
	db, ctx := readJournal()
	article, err := Articles.On(db).OrderBy(&Articles.F.Published).Last(ctx)
	fmt.Println(article.Title, err)
	// Output: Bees <nil>
}

func ExampleQuerySet_Latest() {
	db, ctx := readJournal()
	latest, err := Articles.On(db).Filter(orm.NotNull(&Articles.F.Published)).Latest(ctx, &Articles.F.Published)
	fmt.Println(latest.Title, err)
	// Output: Bees <nil>
}

func ExampleQuerySet_Earliest() {
	db, ctx := readJournal()
	shortest, err := Articles.On(db).Earliest(ctx) // by what t.Latest says
	fmt.Println(shortest.Title, err)
	// Output: draft <nil>
}

func ExampleQuerySet_Count() {
	db, ctx := readJournal()
	fmt.Println(Articles.On(db).Filter(orm.Eq(&Articles.F.Writer.Name, "bob")).Count(ctx))
	// Output: 2 <nil>
}

func ExampleQuerySet_Exists() {
	db, ctx := readJournal()
	fmt.Println(Remarks.On(db).Filter(orm.Eq(&Remarks.F.Spam, true)).Exists(ctx))
	// Output: true <nil>
}

func ExampleQuerySet_Contains() {
	db, ctx := readJournal()
	long := Articles.On(db).Filter(orm.Gt(&Articles.F.Words, 500))
	fmt.Println(long.Contains(ctx, 2))
	fmt.Println(long.Contains(ctx, &Article{ID: 1}))
	// Output:
	// true <nil>
	// false <nil>
}

func ExampleQuerySet_Iter() {
	db, ctx := readJournal()
	for article, err := range Articles.On(db).Iter(ctx) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(article.Title)
	}
	// Output:
	// Ants
	// Bees
	// Compost
	// draft
}

func ExampleQuerySet_None() {
	db, ctx := readJournal()
	ctx, statements := orm.CountStatements(ctx)
	printFound(Articles.On(db).None().All(ctx))
	fmt.Println(statements.Count(), "statements")
	// Output:
	// none
	// 0 statements
}

func ExampleQuerySet_On() {
	long := Articles.Filter(orm.Gt(&Articles.F.Words, 500)) // at package level, say
	db, ctx := readJournal()
	err := db.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
		n, err := long.On(tx).Count(ctx)
		fmt.Println(n)
		return err
	})
	fmt.Println(err)
	// Output:
	// 2
	// <nil>
}

func ExampleQuerySet_Only() {
	db, ctx := readJournal()
	article, err := Articles.On(db).Only(&Articles.F.Title).First(ctx)
	fmt.Println(article.ID, article.Title, article.Words, err) // Words was not loaded
	// Output: 1 Ants 0 <nil>
}

func ExampleQuerySet_Defer() {
	db, ctx := readJournal()
	article, err := Articles.On(db).Defer(&Articles.F.Data).First(ctx)
	fmt.Println(article.Title, article.Data, err) // Data was not loaded
	// Output: Ants <nil> <nil>
}

// Annotate fills a field of the struct that is no column.
func ExampleQuerySet_Annotate() {
	db, ctx := readJournal()
	articles, err := Articles.On(db).Annotate(orm.As("answers", orm.Count(&Articles.F.Remarks[0].ID))).All(ctx)
	for _, a := range articles {
		fmt.Println(a.Title, a.Answers)
	}
	fmt.Println(err)
	// Output:
	// Ants 0
	// Bees 2
	// Compost 1
	// draft 0
	// <nil>
}

// Alias is for later steps only.
func ExampleQuerySet_Alias() {
	db, ctx := readJournal()
	printFound(Articles.On(db).Alias(orm.As("n", orm.Count(&Articles.F.Remarks[0].ID))).
		Filter(orm.Where("n__gte", 2)).All(ctx))
	// Output: Bees
}

func ExampleQuerySet_Aggregate() {
	db, ctx := readJournal()
	row, err := Articles.On(db).Aggregate(ctx,
		orm.As("words", orm.Sum(&Articles.F.Words)), orm.As("best", orm.Max(&Articles.F.Score)))
	fmt.Println(row["words"], row["best"], err)
	// Output: 1750 4.5 <nil>
}

// The aggregates of all rows as a struct, or as one value.
func ExampleSummarize() {
	db, ctx := readJournal()
	type summary struct {
		Words int
		Best  float64
	}
	s, err := orm.Summarize[summary](ctx, Articles.On(db),
		orm.As("words", orm.Sum(&Articles.F.Words)), orm.As("best", orm.Max(&Articles.F.Score)))
	fmt.Println(s, err)
	fmt.Println(orm.Summarize[int](ctx, Articles.On(db), orm.As("longest", orm.Max(&Articles.F.Words))))
	// Output:
	// {1750 4.5} <nil>
	// 700 <nil>
}

// Columns before an aggregate are what the rows are grouped by.
func ExampleSelect_sums() {
	db, ctx := readJournal()
	type total struct {
		WriterName string
		Articles   int
		Words      int
	}
	totals, err := orm.Select[total](Articles.On(db), &Articles.F.Writer.Name,
		orm.As("articles", orm.CountRows()), orm.As("words", orm.Sum(&Articles.F.Words))).
		OrderBy(&Articles.F.Writer.Name).All(ctx)
	fmt.Println(totals, err)
	// Output: [{ann 2 1000} {bob 2 750}] <nil>
}

func ExamplePluck() {
	db, ctx := readJournal()
	fmt.Println(orm.Pluck(Articles.On(db), &Articles.F.Words).Distinct().OrderBy(&Articles.F.Words).All(ctx))
	// Output: [50 300 700] <nil>
}

func ExampleQuerySet_Values() {
	db, ctx := readJournal()
	lists, err := Articles.On(db).Values(&Articles.F.Title, &Articles.F.Writer.Name).Limit(2).Lists(ctx)
	fmt.Println(lists, err)
	// Output: [[Ants ann] [Bees ann]] <nil>
}

func ExampleQuerySet_Query() {
	db, ctx := readJournal()
	rows, err := Writers.On(db).Query().Rows(ctx) // maps
	fmt.Println(rows, err)
	// Output: [map[boss_id:<nil> id:1 name:ann] map[boss_id:1 id:2 name:bob]] <nil>
}

func ExampleQuerySet_Distinct() {
	db, ctx := readJournal()
	printFound(Articles.On(db).Filter(orm.NotNull(&Articles.F.Remarks[0].ID)).All(ctx))
	printFound(Articles.On(db).Filter(orm.NotNull(&Articles.F.Remarks[0].ID)).Distinct().All(ctx))
	// Output:
	// Bees | Bees | Compost
	// Bees | Compost
}

func ExampleQuerySet_Or() {
	db, ctx := readJournal()
	short := Articles.On(db).Filter(orm.Lt(&Articles.F.Words, 100))
	scored := Articles.On(db).Filter(orm.NotNull(&Articles.F.Score))
	printFound(short.Or(scored).All(ctx))
	// Output: Ants | Compost | draft
}

func ExampleQuerySet_And() {
	db, ctx := readJournal()
	long := Articles.On(db).Filter(orm.Gt(&Articles.F.Words, 500))
	scored := Articles.On(db).Filter(orm.NotNull(&Articles.F.Score))
	printFound(long.And(scored).All(ctx))
	// Output: Compost
}

func ExampleQuerySet_Union() {
	db, ctx := readJournal()
	anns := Articles.On(db).Filter(orm.Eq(&Articles.F.WriterID, 1))
	long := Articles.On(db).Filter(orm.Gt(&Articles.F.Words, 500))
	printFound(anns.Union(long).OrderBy(&Articles.F.ID).All(ctx))
	// Output: Ants | Bees | Compost
}

func ExampleQuerySet_UnionAll() {
	db, ctx := readJournal()
	anns := Articles.On(db).Filter(orm.Eq(&Articles.F.WriterID, 1))
	long := Articles.On(db).Filter(orm.Gt(&Articles.F.Words, 500))
	printFound(anns.UnionAll(long).OrderBy(&Articles.F.ID).All(ctx))
	// Output: Ants | Bees | Bees | Compost
}

func ExampleQuerySet_Intersection() {
	db, ctx := readJournal()
	anns := Articles.On(db).Filter(orm.Eq(&Articles.F.WriterID, 1))
	long := Articles.On(db).Filter(orm.Gt(&Articles.F.Words, 500))
	printFound(anns.Intersection(long).All(ctx))
	// Output: Bees
}

func ExampleQuerySet_Difference() {
	db, ctx := readJournal()
	anns := Articles.On(db).Filter(orm.Eq(&Articles.F.WriterID, 1))
	long := Articles.On(db).Filter(orm.Gt(&Articles.F.Words, 500))
	printFound(anns.Difference(long).All(ctx))
	// Output: Ants
}

func ExampleQuerySet_SQL() {
	db, _ := readJournal()
	text, args, err := Topics.On(db).Filter(orm.Eq(&Topics.F.Slug, "garden")).SQL()
	fmt.Println(text)
	fmt.Println(args, err)
	// Output:
	// SELECT "journal_topic"."slug" FROM "journal_topic" WHERE "journal_topic"."slug" = ?1 ORDER BY "journal_topic"."slug"
	// [garden] <nil>
}

func ExampleQuerySet_Explain() {
	db, ctx := readJournal()
	fmt.Println(Topics.On(db).Filter(orm.Eq(&Topics.F.Slug, "garden")).Explain(ctx))
	// Output: SEARCH journal_topic USING COVERING INDEX sqlite_autoindex_journal_topic_1 (slug=?) <nil>
}

func ExampleQuerySet_ForUpdate() {
	db, ctx := openJournal()
	err := db.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
		article, err := Articles.On(tx).ForUpdate(orm.Lock{}).Find(ctx, 4)
		if err != nil {
			return err
		}
		article.Words *= 2 // nobody else changes the row before the transaction ends
		return Articles.On(tx).Save(ctx, &article)
	})
	fmt.Println(err)
	// Output: <nil>
}

func ExampleInBulk() {
	db, ctx := readJournal()
	found, err := orm.InBulk(ctx, Articles.On(db), &Articles.F.ID, 1, 3, 99)
	fmt.Println(len(found), found[3].Title, err)
	// Output: 2 Compost <nil>
}

// Columns three relations away take a reference value of their own.
func ExampleFollow() {
	// var boss = orm.Follow(&Articles.F.Writer.Boss)
	printArticles(orm.Eq(&boss.Name, "ann"), orm.IsNull(&boss.Boss))
	// Output: Compost | draft
}

func ExampleFollowMany() {
	// var bossArticles = orm.FollowMany(&Writers.F.Boss.Articles)
	db, ctx := readJournal()
	writers, err := Writers.On(db).Filter(orm.Eq(&bossArticles.Title, "Bees")).All(ctx)
	fmt.Println(writers[0].Name, err)
	// Output: bob <nil>
}

// Back goes along a relation of another struct, where no field here does.
func ExampleBack() {
	// var staff = orm.Back(Writers, &Writers.F.Boss)
	db, ctx := readJournal()
	writers, err := Writers.On(db).Filter(orm.Eq(&staff.Name, "bob")).All(ctx)
	fmt.Println(writers[0].Name, err)
	// Output: ann <nil>
}

func ExampleBackMany() {
	// var labelled = orm.BackMany(Articles, &Articles.F.Topics)
	db, ctx := readJournal()
	topics, err := Topics.On(db).Filter(orm.Eq(&labelled.Title, "Ants")).All(ctx)
	fmt.Println(topics[0].Slug, err)
	// Output: nature <nil>
}

func ExampleSorts() {
	sorts := orm.Sorts{"title": &Articles.F.Title, "length": &Articles.F.Words}
	db, ctx := readJournal()
	by, err := sorts.By("-length,title") // r.FormValue("o")
	fmt.Println(err)
	printFound(Articles.On(db).OrderBy(by...).All(ctx))
	_, err = sorts.By("password")
	fmt.Println(err)
	// Output:
	// <nil>
	// Bees | Compost | Ants | draft
	// There is no such order.
}
