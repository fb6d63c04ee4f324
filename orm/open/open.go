// Package open opens the database that a URL names, so that a setting decides
// which one it is:
//
//	db, err := open.URL(os.Getenv("DATABASE_URL"))
//
// It knows the URLs that Django projects have in DATABASE_URL:
//
//	sqlite:///site.db                  a file, relative to the working directory
//	sqlite:////var/lib/site/site.db    a file
//	sqlite://:memory:                  in memory, gone when it is closed
//	postgres://user:password@host:5432/name?sslmode=verify-full
//	postgres://user@%2Frun%2Fpostgresql/name
//
// A program that needs one database only opens it by package sqlite or package
// postgres, and does not hold the other.
package open

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
	"github.com/combo-web/combo/orm/sqlite"
)

// URL opens the database that a URL names. Errors never show the URL: it may have
// a password in it.
func URL(rawURL string) (*orm.DB, error) { return URLConfig(rawURL, orm.Config{}) }

// URLConfig is [URL] with what package orm wants to know of a database.
func URLConfig(rawURL string, config orm.Config) (*orm.DB, error) {
	if rawURL == "" {
		return nil, errors.New("open: the URL of the database is empty")
	}
	scheme, rest, found := strings.Cut(rawURL, "://")
	if !found {
		return nil, fmt.Errorf("open: the URL of the database does not begin with %s", known)
	}
	switch strings.ToLower(scheme) {
	case "sqlite", "sqlite3":
		file, err := sqliteFile(rest)
		if err != nil {
			return nil, err
		}
		return sqlite.OpenConfig(sqlite.Config{File: file, Config: config})
	case "postgres", "postgresql", "pgsql":
		return postgres.OpenConfig(postgres.Config{URL: "postgres://" + rest, Config: config})
	}
	return nil, fmt.Errorf("open: the URL of the database begins with an unknown %.20q, not with %s", scheme+"://", known)
}

const known = "sqlite:// or postgres://"

// sqliteFile returns the file that is named behind sqlite://.
func sqliteFile(rest string) (string, error) {
	if strings.TrimPrefix(rest, "/") == sqlite.Memory {
		return sqlite.Memory, nil
	}
	path, ok := strings.CutPrefix(rest, "/")
	if !ok || path == "" {
		return "", errors.New("open: the file stands behind three slashes, or four if its path is absolute: sqlite:///site.db")
	}
	if strings.ContainsAny(path, "?#") {
		return "", errors.New("open: the URL of an SQLite database has no parameters; a ? in the file's name is written as %3F")
	}
	file, err := url.PathUnescape(path)
	if err != nil {
		return "", errors.New("open: a % in the file's name is written as %25")
	}
	return file, nil
}
