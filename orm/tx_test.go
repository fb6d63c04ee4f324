package orm_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

// openNotes opens a new database with a table of notes.
func openNotes(t testing.TB, config sqlite.Config) *orm.DB {
	t.Helper()
	if config.File == "" {
		config.File = filepath.Join(t.TempDir(), "notes.db")
	}
	db, err := sqlite.OpenConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := db.Exec(t.Context(), `CREATE TABLE note (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title text NOT NULL,
		parent_id integer NULL REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED)`); err != nil {
		t.Fatal(err)
	}
	return db
}

func addNote(ctx context.Context, c interface {
	Exec(context.Context, string, ...any) (int64, error)
}, title string) error {
	_, err := c.Exec(ctx, "INSERT INTO note (title) VALUES ($1)", title)
	return err
}

// notes returns the titles in the database, joined.
func notes(t testing.TB, c orm.Conn) string {
	t.Helper()
	titles, err := orm.Raw[string](context.Background(), c, "SELECT title FROM note ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(titles, " ")
}

var errStop = errors.New("stop")

func TestAtomicCommitsOrRollsBack(t *testing.T) {
	goexit := func(context.Context, *orm.Tx) error { runtime.Goexit(); return nil }
	tests := []struct {
		name string
		then func(context.Context, *orm.Tx) error
		want string
	}{
		{"nil", func(context.Context, *orm.Tx) error { return nil }, "a"},
		{"error", func(context.Context, *orm.Tx) error { return errStop }, ""},
		{"panic", func(context.Context, *orm.Tx) error { panic(errStop) }, ""},
		{"goexit", goexit, ""},
	}
	for _, test := range tests {
		for _, file := range []string{"", sqlite.Memory} {
			db := openNotes(t, sqlite.Config{File: file})
			var err error
			var recovered any
			inGoroutine(func() {
				defer func() { recovered = recover() }()
				err = db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
					if err := addNote(ctx, tx, "a"); err != nil {
						return err
					}
					return test.then(ctx, tx)
				})
			})
			if got := notes(t, db); got != test.want {
				t.Errorf("%s: notes %q, want %q", test.name, got, test.want)
			}
			if (test.name == "error") != (err == errStop) || (test.name == "panic") != (recovered == errStop) {
				t.Errorf("%s: error %v, panic %v", test.name, err, recovered)
			}
		}
	}
}

func inGoroutine(f func()) {
	var wait sync.WaitGroup
	wait.Go(f)
	wait.Wait()
}

func TestAtomicNested(t *testing.T) {
	db := openNotes(t, sqlite.Config{})
	var ran []string
	hook := func(tx *orm.Tx, name string) { tx.OnCommit(func(context.Context) { ran = append(ran, name) }) }
	err := db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		hook(tx, "outer")
		nested := func(title string, result error) error {
			// By the context, as code that knows the database only does.
			return db.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
				hook(tx, title)
				return errors.Join(addNote(ctx, tx, title), tx.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
					hook(tx, title+title)
					return addNote(ctx, tx, title+title)
				}), result)
			})
		}
		if err := nested("a", nil); err != nil {
			return err
		}
		if err := nested("b", errStop); !errors.Is(err, errStop) {
			t.Errorf("nested error is %v", err)
		}
		if len(ran) > 0 {
			t.Errorf("hooks ran before the commit: %v", ran)
		}
		return addNote(ctx, tx, "c")
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := notes(t, db), "a aa c"; got != want {
		t.Errorf("notes %q, want %q", got, want)
	}
	if want := []string{"outer", "a", "aa"}; !slices.Equal(ran, want) {
		t.Errorf("hooks %v, want %v", ran, want)
	}
}

func TestOnCommitWritesThroughTheDatabase(t *testing.T) {
	db := openNotes(t, sqlite.Config{})
	var err error
	_ = db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		tx.OnCommit(func(ctx context.Context) { err = addNote(ctx, db, "after") })
		return nil
	})
	if got := notes(t, db); err != nil || got != "after" {
		t.Errorf("notes %q, %v", got, err)
	}
}

