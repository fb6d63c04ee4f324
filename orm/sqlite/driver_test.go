package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

// open opens a new database of a test, with one table.
func open(t testing.TB, config sqlite.Config) *orm.DB {
	t.Helper()
	if config.File == "" {
		config.File = filepath.Join(t.TempDir(), "test.db")
	}
	db, err := sqlite.OpenConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	exec(t, db, `CREATE TABLE note (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, title varchar(50) NOT NULL UNIQUE,
		made datetime NULL, stars integer NOT NULL DEFAULT 0 CONSTRAINT stars_range CHECK (stars >= 0),
		parent_id integer NULL REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED)`)
	return db
}

func exec(t testing.TB, c interface {
	Exec(context.Context, string, ...any) (int64, error)
}, sql string, args ...any) int64 {
	t.Helper()
	n, err := c.Exec(t.Context(), sql, args...)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return n
}

func one[T any](t testing.TB, c orm.Conn, sql string, args ...any) T {
	t.Helper()
	list, err := orm.Raw[T](t.Context(), c, sql, args...)
	if err != nil || len(list) != 1 {
		t.Fatalf("%s: %v rows, %v", sql, len(list), err)
	}
	return list[0]
}

func TestRoundTrip(t *testing.T) {
	type note struct {
		ID       int64
		Title    string
		Made     *time.Time
		Stars    int
		ParentID *int64
	}
	made := time.Date(2026, 2, 3, 4, 5, 6, 789000, time.FixedZone("", 3600))
	for _, file := range []string{"", sqlite.Memory} {
		db := open(t, sqlite.Config{File: file})
		if n := exec(t, db, "INSERT INTO note (title, made, stars) VALUES ($1, $2, $3)", "Ünï", made, 5); n != 1 {
			t.Errorf("changed %d rows", n)
		}
		got := one[note](t, db, "SELECT * FROM note WHERE id = $1", 1)
		utc := made.UTC()
		want := note{ID: 1, Title: "Ünï", Made: &utc, Stars: 5}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
		if got := one[string](t, db, "SELECT CAST(made AS text) FROM note"); got != "2026-02-03 03:05:06.000789" {
			t.Errorf("stored as %q", got)
		}
	}
}

func TestPragmas(t *testing.T) {
	db := open(t, sqlite.Config{})
	for pragma, want := range map[string]string{"journal_mode": "wal", "foreign_keys": "1", "synchronous": "2", "busy_timeout": "10000"} {
		if got := one[string](t, db, "PRAGMA "+pragma); got != want {
			t.Errorf("%s is %s, want %s", pragma, got, want)
		}
	}
	relaxed := open(t, sqlite.Config{Relaxed: true})
	if got := one[int](t, relaxed, "PRAGMA synchronous"); got != 1 {
		t.Errorf("synchronous is %d when Relaxed", got)
	}
}

func TestConstraintErrors(t *testing.T) {
	db := open(t, sqlite.Config{})
	exec(t, db, "INSERT INTO note (title, stars) VALUES ('a', 9)")
	exec(t, db, "CREATE UNIQUE INDEX squares ON note (stars * stars) WHERE stars > 0")
	tests := []struct {
		sql  string
		want orm.ConstraintError
	}{
		{"INSERT INTO note (title) VALUES ('a')", orm.ConstraintError{Kind: orm.UniqueConstraint, Table: "note", Columns: []string{"title"}}},
		{"INSERT INTO note (title, stars) VALUES ('A', 9)", orm.ConstraintError{Kind: orm.UniqueConstraint, Constraint: "squares"}},
		{"INSERT INTO note (id, title) VALUES (1, 'b')", orm.ConstraintError{Kind: orm.UniqueConstraint, Table: "note", Columns: []string{"id"}}},
		{"INSERT INTO note (title) VALUES (NULL)", orm.ConstraintError{Kind: orm.NotNullConstraint, Table: "note", Columns: []string{"title"}}},
		{"INSERT INTO note (title, stars) VALUES ('c', -1)", orm.ConstraintError{Kind: orm.CheckConstraint, Constraint: "stars_range"}},
		{"INSERT INTO note (title, parent_id) VALUES ('d', 99)", orm.ConstraintError{Kind: orm.ForeignKeyConstraint}},
	}
	for _, test := range tests {
		_, err := db.Exec(t.Context(), test.sql)
		var got *orm.ConstraintError
		if !errors.As(err, &got) {
			t.Errorf("%s: %v", test.sql, err)
			continue
		}
		got.Err = nil
		if !reflect.DeepEqual(*got, test.want) {
			t.Errorf("%s: %+v, want %+v", test.sql, *got, test.want)
		}
	}
}

// Texts that are made without end do not fill the memory.
func TestStatementsAreBounded(t *testing.T) {
	db := open(t, sqlite.Config{})
	for i := range sqlite.MaxStatements + 100 {
		exec(t, db, fmt.Sprintf("UPDATE note SET stars = %d", i))
	}
	if n := sqlite.Statements(db); n > sqlite.MaxStatements {
		t.Errorf("%d statements are kept", n)
	}
	before := sqlite.Statements(db)
	exec(t, db, "UPDATE note SET stars = 1 WHERE id IN (1"+strings.Repeat(", 1", 10_000)+")")
	if n := sqlite.Statements(db); n != before {
		t.Error("a very long statement is kept")
	}
}
