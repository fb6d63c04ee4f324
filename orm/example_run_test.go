package orm_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

// openShop opens a database with the stock of a shop, for the examples.
func openShop() *orm.DB {
	db, err := sqlite.Open(sqlite.Memory)
	if err != nil {
		panic(err)
	}
	for _, statement := range []string{
		"CREATE TABLE shop_item (id integer PRIMARY KEY, name varchar(50) NOT NULL UNIQUE, stock integer NOT NULL CHECK (stock >= 0))",
		"INSERT INTO shop_item (name, stock) VALUES ('lamp', 3), ('table', 1), ('chair', 12)",
	} {
		if _, err := db.Exec(context.Background(), statement); err != nil {
			panic(err)
		}
	}
	return db
}

// items is the query of the shop's items, by a model that is written down.
func items(db *orm.DB) orm.Query {
	item := &orm.Model{App: "shop", Name: "Item", Latest: []string{"stock"}, Fields: []*orm.Field{
		{Name: "name", Type: orm.Type{Kind: orm.Text, Max: 50}, Unique: true},
		{Name: "stock", Type: orm.Type{Kind: orm.Int, Bits: 32}},
	}}
	if _, err := orm.NewRegistry(item); err != nil {
		panic(err)
	}
	return orm.From(item).On(db)
}

func ExampleDB_Atomic() {
	db, ctx := openShop(), context.Background()
	defer db.Close()
	sell := func(name string, pieces int) error {
		return db.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
			tx.OnCommit(func(context.Context) { fmt.Println("sold:", pieces, name) })
			_, err := tx.Exec(ctx, "UPDATE shop_item SET stock = stock - $1 WHERE name = $2", pieces, name)
			return err
		})
	}
	fmt.Println(sell("lamp", 2))
	fmt.Println(sell("lamp", 2))
	// Output:
	// sold: 2 lamp
	// <nil>
	// check constraint "stock >= 0" not met
}

func ExampleDB_AtomicWith() {
	db, ctx := openShop(), context.Background()
	defer db.Close()
	options := orm.TxOptions{Isolation: orm.Serializable, Retries: 5}
	err := db.AtomicWith(ctx, options, func(ctx context.Context, tx *orm.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE shop_item SET stock = stock + 1")
		return err
	})
	fmt.Println(err)
	// Output: <nil>
}

func ExampleTx_Atomic() {
	db, ctx := openShop(), context.Background()
	defer db.Close()
	err := db.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
		// A savepoint: what fails in it is undone, the rest stays.
		err := tx.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
			_, err := tx.Exec(ctx, "INSERT INTO shop_item (name, stock) VALUES ('lamp', 9)")
			return err
		})
		fmt.Println(err)
		_, err = tx.Exec(ctx, "INSERT INTO shop_item (name, stock) VALUES ('bed', 2)")
		return err
	})
	fmt.Println(err)
	// Output:
	// unique constraint of shop_item (name) not met
	// <nil>
}

func ExampleDB_OnCommit() {
	db, ctx := openShop(), context.Background()
	defer db.Close()
	// order does not know whether its caller has begun a transaction.
	order := func(ctx context.Context) {
		db.OnCommit(ctx, func(context.Context) { fmt.Println("mail sent") })
	}
	order(ctx)
	_ = db.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
		order(ctx)
		fmt.Println("not yet")
		return nil
	})
	// Output:
	// mail sent
	// not yet
	// mail sent
}

func ExampleConstraintError() {
	db := openShop()
	defer db.Close()
	_, err := db.Exec(context.Background(), "INSERT INTO shop_item (name, stock) VALUES ('lamp', 1)")
	if broken, ok := errors.AsType[*orm.ConstraintError](err); ok && broken.Kind == orm.UniqueConstraint {
		fmt.Println("There is one already with this", strings.Join(broken.Columns, " and "))
	}
	// Output: There is one already with this name
}

func ExampleRaw() {
	db, ctx := openShop(), context.Background()
	defer db.Close()
	type level struct {
		Name  string
		Short bool
	}
	levels, err := orm.Raw[level](ctx, db, "SELECT name, stock < $1 AS short FROM shop_item ORDER BY name", 5)
	fmt.Println(levels, err)
	total, err := orm.Raw[int](ctx, db, "SELECT sum(stock) FROM shop_item")
	fmt.Println(total, err)
	// Output:
	// [{chair false} {lamp true} {table true}] <nil>
	// [16] <nil>
}

func ExampleRawIter() {
	db, ctx := openShop(), context.Background()
	defer db.Close()
	for name, err := range orm.RawIter[string](ctx, db, "SELECT name FROM shop_item ORDER BY stock DESC") {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(name)
	}
	// Output:
	// chair
	// lamp
	// table
}

