package orm

import "context"

// A Driver is a database that is open: package sqlite or postgres. Its methods
// may be called by several goroutines at once.
type Driver interface {
	Dialect() Dialect
	session
	// Begin starts a transaction, which holds one connection until its end.
	Begin(ctx context.Context, options TxOptions) (DriverTx, error)
	// Handle returns what the driver itself calls its database: *sql.DB or
	// *pgxpool.Pool.
	Handle() any
	Close() error
}

// A DriverTx is a transaction of a driver, for one goroutine at a time.
type DriverTx interface {
	session
	Commit(ctx context.Context) error
	Rollback(ctx context.Context) error
	// Handle returns the driver's own transaction: *sql.Tx or pgx.Tx.
	Handle() any
}

// A session runs statements. Errors that say something to an application are
// translated: [ConstraintError], [ErrBusy], [ErrSerialization].
type session interface {
	// Query runs a statement that gives rows.
	Query(ctx context.Context, s Statement) (DriverRows, error)
	// Exec runs a statement that gives none and says how many rows it changed.
	Exec(ctx context.Context, s Statement) (changed int64, err error)
	// Batch runs statements that give rows in one round trip where the database
	// can, and calls read for each, in order.
	Batch(ctx context.Context, s []Statement, read func(i int, rows DriverRows) error) error
	// Copy inserts many rows by the fastest way there is, without conflicts,
	// defaults or returned keys. ok is false if the driver has none.
	Copy(ctx context.Context, table string, columns []string, rows [][]any) (n int64, ok bool, err error)
}

// A keyTeller is a session that tells the automatic key of a row without RETURNING.
type keyTeller interface {
	// Insert runs an INSERT of one row and returns its key.
	Insert(ctx context.Context, s Statement) (key int64, err error)
}

// A Statement is SQL text with its arguments, which are in the form that the
// driver takes.
type Statement struct {
	SQL  string
	Args []any
	// Write says that the statement changes something, though it may give rows.
	Write bool
	// Once says that the text will hardly come again: it is not prepared.
	Once bool
}

// DriverRows are the rows of a statement, read one after the other.
type DriverRows interface {
	Next() bool
	// Columns are the names of the columns.
	Columns() []string
	// Scan reads the columns of the current row into pointers. A destination
	// *any gets the driver's own value, nil passes over a column. It may be called
	// several times for a row, and returns a [ScanError] for what does not fit.
	Scan(dest ...any) error
	Err() error
	// Close may be called several times, also after the last row.
	Close()
}
