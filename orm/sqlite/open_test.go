package sqlite_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, []byte("This is no database, though it is long enough to be taken for one by its size."), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, config := range map[string]sqlite.Config{
		"no file":             {},
		"NUL":                 {File: "a\x00b"},
		"negative":            {File: sqlite.Memory, Readers: -1},
		"no directory":        {File: filepath.Join(dir, "none", "a.db")},
		"not a database":      {File: text},
		"read only, not made": {File: filepath.Join(dir, "none.db"), ReadOnly: true},
	} {
		if db, err := sqlite.OpenConfig(config); err == nil {
			t.Errorf("%s: no error", name)
			db.Close()
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "none.db")); !errors.Is(err, os.ErrNotExist) {
		t.Error("a file was made by a database that is only read")
	}
}

func TestNamesOfFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, file := range []string{"plain.db", "with space.db", "a?b=c&_pragma=foreign_keys(0).db", "100%25.db", "#1.db", "ünï.db", "file:x.db"} {
		db, err := sqlite.Open(file)
		if err != nil {
			t.Errorf("%q: %v", file, err)
			continue
		}
		if n := one[int](t, db, "PRAGMA foreign_keys"); n != 1 {
			t.Errorf("%q: foreign keys are off", file)
		}
		db.Close()
		if _, err := os.Stat(file); err != nil {
			t.Errorf("%q: %v", file, err)
		}
	}
}

func TestReadOnly(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.db")
	db := open(t, sqlite.Config{File: file})
	exec(t, db, "INSERT INTO note (title) VALUES ('a')")
	only, err := sqlite.OpenConfig(sqlite.Config{File: file, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer only.Close()
	if got := one[string](t, only, "SELECT title FROM note"); got != "a" {
		t.Errorf("read %q", got)
	}
	if _, err := only.Exec(t.Context(), "DELETE FROM note"); err == nil {
		t.Error("a row was deleted")
	}
}

func TestClosed(t *testing.T) {
	db, err := sqlite.Open(filepath.Join(t.TempDir(), "a.db"))
	if err != nil {
		t.Fatal(err)
	}
	err = db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		_, err := tx.Exec(ctx, "CREATE TABLE still_works (id integer)")
		return err
	})
	if err != nil {
		t.Errorf("a transaction that ran: %v", err)
	}
	if _, err := db.Exec(t.Context(), "SELECT 1"); !errors.Is(err, orm.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	if _, err := orm.Raw[int](t.Context(), db, "SELECT 1"); !errors.Is(err, orm.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

// The writer's queue is left when the context is done, or the wait is over.
func TestQueueOfWriters(t *testing.T) {
	db := open(t, sqlite.Config{Wait: 30 * time.Millisecond})
	err := db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		_, busy := db.Exec(context.Background(), "DELETE FROM note")
		if !errors.Is(busy, orm.ErrBusy) {
			t.Errorf("another writer: %v", busy)
		}
		short, cancel := context.WithTimeout(context.Background(), time.Millisecond)
		defer cancel()
		if _, err := db.Exec(short, "DELETE FROM note"); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, orm.ErrBusy) {
			t.Errorf("a writer in a hurry: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
