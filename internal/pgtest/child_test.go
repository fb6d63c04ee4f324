package pgtest_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	osexec "os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/internal/pgtest"
)

// childEnv says what a child of these tests is to do.
const childEnv = "PGTEST_CHILD"

// TestChild is not a test here but in the children that other tests start: it has a
// server, says where, and ends with its standard input.
func TestChild(t *testing.T) {
	if os.Getenv(childEnv) == "" {
		return
	}
	conn := connect(t, pgtest.URL(t))
	fmt.Println("DIR", filepath.Dir(query(t, conn, "SHOW data_directory")))
	io.Copy(io.Discard, os.Stdin)
}

type child struct {
	*osexec.Cmd
	in  io.Closer
	out *bufio.Reader
	tmp string
}

func startChild(t *testing.T, mode, tmp string) *child {
	t.Helper()
	c := &child{Cmd: osexec.Command(os.Args[0], "-test.run=^TestChild$"), tmp: tmp}
	c.Env = append(os.Environ(), childEnv+"="+mode)
	if tmp != "" {
		c.Env = append(c.Env, "TMPDIR="+tmp)
	}
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.in, c.out = in, bufio.NewReader(out)
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	return c
}

// dir returns the directory of the child's server once that runs.
func (c *child) dir(t *testing.T) string {
	t.Helper()
	for {
		line, err := c.out.ReadString('\n')
		if err != nil {
			t.Fatalf("read what the child says: %v", err)
		}
		if dir, ok := strings.CutPrefix(line, "DIR "); ok {
			return strings.TrimSpace(dir)
		}
	}
}

// comesTrue waits for what another process does and no signal tells of.
func comesTrue(t *testing.T, what string, condition func() bool) {
	t.Helper()
	every, late := time.NewTicker(5*time.Millisecond), time.After(20*time.Second)
	defer every.Stop()
	for !condition() {
		select {
		case <-every.C:
		case <-late:
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

func gone(path string) bool {
	_, err := os.Lstat(path)
	return os.IsNotExist(err)
}

func serverOf(t *testing.T, dir string) (pid string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, _, _ = strings.Cut(string(content), "\n")
	return pid
}

func TestMainLeavesNothing(t *testing.T) {
	t.Parallel()
	c := startChild(t, "orderly", "")
	dir := c.dir(t)
	pid := serverOf(t, dir)
	c.in.Close()
	io.Copy(io.Discard, c.out)
	if err := c.Wait(); err != nil {
		t.Fatal(err)
	}
	if !gone(dir) || !gone("/proc/"+pid) {
		t.Errorf("the server %s or its directory %s have outlived the process", pid, dir)
	}
}

// A process that is killed, and one that does not call Main.
func TestServerEndsWithItsProcess(t *testing.T) {
	t.Parallel()
	for mode, end := range map[string]func(*child){
		"killed":    func(c *child) { c.Process.Kill() },
		"forgetful": func(c *child) { c.in.Close() },
	} {
		c := startChild(t, mode, "")
		dir := c.dir(t)
		pid := serverOf(t, dir)
		end(c)
		comesTrue(t, mode+": the directory goes", func() bool { return gone(dir) })
		comesTrue(t, mode+": the server goes", func() bool { return gone("/proc/"+pid) || zombie(pid) })
	}
}

// zombie tells whether a process has ended and nobody asked how: the first process of
// a container may be one that never does.
func zombie(pid string) bool {
	status, err := os.ReadFile("/proc/" + pid + "/status")
	return err != nil || strings.Contains(string(status), "State:\tZ")
}

// A directory that cannot be made is told at once.
func TestStartWithoutDirectory(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "missing"))
	got := runFake(t, func(tb testing.TB) { pgtest.Start(tb, pgtest.Config{}) })
	if want := "missing"; !strings.Contains(got, want) || !strings.Contains(got, "No such file") {
		t.Errorf("got %q, want it to name the directory", got)
	}
}

// A kill in the midst of making the files leaves nothing, either.
func TestKilledWhileStarting(t *testing.T) {
	t.Parallel()
	for _, appears := range []string{"combo-pg-*", "combo-pg-*/data", "combo-pg-*/data/base/1", "combo-pg-*/log", "combo-pg-*/data/postmaster.pid", "combo-pg-*/archive.tar"} {
		tmp := shortDir(t)
		c := startChild(t, "killed", tmp)
		matches := func(pattern string) bool {
			found, err := filepath.Glob(filepath.Join(tmp, pattern))
			return err == nil && len(found) > 0
		}
		comesTrue(t, appears+" comes", func() bool { return matches(appears) })
		c.Process.Kill()
		comesTrue(t, appears+" goes", func() bool { return !matches("combo-pg-*") })
	}
}

// shortDir is a TempDir whose name leaves room for that of a socket, and as fast as
// the directory of the shared server.
func shortDir(t *testing.T) string {
	t.Helper()
	data := query(t, connect(t, pgtest.URL(t)), "SHOW data_directory")
	dir, err := os.MkdirTemp(filepath.Dir(filepath.Dir(data)), "pgt")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestArchive(t *testing.T) {
	tmp := shortDir(t)
	t.Setenv("TMPDIR", tmp)
	start := func() os.FileInfo {
		s := pgtest.Start(t, pgtest.Config{})
		if got := query(t, connect(t, s.URL()), "SELECT 1"); got != "1" {
			t.Errorf("got %s, want 1", got)
		}
		found, err := filepath.Glob(filepath.Join(tmp, "combo-pgtest-*", "*"))
		if err != nil || len(found) != 1 {
			t.Fatalf("found %q, %v, want one archive", found, err)
		}
		info, err := os.Stat(found[0])
		if err != nil {
			t.Fatal(err)
		}
		return info
	}
	made := start()
	if !os.SameFile(start(), made) {
		t.Error("the archive was made again")
	}
	dirs, _ := filepath.Glob(filepath.Join(tmp, "combo-pgtest-*"))
	if err := os.Truncate(filepath.Join(dirs[0], made.Name()), made.Size()/2); err != nil {
		t.Fatal(err)
	}
	if again := start(); again.Size() != made.Size() {
		t.Errorf("a broken archive stayed: %d bytes, want %d", again.Size(), made.Size())
	}
	if err := os.Chmod(dirs[0], 0o777); err != nil {
		t.Fatal(err)
	}
	got := runFake(t, func(tb testing.TB) { pgtest.Start(tb, pgtest.Config{}) })
	if want := "is not a directory that only user"; !strings.Contains(got, want) {
		t.Errorf("a directory open to all: got %q, want it to have %q", got, want)
	}
}
