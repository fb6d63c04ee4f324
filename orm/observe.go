package orm

import (
	"context"
	"hash/fnv"
	"log/slog"
	"time"
)

// An Observer is told of each statement that has run.
type Observer func(ctx context.Context, e Event)

// An EventKind says what a statement was for.
type EventKind uint8

// What statements are for.
const (
	Reading EventKind = iota // gives rows
	Writing                  // changes some
	Control                  // begins or ends a transaction or a savepoint
)

// An Event is a statement that has run.
type Event struct {
	Kind EventKind
	SQL  string
	// Args are the values bound to it, in the driver's form. They may be secret:
	// passwords, addresses. An observer must not change them, nor keep them.
	Args []any
	// Start is when it began; Duration ends when its last row was read.
	Start    time.Time
	Duration time.Duration
	// Rows is how many it gave or changed.
	Rows int64
	// Shape is the same for statements of the same text.
	Shape uint64
	// Caller is the file and line outside of this package that ran it.
	Caller string
	// Err is what went wrong, nil if nothing did.
	Err error
}

// LogStatements returns an observer that logs statements at level Debug, those
// that took at least slow at level Warn, and those that failed at level Error.
// Arguments are not logged, as they may be secret. A slow of zero means never.
func LogStatements(log *slog.Logger, slow time.Duration) Observer {
	return func(ctx context.Context, e Event) {
		level, message := slog.LevelDebug, "statement"
		switch {
		case e.Err != nil:
			level, message = slog.LevelError, "statement failed"
		case slow > 0 && e.Duration >= slow:
			level, message = slog.LevelWarn, "statement was slow"
		}
		if !log.Enabled(ctx, level) {
			return
		}
		attrs := []slog.Attr{slog.String("sql", e.SQL), slog.Int("args", len(e.Args)),
			slog.Duration("duration", e.Duration), slog.Int64("rows", e.Rows), slog.String("caller", e.Caller)}
		if e.Err != nil {
			attrs = append(attrs, slog.Any("error", e.Err))
		}
		log.LogAttrs(ctx, level, message, attrs...)
	}
}

// A watch observes one statement; nil if nobody wants to know.
type watch struct {
	ctx     context.Context
	observe Observer
	event   Event
}

// watch begins to observe a statement.
func (db *DB) watch(ctx context.Context, s Statement, kind EventKind) *watch {
	if db.config.Observe == nil {
		return nil
	}
	return &watch{ctx, db.config.Observe, Event{Kind: kind, SQL: s.SQL, Args: s.Args,
		Shape: hashText(s.SQL), Caller: callerOutside(), Start: time.Now()}}
}

// end tells the observer.
func (w *watch) end(rows int64, err error) {
	if w == nil {
		return
	}
	w.event.Duration = time.Since(w.event.Start)
	w.event.Rows, w.event.Err = rows, err
	w.observe(w.ctx, w.event)
}

func hashText(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s))
	return h.Sum64()
}

// watchedRows tell when the last row was read.
type watchedRows struct {
	DriverRows
	watch *watch
	n     int64
}

func (r *watchedRows) Next() bool {
	if !r.DriverRows.Next() {
		return false
	}
	r.n++
	return true
}

func (r *watchedRows) Close() {
	r.DriverRows.Close()
	if r.watch != nil {
		r.watch.end(r.n, r.Err())
		r.watch = nil
	}
}
