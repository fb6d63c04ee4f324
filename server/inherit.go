package server

import (
	"context"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
)

// A listener is a listener of [Listen] or [Inherited]. It knows whether another
// process has the same socket.
type listener struct {
	net.Listener
	name   string // of LISTEN_FDNAMES
	shared atomic.Bool
}

// Listen opens a socket: "host:port" for TCP, where an empty host means all
// addresses of the machine, or "unix:/path" for a socket in the file system.
// A socket file that a dead process left is replaced; one that is answered
// is not.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	network, address := "tcp", addr
	if path, ok := strings.CutPrefix(addr, "unix:"); ok {
		network, address = "unix", path
		removeStale(path)
	}
	l, err := new(net.ListenConfig).Listen(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &listener{Listener: l}, nil
}

// removeStale removes a socket file that nobody listens on.
func removeStale(path string) {
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Type() != os.ModeSocket {
		return
	}
	conn, err := net.Dial("unix", path)
	if err == nil {
		conn.Close()
		return
	}
	if refused(err) {
		os.Remove(path)
	}
}

// firstInherited is the number of the first file that a supervisor passes on
// (SD_LISTEN_FDS_START).
const firstInherited = 3

// Inherited returns the sockets that the process was started with by systemd's
// protocol (sd_listen_fds(3)): those that LISTEN_FDS counts, if LISTEN_PID is
// this process. There may be none. The variables are unset, so that
// children do not take the sockets for theirs; call it once, before anything
// else opens files.
//
// A server that is told to stop leaves these sockets at once to the process
// that comes after it: see [Server.Serve].
func Inherited() ([]net.Listener, error) {
	pid, fds, names := os.Getenv("LISTEN_PID"), os.Getenv("LISTEN_FDS"), os.Getenv("LISTEN_FDNAMES")
	if pid != strconv.Itoa(os.Getpid()) {
		return nil, nil
	}
	for _, name := range []string{"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"} {
		os.Unsetenv(name)
	}
	n, err := strconv.Atoi(fds)
	if err != nil || n < 0 || n > 1024 {
		return nil, fmt.Errorf("LISTEN_FDS is %q, not a number of sockets", fds)
	}
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = firstInherited + i
	}
	return inherit(numbers, strings.Split(names, ":"))
}

// InheritedFrom returns the sockets that the process was started with as the
// files of these numbers, for supervisors that cannot say LISTEN_PID: a Go
// program that passes sockets in exec.Cmd.ExtraFiles has them from 3 on.
func InheritedFrom(fds ...int) ([]net.Listener, error) { return inherit(fds, nil) }

func inherit(fds []int, names []string) ([]net.Listener, error) {
	var listeners []net.Listener
	for i, fd := range fds {
		l, err := inheritOne(fd)
		if err != nil {
			for _, l := range listeners {
				l.Close()
			}
			return nil, err
		}
		if i < len(names) {
			l.name = names[i]
		}
		listeners = append(listeners, l)
	}
	return listeners, nil
}

func inheritOne(fd int) (*listener, error) {
	file := os.NewFile(uintptr(fd), "inherited socket "+strconv.Itoa(fd))
	if file == nil {
		return nil, fmt.Errorf("file %d is not a socket", fd)
	}
	defer file.Close() // FileListener has its own copy
	inner, err := net.FileListener(file)
	if err != nil {
		return nil, fmt.Errorf("take file %d as a listening socket: %w", fd, err)
	}
	l := &listener{Listener: inner}
	l.shared.Store(true)
	return l, nil
}

// Name returns the name that the supervisor gave a socket (LISTEN_FDNAMES, in
// systemd FileDescriptorName=), "" if it gave none.
func Name(l net.Listener) string {
	if own, ok := l.(*listener); ok {
		return own.name
	}
	return ""
}

// File returns a copy of the socket to start a successor with, as in
// exec.Cmd.ExtraFiles; the caller closes it. The listener is one of [Listen] or
// [Inherited]: others are an error. From then on the listener counts as
// shared: when its server is told to stop, it leaves the connections that were
// not accepted yet to the successor.
//
// The File method of net's listeners is not fit for this: starting a process with
// its result puts the socket into blocking mode, in which a server that accepts
// from it cannot stop.
func File(l net.Listener) (*os.File, error) {
	own, ok := l.(*listener)
	if !ok {
		return nil, fmt.Errorf("a %T cannot be marked as shared: open it with Listen", l)
	}
	file, err := copyOf(own.Listener)
	if err != nil {
		return nil, err
	}
	if unix, is := own.Listener.(*net.UnixListener); is {
		unix.SetUnlinkOnClose(false) // the successor is reached by the path
	}
	own.shared.Store(true)
	return file, nil
}

// isShared tells whether another process may accept from the same socket.
func isShared(l net.Listener) bool {
	own, ok := l.(*listener)
	return ok && own.shared.Load()
}
