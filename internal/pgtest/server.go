package pgtest

import (
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Config is what may be chosen of a server of [Start].
type Config struct {
	// Settings are those of postgresql.conf, such as "fsync": "on". Defaults to
	// PostgreSQL's own, which lose no commit, but for 200 connections and no
	// autovacuum. Where the server listens is not chosen here; a setting that sends
	// the log elsewhere makes the start fail.
	Settings map[string]string
}

// A Server is a PostgreSQL with its own files. Its methods may be called by any
// goroutine; what goes wrong in them is an error of the test that started it.
type Server struct {
	tb       testing.TB // nil for the shared one
	install  install
	guard    *guard
	settings map[string]string
	port     int
	password string
	database string // the one of URL

	databases atomic.Int64
	templates sync.Map // of *template by name

	mu      sync.Mutex
	running *process
}

// Start starts a server of the test alone, for tests that stop it, kill it or change
// its settings. It is stopped and removed when the test ends.
func Start(tb testing.TB, config Config) *Server {
	tb.Helper()
	s, err := newServer(config.Settings)
	if err != nil {
		tb.Fatalf("start PostgreSQL: %v", err)
	}
	s.tb = tb
	tb.Cleanup(func() {
		if err := s.remove(); err != nil {
			tb.Errorf("stop PostgreSQL: %v", err)
		}
	})
	s.database = s.unique("test", tb.Name())
	if err := s.create(s.database, emptyTemplate); err != nil {
		tb.Fatalf("make a database for the test: %v", err)
	}
	return s
}

// URL returns the URL of the server's one database by TCP, empty at first. It stays
// the same when the server is restarted.
func (s *Server) URL() string { return s.tcpURL(s.database) }

// SocketURL is URL by the server's Unix socket.
func (s *Server) SocketURL() string { return s.socketURL(s.database) }

// DataDir returns the directory of the server's files.
func (s *Server) DataDir() string { return filepath.Join(s.guard.dir, "data") }

// Stop shuts the server down as its manager would: connections are closed,
// transactions under way are lost, and all else is written. A server that does not
// run stays so.
func (s *Server) Stop() { s.report("stop", s.lockedDown(os.Interrupt)) }

// Kill ends all processes of the server at once, as kill -9 does. A server that does
// not run stays so.
func (s *Server) Kill() { s.report("kill", s.lockedDown(os.Kill)) }

// Restart stops the server, if it runs, starts it with the same files at the same
// addresses, and returns when it takes connections.
func (s *Server) Restart() {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.down(os.Interrupt)
	if err == nil {
		err = s.up()
	}
	s.report("restart", err)
}

func (s *Server) report(doing string, err error) {
	if err != nil {
		s.tb.Helper()
		s.tb.Errorf("%s PostgreSQL: %v", doing, err)
	}
}

func (s *Server) lockedDown(signal os.Signal) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.down(signal)
}

// commonSettings hold unless a test says otherwise. Parallel queries share memory by
// files, because a killed server would leave it behind elsewhere.
var commonSettings = map[string]string{
	"max_connections": "200", "autovacuum": "off", "max_wal_size": "256MB", "jit": "off",
	"dynamic_shared_memory_type": "mmap", "timezone": "UTC", "log_timezone": "UTC",
}

// fastSettings do without what only a server needs that may crash.
var fastSettings = map[string]string{
	"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
	"wal_level": "minimal", "max_wal_senders": "0",
}

// newServer makes a server and starts it.
func newServer(settings map[string]string) (*Server, error) {
	install, err := findInstall(debianDirs)
	if err != nil {
		return nil, err
	}
	u, err := serverUser()
	if err != nil {
		return nil, err
	}
	s := &Server{install: install, settings: maps.Clone(commonSettings), password: rand.Text()}
	maps.Copy(s.settings, settings)
	if s.guard, err = newGuard(u); err != nil {
		return nil, fmt.Errorf("make the server's directory: %w", err)
	}
	if err := s.begin(); err != nil {
		return nil, errors.Join(err, s.remove())
	}
	return s, nil
}

// begin starts the server for the first time.
func (s *Server) begin() error {
	if err := s.makeFiles(); err != nil {
		return err
	}
	if err := s.upAtFreePort(); err != nil {
		return err
	}
	return s.admin("ALTER ROLE postgres PASSWORD '" + s.password + "'")
}

// upAtFreePort starts the server at a port that is free as far as one can know:
// another process may be faster.
func (s *Server) upAtFreePort() error {
	for tries := 1; ; tries++ {
		if err := s.choosePort(); err != nil {
			return err
		}
		err := s.up()
		if err == nil || tries == 5 || !strings.Contains(err.Error(), "could not create any TCP/IP sockets") {
			return err
		}
	}
}

// choosePort finds a free port below those that the kernel gives to outgoing
// connections: it must still be free at a restart.
func (s *Server) choosePort() error {
	var last error
	for range 100 {
		var b [2]byte
		rand.Read(b[:])
		port := 10_000 + (int(b[0])<<8|int(b[1]))%20_000
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err == nil {
			s.port = port
			return l.Close()
		}
		last = err
	}
	return fmt.Errorf("find a free port: %w", last)
}

// A process is a server that runs.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed when all its processes are gone
}

// startTimeout is for the slowest machine: a crashed server replays its log first.
const startTimeout = time.Minute

// up starts the server and returns when it takes connections.
func (s *Server) up() error {
	file, err := os.OpenFile(filepath.Join(s.guard.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	log := newServerLog(file)
	cmd, err := s.guard.start(log, s.install.program("postgres"), s.arguments()...)
	if err != nil {
		return errors.Join(err, file.Close())
	}
	p := &process{cmd: cmd, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		s.guard.wait(cmd) // how it ended says the log
		file.Close()
	}()
	s.running = p
	select {
	case <-log.ready:
		return nil
	case <-p.done:
		s.running = nil
		return fmt.Errorf("the server has ended; its log:\n%s", log.tail.String())
	case <-time.After(startTimeout):
		return errors.Join(fmt.Errorf("the server was not ready after %v; its log:\n%s", startTimeout, log.tail.String()), s.down(os.Kill))
	}
}

func (s *Server) arguments() []string {
	args := []string{"-D", s.DataDir()}
	for name, value := range s.settings {
		args = append(args, "-c", name+"="+value)
	}
	return append(args,
		"-c", "listen_addresses=127.0.0.1", "-c", "port="+strconv.Itoa(s.port),
		"-c", "unix_socket_directories="+s.guard.dir)
}

// down signals the server and waits until all its processes are gone. Those of a
// killed server would end by themselves, but not before the statement they are at.
func (s *Server) down(signal os.Signal) error {
	p := s.running
	if p == nil {
		return nil
	}
	workers := []int(nil)
	if signal == os.Kill {
		workers = childrenOf(p.cmd.Process.Pid)
	}
	if err := p.cmd.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	for _, pid := range workers {
		if worker, err := os.FindProcess(pid); err == nil {
			worker.Kill() // an error says that it is gone
		}
	}
	<-p.done
	s.running = nil
	return nil
}

// childrenOf lists the processes that another has started: none where the kernel does
// not tell.
func childrenOf(pid int) (children []int) {
	list, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	for _, field := range strings.Fields(string(list)) {
		if child, err := strconv.Atoi(field); err == nil {
			children = append(children, child)
		}
	}
	return children
}

// remove ends the server and all that it has written.
func (s *Server) remove() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.guard.end()
	if p := s.running; p != nil {
		<-p.done
		s.running = nil
	}
	return err
}
