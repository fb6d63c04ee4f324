package postgres_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
)

func TestConstraintErrors(t *testing.T) {
	t.Parallel()
	db := open(t, postgres.Config{})
	exec(t, db, `INSERT INTO note (id, title, slug) VALUES (1, 'a', 'a, )=(b')`)
	exec(t, db, `ALTER TABLE note ALTER id RESTART 10`)
	exec(t, db, `CREATE TABLE "Odd" ("a, b" int, "C" int, d text, UNIQUE ("a, b", "C"))`)
	exec(t, db, `CREATE UNIQUE INDEX odd_lower ON "Odd" (lower(d))`)
	exec(t, db, `INSERT INTO "Odd" VALUES (1, 2, 'x')`)
	exec(t, db, `CREATE TABLE strict (note_id bigint REFERENCES note (id) ON DELETE RESTRICT, span int4range, EXCLUDE USING gist (span WITH &&))`)
	exec(t, db, `INSERT INTO strict VALUES (1, '[1,5)')`)
	for _, test := range []struct {
		sql  string
		want orm.ConstraintError
	}{
		{"INSERT INTO note (id, title, slug) VALUES (2, 'b', 'a, )=(b')", orm.ConstraintError{Kind: orm.UniqueConstraint, Table: "note", Columns: []string{"slug"}, Constraint: "note_slug_key"}},
		{"INSERT INTO note (id, title) VALUES (1, 'b')", orm.ConstraintError{Kind: orm.UniqueConstraint, Table: "note", Columns: []string{"id"}, Constraint: "note_pkey"}},
		{"INSERT INTO note (title) VALUES (NULL)", orm.ConstraintError{Kind: orm.NotNullConstraint, Table: "note", Columns: []string{"title"}}},
		{"INSERT INTO note (title, stars) VALUES ('b', -1)", orm.ConstraintError{Kind: orm.CheckConstraint, Table: "note", Constraint: "stars_not_negative"}},
		{"INSERT INTO note (title, parent_id) VALUES ('b', 9)", orm.ConstraintError{Kind: orm.ForeignKeyConstraint, Table: "note", Columns: []string{"parent_id"}, Constraint: "note_parent_id_fkey"}},
		{"DELETE FROM note", orm.ConstraintError{Kind: orm.ForeignKeyConstraint, Table: "strict", Columns: []string{"id"}, Constraint: "strict_note_id_fkey"}},
		{"INSERT INTO strict VALUES (1, '[2,3)')", orm.ConstraintError{Kind: orm.ExclusionConstraint, Table: "strict", Columns: []string{"span"}, Constraint: "strict_span_excl"}},
		{`INSERT INTO "Odd" VALUES (1, 2)`, orm.ConstraintError{Kind: orm.UniqueConstraint, Table: "Odd", Columns: []string{"a, b", "C"}, Constraint: "Odd_a, b_C_key"}},
		{`INSERT INTO "Odd" VALUES (3, 4, 'X')`, orm.ConstraintError{Kind: orm.UniqueConstraint, Table: "Odd", Constraint: "odd_lower"}},
	} {
		_, err := db.Exec(t.Context(), test.sql)
		got, ok := errors.AsType[*orm.ConstraintError](err)
		if !ok {
			t.Errorf("%s: %v", test.sql, err)
			continue
		}
		if _, ok := errors.AsType[*pgconn.PgError](err); !ok {
			t.Errorf("%s: the driver's error is lost", test.sql)
		}
		got.Err = nil
		if !reflect.DeepEqual(*got, test.want) {
			t.Errorf("%s: %+v, want %+v", test.sql, *got, test.want)
		}
	}
}

func TestOtherErrors(t *testing.T) {
	t.Parallel()
	db := open(t, postgres.Config{StatementTimeout: 200 * time.Millisecond, LockTimeout: 50 * time.Millisecond})
	exec(t, db, "INSERT INTO note (title) VALUES ('a')")
	if _, err := db.Exec(t.Context(), "SELECT pg_sleep(5)"); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, orm.ErrBusy) {
		t.Errorf("the statement's timeout: %v", err)
	}
	err := db.Atomic(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		exec(t, tx, "UPDATE note SET stars = 1")
		_, err := db.Exec(context.Background(), "UPDATE note SET stars = 2")
		if !errors.Is(err, orm.ErrBusy) {
			t.Errorf("the lock's timeout: %v", err)
		}
		_, err = orm.Raw[int](context.Background(), db, "SELECT id FROM note FOR UPDATE NOWAIT")
		if !errors.Is(err, orm.ErrBusy) {
			t.Errorf("nowait: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	if _, err := db.Exec(t.Context(), "SELECT nonsense"); err == nil || !strings.Contains(err.Error(), `"nonsense"`) {
		t.Errorf("a wrong name: %v", err)
	}
	if _, err := db.Exec(t.Context(), "SELECT $1::int", "x"); err == nil {
		t.Error("no error for a wrong argument")
	}
}

func TestNoServer(t *testing.T) {
	t.Parallel()
	db, err := postgres.OpenConfig(postgres.Config{URL: "postgres://u:secret@127.0.0.1:1/x?sslmode=disable"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(t.Context(), "SELECT 1")
	if err == nil || strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "127.0.0.1") {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if _, err := db.Exec(t.Context(), "SELECT 1"); !errors.Is(err, orm.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for _, config := range []postgres.Config{
		{}, {URL: "mysql://x"}, {URL: "postgres://h/x", MaxConns: -1}, {URL: "postgres://h/x", MaxConns: 1 << 30},
		{URL: "postgres://h/x", Pooler: true, LockTimeout: time.Second}, {URL: "host=x password=secret"},
	} {
		db, err := postgres.OpenConfig(config)
		if err == nil {
			_ = db.Close()
			t.Errorf("%+v was opened", config)
		} else if strings.Contains(err.Error(), "secret") {
			t.Error(err)
		}
	}
}
