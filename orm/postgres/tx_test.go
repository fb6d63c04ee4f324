package postgres_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
)

func titles(t testing.TB, c orm.Conn) string {
	t.Helper()
	list, err := orm.Raw[string](t.Context(), c, "SELECT title FROM note ORDER BY id")
	if err != nil {
		t.Error(err)
	}
	return strings.Join(list, " ")
}

func TestTransaction(t *testing.T) {
	t.Parallel()
	db := open(t, postgres.Config{})
	mistake := errors.New("mistake")
	err := db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		exec(t, tx, "INSERT INTO note (title) VALUES ('a')")
		if err := tx.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
			_, err := tx.Exec(ctx, "INSERT INTO note (title) VALUES (NULL)")
			return err
		}); err == nil {
			t.Error("no error of the savepoint")
		}
		exec(t, tx, "INSERT INTO note (title) VALUES ('b')")
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if err := db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		exec(t, tx, "INSERT INTO note (title) VALUES ('c')")
		return mistake
	}); err != mistake {
		t.Error(err)
	}
	if got := titles(t, db); got != "a b" {
		t.Errorf("kept %q", got)
	}
}

// A statement that fails takes the whole transaction with it; later errors say
// which one it was.
func TestTransactionFails(t *testing.T) {
	t.Parallel()
	db := open(t, postgres.Config{})
	err := db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		exec(t, tx, "INSERT INTO note (title) VALUES ('a')")
		_, _ = tx.Exec(ctx, "INSERT INTO note (title) VALUES (NULL)")
		_, err := tx.Exec(ctx, "INSERT INTO note (title) VALUES ('b')")
		if _, ok := errors.AsType[*orm.ConstraintError](err); !ok || !strings.Contains(err.Error(), "cannot go on") {
			t.Errorf("after the error: %v", err)
		}
		return nil
	})
	if _, ok := errors.AsType[*orm.ConstraintError](err); !ok || !strings.Contains(err.Error(), "rolled back") {
		t.Errorf("commit: %v", err)
	}
	err = db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		_, err := orm.Raw[int](ctx, tx, "SELECT 1 / (3 - n) FROM generate_series(1, 5) n")
		if err == nil {
			t.Error("no error of a later row")
		}
		if _, err = tx.Exec(ctx, "SELECT 1"); err == nil || !strings.Contains(err.Error(), "division by zero") {
			t.Errorf("after the error: %v", err)
		}
		return nil
	})
	if err == nil {
		t.Error("committed")
	}
	if got := titles(t, db); got != "" {
		t.Errorf("kept %q", got)
	}
	// A constraint that is checked last.
	err = db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO note (title, parent_id) VALUES ('a', 9)")
		return err
	})
	if _, ok := errors.AsType[*orm.ConstraintError](err); !ok {
		t.Errorf("deferred: %v", err)
	}
}

