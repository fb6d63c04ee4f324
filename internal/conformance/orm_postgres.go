package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/combo-web/combo/internal/pgtest"
	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
)

// openPostgres returns what opens the database of a URL, which must be empty, or
// one on a server of its own if there is no URL.
func openPostgres(url string) func(orm.Config) (*orm.DB, func() error, error) {
	return func(config orm.Config) (*orm.DB, func() error, error) {
		server, url := &ownServer{}, url
		if url == "" {
			if err := safely(func() error { url = pgtest.Start(server, serverConfig).URL(); return nil }); err != nil {
				return nil, nil, errors.Join(server.err, err)
			}
		}
		db, err := postgres.OpenConfig(postgres.Config{URL: url, Config: config})
		if err != nil {
			return nil, nil, errors.Join(err, server.close())
		}
		closing := func() error { return errors.Join(db.Close(), server.close()) }
		if _, err := db.Exec(context.Background(), extensions); err != nil {
			return nil, nil, errors.Join(err, closing())
		}
		return db, closing, nil
	}
}

// extensions are those that functions need: SHA1 is one of pgcrypto.
const extensions = "CREATE EXTENSION IF NOT EXISTS pgcrypto"

// serverConfig is that of a server whose data nobody needs afterwards.
var serverConfig = pgtest.Config{Settings: map[string]string{"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}}

// An ownServer stands for the test that pgtest starts a server for.
type ownServer struct {
	testing.TB
	cleanups []func()
	err      error
}

func (s *ownServer) Helper() {}

func (s *ownServer) Name() string { return "conformance" }

func (s *ownServer) Cleanup(f func()) { s.cleanups = append(s.cleanups, f) }

func (s *ownServer) Errorf(format string, args ...any) {
	s.err = errors.Join(s.err, fmt.Errorf(format, args...))
}

// Fatalf ends the start of the server.
func (s *ownServer) Fatalf(format string, args ...any) {
	s.Errorf(format, args...)
	panic("the server does not start")
}

func (s *ownServer) close() error {
	for _, f := range slices.Backward(s.cleanups) {
		f()
	}
	s.cleanups = nil
	return s.err
}
