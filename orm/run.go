package orm

import "context"

// runQuery runs a statement that gives rows, which the caller closes.
func runQuery(ctx context.Context, c Conn, s Statement) (DriverRows, error) {
	session, err := c.session(ctx, s.Write)
	if err != nil {
		return nil, err
	}
	kind := Reading
	if s.Write {
		kind = Writing
	}
	watch := c.database().watch(ctx, s, kind)
	rows, err := session.Query(ctx, s)
	if err != nil {
		watch.end(0, err)
		return nil, err
	}
	if watch != nil {
		return &watchedRows{DriverRows: rows, watch: watch}, nil
	}
	return rows, nil
}

// runExec runs a statement that gives no rows and says how many it changed.
func runExec(ctx context.Context, c Conn, s Statement, kind EventKind) (int64, error) {
	session, err := c.session(ctx, true)
	if err != nil {
		return 0, err
	}
	watch := c.database().watch(ctx, s, kind)
	n, err := session.Exec(ctx, s)
	watch.end(n, err)
	return n, err
}

// runInsert runs an INSERT of one row on a driver that tells its key.
func runInsert(ctx context.Context, c Conn, s Statement) (key int64, err error) {
	session, err := c.session(ctx, true)
	if err != nil {
		return 0, err
	}
	watch := c.database().watch(ctx, s, Writing)
	key, err = session.(keyTeller).Insert(ctx, s)
	watch.end(1, err)
	return key, err
}

// runBatch runs statements that give rows, in one round trip if the database
// can. read need not close the rows.
func runBatch(ctx context.Context, c Conn, s []Statement, read func(i int, rows DriverRows) error) error {
	session, err := c.session(ctx, anyWrites(s))
	if err != nil {
		return err
	}
	db := c.database()
	return session.Batch(ctx, s, func(i int, rows DriverRows) error {
		kind := Reading
		if s[i].Write {
			kind = Writing
		}
		if watch := db.watch(ctx, s[i], kind); watch != nil {
			watched := &watchedRows{DriverRows: rows, watch: watch}
			defer watched.Close()
			rows = watched
		}
		return read(i, rows)
	})
}

func anyWrites(list []Statement) bool {
	for i := range list {
		if list[i].Write {
			return true
		}
	}
	return false
}

// runCopy inserts many rows by the fastest way there is; ok is false if the
// database has none.
func runCopy(ctx context.Context, c Conn, table string, columns []string, rows [][]any) (n int64, ok bool, err error) {
	session, err := c.session(ctx, true)
	if err != nil {
		return 0, false, err
	}
	watch := c.database().watch(ctx, Statement{SQL: "COPY " + table}, Writing)
	n, ok, err = session.Copy(ctx, table, columns, rows)
	if ok {
		watch.end(n, err)
	}
	return n, ok, err
}