func TestDatabaseOnCommit(t *testing.T) {
	db := openNotes(t, sqlite.Config{})
	var ran []string
	hook := func(ctx context.Context, name string) {
		db.OnCommit(ctx, func(context.Context) { ran = append(ran, name) })
	}
	hook(t.Context(), "at once")
	_ = db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		hook(ctx, "lost")
		return errStop
	})
	err := db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		hook(ctx, "later")
		ran = append(ran, "before")
		return nil
	})
	if got := strings.Join(ran, ", "); err != nil || got != "at once, before, later" {
		t.Errorf("ran %q, %v", got, err)
	}
}

// The context of a savepoint that has ended still tells the transaction around.
func TestContextOutlivesSavepoint(t *testing.T) {
	db := openNotes(t, sqlite.Config{Wait: time.Second})
	err := db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		var kept context.Context
		if err := tx.Atomic(ctx, func(ctx context.Context, _ *orm.Tx) error { kept = ctx; return nil }); err != nil {
			return err
		}
		err := addNote(kept, db, "a")
		if _, ok := errors.AsType[*orm.Mistake](err); !ok {
			t.Errorf("a write through db: %v", err)
		}
		return db.Atomic(kept, func(ctx context.Context, tx *orm.Tx) error { return addNote(ctx, tx, "b") })
	})
	if got := notes(t, db); err != nil || got != "b" {
		t.Errorf("notes %q, %v", got, err)
	}
}

func TestTxMisuse(t *testing.T) {
	db := openNotes(t, sqlite.Config{})
	var kept *orm.Tx
	start := time.Now()
	err := db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		kept = tx
		err := addNote(ctx, db, "through db")
		var mistake *orm.Mistake
		if !errors.As(err, &mistake) || !strings.Contains(mistake.At, "tx_test.go") {
			t.Errorf("a write through db: %v", err)
		}
		if err := db.AtomicWith(ctx, orm.TxOptions{ReadOnly: true}, nil); err == nil {
			t.Error("options inside of a transaction were taken")
		}
		return nil
	})
	if err != nil || time.Since(start) > 5*time.Second {
		t.Errorf("%v after %v", err, time.Since(start))
	}
	if err := addNote(t.Context(), kept, "late"); !errors.Is(err, orm.ErrTxDone) {
		t.Errorf("a write after the end: %v", err)
	}
	if kept.Handle() != nil {
		t.Error("a handle after the end")
	}
}

func TestReadThroughDatabaseInMemory(t *testing.T) {
	db := openNotes(t, sqlite.Config{File: sqlite.Memory})
	err := db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		_, err := orm.Raw[int](ctx, db, "SELECT 1")
		return err
	})
	if err == nil || errors.Is(err, orm.ErrBusy) {
		t.Errorf("a read that would wait for its own transaction: %v", err)
	}
}

func TestAtomicCancelled(t *testing.T) {
	db := openNotes(t, sqlite.Config{Wait: time.Second})
	for range 20 {
		ctx, cancel := context.WithCancel(t.Context())
		err := db.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
			if err := addNote(ctx, tx, "a"); err != nil {
				return err
			}
			cancel()
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("a cancelled transaction: %v", err)
		}
	}
	if err := addNote(t.Context(), db, "b"); err != nil {
		t.Fatal(err)
	}
	if got := notes(t, db); got != "b" {
		t.Errorf("notes %q", got)
	}
}

func TestCancelledStatementEndsTheTransaction(t *testing.T) {
	db := openNotes(t, sqlite.Config{})
	err := db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		if err := addNote(ctx, tx, "a"); err != nil {
			return err
		}
		short, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
		defer cancel()
		_, err := tx.Exec(short, `INSERT INTO note (title) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i FROM n`)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("an endless statement: %v", err)
		}
		// SQLite has rolled back: this must not be committed on its own.
		if err := addNote(ctx, tx, "b"); err == nil {
			t.Error("a write after the transaction was gone")
		}
		return nil
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the transaction ended with %v", err)
	}
	if got := notes(t, db); got != "" {
		t.Errorf("notes %q", got)
	}
}

