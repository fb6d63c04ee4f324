package orm_test

import (
	"context"
	"fmt"
	"reflect"

	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
)

// Relations to one row come with the same statement, those to many with one
// more each, however many rows there are.
func ExampleQuerySet_With() {
	db, ctx := readJournal()
	ctx, statements := orm.CountStatements(ctx)
	articles, err := Articles.On(db).With(&Articles.F.Writer, &Articles.F.Topics, &Articles.F.Remarks).All(ctx)
	for _, a := range articles {
		fmt.Println(a.Title, a.Writer.Name, len(a.Topics), len(a.Remarks))
	}
	fmt.Println(statements.Count(), "statements", err)
	// Output:
	// Ants ann 1 0
	// Bees ann 2 2
	// Compost bob 1 1
	// draft bob 0 0
	// 3 statements <nil>
}

// Load says which related rows are wanted, in which order, and how many for
// each row.
func ExampleLoad() {
	db, ctx := readJournal()
	newest := Articles.Filter(orm.NotNull(&Articles.F.Published)).OrderBy(orm.Desc(&Articles.F.Published)).Limit(1)
	writers, err := Writers.On(db).With(orm.Load(&Writers.F.Articles, newest)).All(ctx)
	for _, w := range writers {
		fmt.Println(w.Name, w.Articles[0].Title)
	}
	fmt.Println(err)
	// Output:
	// ann Bees
	// bob Compost
	// <nil>
}

// The rows go into another field, which is no column.
func ExampleLoading_As() {
	db, ctx := readJournal()
	wanted := Remarks.Filter(orm.Eq(&Remarks.F.Spam, false)).OrderBy(orm.Desc(&Remarks.F.ID))
	articles, err := Articles.On(db).With(orm.Load(&Articles.F.Remarks, wanted).As("latest")).All(ctx)
	fmt.Println(len(articles[1].Latest), len(articles[1].Remarks), err)
	// Output: 1 0 <nil>
}

// Load is for rows that are there already.
func ExampleQuerySet_Load() {
	db, ctx := readJournal()
	articles, _ := Articles.On(db).Limit(2).All(ctx)
	err := Articles.On(db).With(&Articles.F.Topics).Load(ctx, articles)
	fmt.Println(len(articles[1].Topics), err)
	// Output: 2 <nil>
}

func ExampleStatements_Count() {
	db, ctx := readJournal()
	ctx, statements := orm.CountStatements(ctx)
	_, err := Articles.On(db).With(&Articles.F.Topics).All(ctx)
	fmt.Println(statements.Count(), err)
	// Output: 2 <nil>
}

func ExampleStatements_Repeated() {
	db, ctx := readJournal()
	ctx, statements := orm.CountStatements(ctx)
	articles, _ := Articles.On(db).All(ctx)
	for _, a := range articles {
		_, _ = Writers.On(db).Find(ctx, a.WriterID) // With(&Articles.F.Writer) asks once
	}
	for _, r := range statements.Repeated(1) {
		fmt.Println(r.Count, "times")
	}
	// Output: 4 times
}

func ExampleCounted() {
	db, ctx := readJournal() // its orm.Config says Observe: orm.Counted
	ctx, statements := orm.CountStatements(ctx)
	fmt.Println(Topics.On(db).Count(ctx))
	fmt.Println(statements.Count())
	// Output:
	// 2 <nil>
	// 1
}

func ExampleObservers() {
	count := func(context.Context, orm.Event) { fmt.Println("counted") }
	log := func(_ context.Context, e orm.Event) { fmt.Println("logged", e.Rows, "rows") }
	both := orm.Observers(count, log) // for Config.Observe
	both(context.Background(), orm.Event{Rows: 3})
	// Output:
	// counted
	// logged 3 rows
}

func ExampleDropTables() {
	db, ctx := openJournal()
	fmt.Println(orm.DropTables(ctx, db, Remarks.Model()))
	fmt.Println(orm.TableNames(ctx, db))
	// Output:
	// <nil>
	// [journal_article journal_article_topics journal_topic journal_writer] <nil>
}

func ExampleTableNames() {
	db, ctx := openJournal()
	fmt.Println(orm.TableNames(ctx, db))
	// Output: [journal_article journal_article_topics journal_remark journal_topic journal_writer] <nil>
}

func ExampleNewDay() {
	fmt.Println(orm.NewDay(2026, 2, 29)) // carries over
	// Output: 2026-03-01
}

func ExampleNewClock() {
	fmt.Println(orm.NewClock(9, 75, 0, 0)) // carries over
	// Output: 10:15:00
}

func ExampleTypeFor() {
	fmt.Println(orm.TypeFor(reflect.TypeFor[*int16]()).Kind)
	// Output: Int
}

func ExampleCheckText() {
	fmt.Println(orm.CheckText("a\x00b"))
	// Output: a text must not have a NUL in it
}

func ExampleCheckDecimal() {
	price := orm.Type{Kind: orm.Decimal, Digits: 5, Places: 2}
	fmt.Println(orm.CheckDecimal(price, decimal.NewFromInt(999)))
	fmt.Println(orm.CheckDecimal(price, decimal.NewFromInt(1000)))
	// Output:
	// <nil>
	// 1000 has more than 3 digits before the point
}

func ExampleCheckJSON() {
	fmt.Println(orm.CheckJSON([]byte(`{"name": "ann"}`)))
	fmt.Println(orm.CheckJSON([]byte(`"\u0000"`)))
	// Output:
	// <nil>
	// a text in JSON must not have a NUL in it
}
