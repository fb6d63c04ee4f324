package postgres

import (
	"context"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/combo-web/combo/orm"
)

// query runs a statement that gives rows and waits for the first of them: what is
// wrong with a statement comes out here.
func query(ctx context.Context, c *pgx.Conn, s orm.Statement) (*rows, error) {
	found, err := c.Query(ctx, s.SQL, arguments(c, s)...)
	if err != nil {
		return nil, translate(ctx, err)
	}
	r := newRows(ctx, c, found)
	r.peeked = found.Next()
	if !r.peeked && found.Err() != nil {
		return nil, translate(ctx, found.Err())
	}
	return r, nil
}

func exec(ctx context.Context, c *pgx.Conn, s orm.Statement) (int64, error) {
	tag, err := c.Exec(ctx, s.SQL, arguments(c, s)...)
	if err != nil {
		return 0, translate(ctx, err)
	}
	return tag.RowsAffected(), nil
}

// arguments says in front of the arguments if the statement is not to be kept. It
// costs a round trip more than one that is prepared already, and one less than
// to prepare it and to take it away again.
func arguments(c *pgx.Conn, s orm.Statement) []any {
	if !s.Once || c.Config().DefaultQueryExecMode != pgx.QueryExecModeCacheStatement {
		return s.Args
	}
	return append([]any{pgx.QueryExecModeDescribeExec}, s.Args...)
}

// batch runs statements in one round trip.
func batch(ctx context.Context, c *pgx.Conn, list []orm.Statement, read func(int, orm.DriverRows) error) (err error) {
	b := &pgx.Batch{QueuedQueries: make([]*pgx.QueuedQuery, 0, len(list))}
	for _, s := range list {
		b.Queue(s.SQL, s.Args...)
	}
	results := c.SendBatch(ctx, b)
	defer func() {
		if closed := results.Close(); err == nil && closed != nil {
			err = translate(ctx, closed)
		}
	}()
	for i := range list {
		if err := batchOne(ctx, c, results, i, read); err != nil {
			return err
		}
	}
	return nil
}

func batchOne(ctx context.Context, c *pgx.Conn, results pgx.BatchResults, i int, read func(int, orm.DriverRows) error) error {
	found, err := results.Query()
	if err != nil {
		return translate(ctx, err)
	}
	r := newRows(ctx, c, found)
	defer r.Close()
	if err := read(i, r); err != nil {
		return err
	}
	r.Close()
	return r.Err()
}

// copyFrom inserts rows by COPY.
func copyFrom(ctx context.Context, c *pgx.Conn, table string, columns []string, list [][]any) (int64, error) {
	n, err := c.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromRows(list))
	return n, translate(ctx, err)
}

// runsAgain reports whether a statement that failed outside of a transaction can be
// run again: the server did not run it, because it had been prepared for tables that
// have changed since, or because its connection was gone; or it only reads.
func runsAgain(ctx context.Context, s orm.Statement, err error) bool {
	switch {
	case ctx.Err() != nil:
		return false
	case pgconn.SafeToRetry(err), code(err) == codeNoStatement, isOutdated(err):
		return true
	}
	return isLost(err) && !s.Write
}

// isOutdated reports that the columns of a statement are others than they were when
// it was prepared, or described.
func isOutdated(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == codeNotSupported && e.Routine == "RevalidateCachedQuery" || e.Code == codeProtocol)
}

// isLost reports that a connection has ended, most probably with all others.
func isLost(err error) bool {
	switch code(err) {
	case codeShutdown, codeCrash:
		return true
	}
	var timeout interface{ Timeout() bool }
	if errors.As(err, &timeout) && timeout.Timeout() {
		return false
	}
	var network net.Error
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.As(err, &network)
}
