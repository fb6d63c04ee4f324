// Package postgres opens PostgreSQL databases for package orm, on the driver pgx.
//
//	db, err := postgres.Open(os.Getenv("DATABASE_URL"))
//	if err != nil {
//		return err
//	}
//	defer db.Close()
//
// The rules:
//
//   - The first statement connects, not Open: a site starts while its database
//     does.
//   - Connections are kept in a pool. Whoever finds none free waits for a while,
//     and gets [orm.ErrBusy] then.
//   - Statements are prepared once per connection, by their text. Behind a pooler
//     that hands out connections per transaction, as PgBouncer does, say so:
//     [Config.Pooler].
//   - The time zone of each session is UTC, and times are read as UTC.
//   - Values are stored in the types that Django declares, so that both can use the
//     same database.
//   - What Go's types cannot hold is an error that says so: NaN and infinite
//     decimals, dates and times that are "infinity".
//
// A statement whose context is done is cancelled on the server; its connection
// stays in use. PostgreSQL 13 and later are supported.
package postgres
