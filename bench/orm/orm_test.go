package orm_test

import (
	"context"
	"database/sql"
	"flag"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"

	"github.com/combo-web/combo/bench/record"
	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/ormtest"
	"github.com/combo-web/combo/orm/postgres"
	"github.com/combo-web/combo/orm/sqlite"
)

var (
	rounds = flag.Int("orm.rounds", 1, "measure so `many` times")
	each   = flag.Duration("orm.time", 2*time.Millisecond, "measure each task for so `long`")
	folder = flag.String("orm.folder", "", "write the rounds into the `folder`")
)

func TestMain(m *testing.M) { ormtest.Main(m) }

// A place is a database with everybody who uses it.
type place struct {
	name  string
	db    *orm.DB
	peers []peer
	// programs are those that run beside this one.
	programs []contestant
}

func openSQLite(t testing.TB, config orm.Config) place {
	file := filepath.Join(t.TempDir(), "bench.db")
	// Nobody waits for the disk, which is not what is compared.
	db, err := sqlite.OpenConfig(sqlite.Config{File: file, Relaxed: true, Config: config})
	check(t, err)
	t.Cleanup(func() { _ = db.Close() })
	check(t, fill(t.Context(), db))
	open := func() *sql.DB {
		db, err := sql.Open("sqlite", file+"?_pragma=busy_timeout(10000)&_pragma=synchronous(normal)&_pragma=foreign_keys(1)&_pragma=cache_size(-8192)&_txlock=immediate&_time_format=sqlite")
		check(t, err)
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	byHand := onSQLite(t, open())
	gorm, err := byGorm(gormSQLite{open()}, true)
	check(t, err)
	p := place{"sqlite", db, []peer{byHand.bare(), byHand.peer(), typed(db), untyped(db), gorm, byBun(open(), sqlitedialect.New())}, nil}
	return p.withDjango(startDjango(t, "sqlite", file))
}

func openPostgres(t testing.TB, config orm.Config) place {
	list, err := orm.Raw[struct{ Directory, Port, Role, Name string }](t.Context(), ormtest.Postgres(t),
		"SELECT current_setting('unix_socket_directories') AS directory, current_setting('port') AS port, current_user::text AS role, current_database()::text AS name")
	check(t, err)
	server := list[0]
	url := "postgres:///" + server.Name + "?host=" + server.Directory + "&port=" + server.Port + "&user=" + server.Role
	db, err := postgres.OpenConfig(postgres.Config{URL: url, Config: config})
	check(t, err)
	t.Cleanup(func() { _ = db.Close() })
	check(t, fill(t.Context(), db))
	pool, err := pgxpool.New(t.Context(), url)
	check(t, err)
	t.Cleanup(pool.Close)
	open := func(mode pgx.QueryExecMode) *sql.DB {
		config, err := pgx.ParseConfig(url)
		check(t, err)
		config.DefaultQueryExecMode = mode
		db := stdlib.OpenDB(*config)
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	byHand := onPostgres(pool)
	gorm, err := byGorm(gormOnPostgres(open(pgx.QueryExecModeCacheStatement)), false)
	check(t, err)
	// What bun writes is a new text each time, so preparing it would cost one more way
	// to the server.
	bun := byBun(open(pgx.QueryExecModeSimpleProtocol), pgdialect.New())
	p := place{"postgresql", db, []peer{byHand.bare(), byHand.peer(), typed(db), untyped(db), gorm, bun}, nil}
	return p.withDjango(startDjango(t, "postgresql", server.Directory, server.Port, server.Role, server.Name))
}

func (p place) withDjango(s *script) place {
	if s != nil {
		p.programs = []contestant{remote{s, "django", "orm"}, remote{s, "django bare", "bare"}}
	}
	return p
}

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// TestMeasure measures everybody in turn, task by task, so that what is compared
// was measured within a second or two; each round begins with another one.
func TestMeasure(t *testing.T) {
	var all []record.ORMRound
	for _, open := range []func(testing.TB, orm.Config) place{openSQLite, openPostgres} {
		p := open(t, orm.Config{})
		// A request's context can be cancelled.
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		for round := range *rounds {
			all = append(all, p.round(ctx, t, round)...)
		}
	}
	if *folder != "" {
		check(t, record.Save(*folder, record.ORMFile, record.ORM{Rounds: all}))
	}
}

func (p place) round(ctx context.Context, t *testing.T, round int) (list []record.ORMRound) {
	t.Helper()
	var everybody []contestant
	for _, peer := range p.peers {
		everybody = append(everybody, peer)
	}
	everybody = append(everybody, p.programs...)
	for _, task := range tasks {
		for i := range everybody {
			who := everybody[(i+round)%len(everybody)]
			m, ok, err := who.measure(ctx, task, *each)
			if err != nil {
				t.Fatalf("%s, %s, %s: %v", p.name, task, who.called(), err)
			}
			if ok {
				m.Database, m.Round = p.name, round+1
				list = append(list, m)
			}
		}
	}
	t.Log(p.name, "round", strconv.Itoa(round+1), "of", *rounds)
	return list
}
