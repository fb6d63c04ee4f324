package manage

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"
)

// Limits of the server: how long a client may take for the header of a request,
// how long a connection may lie idle, how large a header may be, and how long
// the requests that run at the end are waited for.
const (
	readHeaderTimeout = 10 * time.Second
	idleTimeout       = 120 * time.Second
	maxHeaderBytes    = 32 << 10
	shutdownTimeout   = 10 * time.Second
)

func newServer(site http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           site,
		ReadHeaderTimeout: readHeaderTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// serveUntil serves until ctx ends. Then no connection is accepted any more, and
// the requests that run may finish within the time limit.
func serveUntil(ctx context.Context, server *http.Server, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	err := server.Shutdown(limit)
	if errors.Is(err, context.DeadlineExceeded) {
		return errors.Join(fmt.Errorf("some requests did not end within %v and were cut off", shutdownTimeout), server.Close())
	}
	return err
}

// listen opens the port, or says what to do if it cannot be had.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, usagef("%q is not an address to listen on: give host and port, as in 127.0.0.1:8000 or :8000", addr)
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
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

// otherPort is an address to try: the next port.
func otherPort(host, port string) string {
	n, err := strconv.Atoi(port)
	if err != nil || n >= 65535 {
		n = 8000
	}
	return net.JoinHostPort(host, strconv.Itoa(n+1))
}

// urlOf is where a listener on this machine is reached.
func urlOf(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return "http://" + addr.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}
