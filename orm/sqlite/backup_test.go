package sqlite_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

func TestBackupDuringWrites(t *testing.T) {
	db := open(t, sqlite.Config{})
	for range 50 {
		exec(t, db, "INSERT INTO note (title) VALUES (hex(randomblob(20000)))")
	}
	ctx, stop := context.WithCancel(t.Context())
	var writer sync.WaitGroup
	writer.Go(func() {
		for ctx.Err() == nil {
			_, _ = db.Exec(ctx, "INSERT INTO note (title) VALUES (hex(randomblob(20)))")
		}
	})
	file := filepath.Join(t.TempDir(), "100% backup?.db")
	for range 3 {
		if err := sqlite.Backup(t.Context(), db, file); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	writer.Wait()
	backup, err := sqlite.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer backup.Close()
	if err := sqlite.Check(t.Context(), backup); err != nil {
		t.Error(err)
	}
	if n := one[int](t, backup, "SELECT count(*) FROM note"); n < 50 {
		t.Errorf("%d rows", n)
	}
}

func TestBackupOfMemory(t *testing.T) {
	db := open(t, sqlite.Config{File: sqlite.Memory})
	exec(t, db, "INSERT INTO note (title) VALUES ('a')")
	file := filepath.Join(t.TempDir(), "backup.db")
	if err := sqlite.Backup(t.Context(), db, file); err != nil {
		t.Fatal(err)
	}
	exec(t, db, "INSERT INTO note (title) VALUES ('b')")
	backup, err := sqlite.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer backup.Close()
	if n := one[int](t, backup, "SELECT count(*) FROM note"); n != 1 {
		t.Errorf("%d rows", n)
	}
}

func TestBackupLeavesNoHalves(t *testing.T) {
	db := open(t, sqlite.Config{})
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sqlite.Backup(ctx, db, filepath.Join(dir, "a.db")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if err := sqlite.Backup(t.Context(), db, filepath.Join(dir, "no such directory", "a.db")); err == nil {
		t.Error("no error for a directory that is not there")
	}
	if files, _ := os.ReadDir(dir); len(files) > 0 {
		t.Errorf("left behind: %v", files)
	}
	exec(t, db, "INSERT INTO note (title) VALUES ('still works')")
}

func TestCheckFindsOrphans(t *testing.T) {
	db := open(t, sqlite.Config{})
	if err := sqlite.Check(t.Context(), db); err != nil {
		t.Error(err)
	}
	exec(t, db, "PRAGMA foreign_keys = 0")
	exec(t, db, "INSERT INTO note (id, title, parent_id) VALUES (5, 'a', 99)")
	if err := sqlite.Check(t.Context(), db); err == nil || !strings.Contains(err.Error(), "row 5 of note") {
		t.Errorf("an orphan: %v", err)
	}
	if err := sqlite.Backup(t.Context(), orm.Open(other{db.Driver()}, orm.Config{}), "x"); err == nil {
		t.Error("a database of another driver was backed up")
	}
}

// other is another driver.
type other struct{ orm.Driver }
