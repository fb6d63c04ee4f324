package sqlite

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strings"
	"time"

	engine "modernc.org/sqlite"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite/internal/functions"
)

// Memory is the name of a database that is held in memory, by one connection,
// and gone when it is closed. Every call of Open makes another one.
const Memory = ":memory:"

// Config says how a database is opened.
type Config struct {
	// File is the path of the database's file, which is made if there is none, or
	// [Memory]. Required.
	File string
	// Readers is how many connections read at the same time. Defaults to the
	// number of processors, at least 4.
	Readers int
	// Wait is how long a statement waits for a free connection, and for the lock
	// of another program, before it fails with [orm.ErrBusy]. Defaults to 10 s.
	Wait time.Duration
	// Relaxed leaves it to the operating system when a commit reaches the disk: a
	// crash of the machine may lose the last ones, the file stays whole. Defaults
	// to false: a commit is on disk when it is acknowledged.
	Relaxed bool
	// ReadOnly refuses every write, and does not make the file. Defaults to false.
	ReadOnly bool
	// CacheSize is how many bytes of the file each connection keeps in memory.
	// Defaults to 8 MiB.
	CacheSize int
	// Config is that of the database as package orm sees it.
	orm.Config
}

// Open opens the database of a file, which it makes if there is none.
// "sqlite.Open(file)" is short for OpenConfig with everything else by default.
func Open(file string) (*orm.DB, error) { return OpenConfig(Config{File: file}) }

// OpenConfig opens a database. The first connection is made at once, so that a
// file that cannot be opened is an error here.
func OpenConfig(config Config) (*orm.DB, error) {
	if err := functions.Register(); err != nil {
		return nil, err
	}
	config, err := config.complete()
	if err != nil {
		return nil, err
	}
	d := newDatabase(config)
	if err := d.probe(context.Background()); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", config.File, err), d.Close())
	}
	return orm.Open(d, config.Config), nil
}

func (c Config) complete() (Config, error) {
	switch {
	case c.File == "":
		return c, errors.New("sqlite: Config.File is empty")
	case strings.ContainsRune(c.File, 0):
		return c, errors.New("sqlite: Config.File has a NUL in it")
	case c.Readers < 0 || c.Wait < 0 || c.CacheSize < 0:
		return c, errors.New("sqlite: a number of Config is negative")
	}
	if c.Readers == 0 {
		c.Readers = max(4, runtime.GOMAXPROCS(0))
	}
	if c.Wait == 0 {
		c.Wait = 10 * time.Second
	}
	if c.CacheSize == 0 {
		c.CacheSize = 8 << 20
	}
	return c, nil
}

// source is the name by which the engine opens a connection that writes or
// only reads.
func (c Config) source(writer bool) string {
	q := url.Values{}
	pragma := func(format string, args ...any) { q.Add("_pragma", fmt.Sprintf(format, args...)) }
	pragma("busy_timeout(%d)", c.Wait.Milliseconds())
	if writer && !c.ReadOnly && c.File != Memory {
		pragma("journal_mode(wal)")
		// A WAL that grew behind a long reader is cut to this size afterwards.
		pragma("journal_size_limit(%d)", 64<<20)
	}
	pragma("synchronous(%s)", map[bool]string{true: "normal", false: "full"}[c.Relaxed])
	pragma("foreign_keys(1)")
	pragma("cache_size(-%d)", c.CacheSize>>10)
	pragma("temp_store(memory)")
	if !writer || c.ReadOnly {
		pragma("query_only(1)")
	}
	// The transactions of the handle begin as ours do.
	q.Set("_txlock", "immediate")
	// A misspelt "column" would be taken for a text.
	q.Set("_dqs", "0")
	q.Set("_error_rc", "1")
	if c.File == Memory {
		return Memory + "?" + q.Encode()
	}
	if c.ReadOnly {
		q.Set("mode", "ro")
	}
	return (&url.URL{Scheme: "file", Opaque: escapePath(c.File), RawQuery: q.Encode()}).String()
}

// escapePath hides from SQLite what has a meaning in a URI.
func escapePath(path string) string {
	return strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
}

// connect makes a connection.
func (c Config) connect(ctx context.Context, writer bool) (*conn, error) {
	connector, err := engine.NewConnector(c.source(writer))
	if err != nil {
		return nil, err
	}
	raw, err := connector.Connect(ctx)
	if err != nil {
		return nil, translate(err)
	}
	return newConn(raw)
}
