package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// A Server answers requests within limits. It is made by [New]. Its methods may be
// called from several goroutines at once, [Server.Serve] once only.
type Server struct {
	config  Config
	log     *logger
	tls     *tls.Config // nil without TLS
	certs   *certificates
	serving atomic.Bool

	started time.Time
	clock   atomic.Int64  // see now
	every   time.Duration // between two looks of the sweeper

	everyDraining time.Duration
	load          gauge

	conns          *registry
	streams        streamList
	streaming      atomic.Int64 // HTTP/2 requests
	refused, cuts  atomic.Uint64
	farewells      chan struct{}
	http1, http2   *http.Server
	conns1, conns2 *handoff

	isDraining atomic.Bool
	drainStart atomic.Int64 // of the coarse clock; 0 before
	stopping   chan struct{}
	draining   chan struct{}
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
	s := &Server{
		config:    config.withDefaults(),
		started:   time.Now(),
		conns:     newRegistry(),
		farewells: make(chan struct{}, 64),
		conns1:    newHandoff(),
		conns2:    newHandoff(),
		stopping:  make(chan struct{}),
		draining:  make(chan struct{}),
	}
	s.log = newLogger(s.config.Log)
	shortest := min(s.config.HeaderTimeout, s.config.IdleTimeout, s.config.RateGrace)
	s.every = sweepEvery(shortest)
	s.everyDraining = sweepEvery(min(shortest, s.config.DrainIdle))
	if err := s.setUpTLS(); err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	return s, nil
}

// Serve accepts connections from the listeners and answers their requests until
// ctx ends. Then it drains; the listeners are closed. The error is nil
// after a drain in which every request was answered, and says how many were
// cut off otherwise. A server serves once.
//
// The contexts of requests carry the values of ctx, and are not cancelled when it
// ends: [Draining] tells those who want to know.
//
// A connection that the kernel has accepted already when the drain begins is
// served, except from a socket that another process has too (see [Inherited]
// and [File]): that is left to it.
func (s *Server) Serve(ctx context.Context, listeners ...net.Listener) error {
	if s.serving.Swap(true) {
		return errors.New("server: Serve was called before")
	}
	if len(listeners) == 0 {
		return errors.New("server: there is no listener to serve")
	}
	base, cancel := context.WithCancel(context.WithValue(context.WithoutCancel(ctx), serverKey{}, s))
	defer cancel()
	s.start(base)
	swept := make(chan struct{})
	defer close(swept)
	go s.sweep(swept)

	var accepting sync.WaitGroup
	failed := make(chan error, len(listeners))
	for _, l := range listeners {
		accepting.Go(func() { failed <- s.accept(l) })
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
		err = fmt.Errorf("server: accept connections: %w", err)
	}
	return errors.Join(err, s.drain(listeners, &accepting, cancel))
}

// headerSlop is how much more than its limit net/http reads of a header.
const headerSlop = 4 << 10

// start starts the two servers of net/http: one for HTTP/1 and one for HTTP/2,
// which end differently.
func (s *Server) start(base context.Context) {
	s.http1 = &http.Server{Handler: http.HandlerFunc(s.serveHTTP1)}
	s.http1.Protocols = new(http.Protocols)
	s.http1.Protocols.SetHTTP1(true)
	s.http2 = &http.Server{Handler: http.HandlerFunc(s.serveHTTP2), IdleTimeout: s.config.IdleTimeout}
	s.http2.Protocols = new(http.Protocols)
	s.http2.Protocols.SetHTTP2(true)
	s.http2.Protocols.SetUnencryptedHTTP2(s.config.H2C)
	s.http2.HTTP2 = &http.HTTP2Config{
		MaxConcurrentStreams: 100,
		MaxReadFrameSize:     16 << 10,
		SendPingTimeout:      30 * time.Second,
		PingTimeout:          15 * time.Second,
	}
	s.http1.MaxHeaderBytes = max(s.config.MaxHeaderBytes-headerSlop, 1)
	s.http2.MaxHeaderBytes = s.config.MaxHeaderBytes
	for _, h := range []*http.Server{s.http1, s.http2} {
		h.ErrorLog = log.New(s.log, "", 0)
		h.ConnState = connState
		h.ConnContext = withConn
		h.BaseContext = func(net.Listener) context.Context { return base }
		h.DisableGeneralOptionsHandler = true // each request is counted
	}
	go s.http1.Serve(s.conns1)
	go s.http2.Serve(s.conns2)
}

// Stats returns the numbers of this moment. It looks at every connection.
func (s *Server) Stats() Stats {
	stats := Stats{Refused: s.refused.Load(), Cut: s.cuts.Load()}
	for _, c := range s.conns.snapshot(nil) {
		stats.Open++
		if p, _ := phaseOf(c.state.Load()); p == phaseIdle {
			stats.Idle++
		}
	}
	return stats
}
