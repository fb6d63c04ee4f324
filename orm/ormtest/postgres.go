package ormtest

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/combo-web/combo/internal/pgtest"
	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
)

// Postgres returns a database of the test alone, with the tables and no rows. It
// is closed and dropped when the test ends.
func Postgres(tb testing.TB, tables ...Table) *orm.DB {
	tb.Helper()
	list, key := models(tb, tables)
	fill := func(url string) error {
		db, err := postgres.Open(url)
		if err != nil {
			return err
		}
		return create(db, list)
	}
	db, err := postgres.OpenConfig(postgres.Config{URL: newURL(tb, key, fill), Config: config()})
	return closeAfter(tb, db, err)
}

// newURL makes a database, on a server of its own or on the one that the
// environment names.
func newURL(tb testing.TB, key string, fill func(url string) error) string {
	tb.Helper()
	server := os.Getenv("COMBO_TEST_POSTGRES")
	if server == "" {
		return pgtest.FromTemplate(tb, "ormtest "+key, fill)
	}
	url, err := makeOn(tb, server)
	if err == nil {
		err = fill(url)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return url
}

// makeOn makes an empty database on a server, which is dropped after the test.
func makeOn(tb testing.TB, server string) (string, error) {
	name := "combo_test_" + strings.ToLower(rand.Text())
	u, err := url.Parse(server)
	if err != nil {
		return "", err
	}
	if err := run(server, "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	tb.Cleanup(func() {
		if err := run(server, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			tb.Errorf("drop the database of the test: %v", err)
		}
	})
	u.Path = "/" + name
	return u.String(), nil
}

// run runs one statement on a server.
func run(server, sql string) error {
	db, err := postgres.Open(server)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.Exec(context.Background(), sql)
	return err
}
