package pgtest_test

import (
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/combo-web/combo/internal/pgtest"
)

func TestURLIsOfAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	conn := connect(t, pgtest.URL(t))
	tests := []struct{ query, want string }{
		{"SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", "0"},
		{"SELECT count(*) FROM pg_extension WHERE extname IN ('hstore', 'pg_trgm', 'unaccent', 'citext', 'btree_gin')", "5"},
		{"SELECT host(inet_server_addr())", "127.0.0.1"},
		{"SHOW server_encoding", "UTF8"},
		{"SELECT datcollate FROM pg_database WHERE datname = current_database()", "C"},
		{"SHOW fsync", "off"},
		{"SHOW synchronous_commit", "off"},
		{"SHOW full_page_writes", "off"},
		{"SHOW max_connections", "200"},
		{"SHOW autovacuum", "off"},
		{"SHOW timezone", "UTC"},
	}
	for _, test := range tests {
		if got := query(t, conn, test.query); got != test.want {
			t.Errorf("%s: got %s, want %s", test.query, got, test.want)
		}
	}
}

func TestSocketURLIsOfAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	conn := connect(t, pgtest.SocketURL(t))
	if got := query(t, conn, "SELECT inet_server_addr()"); got != "<nil>" {
		t.Errorf("the server's address is %s, want none: a Unix socket", got)
	}
	if got := query(t, conn, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"); got != "0" {
		t.Errorf("%s tables, want 0", got)
	}
}

// Any user of the machine can connect to a port.
func TestURLNeedsThePassword(t *testing.T) {
	t.Parallel()
	u, err := url.Parse(pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("postgres", "guess")
	_, err = pgx.Connect(t.Context(), u.String())
	if refused := new(pgconn.PgError); !errors.As(err, &refused) || refused.Code != "28P01" {
		t.Errorf("got %v, want a refused password", err)
	}
}

func TestDatabasesAreAlone(t *testing.T) {
	t.Parallel()
	for range 3 {
		t.Run("A name / with \"all\" sorts; of lëtters"+strings.Repeat("x", 100), func(t *testing.T) {
			t.Parallel()
			exec(t, connect(t, pgtest.URL(t)), "CREATE TABLE same (id int)")
		})
	}
}

func TestDatabaseIsDropped(t *testing.T) {
	t.Parallel()
	var name string
	t.Run("use", func(t *testing.T) {
		u := pgtest.URL(t)
		conn, err := pgx.Connect(t.Context(), u) // and never closed
		if err != nil {
			t.Fatal(err)
		}
		name = query(t, conn, "SELECT current_database()")
	})
	if got := query(t, connect(t, pgtest.URL(t)), "SELECT count(*) FROM pg_database WHERE datname = $1", name); got != "0" {
		t.Errorf("%s is still there", name)
	}
}

func TestFromTemplate(t *testing.T) {
	t.Parallel()
	name := once("posts")
	var filled atomic.Int64
	fill := func(url string) error {
		filled.Add(1)
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			return err
		}
		defer conn.Close(t.Context())
		_, err = conn.Exec(t.Context(), "CREATE TABLE posts AS SELECT 1 AS id")
		return err
	}
	t.Run("copies", func(t *testing.T) {
		for range 4 {
			t.Run("one", func(t *testing.T) {
				t.Parallel()
				conn := connect(t, pgtest.FromTemplate(t, name, fill))
				exec(t, conn, "INSERT INTO posts VALUES (2)")
				if got := query(t, conn, "SELECT count(*) FROM posts"); got != "2" {
					t.Errorf("%s rows, want 2: that of the template and that of this test", got)
				}
			})
		}
	})
	if got := filled.Load(); got != 1 {
		t.Errorf("filled %d times, want once", got)
	}
}

func TestFromTemplateFails(t *testing.T) {
	t.Parallel()
	name, calls := once("broken"), 0
	for range 2 {
		failed := runFake(t, func(tb testing.TB) {
			pgtest.FromTemplate(tb, name, func(string) error { calls++; return errors.New("no such table") })
		})
		if want := `: no such table`; !strings.Contains(failed, want) {
			t.Errorf("got %q, want it to have %q", failed, want)
		}
	}
	if calls != 1 {
		t.Errorf("fill was called %d times, want once", calls)
	}
}

// A fill that ends its test has not filled anything for the others.
func TestFromTemplateIsLeft(t *testing.T) {
	t.Parallel()
	name := once("left")
	for _, want := range []string{"gave up", "fill did not return"} {
		failed := runFake(t, func(tb testing.TB) {
			pgtest.FromTemplate(tb, name, func(string) error { tb.Fatalf("gave up"); return nil })
		})
		if !strings.Contains(failed, want) {
			t.Errorf("got %q, want it to have %q", failed, want)
		}
	}
}

var templates atomic.Int64

// once returns a name for a template that no earlier run of go test -count has filled.
func once(name string) string { return fmt.Sprint(name, templates.Add(1)) }

// A fake is a test that may fail.
type fake struct {
	testing.TB
	failed string
}

func (f *fake) Fatalf(format string, args ...any) {
	f.failed = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// runFake runs a test and returns what it failed with.
func runFake(t *testing.T, test func(testing.TB)) string {
	f := &fake{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		test(f)
	}()
	<-done
	return f.failed
}
