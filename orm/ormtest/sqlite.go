package ormtest

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

// SQLite returns a database of the test alone, in a file of its temporary
// directory, with the tables and no rows. It is closed when the test ends. What a
// commit writes is not waited for: the file survives nothing, and need not.
func SQLite(tb testing.TB, tables ...Table) *orm.DB {
	tb.Helper()
	list, key := models(tb, tables)
	file := filepath.Join(tb.TempDir(), "test.db")
	template, err := templates.get(key, func() ([]byte, error) { return makeTemplate(list) })
	if err == nil {
		err = os.WriteFile(file, template, 0o600)
	}
	if err != nil {
		tb.Fatal(err)
	}
	db, err := open(file)
	return closeAfter(tb, db, err)
}

func open(file string) (*orm.DB, error) {
	return sqlite.OpenConfig(sqlite.Config{File: file, Relaxed: true, Config: config()})
}

// makeTemplate returns the bytes of a file with tables.
func makeTemplate(list []*orm.Model) ([]byte, error) {
	dir, err := os.MkdirTemp("", "ormtest-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "template.db")
	db, err := open(file)
	if err != nil {
		return nil, err
	}
	if err := create(db, list); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
}

// templates are the files that were made, by their tables. They are small, and a
// test process has few.
var templates made

// A made keeps what was made once, by a key.
type made struct {
	mu   sync.Mutex
	kept map[string]func() ([]byte, error)
}

// get returns what is kept, and makes it the first time; others wait for it.
func (m *made) get(key string, make func() ([]byte, error)) ([]byte, error) {
	m.mu.Lock()
	once, ok := m.kept[key]
	if !ok {
		once = sync.OnceValues(make)
		if m.kept == nil {
			m.kept = map[string]func() ([]byte, error){}
		}
		m.kept[key] = once
	}
	m.mu.Unlock()
	return once()
}
