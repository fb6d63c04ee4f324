package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// emptyTemplate is the database that has the extensions and nothing else.
const emptyTemplate = "empty"

// patience is how long a statement of this package may take on a busy machine.
const patience = time.Minute

// newDatabase makes a database that lasts as long as the test.
func (s *Server) newDatabase(tb testing.TB, template string) string {
	tb.Helper()
	name := s.unique("test", tb.Name())
	if err := s.create(name, template); err != nil {
		tb.Fatalf("make a database for the test: %v", err)
	}
	tb.Cleanup(func() {
		if err := s.admin("DROP DATABASE " + quote(name) + " WITH (FORCE)"); err != nil {
			tb.Errorf("drop the test's database: %v", err)
		}
	})
	return name
}

// create copies files where the server can (15 and newer): by the write-ahead log,
// the default, it takes longer for a database of this size.
func (s *Server) create(name, template string) error {
	statement := "CREATE DATABASE " + quote(name) + " TEMPLATE " + quote(template)
	if s.install.major >= 15 {
		statement += " STRATEGY file_copy"
	}
	return s.admin(statement)
}

// unique returns a name for a database that tells a human whose it is: PostgreSQL
// takes 63 bytes.
func (s *Server) unique(prefix, of string) string {
	safe := strings.Map(func(c rune) rune {
		if 'a' <= c && c <= 'z' || '0' <= c && c <= '9' {
			return c
		}
		return '_'
	}, strings.ToLower(of))
	return fmt.Sprintf("%s_%d_%s", prefix, s.databases.Add(1), safe[:min(len(safe), 40)])
}

// A template is a database to copy.
type template struct {
	mu       sync.Mutex
	database string
	err      error // nil once the database is filled
}

var errNotReturned = errors.New("fill did not return")

// template returns the database that fill has filled, now or for another test.
func (s *Server) template(name string, fill func(url string) error) (string, error) {
	value, _ := s.templates.LoadOrStore(name, new(template))
	t := value.(*template)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.database == "" {
		t.database, t.err = s.unique("template", name), errNotReturned
		t.err = s.fill(t.database, fill)
	}
	return t.database, t.err
}

func (s *Server) fill(database string, fill func(url string) error) error {
	if err := s.create(database, emptyTemplate); err != nil {
		return err
	}
	if err := fill(s.tcpURL(database)); err != nil {
		return err
	}
	return s.admin("ALTER DATABASE " + quote(database) + " ALLOW_CONNECTIONS false")
}

// admin executes statements that no database of a test is needed for.
func (s *Server) admin(statements ...string) error {
	return execute(s.socketURL("postgres"), statements...)
}

func execute(url string, statements ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	for _, statement := range statements {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	return nil
}

func quote(name string) string { return pgx.Identifier{name}.Sanitize() }

func (s *Server) tcpURL(database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword("postgres", s.password),
		Host:     net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)),
		Path:     "/" + database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}

func (s *Server) socketURL(database string) string {
	query := url.Values{"host": {s.guard.dir}, "port": {strconv.Itoa(s.port)}, "sslmode": {"disable"}}
	u := url.URL{Scheme: "postgres", User: url.User("postgres"), Path: "/" + database, RawQuery: query.Encode()}
	return u.String()
}
