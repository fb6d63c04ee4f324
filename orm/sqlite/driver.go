package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"github.com/combo-web/combo/orm"
)

var _ orm.Driver = (*database)(nil)

// A database is the driver of one file: one connection that writes and several
// that only read. A database in memory has the first alone, for everything.
type database struct {
	config  Config
	writer  *pool
	readers *pool
	handle  func() *sql.DB // of the writer, made when it is asked for
}

func newDatabase(config Config) *database {
	d := &database{config: config}
	d.writer = newPool("writing connections", 1, config.Wait, func(ctx context.Context) (*conn, error) {
		return config.connect(ctx, true)
	})
	d.readers = d.writer
	if config.File != Memory {
		d.readers = newPool("reading connections", config.Readers, config.Wait, func(ctx context.Context) (*conn, error) {
			return config.connect(ctx, false)
		})
	}
	d.handle = sync.OnceValue(func() *sql.DB { return openHandle(d.writer) })
	return d
}

// probe makes the first connection, which makes the file.
func (d *database) probe(ctx context.Context) error {
	c, err := d.writer.get(ctx)
	if err != nil {
		return err
	}
	defer d.writer.put(c)
	return c.run(ctx, "SELECT count(*) FROM sqlite_schema")
}

// Single reports whether there is one connection only.
func (d *database) Single() bool { return d.readers == d.writer }

func (d *database) Dialect() orm.Dialect { return dialect{} }

func (d *database) pool(s orm.Statement) *pool {
	if s.Write {
		return d.writer
	}
	return d.readers
}

func (d *database) Query(ctx context.Context, s orm.Statement) (orm.DriverRows, error) {
	p := d.pool(s)
	c, err := p.get(ctx)
	if err != nil {
		return nil, err
	}
	r, err := c.query(ctx, s)
	if err != nil {
		p.put(c)
		return nil, err
	}
	r.home = p
	return r, nil
}

// Exec runs a statement on the connection that writes: one that gives no rows
// hardly does anything else.
func (d *database) Exec(ctx context.Context, s orm.Statement) (int64, error) {
	c, err := d.writer.get(ctx)
	if err != nil {
		return 0, err
	}
	defer d.writer.put(c)
	return c.exec(ctx, s)
}

// Insert inserts a row and returns the key that it was given: RETURNING would cost
// a fifth more.
func (d *database) Insert(ctx context.Context, s orm.Statement) (key int64, err error) {
	c, err := d.writer.get(ctx)
	if err != nil {
		return 0, err
	}
	defer d.writer.put(c)
	return c.insert(ctx, s)
}

func (d *database) Batch(ctx context.Context, s []orm.Statement, read func(int, orm.DriverRows) error) error {
	return batch(ctx, d, s, read)
}

// Copy has nothing to offer: an INSERT of many rows is the fastest way there is.
func (d *database) Copy(context.Context, string, []string, [][]any) (int64, bool, error) {
	return 0, false, nil
}

// Handle returns a *sql.DB whose statements run on the connection that writes.
func (d *database) Handle() any { return d.handle() }

// Close closes the connections; those in use are closed when they are free.
func (d *database) Close() error { return errors.Join(d.readers.close(), d.writer.close()) }

// A querier is a database or a transaction.
type querier interface {
	Query(context.Context, orm.Statement) (orm.DriverRows, error)
}

// batch runs statements one after the other.
func batch(ctx context.Context, q querier, s []orm.Statement, read func(int, orm.DriverRows) error) error {
	for i := range s {
		if err := batchOne(ctx, q, s[i], i, read); err != nil {
			return err
		}
	}
	return nil
}

func batchOne(ctx context.Context, q querier, s orm.Statement, i int, read func(int, orm.DriverRows) error) error {
	rows, err := q.Query(ctx, s)
	if err != nil {
		return err
	}
	defer rows.Close()
	if err := read(i, rows); err != nil {
		return err
	}
	return rows.Err()
}
