package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

func ExampleOpen() {
	db, err := sqlite.Open(sqlite.Memory)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	n, err := orm.Raw[int](context.Background(), db, "SELECT 6 * 7")
	fmt.Println(n, err)
	// Output: [42] <nil>
}

func ExampleOpenConfig() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	db, err := sqlite.OpenConfig(sqlite.Config{
		File:      filepath.Join(dir, "site.db"),
		Readers:   8,
		Wait:      5 * time.Second,
		CacheSize: 64 << 20,
	})
	fmt.Println(db != nil, err)
	db.Close()
	// Output: true <nil>
}

func ExampleBackup() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	db, err := sqlite.Open(filepath.Join(dir, "site.db"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	backup := filepath.Join(dir, "backup.db")
	fmt.Println(sqlite.Backup(ctx, db, backup))
	copied, err := sqlite.Open(backup)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer copied.Close()
	fmt.Println(sqlite.Check(ctx, copied))
	// Output:
	// <nil>
	// <nil>
}

// The handle is for SQL that other packages write.
func Example_handle() {
	db, err := sqlite.Open(sqlite.Memory)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	err = db.Atomic(context.Background(), func(ctx context.Context, tx *orm.Tx) error {
		_, err := tx.Handle().(*sql.Tx).ExecContext(ctx, "CREATE TABLE job (id integer PRIMARY KEY)")
		return err
	})
	fmt.Println(err)
	// Output: <nil>
}
