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
	w := &batchWatch{db: c.database(), list: s}
	w.begin(ctx, 0)
	err = session.Batch(ctx, s, func(i int, rows DriverRows) error {
		if w.watch == nil {
			return read(i, rows)
		}
		watched := &watchedRows{DriverRows: rows, watch: w.watch}
		w.watch = nil
		err := read(i, watched)
		watched.Close()
		if err == nil && rows.Err() == nil {
			w.begin(ctx, i+1)
		}
		return err
	})
	w.watch.end(0, err)
	return err
}

// A batchWatch observes the statements of a batch one after the other: each begins
// when the rows of the one before were read, so that their durations add up to
// that of the batch. One that fails has no rows, so what is watched then is it.
type batchWatch struct {
	db    *DB
	list  []Statement
	watch *watch
}

func (b *batchWatch) begin(ctx context.Context, i int) {
	if i == len(b.list) {
		return
	}
	kind := Reading
	if b.list[i].Write {
		kind = Writing
	}
	b.watch = b.db.watch(ctx, b.list[i], kind)
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
