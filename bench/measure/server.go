package measure

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"

	"github.com/combo-web/combo/bench/serve"
)

// A server is a contestant that runs, pinned to one core.
type server struct {
	contestant Contestant
	places     Places
	address    string // 127.0.0.1:port
	command    *exec.Cmd
	output     *bufio.Reader // what a Go program tells of its allocations
	stderr     bytes.Buffer
}

// start runs a contestant on a core. The socket is the driver's and handed over, so
// there is no port to guess and no time to wait: a connection made too early
// waits in the socket's queue.
func start(ctx context.Context, c Contestant, places Places, core int) (*server, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	defer listener.Close()
	socket, err := listener.(*net.TCPListener).File()
	if err != nil {
		return nil, err
	}
	defer socket.Close()
	s := &server{contestant: c, places: places, address: listener.Addr().String()}
	s.command = exec.CommandContext(ctx, "taskset", append([]string{"-c", strconv.Itoa(core)}, c.command(places)...)...)
	s.command.Env = append(os.Environ(), c.environment(places)...)
	s.command.ExtraFiles = []*os.File{socket}
	s.command.Stderr = &s.stderr
	s.command.Cancel = func() error { return s.command.Process.Signal(syscall.SIGTERM) } // gunicorn ends its workers
	s.command.WaitDelay = patience
	stdout, err := s.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	s.output = bufio.NewReader(stdout)
	if err := s.command.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", c.Name, err)
	}
	return s, nil
}

// allocations asks a Go program what it has allocated.
func (s *server) allocations() (serve.Allocations, error) {
	var a serve.Allocations
	if s.contestant.Python != "" {
		return a, nil
	}
	if err := s.command.Process.Signal(syscall.SIGUSR1); err != nil {
		return a, err
	}
	defer s.within(patience)()
	line, err := s.output.ReadBytes('\n')
	if err != nil {
		return a, fmt.Errorf("ask %s for its allocations: %w", s.contestant.Name, err)
	}
	return a, json.Unmarshal(line, &a)
}

// usage is the processor time that the server has used so far, its workers
// included.
func (s *server) usage() (times, error) { return timesOf(s.command.Process.Pid) }

// patience is how long a server may take to answer and to end, on a machine that
// does something else.
const patience = time.Minute

// within kills a server that takes longer, which ends all waiting for it. The
// function that it returns is called in time.
func (s *server) within(d time.Duration) (inTime func() bool) {
	return time.AfterFunc(d, func() { _ = s.command.Process.Kill() }).Stop
}

// stop ends the server and returns what getrusage counts for it and for the
// workers that it waited for, over its whole life.
func (s *server) stop() (time.Duration, error) {
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil {
		return 0, s.failed(err)
	}
	defer s.within(patience)()
	_, _ = io.Copy(io.Discard, s.output) // Wait closes the pipe
	err := s.command.Wait()
	if state := s.command.ProcessState; err == nil {
		return state.UserTime() + state.SystemTime(), nil
	}
	return 0, s.failed(err)
}

// kill ends the server when something went wrong before.
func (s *server) kill(cause error) error {
	_, _ = s.stop() // its error would be of the same cause
	return s.failed(cause)
}

// failed adds what the server said.
func (s *server) failed(err error) error {
	said := cmp.Or(string(bytes.TrimSpace(s.stderr.Bytes())), "nothing")
	return fmt.Errorf("%s: %w; it said: %.2000s", s.contestant.Name, err, said)
}
