package manage

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"

	"github.com/combo-web/combo/server"
)

// listen returns the sockets that the parent process passes, or opens the address.
func (o *serveOptions) listen(ctx context.Context) ([]net.Listener, error) {
	listeners, err := server.Inherited()
	if err == nil && len(listeners) == 0 && o.inherit {
		listeners, err = inherited()
	}
	if err != nil || len(listeners) > 0 {
		return listeners, err
	}
	listener, err := listenOn(ctx, o.addr)
	if err != nil {
		return nil, err
	}
	return []net.Listener{listener}, nil
}

// inherited takes sockets from a parent that cannot say LISTEN_PID: those that
// LISTEN_FDS counts, or one.
func inherited() ([]net.Listener, error) {
	n := 1
	if text := os.Getenv("LISTEN_FDS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil || n < 1 || n > 1024 {
			return nil, fmt.Errorf("LISTEN_FDS is %q, not a number of sockets", text)
		}
	}
	files := make([]int, n)
	for i := range files {
		files[i] = 3 + i
	}
	listeners, err := server.InheritedFrom(files...)
	if err != nil {
		return nil, fmt.Errorf("-inherit is for a program that is started with a listening socket as its file 3: %w", err)
	}
	return listeners, nil
}

// listenOn opens an address, or says what to do if it cannot be had.
func listenOn(ctx context.Context, addr string) (net.Listener, error) {
	if path, ok := strings.CutPrefix(addr, "unix:"); ok {
		return listenOnFile(ctx, addr, path)
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, usagef("%q is not an address to listen on: give host and port, as in 127.0.0.1:8000 or :8000, or a file, as in unix:/run/site.sock", addr)
	}
	listener, err := server.Listen(ctx, addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("port %s is in use: stop the program that has it, or choose another with -addr %s", port, otherPort(host, port))
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("port %s needs rights that this program does not have: choose one from 1024 on, as with -addr %s", port, net.JoinHostPort(host, "8000"))
	case err != nil:
		return nil, fmt.Errorf("listen on %s: %w", addr, err)
	}
	return listener, nil
}

func listenOnFile(ctx context.Context, addr, path string) (net.Listener, error) {
	if path == "" {
		return nil, usagef("%q has no path: write as in unix:/run/site.sock", addr)
	}
	listener, err := server.Listen(ctx, addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s is in use: stop the program that listens there, or choose another file with -addr", path)
	case err != nil:
		return nil, fmt.Errorf("listen on %s: %w", addr, err)
	}
	return listener, nil
}

// otherPort is an address to try: the next port.
func otherPort(host, port string) string {
	n, err := strconv.Atoi(port)
	if err != nil || n >= 65535 {
		n = 8000
	}
	return net.JoinHostPort(host, strconv.Itoa(n+1))
}

func closeAll(listeners []net.Listener) {
	for _, l := range listeners {
		l.Close()
	}
}

func allLoopback(listeners []net.Listener) bool {
	for _, l := range listeners {
		tcp, ok := l.Addr().(*net.TCPAddr)
		if !ok || !tcp.IP.IsLoopback() {
			return false
		}
	}
	return true
}

// urlOf is where a listener on this machine is reached.
func (o *serveOptions) urlOf(addr net.Addr) string {
	if addr.Network() == "unix" {
		return "unix:" + addr.String()
	}
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return o.scheme() + "://" + addr.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return o.scheme() + "://" + net.JoinHostPort(host, port)
}
