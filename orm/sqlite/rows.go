package sqlite

import (
	"context"
	"database/sql/driver"
	"io"

	"github.com/combo-web/combo/orm"
)

// rows are those of one run of a statement. They hold the statement, and the
// connection if it is to go home, until they are closed.
type rows struct {
	ctx   context.Context
	done  <-chan struct{}
	st    *statement
	found driver.Rows
	err   error
	conn  *conn
	home  *pool        // where conn goes then; nil if a transaction has it
	tx    *transaction // that has it
}

func newRows(ctx context.Context, c *conn, st *statement, found driver.Rows) *rows {
	if n := len(found.Columns()); len(st.values) != n {
		st.values = make([]driver.Value, n)
	}
	r := &rows{ctx: ctx, done: ctx.Done(), st: st, found: found, conn: c}
	c.open = append(c.open, r)
	return r
}

func (r *rows) Columns() []string { return r.found.Columns() }

func (r *rows) Next() bool {
	if r.found == nil || r.err != nil {
		return false
	}
	select {
	case <-r.done:
		r.end(r.ctx.Err())
		return false
	default:
	}
	if err := r.step(); err != nil {
		r.end(err)
		return false
	}
	return true
}

// step reads the next row. The connection of a transaction might be in other
// hands at the same time, by mistake.
func (r *rows) step() error {
	if r.tx != nil {
		if err := r.tx.enter(); err != nil {
			return err
		}
		defer r.tx.mu.Unlock()
		if r.found == nil {
			return io.EOF
		}
	}
	return r.found.Next(r.st.values)
}

// end closes the rows as soon as there are no more: the connection is free
// then, even if the caller takes time to close them.
func (r *rows) end(err error) {
	if err != io.EOF {
		r.err = r.conn.note(err)
	}
	r.Close()
}

func (r *rows) Scan(dest ...any) error {
	if r.found == nil || len(dest) != len(r.st.values) {
		return &orm.ScanError{Err: errWrongScan}
	}
	for i, d := range dest {
		if err := assign(r.st.values[i], d); err != nil {
			return &orm.ScanError{Index: i, Null: r.st.values[i] == nil, Err: err}
		}
	}
	return nil
}

func (r *rows) Err() error { return r.err }

// Close may be called several times. An error of closing is one of a write with
// RETURNING whose rows were not read to their end.
func (r *rows) Close() {
	if r.tx != nil {
		r.tx.mu.Lock()
		defer r.tx.mu.Unlock()
	}
	r.close()
}

func (r *rows) close() {
	if r.found == nil {
		return
	}
	if err := r.found.Close(); err != nil && r.err == nil {
		r.err = r.conn.note(err)
	}
	r.found = nil
	r.st.release()
	r.conn.forget(r)
	if r.home != nil {
		r.home.put(r.conn)
	}
}
