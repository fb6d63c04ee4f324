package orm_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/combo-web/combo/orm"
)

func ExampleDB_Exec() {
	db, ctx := openShop(), context.Background()
	defer db.Close()
	fmt.Println(db.Exec(ctx, "UPDATE shop_item SET stock = stock + $1 WHERE stock < $2", 10, 5))
	// Output: 2 <nil>
}

func ExampleDB_Close() {
	db := openShop()
	fmt.Println(db.Close())
	_, err := orm.Raw[int](context.Background(), db, "SELECT 1")
	fmt.Println(errors.Is(err, orm.ErrClosed))
	// Output:
	// <nil>
	// true
}

func ExampleDB_Dialect() {
	db := openShop()
	defer db.Close()
	fmt.Println(db.Dialect().Name(), db.Dialect().Features().Arrays)
	// Output: sqlite false
}

// The database of the Go driver is there for what this package does not do.
func ExampleDB_Driver() {
	db := openShop()
	defer db.Close()
	_, ok := db.Driver().Handle().(*sql.DB)
	fmt.Println(ok)
	// Output: true
}

func ExampleTx_Exec() {
	db := openShop()
	defer db.Close()
	err := db.Atomic(context.Background(), func(ctx context.Context, tx *orm.Tx) error {
		n, err := tx.Exec(ctx, "DELETE FROM shop_item WHERE stock > $1", 5)
		fmt.Println(n)
		return err
	})
	fmt.Println(err)
	// Output:
	// 1
	// <nil>
}

func ExampleTx_OnCommit() {
	db := openShop()
	defer db.Close()
	err := db.Atomic(context.Background(), func(ctx context.Context, tx *orm.Tx) error {
		tx.OnCommit(func(context.Context) { fmt.Println("mail sent") })
		fmt.Println("not yet")
		return nil
	})
	fmt.Println(err)
	// Output:
	// not yet
	// mail sent
	// <nil>
}

func ExampleTx_DB() {
	db := openShop()
	defer db.Close()
	_ = db.Atomic(context.Background(), func(_ context.Context, tx *orm.Tx) error {
		fmt.Println(tx.DB() == db)
		return nil
	})
	// Output: true
}

func ExampleTx_Handle() {
	db := openShop()
	defer db.Close()
	_ = db.Atomic(context.Background(), func(_ context.Context, tx *orm.Tx) error {
		_, ok := tx.Handle().(*sql.Tx)
		fmt.Println(ok)
		return nil
	})
	// Output: true
}
