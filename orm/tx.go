package orm

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync/atomic"
	"time"
)

// An Isolation says what a transaction may see of others that run at the same
// time. SQLite's transactions are always serializable.
type Isolation uint8

// The levels of isolation.
const (
	DefaultIsolation Isolation = iota // the database's own: ReadCommitted on PostgreSQL
	ReadCommitted                     // what is committed when a statement begins
	RepeatableRead                    // what was committed when the transaction began
	Serializable                      // as if the transactions ran one after the other
)

// TxOptions say how a transaction runs. The zero value is one that may write, at
// the database's own isolation, and is tried once.
type TxOptions struct {
	Isolation Isolation
	// ReadOnly refuses writes. On SQLite such a transaction reads one state of the
	// database without standing in the queue of the writers.
	ReadOnly bool
	// Deferrable makes a transaction that is Serializable and ReadOnly wait at its
	// beginning until it can neither fail nor make others fail: for long reports.
	// PostgreSQL only; without effect in other transactions.
	Deferrable bool
	// Retries is how often the whole function runs again after [ErrSerialization]
	// or [ErrBusy], each time a little later and in a new transaction. The function
	// must then do nothing outside of the database that may not be done twice.
	// Defaults to 0: never. A Serializable transaction on PostgreSQL should have
	// some.
	Retries int
}

// A Tx is a transaction, or a savepoint in one. It is for one goroutine at a
// time, and ends with the function that [DB.Atomic] called.
type Tx struct {
	db    *DB
	conn  DriverTx
	outer *Tx // the transaction that a savepoint is in
	depth int
	hooks []func(context.Context)
	ended atomic.Bool
}

// Atomic runs a function in a transaction, which is committed if the function
// returns nil, and rolled back if it returns an error or panics. The context of
// the function knows the transaction: a write through db instead of tx is an
// error there, as it would wait for the transaction to end.
//
// Inside of another transaction of the same database, which ctx tells, it is
// [Tx.Atomic] of that one.
//
// A context that is done rolls the transaction back.
func (db *DB) Atomic(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	return db.AtomicWith(ctx, TxOptions{}, fn)
}

// AtomicWith is [DB.Atomic] with options. Options other than the zero value are an
// error inside of another transaction.
func (db *DB) AtomicWith(ctx context.Context, options TxOptions, fn func(ctx context.Context, tx *Tx) error) error {
	if outer := db.running(ctx); outer != nil {
		if options != (TxOptions{}) {
			return errors.New("orm: a transaction inside of another cannot have options of its own")
		}
		return outer.Atomic(ctx, fn)
	}
	for attempt := 0; ; attempt++ {
		err := db.atomicOnce(ctx, options, fn)
		if attempt >= options.Retries || !again(err) || ctx.Err() != nil {
			return err
		}
		if !pause(ctx, attempt) {
			return err
		}
	}
}

// again reports whether a transaction that failed so may succeed the next time.
func again(err error) bool {
	return errors.Is(err, ErrSerialization) || errors.Is(err, ErrBusy)
}

