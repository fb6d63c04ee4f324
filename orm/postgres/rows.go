package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/combo-web/combo/orm"
)

// rows are those of one run of a statement. They hold their connection until they
// are closed, or have been read to their end.
type rows struct {
	ctx    context.Context
	types  *pgtype.Map
	found  pgx.Rows
	fields []pgconn.FieldDescription
	values [][]byte // of the current row
	peeked bool     // the first row has been read already
	closed bool
	err    error

	conn *pgxpool.Conn // goes home when the rows are closed; nil: a transaction has it
	home *database
	tx   *transaction // that has the connection

	kept     [][][]byte // rows that were read ahead, see keep
	detached bool       // the server has no more rows than those
}

func newRows(ctx context.Context, c *pgx.Conn, found pgx.Rows) *rows {
	return &rows{ctx: ctx, types: c.TypeMap(), found: found, fields: found.FieldDescriptions()}
}

// lend gives the rows the connection that they are to give back.
func (r *rows) lend(c *pgxpool.Conn, home *database) { r.conn, r.home = c, home }

func (r *rows) Columns() []string {
	names := make([]string, len(r.fields))
	for i := range r.fields {
		names[i] = r.fields[i].Name
	}
	return names
}

func (r *rows) Next() bool {
	switch {
	case r.closed:
		return false
	case r.detached:
		return r.nextKept()
	case r.peeked || r.found.Next():
		r.peeked = false
		r.values = r.found.RawValues()
		return true
	}
	r.Close()
	return false
}

func (r *rows) nextKept() bool {
	if len(r.kept) == 0 || r.ctx.Err() != nil {
		if len(r.kept) > 0 {
			r.err = r.ctx.Err()
		}
		r.Close()
		return false
	}
	r.values, r.kept = r.kept[0], r.kept[1:]
	return true
}

var errWrongScan = errors.New("not as many places as columns, or no row")

func (r *rows) Scan(dest ...any) error {
	if r.closed || len(dest) != len(r.values) {
		return &orm.ScanError{Err: errWrongScan}
	}
	for i, d := range dest {
		if d == nil {
			continue
		}
		if err := assign(r.types, &r.fields[i], r.values[i], d); err != nil {
			return &orm.ScanError{Index: i, Null: r.values[i] == nil, Err: err}
		}
	}
	return nil
}

func (r *rows) Err() error { return r.err }

// Close may be called several times. An error of a write that gives rows comes out
// here if the rows were not read to their end.
func (r *rows) Close() {
	if r.closed {
		return
	}
	r.closed = true
	r.finish()
	if r.conn != nil {
		r.home.put(r.conn)
		r.conn = nil
	}
}

// finish ends the statement.
func (r *rows) finish() {
	if r.detached {
		return
	}
	r.found.Close()
	if err := r.found.Err(); err != nil {
		r.err = translate(r.ctx, err)
		if r.tx != nil {
			r.err = r.tx.note(r.err)
		}
	}
}

// keep reads all rows that are left into memory: the transaction that they belong
// to has one connection, and wants to run its next statement on it.
func (r *rows) keep() {
	if r.closed || r.detached {
		return
	}
	current := clone(r.values)
	for r.peeked || r.found.Next() {
		r.peeked = false
		r.kept = append(r.kept, clone(r.found.RawValues()))
	}
	r.finish()
	r.values, r.detached = current, true
}

// clone copies a row, which the driver overwrites with the next one.
func clone(row [][]byte) [][]byte {
	size := 0
	for _, v := range row {
		size += len(v)
	}
	copied, bytes := make([][]byte, len(row)), make([]byte, 0, size)
	for i, v := range row {
		if v == nil {
			continue
		}
		start := len(bytes)
		bytes = append(bytes, v...)
		copied[i] = bytes[start:len(bytes):len(bytes)]
	}
	return copied
}
