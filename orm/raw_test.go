package orm_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

// The only connection of a database in memory is free again whatever ends the
// loop.
func TestRawIterClosesRows(t *testing.T) {
	db := openNotes(t, sqlite.Config{File: sqlite.Memory, Wait: time.Second})
	for _, title := range []string{"a", "b", "c"} {
		if err := addNote(t.Context(), db, title); err != nil {
			t.Fatal(err)
		}
	}
	free := func(name string) {
		t.Helper()
		if got := notes(t, db); got != "a b c" {
			t.Errorf("after %s: %q", name, got)
		}
	}
	titles := func(ctx context.Context) func(func(string, error) bool) {
		return orm.RawIter[string](ctx, db, "SELECT title FROM note")
	}
	for range titles(t.Context()) {
		break
	}
	free("break")
	func() {
		defer func() { _ = recover() }()
		for range titles(t.Context()) {
			panic("stop")
		}
	}()
	free("panic")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	n := 0
	for _, err := range titles(ctx) {
		n, last = n+1, err
		cancel()
	}
	if n != 2 || !errors.Is(last, context.Canceled) {
		t.Errorf("cancelled: %d rounds, %v", n, last)
	}
	free("cancel")
	for _, err := range orm.RawIter[int](t.Context(), db, "SELECT title FROM note") {
		last = err
	}
	if last == nil {
		t.Error("a text was read into an int")
	}
	free("an error")
}

// A transaction may end while rows of it are still open.
func TestRowsLeftOpenInTransaction(t *testing.T) {
	db := openNotes(t, sqlite.Config{Wait: time.Second})
	err := db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		for _, title := range []string{"a", "b", "c"} {
			if err := addNote(ctx, tx, title); err != nil {
				return err
			}
		}
		// The same statement inside of its own loop.
		var seen []string
		for outer, err := range orm.RawIter[string](ctx, tx, "SELECT title FROM note") {
			if err != nil {
				return err
			}
			for inner, err := range orm.RawIter[string](ctx, tx, "SELECT title FROM note") {
				if err != nil {
					return err
				}
				seen = append(seen, outer+inner)
			}
		}
		if got := strings.Join(seen, " "); got != "aa ab ac ba bb bc ca cb cc" {
			t.Errorf("nested loops gave %q", got)
		}
		return nil
	})
	if got := notes(t, db); err != nil || got != "a b c" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestRawWritesThatGiveRows(t *testing.T) {
	db := openNotes(t, sqlite.Config{})
	got, err := orm.Raw[int](t.Context(), db, "\n\tINSERT INTO note (title) VALUES ('a'), ('b') RETURNING id")
	if err != nil || fmt.Sprint(got) != "[1 2]" {
		t.Errorf("%v, %v", got, err)
	}
	if got := notes(t, db); got != "a b" {
		t.Errorf("notes %q", got)
	}
}

// Columns may change under a statement that is kept prepared.
func TestRawAfterChangeOfTable(t *testing.T) {
	db := openNotes(t, sqlite.Config{})
	if err := addNote(t.Context(), db, "a"); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		rows, err := orm.Raw[orm.Row](t.Context(), db, "SELECT * FROM note")
		if err != nil || len(rows) != 1 || len(rows[0]) != 3+i {
			t.Errorf("%v, %v", rows, err)
		}
		if _, err := db.Exec(t.Context(), fmt.Sprintf("ALTER TABLE note ADD COLUMN more%d text", i)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestObserver(t *testing.T) {
	var events []orm.Event
	db := openNotes(t, sqlite.Config{Config: orm.Config{Observe: func(ctx context.Context, e orm.Event) { events = append(events, e) }}})
	events = nil
	err := db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		if err := addNote(ctx, tx, "secret"); err != nil {
			return err
		}
		return tx.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error { return addNote(ctx, tx, "other") })
	})
	if err != nil {
		t.Fatal(err)
	}
	notes(t, db)
	_, _ = db.Exec(t.Context(), "nonsense")
	var got []string
	for _, e := range events {
		word, _, _ := strings.Cut(e.SQL, " ")
		got = append(got, fmt.Sprint(e.Kind, word, e.Rows, len(e.Args), e.Err != nil))
		if !strings.Contains(e.Caller, "_test.go:") || e.Start.IsZero() || e.Duration < 0 {
			t.Errorf("%s: caller %q, start %v, duration %v", e.SQL, e.Caller, e.Start, e.Duration)
		}
	}
	want := "2BEGIN0 0 false 1INSERT1 1 false 2SAVEPOINT0 0 false 1INSERT1 1 false 2RELEASE0 0 false 2COMMIT0 0 false 0SELECT2 0 false 1nonsense0 0 true"
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
	if events[1].Shape != events[3].Shape || events[1].Shape == events[6].Shape {
		t.Error("shapes do not tell statements apart")
	}
}

func TestLogStatements(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	observe := orm.LogStatements(log, time.Second)
	event := orm.Event{SQL: "SELECT 1", Args: []any{"secret"}, Caller: "views.go:7"}
	for _, test := range []struct {
		event func(orm.Event) orm.Event
		want  string
	}{
		{func(e orm.Event) orm.Event { return e }, "level=DEBUG"},
		{func(e orm.Event) orm.Event { e.Duration = time.Second; return e }, "level=WARN"},
		{func(e orm.Event) orm.Event { e.Err = errStop; return e }, "error=stop"},
	} {
		out.Reset()
		observe(t.Context(), test.event(event))
		if got := out.String(); !strings.Contains(got, test.want) || !strings.Contains(got, "views.go:7") || strings.Contains(got, "secret") {
			t.Errorf("logged %q, want %q", got, test.want)
		}
	}
}
