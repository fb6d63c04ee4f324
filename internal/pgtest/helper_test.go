package pgtest_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/combo-web/combo/internal/pgtest"
)

// TestMain makes the test's binary a child where one is started.
func TestMain(m *testing.M) {
	if os.Getenv(childEnv) == "forgetful" {
		m.Run() // a package without pgtest.Main
		return
	}
	pgtest.Main(m)
}

func connect(t testing.TB, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatalf("connect to %s: %v", url, err)
	}
	t.Cleanup(func() { conn.Close(t.Context()) })
	return conn
}

func exec(t testing.TB, conn *pgx.Conn, statement string) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// query returns the one value of a query as text.
func query(t testing.TB, conn *pgx.Conn, statement string, args ...any) string {
	t.Helper()
	var value any
	if err := conn.QueryRow(t.Context(), statement, args...).Scan(&value); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return fmt.Sprint(value)
}
