package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/puddle/v2"

	"github.com/combo-web/combo/orm"
)

var _ orm.Driver = (*database)(nil)

// A database is the driver of one database: a pool of connections.
type database struct {
	config Config
	pool   *pgxpool.Pool
	// places has one place for each connection that is in use. The pool would make
	// those who find none free wait for ever, or cost a timer each time.
	places chan struct{}
	// shared says that others use the pool, too: a place is no promise then that a
	// connection is free.
	shared atomic.Bool
	close  func()
}

func newDatabase(config Config, pool *pgxpool.Config) *database {
	d := &database{config: config, places: make(chan struct{}, config.MaxConns)}
	// It fails only for a configuration that was not made by ParseConfig.
	d.pool, _ = pgxpool.NewWithConfig(context.Background(), pool)
	d.close = sync.OnceFunc(d.pool.Close)
	return d
}

func (d *database) Dialect() orm.Dialect { return dialect{} }

// Handle returns the *pgxpool.Pool.
func (d *database) Handle() any {
	d.shared.Store(true)
	return d.pool
}

// Close waits for the connections that are in use.
func (d *database) Close() error {
	d.close()
	return nil
}

// get takes a connection, which put gives back.
func (d *database) get(ctx context.Context) (*pgxpool.Conn, error) {
	if err := d.enter(ctx); err != nil {
		return nil, err
	}
	conn, err := d.acquire(ctx)
	if err != nil {
		<-d.places
		return nil, err
	}
	return conn, nil
}

func (d *database) put(c *pgxpool.Conn) {
	c.Release()
	<-d.places
}

// enter waits for a place, no longer than ctx and Config.Wait allow.
func (d *database) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case d.places <- struct{}{}:
		return nil
	default:
	}
	timer := time.NewTimer(d.config.Wait)
	defer timer.Stop()
	select {
	case d.places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return d.busy()
	}
}

func (d *database) busy() error {
	return fmt.Errorf("%w: none of %d connections was free for %v", orm.ErrBusy, d.config.MaxConns, d.config.Wait)
}

// acquire takes a connection of the pool, of which one is free or may be made.
func (d *database) acquire(ctx context.Context) (*pgxpool.Conn, error) {
	limited := ctx
	if d.shared.Load() {
		var cancel context.CancelFunc
		limited, cancel = context.WithTimeout(ctx, d.config.Wait)
		defer cancel()
	}
	conn, err := d.pool.Acquire(limited)
	switch {
	case err == nil:
		return conn, nil
	case errors.Is(err, puddle.ErrClosedPool):
		return nil, orm.ErrClosed
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limited.Err() != nil:
		return nil, d.busy()
	}
	return nil, translate(ctx, err)
}

func (d *database) Query(ctx context.Context, s orm.Statement) (orm.DriverRows, error) {
	r, err := d.query(ctx, s)
	if err != nil && d.runsAgain(ctx, s, err) {
		r, err = d.query(ctx, s)
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

// runsAgain decides whether a statement is run a second time. If its connection was
// lost, those that are not in use are given up first: the next would be no better.
func (d *database) runsAgain(ctx context.Context, s orm.Statement, err error) bool {
	if isLost(err) {
		d.pool.Reset()
	}
	return runsAgain(ctx, s, err)
}

func (d *database) query(ctx context.Context, s orm.Statement) (*rows, error) {
	c, err := d.get(ctx)
	if err != nil {
		return nil, err
	}
	r, err := query(ctx, c.Conn(), s)
	if err != nil {
		d.put(c)
		return nil, err
	}
	r.lend(c, d)
	return r, nil
}

func (d *database) Exec(ctx context.Context, s orm.Statement) (int64, error) {
	n, err := d.exec(ctx, s)
	if err != nil && d.runsAgain(ctx, s, err) {
		n, err = d.exec(ctx, s)
	}
	return n, err
}

func (d *database) exec(ctx context.Context, s orm.Statement) (int64, error) {
	c, err := d.get(ctx)
	if err != nil {
		return 0, err
	}
	defer d.put(c)
	return exec(ctx, c.Conn(), s)
}

func (d *database) Batch(ctx context.Context, s []orm.Statement, read func(int, orm.DriverRows) error) error {
	c, err := d.get(ctx)
	if err != nil {
		return err
	}
	defer d.put(c)
	return batch(ctx, c.Conn(), s, read)
}

func (d *database) Copy(ctx context.Context, table string, columns []string, list [][]any) (int64, bool, error) {
	c, err := d.get(ctx)
	if err != nil {
		return 0, true, err
	}
	defer d.put(c)
	n, err := copyFrom(ctx, c.Conn(), table, columns, list)
	return n, true, err
}
