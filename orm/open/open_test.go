package open_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/combo-web/combo/internal/pgtest"
	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/open"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func TestURL(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	server := pgtest.URL(t)
	for _, test := range []struct{ url, dialect, file string }{
		{"sqlite:///site.db", "sqlite", "site.db"},
		{"sqlite:///" + filepath.Join(dir, "absolute.db"), "sqlite", "absolute.db"},
		{"sqlite3:///a%20%3F%25.db", "sqlite", "a ?%.db"},
		{"sqlite://:memory:", "sqlite", ""},
		{"sqlite:///:memory:", "sqlite", ""},
		{server, "postgresql", ""},
		{"postgresql" + strings.TrimPrefix(server, "postgres"), "postgresql", ""},
		{"PGSQL" + strings.TrimPrefix(server, "postgres"), "postgresql", ""},
		{pgtest.SocketURL(t), "postgresql", ""},
	} {
		db, err := open.URL(test.url)
		if err != nil {
			t.Errorf("%s: %v", test.url, err)
			continue
		}
		if got := db.Dialect().Name(); got != test.dialect {
			t.Errorf("%s: opened %s", test.url, got)
		}
		if n, err := orm.Raw[int](t.Context(), db, "SELECT 1"); err != nil || n[0] != 1 {
			t.Errorf("%s: %v", test.url, err)
		}
		if err := db.Close(); err != nil {
			t.Errorf("%s: %v", test.url, err)
		}
		if _, err := os.Stat(test.file); test.file != "" && err != nil {
			t.Errorf("%s: %v", test.url, err)
		}
	}
}

func TestURLRefuses(t *testing.T) {
	t.Chdir(t.TempDir())
	for url, want := range map[string]string{
		"":                              "empty",
		"site.db":                       "sqlite:// or postgres://",
		"mysql://u:secret@h/db":         "sqlite:// or postgres://",
		"sqlite://site.db":              "three slashes",
		"sqlite://":                     "three slashes",
		"sqlite:///site.db?mode=secret": "parameters",
		"sqlite:///100%.db":             "%25",
		"postgres://u:se%secret@h/db":   "cannot be read",
		"postgres://u:pa/secret@h/db":   "cannot be read",
		"postgres://u:secret@h:x/db":    "cannot be read",
		"postgres://u:secret@h/db?sslmode=nonsense":        "sslmode",
		"postgres://u@h/db?password=secret&sslmode=x":      "sslmode",
		"postgres://u:secret@h/db?connect_timeout=nothing": "connect_timeout",
	} {
		db, err := open.URL(url)
		if err == nil {
			_ = db.Close()
			t.Errorf("%q was opened", url)
			continue
		}
		if !strings.Contains(err.Error(), want) || strings.Contains(fmt.Sprintf("%v %#v %+v", err, err, err), "secret") {
			t.Errorf("%q: %v", url, err)
		}
	}
}

// The password is not in what a failed connection says either.
func TestWrongPassword(t *testing.T) {
	db, err := open.URL("postgres://nobody:secret@" + host(pgtest.URL(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, err = db.Exec(t.Context(), "SELECT 1")
	if err == nil || strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "nobody") {
		t.Errorf("%v", err)
	}
}

func host(url string) string {
	_, host, _ := strings.Cut(url, "@")
	return host
}
