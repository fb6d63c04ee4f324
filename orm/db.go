package orm

// A Conn is where statements run: a [DB] or a [Tx].
type Conn interface {
	// database returns the database that the statements run on.
	database() *DB
	// session returns what runs them: the driver, or its transaction.
	session() session
}

// A DB is an open database. It is made by the packages sqlite and postgres, and
// may be used by several goroutines at once.
type DB struct {
	driver Driver
}

func (db *DB) database() *DB { return db }

func (db *DB) session() session { return db.driver }