// Rows may be read one by one while other statements run: there is one connection,
// so the others wait in memory.
func TestStatementsBetweenRows(t *testing.T) {
	t.Parallel()
	db := open(t, postgres.Config{})
	exec(t, db, "INSERT INTO note (title, slug) SELECT 't' || n, CASE WHEN n % 2 = 0 THEN 's' || n END FROM generate_series(1, 50) n")
	type note struct {
		ID    int64
		Title string
		Slug  *string
	}
	err := db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		count := 0
		for n, err := range orm.RawIter[note](ctx, tx, "SELECT id, title, slug FROM note ORDER BY id") {
			if err != nil {
				return err
			}
			if count++; n.ID != int64(count) || (n.Slug == nil) != (count%2 == 1) || n.Slug != nil && n.Title[1:] != (*n.Slug)[1:] {
				t.Errorf("row %d: %+v", count, n)
			}
			if n.ID%3 == 0 {
				exec(t, tx, "UPDATE note SET stars = stars + 1 WHERE id = $1", n.ID)
			}
			if n.ID%7 == 0 && one[int](t, tx, "SELECT count(*) FROM note") != 50 {
				t.Error("not all rows")
			}
		}
		if count != 50 {
			t.Errorf("%d rows", count)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if n := one[int](t, db, "SELECT sum(stars) FROM note"); n != 16 {
		t.Errorf("%d updates", n)
	}
}

func TestIsolation(t *testing.T) {
	t.Parallel()
	db := open(t, postgres.Config{})
	for isolation, want := range map[orm.Isolation]string{
		orm.DefaultIsolation: "read committed", orm.ReadCommitted: "read committed",
		orm.RepeatableRead: "repeatable read", orm.Serializable: "serializable",
	} {
		for _, readOnly := range []bool{false, true} {
			options := orm.TxOptions{Isolation: isolation, ReadOnly: readOnly}
			err := db.AtomicWith(t.Context(), options, func(ctx context.Context, tx *orm.Tx) error {
				if got := one[string](t, tx, "SHOW transaction_isolation"); got != want {
					t.Errorf("%v: %s", isolation, got)
				}
				_, err := tx.Exec(ctx, "INSERT INTO note (title) VALUES ('a')")
				if (err != nil) != readOnly {
					t.Errorf("read only %v: %v", readOnly, err)
				}
				return nil
			})
			if (err != nil) != readOnly {
				t.Error(err)
			}
		}
	}
}

func TestDeferrable(t *testing.T) {
	t.Parallel()
	db := open(t, postgres.Config{})
	options := orm.TxOptions{Isolation: orm.Serializable, ReadOnly: true, Deferrable: true}
	err := db.AtomicWith(t.Context(), options, func(ctx context.Context, tx *orm.Tx) error {
		if got := one[string](t, tx, "SHOW transaction_deferrable"); got != "on" {
			t.Errorf("deferrable is %s", got)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// Gauntlet G13: two transactions that are in each other's way end as if one had
// run after the other.
func TestSerializable(t *testing.T) {
	t.Parallel()
	db := open(t, postgres.Config{MaxConns: 8})
	exec(t, db, "INSERT INTO note (title) VALUES ('counter')")
	count := func(retries int) error {
		options := orm.TxOptions{Isolation: orm.Serializable, Retries: retries}
		return db.AtomicWith(t.Context(), options, func(ctx context.Context, tx *orm.Tx) error {
			n, err := orm.Raw[int](ctx, tx, "SELECT stars FROM note")
			if err != nil {
				return err
			}
			_, err = tx.Exec(ctx, "UPDATE note SET stars = $1", n[0]+1)
			return err
		})
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 10 {
				if err := count(1000); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if n := one[int](t, db, "SELECT stars FROM note"); n != 80 {
		t.Errorf("counted to %d", n)
	}
	// Without retries the error is there to be seen.
	err := db.AtomicWith(t.Context(), orm.TxOptions{Isolation: orm.RepeatableRead}, func(ctx context.Context, tx *orm.Tx) error {
		one[int](t, tx, "SELECT stars FROM note")
		if _, err := db.Exec(context.Background(), "UPDATE note SET stars = 0"); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "UPDATE note SET stars = 1")
		return err
	})
	if !errors.Is(err, orm.ErrSerialization) {
		t.Error(err)
	}
}

func TestDeadlock(t *testing.T) {
	t.Parallel()
	db := open(t, postgres.Config{})
	exec(t, db, "INSERT INTO note (title) VALUES ('a'), ('b')")
	var both, all sync.WaitGroup
	both.Add(2)
	errs := make([]error, 2)
	for i, ids := range [][2]int{{1, 2}, {2, 1}} {
		all.Go(func() {
			errs[i] = db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
				_, err := tx.Exec(ctx, "UPDATE note SET stars = 1 WHERE id = $1", ids[0])
				both.Done()
				both.Wait()
				if err == nil {
					_, err = tx.Exec(ctx, "UPDATE note SET stars = 1 WHERE id = $1", ids[1])
				}
				return err
			})
		})
	}
	all.Wait()
	if err := errors.Join(errs...); !errors.Is(err, orm.ErrSerialization) || errs[0] != nil && errs[1] != nil {
		t.Error(errs)
	}
}

// Gauntlet G8: a transaction whose function panics is rolled back, and its
// connection comes back.
func TestPanicInTransaction(t *testing.T) {
	t.Parallel()
	db := open(t, postgres.Config{MaxConns: 1})
	for range 5 {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic did not go on")
				}
			}()
			_ = db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
				exec(t, tx, "INSERT INTO note (title) VALUES ('a')")
				return tx.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
					for range orm.RawIter[int](ctx, tx, "SELECT generate_series(1, 1000)") {
						panic("in the middle of the rows")
					}
					return nil
				})
			})
		}()
	}
	if got := titles(t, db); got != "" {
		t.Errorf("kept %q", got)
	}
}

// A context that is done rolls back.
func TestCancelledTransaction(t *testing.T) {
	t.Parallel()
	db := open(t, postgres.Config{MaxConns: 1})
	ctx, cancel := context.WithCancel(t.Context())
	err := db.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
		exec(t, tx, "INSERT INTO note (title) VALUES ('a')")
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if got := titles(t, db); got != "" {
		t.Errorf("kept %q", got)
	}
	if n := pool(db).Stat().NewConnsCount(); n != 1 {
		t.Errorf("%d connections were made", n)
	}
}

func pool(db *orm.DB) *pgxpool.Pool { return db.Driver().Handle().(*pgxpool.Pool) }

func TestHandles(t *testing.T) {
	t.Parallel()
	db := open(t, postgres.Config{})
	var kept *orm.Tx
	err := db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		kept = tx
		handle := tx.Handle().(pgx.Tx)
		if _, err := handle.Exec(ctx, "INSERT INTO note (title) VALUES ('by the handle')"); err != nil {
			return err
		}
		if handle.Commit(ctx) == nil || handle.Rollback(ctx) == nil {
			t.Error("the handle ended the transaction")
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if kept.Handle() != nil {
		t.Error("a handle after the end")
	}
	var title string
	if err := pool(db).QueryRow(t.Context(), "SELECT title FROM note").Scan(&title); err != nil || title != "by the handle" {
		t.Errorf("%q %v", title, err)
	}
}