// pause waits a random time, longer with each attempt: those who were in each
// other's way should not meet again. It reports whether ctx is not done.
func pause(ctx context.Context, attempt int) bool {
	longest := min(5*time.Millisecond<<min(attempt, 10), 500*time.Millisecond)
	timer := time.NewTimer(rand.N(longest))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

func (db *DB) atomicOnce(ctx context.Context, options TxOptions, fn func(context.Context, *Tx) error) error {
	conn, err := db.begin(ctx, options)
	if err != nil {
		return err
	}
	tx := &Tx{db: db, conn: conn}
	if err := tx.call(ctx, fn, tx.commit, tx.rollback); err != nil {
		return err
	}
	for _, hook := range tx.hooks {
		hook(ctx)
	}
	return nil
}

// call runs the function and ends the transaction, whatever becomes of the
// function: a panic and runtime.Goexit go on after the rollback.
func (tx *Tx) call(ctx context.Context, fn func(context.Context, *Tx) error,
	commit func(context.Context) error, rollback func(context.Context) error) (err error) {
	returned := false
	defer func() {
		if !returned {
			tx.ended.Store(true)
			_ = rollback(ctx)
		}
	}()
	err = fn(context.WithValue(ctx, txKey{tx.db}, tx), tx)
	returned = true
	tx.ended.Store(true)
	if err != nil {
		return joinErrors(err, rollback(ctx))
	}
	return commit(ctx)
}

// joinErrors keeps the first error as it is unless there is another: callers
// compare it.
func joinErrors(err, other error) error {
	if other == nil {
		return err
	}
	return errors.Join(err, other)
}

// A txKey is under which a context knows the transaction of a database.
type txKey struct{ db *DB }

// running returns the innermost transaction of the database that ctx tells and
// that has not ended: a context may live longer than its savepoint.
func (db *DB) running(ctx context.Context) *Tx {
	tx, _ := ctx.Value(txKey{db}).(*Tx)
	for tx != nil && tx.ended.Load() {
		tx = tx.outer
	}
	return tx
}

// Atomic runs a function in a savepoint: if it returns an error or panics, what
// was written since is rolled back, and the transaction goes on.
func (tx *Tx) Atomic(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	inner := &Tx{db: tx.db, conn: tx.conn, outer: tx, depth: tx.depth + 1}
	if err := tx.control(ctx, "SAVEPOINT "+inner.savepoint()); err != nil {
		return err
	}
	if err := inner.call(ctx, fn, inner.release, inner.rollbackTo); err != nil {
		return err
	}
	tx.hooks = append(tx.hooks, inner.hooks...)
	return nil
}

func (tx *Tx) savepoint() string { return "s" + strconv.Itoa(tx.depth) }

func (tx *Tx) release(ctx context.Context) error {
	return tx.outer.control(ctx, "RELEASE SAVEPOINT "+tx.savepoint())
}

// rollbackTo runs even if ctx is done: the transaction may go on under another.
func (tx *Tx) rollbackTo(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	if err := tx.outer.control(ctx, "ROLLBACK TO SAVEPOINT "+tx.savepoint()); err != nil {
		return err
	}
	return tx.release(ctx)
}

// OnCommit calls a function after the transaction was committed: after the
// outermost one if tx is a savepoint, and never if it, or one around it, is
// rolled back. The functions run in the order in which they were given, outside
// of the transaction; it cannot fail any more.
func (tx *Tx) OnCommit(hook func(context.Context)) { tx.hooks = append(tx.hooks, hook) }

// OnCommit is [Tx.OnCommit] of the transaction that ctx tells, for code that does
// not know whether it runs in one. Without one the function is called at once.
func (db *DB) OnCommit(ctx context.Context, hook func(context.Context)) {
	if tx := db.running(ctx); tx != nil {
		tx.OnCommit(hook)
		return
	}
	hook(ctx)
}

// Handle returns the transaction of the Go driver, *sql.Tx or pgx.Tx, for what
// is not part of this package. It must not be committed or rolled back.
func (tx *Tx) Handle() any { return tx.conn.Handle() }

// DB returns the database that the transaction belongs to.
func (tx *Tx) DB() *DB { return tx.db }

func (tx *Tx) database() *DB { return tx.db }

func (tx *Tx) session(context.Context, bool) (session, error) {
	if tx.ended.Load() {
		return nil, ErrTxDone
	}
	return tx.conn, nil
}

// session refuses what would wait for a transaction that waits for it.
func (db *DB) session(ctx context.Context, write bool) (session, error) {
	if (write || db.single) && db.running(ctx) != nil {
		return nil, mistakef(outside)
	}
	return db.driver, nil
}

const outside = "this goes through the database while a transaction of it runs, for which it would wait: use the transaction, tx"

// control runs a statement of the transaction itself.
func (tx *Tx) control(ctx context.Context, sql string) error {
	_, err := runExec(ctx, tx, Statement{SQL: sql, Write: true}, Control)
	if err != nil {
		return fmt.Errorf("%s: %w", sql, err)
	}
	return nil
}

func (db *DB) begin(ctx context.Context, options TxOptions) (DriverTx, error) {
	watch := db.watch(ctx, Statement{SQL: "BEGIN"}, Control)
	conn, err := db.driver.Begin(ctx, options)
	watch.end(0, err)
	return conn, err
}

func (tx *Tx) commit(ctx context.Context) error {
	watch := tx.db.watch(ctx, Statement{SQL: "COMMIT"}, Control)
	err := tx.conn.Commit(ctx)
	watch.end(0, err)
	return err
}

func (tx *Tx) rollback(ctx context.Context) error {
	watch := tx.db.watch(ctx, Statement{SQL: "ROLLBACK"}, Control)
	err := tx.conn.Rollback(context.WithoutCancel(ctx))
	watch.end(0, err)
	return err
}
