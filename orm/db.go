package orm

import "context"

// A Conn is where statements run: a [DB] or a [Tx].
type Conn interface {
	// database returns the database that the statements run on.
	database() *DB
	// session returns what runs them under ctx: the driver, or its transaction.
	session(ctx context.Context, write bool) (session, error)
}

// A Config says how a database is used.
type Config struct {
	// Observe is called after each statement, on the goroutine that ran it.
	// Defaults to nothing.
	Observe Observer
	// Plans is how many compiled queries are kept. Defaults to 4,096.
	Plans int
}

// A DB is an open database. It is made by the packages sqlite and postgres, and
// may be used by several goroutines at once.
type DB struct {
	driver  Driver
	dialect Dialect
	// features are those of dialect, asked once.
	features Features
	config   Config
	plans    planCache
	// single says that there is one connection, which a transaction holds.
	single bool
}

// Open makes a database of a driver: sqlite.Open and postgres.Open call it.
func Open(driver Driver, config Config) *DB {
	if config.Plans <= 0 {
		config.Plans = 4096
	}
	db := &DB{driver: driver, dialect: driver.Dialect(), features: driver.Dialect().Features(), config: config}
	if d, ok := driver.(interface{ Single() bool }); ok {
		db.single = d.Single()
	}
	return db
}

// Driver returns the driver, whose Handle is the database of the Go driver.
func (db *DB) Driver() Driver { return db.driver }

// Dialect returns how the database writes SQL.
func (db *DB) Dialect() Dialect { return db.dialect }

// Close closes the database. Transactions that still run come to their end.
func (db *DB) Close() error { return db.driver.Close() }

func (db *DB) database() *DB { return db }
