package postgres

import (
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/combo-web/combo/orm"
)

// Config says how a database is opened.
type Config struct {
	// URL names the database: "postgres://user:password@host:5432/name", with
	// libpq's parameters behind it: "?sslmode=verify-full". A socket is
	// "postgres:///name?host=/run/postgresql". What it leaves out comes from the
	// environment (PGHOST, PGPASSWORD, …). Required.
	URL string
	// MaxConns is how many connections there may be. Defaults to twice the number
	// of processors, at least 10.
	MaxConns int
	// MinConns is how many connections are kept open when there is nothing to do.
	// Defaults to 0.
	MinConns int
	// Wait is how long a statement waits for a free connection, before it fails with
	// [orm.ErrBusy]. Defaults to 10 s, which a new connection may take in any case.
	Wait time.Duration
	// StatementTimeout is how long the server lets a statement run. Defaults to 0:
	// as long as the context allows.
	StatementTimeout time.Duration
	// LockTimeout is how long the server lets a statement wait for a lock, before
	// it fails with [orm.ErrBusy]. Defaults to 0: as long as the context allows.
	LockTimeout time.Duration
	// IdleTimeout is how long a transaction may do nothing, before the server
	// ends it. Defaults to 0: for ever.
	IdleTimeout time.Duration
	// ApplicationName is what the server's lists of sessions show. Defaults to the
	// URL's, or else to "combo".
	ApplicationName string
	// Pooler says that the server is a pooler that hands out its connections per
	// transaction, as PgBouncer can: statements are not prepared, and the timeouts
	// above, which belong to a session, are refused. Defaults to false.
	Pooler bool
	// Config is that of the database as package orm sees it.
	orm.Config
}

// Open opens the database of a URL. It is short for [OpenConfig] with everything
// else by default.
func Open(url string) (*orm.DB, error) { return OpenConfig(Config{URL: url}) }

// OpenConfig opens a database. It does not connect: that is done when the first
// statement runs. Its errors never show the password.
func OpenConfig(config Config) (*orm.DB, error) {
	config, err := config.complete()
	if err != nil {
		return nil, err
	}
	pool, err := config.pool()
	if err != nil {
		return nil, err
	}
	return orm.Open(newDatabase(config, pool), config.Config), nil
}

// connectTime is how long it may take to make a connection, at least.
const connectTime = 10 * time.Second

// maxConns is the largest max_connections of a server.
const maxConns = 262143

func (c Config) complete() (Config, error) {
	if c.URL == "" {
		return c, errors.New("postgres: Config.URL is empty")
	}
	if c.MaxConns < 0 || c.MinConns < 0 || c.Wait < 0 || c.StatementTimeout < 0 || c.LockTimeout < 0 || c.IdleTimeout < 0 {
		return c, errors.New("postgres: a number of Config is negative")
	}
	if c.MaxConns > maxConns || c.MinConns > maxConns {
		return c, fmt.Errorf("postgres: PostgreSQL has at most %d connections", maxConns)
	}
	if c.Pooler && c.StatementTimeout+c.LockTimeout+c.IdleTimeout > 0 {
		return c, errors.New("postgres: a pooler does not keep the timeouts of a session: set them for the role, by ALTER ROLE … SET")
	}
	if c.MaxConns == 0 {
		c.MaxConns = max(10, 2*runtime.GOMAXPROCS(0))
	}
	if c.Wait == 0 {
		c.Wait = 10 * time.Second
	}
	return c, nil
}

// pool makes the pool, which has no connections yet.
func (c Config) pool() (*pgxpool.Config, error) {
	config, err := parseURL(c.URL)
	if err != nil {
		return nil, err
	}
	config.MaxConns, config.MinConns = int32(c.MaxConns), int32(c.MinConns)
	config.MaxConnLifetimeJitter = config.MaxConnLifetime / 10
	config.PingTimeout = max(c.Wait, connectTime)
	conn := config.ConnConfig
	conn.ConnectTimeout = max(c.Wait, connectTime)
	conn.DefaultQueryExecMode = pgx.QueryExecModeCacheStatement
	if c.Pooler {
		conn.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe
	}
	conn.BuildContextWatcherHandler = cancelOnServer
	c.session(conn.RuntimeParams)
	return config, nil
}

// cancelOnServer lets a connection survive that its statement is cancelled. A
// server that does not answer to that has a second.
func cancelOnServer(conn *pgconn.PgConn) ctxwatch.Handler {
	return &pgconn.CancelRequestContextWatcherHandler{Conn: conn, DeadlineDelay: time.Second}
}

// session sets what holds for each session.
func (c Config) session(params map[string]string) {
	params["timezone"] = "UTC"
	if c.ApplicationName != "" {
		params["application_name"] = c.ApplicationName
	} else if params["application_name"] == "" {
		params["application_name"] = "combo"
	}
	for name, limit := range map[string]time.Duration{
		"statement_timeout": c.StatementTimeout, "lock_timeout": c.LockTimeout, "idle_in_transaction_session_timeout": c.IdleTimeout,
	} {
		if limit > 0 {
			params[name] = strconv.FormatInt(max(1, limit.Milliseconds()), 10)
		}
	}
}
