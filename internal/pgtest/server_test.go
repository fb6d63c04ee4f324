package pgtest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/combo-web/combo/internal/pgtest"
)

// What was committed survives a kill, what was not does not, and all connections end.
func TestKillAndRestart(t *testing.T) {
	t.Parallel()
	s := pgtest.Start(t, pgtest.Config{})
	url := s.URL()
	conn := connect(t, url)
	if got := query(t, conn, "SHOW fsync"); got != "on" {
		t.Errorf("fsync is %s, want PostgreSQL's own on", got)
	}
	exec(t, conn, "CREATE TABLE posts (id int)")
	exec(t, conn, "INSERT INTO posts VALUES (1)")
	exec(t, conn, "BEGIN")
	exec(t, conn, "INSERT INTO posts VALUES (2)")
	s.Kill()
	if _, err := conn.Exec(t.Context(), "COMMIT"); err == nil {
		t.Error("the connection has outlived the server")
	}
	if _, err := pgx.Connect(t.Context(), url); err == nil {
		t.Error("the killed server takes connections")
	}
	s.Kill() // does nothing
	s.Restart()
	if s.URL() != url {
		t.Errorf("the URL is %s after a restart, was %s", s.URL(), url)
	}
	if got := query(t, connect(t, url), "SELECT count(*) FROM posts"); got != "1" {
		t.Errorf("%s rows after the restart, want 1", got)
	}
}

// A statement that does not look up does not hold up a kill.
func TestKillDoesNotWait(t *testing.T) {
	t.Parallel()
	s := pgtest.Start(t, pgtest.Config{})
	conn := connect(t, s.SocketURL())
	watcher := connect(t, s.SocketURL())
	failed := make(chan error, 1)
	go func() {
		_, err := conn.Exec(t.Context(), "SELECT count(*) FROM generate_series(1, 1e12::bigint)")
		failed <- err
	}()
	for query(t, watcher, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%generate_series(1, 1e12%' AND pid <> pg_backend_pid()") == "0" {
	}
	s.Kill()
	if err := <-failed; err == nil {
		t.Error("the statement came to an end")
	}
}

func TestStopAndRestart(t *testing.T) {
	t.Parallel()
	s := pgtest.Start(t, pgtest.Config{Settings: map[string]string{"max_connections": "7", "application_name": `it's "quoted"`}})
	conn := connect(t, s.URL())
	for setting, want := range map[string]string{"max_connections": "7", "application_name": `it's "quoted"`, "data_directory": s.DataDir()} {
		if got := query(t, conn, "SHOW "+setting); got != want {
			t.Errorf("%s is %q, want %q", setting, got, want)
		}
	}
	s.Stop()
	s.Stop() // does nothing
	if _, err := os.Stat(filepath.Join(s.DataDir(), "postmaster.pid")); err == nil {
		t.Error("a stopped server has left its postmaster.pid")
	}
	s.Restart()
	s.Restart() // of one that runs
	if got := query(t, connect(t, s.SocketURL()), "SELECT 1"); got != "1" {
		t.Errorf("got %s, want 1", got)
	}
}

func TestStartFails(t *testing.T) {
	t.Parallel()
	got := runFake(t, func(tb testing.TB) {
		pgtest.Start(tb, pgtest.Config{Settings: map[string]string{"no_such_setting": "1"}})
	})
	if want := `unrecognized configuration parameter "no_such_setting"`; !strings.Contains(got, want) {
		t.Errorf("got %q, want the log, with %q", got, want)
	}
}

func TestServerIsRemoved(t *testing.T) {
	t.Parallel()
	for _, end := range []struct {
		name string
		how  func(*pgtest.Server)
	}{{"running", func(*pgtest.Server) {}}, {"stopped", (*pgtest.Server).Stop}, {"killed", (*pgtest.Server).Kill}} {
		var dir, memory string
		t.Run(end.name, func(t *testing.T) {
			s := pgtest.Start(t, pgtest.Config{})
			dir, memory = filepath.Dir(s.DataDir()), sharedMemory(t, s)
			end.how(s)
		})
		if _, err := os.Stat(dir); !os.IsNotExist(err) {
			t.Errorf("%s: %s is still there (%v)", end.name, dir, err)
		}
		segments, _ := os.ReadFile("/proc/sysvipc/shm") // none where the kernel does not tell
		for line := range strings.Lines(string(segments)) {
			if fields := strings.Fields(line); len(fields) > 1 && fields[1] == memory {
				t.Errorf("%s: the shared memory %s is still there", end.name, memory)
			}
		}
	}
}

// sharedMemory returns the number of the memory that the kernel keeps for a server.
func sharedMemory(t *testing.T, s *pgtest.Server) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(s.DataDir(), "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(content), "\n")
	if len(lines) < 7 {
		t.Fatalf("postmaster.pid has %d lines, want 7:\n%s", len(lines), content)
	}
	fields := strings.Fields(lines[6])
	return fields[len(fields)-1]
}