func TestDeferredForeignKeyFailsCommit(t *testing.T) {
	db := openNotes(t, sqlite.Config{})
	ran := false
	err := db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		tx.OnCommit(func(context.Context) { ran = true })
		_, err := tx.Exec(ctx, "INSERT INTO note (title, parent_id) VALUES ('a', 7)")
		return err
	})
	var broken *orm.ConstraintError
	if !errors.As(err, &broken) || broken.Kind != orm.ForeignKeyConstraint || ran {
		t.Errorf("%v, hook ran: %v", err, ran)
	}
	if err := addNote(t.Context(), db, "b"); err != nil {
		t.Errorf("after it: %v", err)
	}
}

func TestRetries(t *testing.T) {
	db := openNotes(t, sqlite.Config{})
	for _, test := range []struct {
		err     error
		retries int
		want    int
	}{
		{orm.ErrSerialization, 0, 1},
		{orm.ErrSerialization, 3, 4},
		{orm.ErrBusy, 2, 3},
		{errStop, 3, 1},
		{orm.ErrConflict, 3, 1},
	} {
		calls := 0
		err := db.AtomicWith(t.Context(), orm.TxOptions{Retries: test.retries}, func(ctx context.Context, tx *orm.Tx) error {
			calls++
			return errors.Join(addNote(ctx, tx, "a"), test.err)
		})
		if calls != test.want || !errors.Is(err, test.err) {
			t.Errorf("%v with %d retries: %d calls, %v", test.err, test.retries, calls, err)
		}
	}
	calls := 0
	err := db.AtomicWith(t.Context(), orm.TxOptions{Retries: 5}, func(ctx context.Context, tx *orm.Tx) error {
		if calls++; calls < 3 {
			return orm.ErrSerialization
		}
		return addNote(ctx, tx, "b")
	})
	if got := notes(t, db); err != nil || got != "b" {
		t.Errorf("notes %q, %v", got, err)
	}
}

func TestReadOnlyTransaction(t *testing.T) {
	for _, file := range []string{"", sqlite.Memory} {
		db := openNotes(t, sqlite.Config{File: file})
		if err := addNote(t.Context(), db, "a"); err != nil {
			t.Fatal(err)
		}
		err := db.AtomicWith(t.Context(), orm.TxOptions{ReadOnly: true}, func(ctx context.Context, tx *orm.Tx) error {
			if got := notes(t, tx); got != "a" {
				t.Errorf("notes %q", got)
			}
			if file != sqlite.Memory {
				// Another goroutine writes; this transaction does not see it.
				if err := addNote(context.Background(), db, "b"); err != nil {
					t.Error(err)
				}
				if got := notes(t, tx); got != "a" {
					t.Errorf("notes %q after a write by another", got)
				}
			}
			if err := addNote(ctx, tx, "c"); err == nil {
				t.Error("a write was taken")
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		if err := addNote(t.Context(), db, "d"); err != nil {
			t.Errorf("a write afterwards: %v", err)
		}
	}
}

func TestHandles(t *testing.T) {
	for _, file := range []string{"", sqlite.Memory} {
		db := openNotes(t, sqlite.Config{File: file})
		err := db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
			handle := tx.Handle().(*sql.Tx)
			if _, err := handle.ExecContext(ctx, "INSERT INTO note (title) VALUES (?)", "by handle"); err != nil {
				t.Error(err)
			}
			if handle.Commit() == nil {
				t.Error("the handle committed the transaction")
			}
			return addNote(ctx, tx, "by tx")
		})
		if err != nil {
			t.Error(err)
		}
		outside := db.Driver().Handle().(*sql.DB)
		tx, err := outside.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec("INSERT INTO note (title) VALUES ('outside')"); err != nil {
			t.Error(err)
		}
		if err := tx.Commit(); err != nil {
			t.Error(err)
		}
		if got, want := notes(t, db), "by handle by tx outside"; got != want {
			t.Errorf("notes %q, want %q", got, want)
		}
	}
}

func TestTxUsedByTwoGoroutines(t *testing.T) {
	db := openNotes(t, sqlite.Config{})
	_ = db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				for range 200 {
					// Either it works or it is an error; what it must not do is to crash.
					_ = addNote(ctx, tx, "a")
				}
			})
		}
		wait.Wait()
		return nil
	})
}
