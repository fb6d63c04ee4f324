package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"

	engine "modernc.org/sqlite"
)

// A lender lends connections of a pool to a *sql.DB, which gives each back as
// soon as it has no use for it.
type lender struct{ pool *pool }

func openHandle(p *pool) *sql.DB {
	db := sql.OpenDB(lender{p})
	db.SetMaxIdleConns(-1)
	return db
}

func (l lender) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := l.pool.get(ctx)
	if err != nil {
		return nil, err
	}
	return &lent{engineConn: c.engineConn, back: func() { l.pool.put(c) }}, nil
}

func (lender) Driver() driver.Driver { return &engine.Driver{} }

// A lent connection is given back instead of closed.
type lent struct {
	engineConn
	back  func()
	begun bool // a transaction runs on it, which is not its own
}

func (l *lent) Close() error {
	l.back()
	return nil
}

func (l *lent) BeginTx(ctx context.Context, options driver.TxOptions) (driver.Tx, error) {
	if l.begun {
		return foreignTx{}, nil
	}
	return l.engineConn.BeginTx(ctx, options)
}

// A foreignTx is a transaction that others end.
type foreignTx struct{}

var errForeign = errors.New("sqlite: the transaction is ended by the function that was given it, not by its handle")

func (foreignTx) Commit() error   { return errForeign }
func (foreignTx) Rollback() error { return errForeign }

// A lentTx is a *sql.Tx on the connection of a transaction.
type lentTx struct {
	db *sql.DB
	tx *sql.Tx
}

type lentConnector struct{ conn *lent }

func (l lentConnector) Connect(context.Context) (driver.Conn, error) { return l.conn, nil }
func (lentConnector) Driver() driver.Driver                          { return &engine.Driver{} }

func lendTx(c *conn) *lentTx {
	db := sql.OpenDB(lentConnector{&lent{engineConn: c.engineConn, back: func() {}, begun: true}})
	db.SetMaxOpenConns(1)
	tx, err := db.BeginTx(context.Background(), nil)
	if err != nil {
		tx = nil // cannot be: neither Connect nor BeginTx fails
	}
	return &lentTx{db, tx}
}

func (l *lentTx) end() {
	_ = l.tx.Rollback()
	_ = l.db.Close()
}
