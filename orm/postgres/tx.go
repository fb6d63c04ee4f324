package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/combo-web/combo/orm"
)

// endTime is how long the end of a transaction may take, which no context ends: a
// commit that is given up leaves open whether it took effect.
const endTime = 30 * time.Second

// A transaction holds its connection until it ends.
type transaction struct {
	db   *database
	conn *pgxpool.Conn
	tx   pgx.Tx
	// open are the rows of the last statement, which may have to make room.
	open *rows
	// failed is the error after which the server refuses all statements.
	failed error
	ended  bool
}

var isolations = map[orm.Isolation]pgx.TxIsoLevel{
	orm.ReadCommitted:  pgx.ReadCommitted,
	orm.RepeatableRead: pgx.RepeatableRead,
	orm.Serializable:   pgx.Serializable,
}

func (d *database) Begin(ctx context.Context, options orm.TxOptions) (orm.DriverTx, error) {
	wanted := pgx.TxOptions{IsoLevel: isolations[options.Isolation]}
	if options.ReadOnly {
		wanted.AccessMode = pgx.ReadOnly
	}
	if options.Deferrable {
		wanted.DeferrableMode = pgx.Deferrable
	}
	t, err := d.begin(ctx, wanted)
	if err != nil && d.runsAgain(ctx, orm.Statement{}, err) {
		t, err = d.begin(ctx, wanted)
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}

func (d *database) begin(ctx context.Context, options pgx.TxOptions) (*transaction, error) {
	conn, err := d.get(ctx)
	if err != nil {
		return nil, err
	}
	tx, err := conn.Conn().BeginTx(ctx, options)
	if err != nil {
		d.put(conn)
		return nil, translate(ctx, err)
	}
	return &transaction{db: d, conn: conn, tx: tx}, nil
}

// ready makes the connection free for the next statement.
func (t *transaction) ready() (*pgx.Conn, error) {
	if t.ended {
		return nil, orm.ErrTxDone
	}
	if t.open != nil {
		t.open.keep()
		t.open = nil
	}
	return t.conn.Conn(), nil
}

func (t *transaction) Query(ctx context.Context, s orm.Statement) (orm.DriverRows, error) {
	c, err := t.ready()
	if err != nil {
		return nil, err
	}
	r, err := query(ctx, c, s)
	if err != nil {
		return nil, t.note(err)
	}
	r.tx, t.open = t, r
	return r, nil
}

func (t *transaction) Exec(ctx context.Context, s orm.Statement) (int64, error) {
	c, err := t.ready()
	if err != nil {
		return 0, err
	}
	n, err := exec(ctx, c, s)
	return n, t.note(err)
}

func (t *transaction) Batch(ctx context.Context, s []orm.Statement, read func(int, orm.DriverRows) error) error {
	c, err := t.ready()
	if err != nil {
		return err
	}
	return t.note(batch(ctx, c, s, read))
}

func (t *transaction) Copy(ctx context.Context, table string, columns []string, list [][]any) (int64, bool, error) {
	c, err := t.ready()
	if err != nil {
		return 0, true, err
	}
	n, err := copyFrom(ctx, c, table, columns, list)
	return n, true, t.note(err)
}

// note remembers the error that made the server refuse whatever comes next, and
// tells it together with each refusal.
func (t *transaction) note(err error) error {
	switch {
	case err == nil:
		return nil
	case code(err) == codeAborted && t.failed != nil:
		return fmt.Errorf("the transaction cannot go on after: %w", t.failed)
	case t.conn.Conn().PgConn().TxStatus() != 'T':
		t.failed = err
	}
	return err
}

// Commit ends the transaction also if it fails.
func (t *transaction) Commit(ctx context.Context) error {
	if _, err := t.ready(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return errors.Join(err, t.Rollback(ctx))
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTime)
	defer cancel()
	err := t.tx.Commit(ending)
	t.end()
	switch {
	case errors.Is(err, pgx.ErrTxCommitRollback) && t.failed != nil:
		return fmt.Errorf("the transaction was rolled back, because a statement in it failed: %w", t.failed)
	case err != nil:
		return fmt.Errorf("commit: %w", translate(ending, err))
	}
	return nil
}

// Rollback runs whatever became of ctx. A connection that does not roll back is
// not used again.
func (t *transaction) Rollback(ctx context.Context) error {
	if t.ended {
		return orm.ErrTxDone
	}
	if t.open != nil {
		t.open.Close()
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTime)
	defer cancel()
	defer t.end()
	if t.conn.Conn().IsClosed() {
		return nil // the server has rolled back already
	}
	return translate(ending, t.tx.Rollback(ending))
}

// end gives the connection back.
func (t *transaction) end() {
	t.ended = true
	t.db.put(t.conn)
}

// Handle returns the pgx.Tx, nil if the transaction has ended. Its Commit and
// Rollback fail: the transaction belongs to Atomic.
func (t *transaction) Handle() any {
	if t.ended {
		return nil
	}
	return foreignTx{t.tx}
}

// A foreignTx is a transaction that others end.
type foreignTx struct{ pgx.Tx }

var errForeign = errors.New("postgres: the transaction is ended by the function that was given it, not by its handle")

func (foreignTx) Commit(context.Context) error   { return errForeign }
func (foreignTx) Rollback(context.Context) error { return errForeign }
