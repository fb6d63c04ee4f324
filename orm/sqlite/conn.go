package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/combo-web/combo/orm"
)

// A connection keeps at most so many statements prepared, and none whose text is
// longer: lists of thousands of values hardly come again.
const (
	maxStatements = 512
	maxText       = 16 << 10
)

// An engineConn is what the engine's connections are.
type engineConn interface {
	driver.Conn
	driver.ConnPrepareContext
	driver.ConnBeginTx
	driver.QueryerContext
	driver.ExecerContext
	driver.SessionResetter
	driver.Validator
}

// An engineStmt is what the engine's statements are.
type engineStmt interface {
	driver.Stmt
	driver.StmtQueryContext
	driver.StmtExecContext
}

// A conn is a connection with the statements that it keeps prepared. It is used
// by one goroutine at a time.
type conn struct {
	engineConn
	statements map[string]*statement
	open       []*rows // not closed yet
	// failed is what made SQLite roll a transaction back, which it does by itself:
	// what follows would run outside of it.
	failed error
	broken bool // not to be used again
}

// A statement is prepared. Its slices are used again by every run of it.
type statement struct {
	engineStmt
	once   bool // closed after its run
	counts bool // rows that it changes; SQLite says the last number for others
	used   bool // rows of it are being read
	args   []driver.NamedValue
	values []driver.Value
}

func newConn(raw driver.Conn) (*conn, error) {
	c, ok := raw.(engineConn)
	if !ok {
		return nil, fmt.Errorf("sqlite: unexpected connection %T", raw)
	}
	return &conn{engineConn: c, statements: map[string]*statement{}}, nil
}

// query runs a statement that gives rows. The rows hold the statement until
// they are closed.
func (c *conn) query(ctx context.Context, s orm.Statement) (*rows, error) {
	st, err := c.prepare(ctx, s)
	if err != nil {
		return nil, c.note(err)
	}
	if err := st.bind(s.Args); err != nil {
		st.release()
		return nil, err
	}
	found, err := st.QueryContext(ctx, st.args)
	if err != nil {
		st.release()
		return nil, c.note(err)
	}
	return newRows(ctx, c, st, found), nil
}

// exec runs a statement that gives no rows.
func (c *conn) exec(ctx context.Context, s orm.Statement) (changed int64, err error) {
	result, counts, err := c.execute(ctx, s)
	if err != nil || !counts {
		return 0, err
	}
	return result.RowsAffected()
}

// insert runs an INSERT of one row and returns the key that the row was given.
func (c *conn) insert(ctx context.Context, s orm.Statement) (key int64, err error) {
	result, _, err := c.execute(ctx, s)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

// execute says as well whether the statement counts the rows that it changes.
func (c *conn) execute(ctx context.Context, s orm.Statement) (result driver.Result, counts bool, err error) {
	st, err := c.prepare(ctx, s)
	if err != nil {
		return nil, false, c.note(err)
	}
	defer st.release()
	if err := st.bind(s.Args); err != nil {
		return nil, false, err
	}
	result, err = st.ExecContext(ctx, st.args)
	if err != nil {
		return nil, false, c.note(err)
	}
	return result, st.counts, nil
}

// note remembers an error after which a transaction may be gone, and translates
// it.
func (c *conn) note(err error) error {
	if c.failed == nil && endsTransaction(err) {
		c.failed = err
	}
	return translate(err)
}

// run runs a statement without arguments.
func (c *conn) run(ctx context.Context, sql string) error {
	_, err := c.exec(ctx, orm.Statement{SQL: sql})
	return err
}

// prepare returns a statement that nobody uses: the one that was kept, unless
// its rows are being read just now.
func (c *conn) prepare(ctx context.Context, s orm.Statement) (*statement, error) {
	kept := c.statements[s.SQL]
	if kept != nil && !kept.used {
		kept.used = true
		return kept, nil
	}
	prepared, err := c.PrepareContext(ctx, s.SQL)
	if err != nil {
		return nil, err
	}
	st := &statement{engineStmt: prepared.(engineStmt), used: true, once: kept != nil || s.Once || len(s.SQL) > maxText, counts: changesRows(s.SQL)}
	if !st.once {
		c.makeRoom()
		c.statements[s.SQL] = st
	}
	return st, nil
}

// changesRows reports whether a statement inserts, updates or deletes.
func changesRows(sql string) bool {
	sql = strings.TrimSpace(sql)
	end := strings.IndexFunc(sql, func(r rune) bool { return !unicode.IsLetter(r) })
	switch strings.ToUpper(sql[:max(end, 0)]) {
	case "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH":
		return true
	}
	return false
}

// makeRoom drops statements, whichever the map gives first, until one fits.
func (c *conn) makeRoom() {
	for sql, st := range c.statements {
		if len(c.statements) < maxStatements {
			return
		}
		if !st.used {
			_ = st.engineStmt.Close()
			delete(c.statements, sql)
		}
	}
}

// bind turns arguments into those of the engine.
func (s *statement) bind(args []any) error {
	s.args = s.args[:0]
	for i, arg := range args {
		switch arg.(type) {
		case nil, int64, float64, bool, string, []byte:
		default:
			return fmt.Errorf("sqlite: argument %d is a %T, which has to be encoded", i+1, arg)
		}
		s.args = append(s.args, driver.NamedValue{Ordinal: i + 1, Value: arg})
	}
	return nil
}

// release gives the statement back.
func (s *statement) release() {
	clear(s.args)
	clear(s.values)
	s.used = false
	if s.once {
		_ = s.engineStmt.Close()
	}
}

// forget drops rows that were closed.
func (c *conn) forget(r *rows) {
	if i := slices.Index(c.open, r); i >= 0 {
		c.open = slices.Delete(c.open, i, i+1)
	}
}

// closeRows closes the rows that a transaction left open.
func (c *conn) closeRows() {
	for len(c.open) > 0 {
		c.open[len(c.open)-1].close()
	}
}

// IsValid reports whether the connection may be used again.
func (c *conn) IsValid() bool { return !c.broken && c.engineConn.IsValid() }

// Close closes the statements and the connection.
func (c *conn) Close() error {
	for _, st := range c.statements {
		_ = st.engineStmt.Close()
	}
	clear(c.statements)
	return c.engineConn.Close()
}
