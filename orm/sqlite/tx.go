package sqlite

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/combo-web/combo/orm"
)

// A transaction holds its connection until it ends. Every transaction of SQLite
// is serializable.
type transaction struct {
	conn     *conn
	home     *pool
	readOnly bool // set by a pragma, which has to be taken back
	lent     *lentTx

	// mu is held by whoever uses the connection. A second one is turned away,
	// except by the end of the transaction, which waits for the first.
	mu    sync.Mutex
	ended bool
}

// Begin starts a transaction. One that may write takes the lock at once: SQLite
// refuses to turn a reader into the writer if somebody wrote meanwhile, without
// waiting.
func (d *database) Begin(ctx context.Context, options orm.TxOptions) (orm.DriverTx, error) {
	t := &transaction{home: d.writer}
	begin := "BEGIN IMMEDIATE"
	if options.ReadOnly {
		t.home, begin = d.readers, "BEGIN"
		t.readOnly = d.readers == d.writer
	}
	var err error
	if t.conn, err = t.home.get(ctx); err != nil {
		return nil, err
	}
	t.conn.failed = nil
	if t.readOnly {
		err = t.conn.run(ctx, "PRAGMA query_only = 1")
	}
	if err == nil {
		err = t.conn.run(ctx, begin)
	}
	if err != nil {
		return nil, errors.Join(err, t.end())
	}
	return t, nil
}

// errShared is better than what the engine does when two goroutines use one
// connection at the same time.
var errShared = errors.New("sqlite: a transaction is used by several goroutines at the same time")

// enter takes the connection of a transaction that still runs.
func (t *transaction) enter() error {
	if !t.mu.TryLock() {
		return errShared
	}
	if err := t.usable(); err != nil {
		t.mu.Unlock()
		return err
	}
	return nil
}

// usable keeps statements out of a transaction that is gone: they would be
// committed one by one.
func (t *transaction) usable() error {
	if t.ended {
		return orm.ErrTxDone
	}
	if t.conn.failed != nil {
		return fmt.Errorf("the transaction was rolled back after: %w", t.conn.failed)
	}
	return nil
}

func (t *transaction) Query(ctx context.Context, s orm.Statement) (orm.DriverRows, error) {
	if err := t.enter(); err != nil {
		return nil, err
	}
	defer t.mu.Unlock()
	r, err := t.conn.query(ctx, s)
	if err != nil {
		return nil, err
	}
	r.tx = t
	return r, nil
}

func (t *transaction) Exec(ctx context.Context, s orm.Statement) (int64, error) {
	if err := t.enter(); err != nil {
		return 0, err
	}
	defer t.mu.Unlock()
	return t.conn.exec(ctx, s)
}

func (t *transaction) Insert(ctx context.Context, s orm.Statement) (key int64, err error) {
	if err := t.enter(); err != nil {
		return 0, err
	}
	defer t.mu.Unlock()
	return t.conn.insert(ctx, s)
}

func (t *transaction) Batch(ctx context.Context, s []orm.Statement, read func(int, orm.DriverRows) error) error {
	return batch(ctx, t, s, read)
}

func (t *transaction) Copy(context.Context, string, []string, [][]any) (int64, bool, error) {
	return 0, false, nil
}

// Commit ends the transaction also if it fails: as when a foreign key that was
// checked last leads nowhere.
func (t *transaction) Commit(ctx context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	err := t.usable()
	if t.ended {
		return err
	}
	if err = cmp.Or(err, ctx.Err()); err != nil {
		return errors.Join(err, t.rollback())
	}
	t.conn.closeRows()
	// Not under ctx: the engine reports a deadline that passes during a commit
	// though the commit took effect.
	if err := t.conn.run(context.Background(), "COMMIT"); err != nil {
		return errors.Join(err, t.rollback())
	}
	return t.end()
}

// Rollback runs whatever became of ctx.
func (t *transaction) Rollback(context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return orm.ErrTxDone
	}
	return t.rollback()
}

// rollback does not use a connection again that does not roll back, unless SQLite
// has done so already.
func (t *transaction) rollback() error {
	t.conn.closeRows()
	err := t.conn.run(context.Background(), "ROLLBACK")
	if err == nil || strings.Contains(err.Error(), "no transaction is active") {
		return t.end()
	}
	t.conn.broken = true
	return errors.Join(err, t.end())
}

// end gives the connection back.
func (t *transaction) end() (err error) {
	t.ended = true
	if t.lent != nil {
		t.lent.end()
	}
	if t.readOnly {
		err = t.conn.run(context.Background(), "PRAGMA query_only = 0")
	}
	t.home.put(t.conn)
	return err
}

// Handle returns the *sql.Tx of the transaction, nil if it has ended. Its Commit
// and Rollback fail: the transaction belongs to Atomic.
func (t *transaction) Handle() any {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return nil
	}
	if t.lent == nil {
		t.lent = lendTx(t.conn)
	}
	return t.lent.tx
}
