package orm_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

// A Work is a row of the examples of expressions.
type Work struct {
	ID     int64
	Title  string `orm:"max=50"`
	Pages  int64
	Price  decimal.Decimal `orm:"digits=6,places=2"`
	Lent   bool
	Bought orm.Day
	Due    time.Time
	Took   time.Duration
	Data   any `orm:"json"`
	Note   *string
}

var Works = orm.NewTable(func(w *Work, t *orm.Def) {
	t.App("library")
	t.OrderBy(&w.ID)
})

// works are the rows that the examples are about.
var works = sync.OnceValue(func() orm.Query {
	ctx := context.Background()
	db, err := sqlite.Open(sqlite.Memory)
	if err != nil {
		panic(err)
	}
	if err := orm.CreateTables(ctx, db, Works.Model()); err != nil {
		panic(err)
	}
	if _, err := db.Exec(ctx, `INSERT INTO library_work VALUES
		(1, 'Reefs', 100, 12.25, 1, '2024-02-29', '2024-03-31 22:30:15', 5400000000, '{"lang": "en", "shelf": ["A", 3]}', NULL),
		(2, 'Seas', 250, 8.50, 0, '2024-12-30', '2025-01-01 00:00:00', 60000000, '{"lang": "de", "shelf": ["B", 1]}', 'torn'),
		(3, 'Tides', 40, 5.99, 1, '2023-07-01', '2023-07-15 12:00:00', 1000000, '{}', NULL)`); err != nil {
		panic(err)
	}
	return orm.From(Works.Model()).On(db)
})

// printValues prints the values of an expression in all rows.
func printValues(e orm.Expression) {
	lists, err := works().Annotate(orm.As("value", e)).Values("value").Lists(context.Background())
	if err != nil {
		printMistake(err)
		return
	}
	values := make([]string, len(lists))
	for i, l := range lists {
		values[i] = printed(l[0])
	}
	fmt.Println(strings.Join(values, " | "))
}

// printAggregate prints the value of an aggregate over all rows.
func printAggregate(e orm.Expression) {
	row, err := works().Aggregate(context.Background(), orm.As("value", e))
	if err != nil {
		printMistake(err)
		return
	}
	fmt.Println(printed(row["value"]))
}

// printTitles prints the titles of the rows that fulfil a condition.
func printTitles(c orm.Condition) {
	lists, err := works().Filter(c).Values("title").Lists(context.Background())
	if err != nil {
		printMistake(err)
		return
	}
	titles := make([]string, len(lists))
	for i, l := range lists {
		titles[i] = l[0].(string)
	}
	fmt.Println(strings.Join(titles, " | "))
}

// printMistake prints a mistake without the file and line before it.
func printMistake(err error) {
	_, text, _ := strings.Cut(err.Error(), ": ")
	fmt.Println(text)
}

func printed(v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case time.Time:
		return v.Format(time.DateTime)
	}
	return fmt.Sprint(v)
}
