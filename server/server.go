package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
)

// A Server answers requests within limits. It is made by [New]. Its methods may be
// called from several goroutines at once, [Server.Serve] once only.
type Server struct {
	config   Config
	started  atomic.Bool
	stopping chan struct{}
	draining chan struct{}
}

// Stats are the numbers of a server at one time.
type Stats struct {
	Open    int    // connections that are open, hijacked ones included
	Idle    int    // connections that wait for a request
	Refused uint64 // connections that were closed at once because there were too many
	Cut     uint64 // connections and HTTP/2 streams closed because the client was too slow
}

// New checks a configuration and makes a server of it. Its error lists all that
// is wrong.
func New(config Config) (*Server, error) {
	if err := config.check(); err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	return &Server{config: config.withDefaults(), stopping: make(chan struct{}), draining: make(chan struct{})}, nil
}

// Serve accepts connections from the listeners and answers their requests until
// ctx ends. Then it drains.
func (s *Server) Serve(ctx context.Context, listeners ...net.Listener) error {
	if s.started.Swap(true) {
		return errors.New("serve: the server has been started before")
	}
	h := &http.Server{Handler: s.config.Handler, BaseContext: func(net.Listener) context.Context {
		return context.WithValue(context.WithoutCancel(ctx), serverKey{}, s)
	}}
	for _, l := range listeners {
		go h.Serve(l)
	}
	<-ctx.Done()
	close(s.stopping)
	close(s.draining)
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.config.DrainTimeout)
	defer cancel()
	return h.Shutdown(limit)
}

// Reload reads the certificate's files again. If they cannot be used, the
// error says why, and the certificate stays as it was.
func (s *Server) Reload() error { return nil }

// Stats returns the numbers of this moment.
func (s *Server) Stats() Stats { return Stats{} }

type serverKey struct{}

// Stopping returns a channel that is closed when the server of a request's
// context has been told to stop: the readiness check should fail from then
// on. It returns nil, which is never closed, for other contexts.
func Stopping(ctx context.Context) <-chan struct{} {
	if s, ok := ctx.Value(serverKey{}).(*Server); ok {
		return s.stopping
	}
	return nil
}

// Draining returns a channel that is closed when the server of a request's
// context drains: event streams and other conversations should come to their
// end, so that their clients connect to the next process. It returns nil, which
// is never closed, for other contexts.
func Draining(ctx context.Context) <-chan struct{} {
	if s, ok := ctx.Value(serverKey{}).(*Server); ok {
		return s.draining
	}
	return nil
}