func ExampleQuery_Rows() {
	db := openShop()
	defer db.Close()
	rows, err := items(db).Filter(orm.Where("stock__lt", 5)).OrderBy("name").Rows(context.Background())
	fmt.Println(rows, err)
	// Output: [map[id:1 name:lamp stock:3] map[id:2 name:table stock:1]] <nil>
}

func ExampleQuery_Lists() {
	db := openShop()
	defer db.Close()
	lists, err := items(db).Values("name", "stock").OrderBy("stock").Lists(context.Background())
	fmt.Println(lists, err)
	// Output: [[table 1] [lamp 3] [chair 12]] <nil>
}

func ExampleQuery_Iter() {
	db := openShop()
	defer db.Close()
	for row, err := range items(db).OrderBy("name").Iter(context.Background()) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(row["name"])
	}
	// Output:
	// chair
	// lamp
	// table
}

func ExampleQuery_Get() {
	db, ctx := openShop(), context.Background()
	defer db.Close()
	row, err := items(db).Get(ctx, orm.Where("name", "lamp"))
	fmt.Println(row["stock"], err)
	_, err = items(db).Get(ctx, orm.Where("name", "bed"))
	fmt.Println(errors.Is(err, orm.ErrNotFound))
	_, err = items(db).Get(ctx, orm.Where("stock__gt", 1))
	fmt.Println(errors.Is(err, orm.ErrMultiple))
	// Output:
	// 3 <nil>
	// true
	// true
}

func ExampleQuery_First() {
	db, ctx := openShop(), context.Background()
	defer db.Close()
	first, _ := items(db).OrderBy("name").First(ctx)
	last, _ := items(db).OrderBy("name").Last(ctx)
	most, _ := items(db).Latest(ctx)
	least, _ := items(db).Earliest(ctx, "stock")
	fmt.Println(first["name"], last["name"], most["name"], least["name"])
	// Output: chair table chair table
}

func ExampleQuery_Count() {
	db, ctx := openShop(), context.Background()
	defer db.Close()
	n, _ := items(db).Filter(orm.Where("stock__gt", 2)).Count(ctx)
	found, _ := items(db).Filter(orm.Where("stock", 0)).Exists(ctx)
	lamp, _ := items(db).Filter(orm.Where("stock__gt", 2)).Contains(ctx, 1)
	fmt.Println(n, found, lamp)
	// Output: 2 false true
}

func ExampleQuery_InBulk() {
	db, ctx := openShop(), context.Background()
	defer db.Close()
	rows, err := items(db).InBulk(ctx, "name", "lamp", "bed", "chair")
	fmt.Println(len(rows), rows["chair"]["stock"], err)
	// Output: 2 12 <nil>
}

func ExampleQuery_Explain() {
	db := openShop()
	defer db.Close()
	text, err := items(db).Filter(orm.Where("id", 1)).Explain(context.Background())
	fmt.Println(text, err)
	// Output: SEARCH shop_item USING INTEGER PRIMARY KEY (rowid=?) <nil>
}

func ExampleInto() {
	db, ctx := openShop(), context.Background()
	defer db.Close()
	type item struct {
		Name  string
		Stock int
	}
	all, err := orm.Into[item](ctx, items(db).Values("name", "stock").OrderBy("name"))
	fmt.Println(all, err)
	names, err := orm.Into[string](ctx, items(db).Values("name").OrderBy("name"))
	fmt.Println(names, err)
	lamp, err := orm.IntoOne[*item](ctx, items(db).Values("name", "stock"), orm.Where("name", "lamp"))
	fmt.Println(lamp.Stock, err)
	// Output:
	// [{chair 12} {lamp 3} {table 1}] <nil>
	// [chair lamp table] <nil>
	// 3 <nil>
}

func ExampleLogStatements() {
	log := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: withoutTimes}))
	db, err := sqlite.OpenConfig(sqlite.Config{
		File:   sqlite.Memory,
		Config: orm.Config{Observe: orm.LogStatements(log, 100*time.Millisecond)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	_, _ = orm.Raw[int](context.Background(), db, "SELECT $1 + 1", 41)
	// Output: level=DEBUG msg=statement sql="SELECT $1 + 1" args=1 rows=1
}

// withoutTimes leaves out what is different each time.
func withoutTimes(_ []string, a slog.Attr) slog.Attr {
	switch a.Key {
	case slog.TimeKey, "duration", "caller":
		return slog.Attr{}
	}
	return a
}

func ExampleTypeOf() {
	fmt.Println(orm.TypeOf(7).Kind == orm.Int, orm.TypeOf(time.Now()).Kind == orm.DateTime)
	// Output: true true
}

func ExampleConvert() {
	day, err := orm.Convert(orm.Type{Kind: orm.Date}, "2026-02-03")
	fmt.Println(day, err)
	_, err = orm.Convert(orm.Type{Kind: orm.Int}, 1.5)
	fmt.Println(err)
	// Output:
	// 2026-02-03 <nil>
	// 1.5 is not a whole number
}
