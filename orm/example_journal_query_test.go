package orm_test

import (
	"context"
	"fmt"

	"github.com/combo-web/combo/orm"
)

// A query names columns by their paths and gives maps.
func ExampleQuery() {
	db, ctx := readJournal()
	rows, err := orm.From(Articles.Model()).On(db).
		Filter(orm.Where("writer__name", "ann"), orm.Where("published__year__gte", 2026)).
		OrderBy("-words").
		Values("title", "words").Rows(ctx)
	fmt.Println(rows, err)
	// Output: [map[title:Bees words:700] map[title:Ants words:300]] <nil>
}

func ExampleQuery_On() {
	articles := orm.From(Articles.Model()) // on no database yet
	db, ctx := readJournal()
	fmt.Println(articles.On(db).Count(ctx))
	// Output: 4 <nil>
}

func ExampleQuery_Model() {
	fmt.Println(orm.From(Articles.Model()).Model())
	// Output: journal.Article
}

func ExampleQuery_Query() {
	// A function that takes a Source takes both.
	count := func(ctx context.Context, s orm.Source) (int, error) { return s.Query().Count(ctx) }
	db, ctx := readJournal()
	fmt.Println(count(ctx, Articles.On(db)))
	fmt.Println(count(ctx, orm.From(Articles.Model()).On(db)))
	// Output:
	// 4 <nil>
	// 4 <nil>
}

// Values before an aggregate says how the rows are grouped.
func ExampleQuery_Annotate_grouped() {
	db, ctx := readJournal()
	articles := orm.From(Articles.Model()).On(db)
	fmt.Println(articles.Values("writer__name").Annotate(orm.As("words", orm.Sum(orm.F("words")))).OrderBy("words").Lists(ctx))
	fmt.Println(articles.Annotate(orm.As("answers", orm.Count(orm.F("remarks")))).
		Filter(orm.Where("answers__gt", 0)).Values("title", "answers").Lists(ctx))
	// Output:
	// [[bob 750] [ann 1000]] <nil>
	// [[Bees 2] [Compost 1]] <nil>
}

func ExampleQuery_Aggregate() {
	db, ctx := readJournal()
	fmt.Println(orm.From(Articles.Model()).On(db).Aggregate(ctx,
		orm.As("articles", orm.CountRows()), orm.As("mean", orm.Avg(orm.F("words")))))
	// Output: map[articles:4 mean:437.5] <nil>
}

func ExampleQuery_Last() {
	db, ctx := readJournal()
	row, err := orm.From(Writers.Model()).On(db).OrderBy("name").Last(ctx)
	fmt.Println(row, err)
	// Output: map[boss_id:1 id:2 name:bob] <nil>
}

func ExampleQuery_Latest() {
	db, ctx := readJournal()
	row, err := orm.From(Articles.Model()).On(db).Exclude(orm.Where("published", nil)).Latest(ctx, "published")
	fmt.Println(row["title"], err)
	// Output: Bees <nil>
}

func ExampleQuery_Earliest() {
	db, ctx := readJournal()
	row, err := orm.From(Articles.Model()).On(db).Exclude(orm.Where("published", nil)).Earliest(ctx, "published")
	fmt.Println(row["title"], err)
	// Output: Compost <nil>
}

func ExampleQuery_Exists() {
	db, ctx := readJournal()
	fmt.Println(orm.From(Remarks.Model()).On(db).Filter(orm.Where("spam", true)).Exists(ctx))
	// Output: true <nil>
}

func ExampleQuery_Contains() {
	db, ctx := readJournal()
	garden := orm.From(Articles.Model()).On(db).Filter(orm.Where("topics", "garden"))
	fmt.Println(garden.Contains(ctx, 3))
	fmt.Println(garden.Contains(ctx, 1))
	// Output:
	// true <nil>
	// false <nil>
}

func ExampleQuery_SQL() {
	db, _ := readJournal()
	text, args, err := orm.From(Topics.Model()).On(db).Filter(orm.Where("slug__in", []string{"garden", "nature"})).SQL()
	fmt.Println(text)
	fmt.Println(args, err)
	// Output:
	// SELECT "journal_topic"."slug" FROM "journal_topic" WHERE "journal_topic"."slug" IN (?1, ?2) ORDER BY "journal_topic"."slug"
	// [garden nature] <nil>
}

func ExampleIntoOne() {
	db, ctx := readJournal()
	words, err := orm.IntoOne[int](ctx, Articles.On(db).Values(&Articles.F.Words), orm.Where("title", "Bees"))
	fmt.Println(words, err)
	// Output: 700 <nil>
}

func ExampleIntoIter() {
	db, ctx := readJournal()
	type line struct {
		Title      string
		WriterName string
	}
	for l, err := range orm.IntoIter[line](ctx, Articles.On(db).Values(&Articles.F.Title, &Articles.F.Writer.Name)) {
		fmt.Println(l.Title, l.WriterName, err)
	}
	// Output:
	// Ants ann <nil>
	// Bees ann <nil>
	// Compost bob <nil>
	// draft bob <nil>
}
