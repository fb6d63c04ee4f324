package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/combo-web/combo/internal/pgtest"
	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
)

// Gauntlet G7: whoever goes away gets nobody else's rows, and loses no connection.
func TestGauntletG7CancelledQueries(t *testing.T) {
	t.Parallel()
	db := open(t, postgres.Config{MaxConns: 4})
	exec(t, db, "INSERT INTO note (title) SELECT 'title ' || n FROM generate_series(1, 300) n")
	var cancelled atomic.Int64
	var all sync.WaitGroup
	for worker := range 16 {
		all.Go(func() {
			for i := range 40 {
				ctx, cancel := context.WithTimeout(t.Context(), rand.N(4*time.Millisecond))
				nonce := fmt.Sprint(worker, "-", i)
				got, err := cancellable(ctx, db, i, nonce)
				cancel()
				switch {
				case errors.Is(err, context.DeadlineExceeded):
					cancelled.Add(1)
				case err != nil:
					t.Error(err)
				case len(got) != 300:
					t.Errorf("%d rows without an error", len(got))
				}
				if slices.ContainsFunc(got, func(s string) bool { return !strings.HasPrefix(s, nonce+" ") }) {
					t.Errorf("rows of another: %q", got[0])
				}
			}
		})
	}
	all.Wait()
	t.Logf("%d of 640 were cancelled, %d connections were made", cancelled.Load(), pool(db).Stat().NewConnsCount())
	if cancelled.Load() == 0 {
		t.Error("none was cancelled")
	}
	if n := pool(db).Stat().AcquiredConns(); n != 0 {
		t.Errorf("%d connections did not come back", n)
	}
	if n := exec(t, db, "UPDATE note SET stars = 1"); n != 300 {
		t.Errorf("changed %d rows", n)
	}
}

// cancellable reads rows in one of three ways, of which each takes a while.
func cancellable(ctx context.Context, db *orm.DB, i int, nonce string) (list []string, err error) {
	const sql = "SELECT $1 || ' ' || title FROM note ORDER BY title"
	switch i % 3 {
	case 0:
		return orm.Raw[string](ctx, db, sql, nonce)
	case 1:
		return orm.Raw[string](ctx, db, "SELECT $1 || ' ' || title FROM note, (SELECT pg_sleep(0.002)) AS waiting ORDER BY title", nonce)
	}
	err = db.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
		if _, err := tx.Exec(ctx, "SELECT pg_sleep(0.001)"); err != nil {
			return err
		}
		list, err = orm.Raw[string](ctx, tx, sql, nonce)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// A statement that is cancelled keeps its connection.
func TestCancelKeepsConnection(t *testing.T) {
	t.Parallel()
	db := open(t, postgres.Config{MaxConns: 1})
	for range 5 {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		_, err := db.Exec(ctx, "SELECT pg_sleep(10)")
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
	}
	if n := pool(db).Stat().NewConnsCount(); n != 1 {
		t.Errorf("%d connections were made", n)
	}
}

// Gauntlet G9: those who hold one connection and want another do not wait for each
// other for ever.
func TestGauntletG9PoolSelfDeadlock(t *testing.T) {
	t.Parallel()
	db := open(t, postgres.Config{MaxConns: 2, Wait: 50 * time.Millisecond})
	exec(t, db, "INSERT INTO note (title) VALUES ('a'), ('b')")
	var busy atomic.Int64
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() {
			for _, err := range orm.RawIter[int](t.Context(), db, "SELECT id FROM note") {
				if err == nil {
					_, err = orm.Raw[int](t.Context(), db, "SELECT id FROM note")
				}
				if errors.Is(err, orm.ErrBusy) {
					busy.Add(1)
				} else if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	t.Logf("%d waits were given up", busy.Load())
	if n := one[int](t, db, "SELECT count(*) FROM note"); n != 2 {
		t.Errorf("%d rows afterwards", n)
	}
}

// Others who use the pool itself may hold all connections.
func TestPoolOfOthers(t *testing.T) {
	t.Parallel()
	db := open(t, postgres.Config{MaxConns: 1, Wait: 20 * time.Millisecond})
	held, err := pool(db).Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(t.Context(), "SELECT 1"); !errors.Is(err, orm.ErrBusy) {
		t.Error(err)
	}
	held.Release()
	exec(t, db, "SELECT 1")
}

// Connections that the server ends, and one that comes back, cost nobody a
// statement that could be run again.
func TestConnectionsLost(t *testing.T) {
	t.Parallel()
	url := pgtest.FromTemplate(t, "note", fill)
	db, other := open(t, postgres.Config{URL: url}), open(t, postgres.Config{URL: url})
	for range 5 {
		exec(t, db, "INSERT INTO note (title) VALUES ('a')")
		pid := one[int](t, db, "SELECT pg_backend_pid()")
		exec(t, other, "SELECT pg_terminate_backend($1, 5000)", pid)
		one[int](t, db, "SELECT count(*) FROM note")
	}
}

func TestServerRestarts(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, pgtest.Config{})
	db := open(t, postgres.Config{URL: server.URL()})
	exec(t, db, tables)
	exec(t, db, "INSERT INTO note (title) VALUES ('a')")
	server.Kill()
	if _, err := db.Exec(t.Context(), "INSERT INTO note (title) VALUES ('b')"); err == nil {
		t.Error("wrote to a server that is gone")
	}
	server.Restart()
	if got := titles(t, db); got != "a" {
		t.Errorf("kept %q", got)
	}
}
