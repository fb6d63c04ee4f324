package server

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"
)

type serverKey struct{}

// Stopping returns a channel that is closed when the server of a request's
// context has been told to stop: the readiness check should fail from then on.
// For other contexts it returns nil, a channel that is never closed.
func Stopping(ctx context.Context) <-chan struct{} {
	if s, ok := ctx.Value(serverKey{}).(*Server); ok {
		return s.stopping
	}
	return nil
}

// Draining returns a channel that is closed when the server of a request's
// context drains: event streams and other conversations should come to their
// end then, so that their clients connect to the next process. For other
// contexts it returns nil, a channel that is never closed.
func Draining(ctx context.Context) <-chan struct{} {
	if s, ok := ctx.Value(serverKey{}).(*Server); ok {
		return s.draining
	}
	return nil
}

// lastAccept is how long an empty queue of connections is waited for.
const lastAccept = 20 * time.Millisecond

// afterCancel is how long requests have to end when their contexts are cancelled.
const afterCancel = time.Second

// drain ends the service without failing a request, if they end in time. HTTP/1
// has no way to say goodbye on a connection that waits for a request: the
// client may be sending one at this moment. So they stay open for a while, and
// the answer to each request that begins from now on says that it is the last. Those
// that run already do not say it: net/http could, but would close idle connections.
func (s *Server) drain(listeners []net.Listener, accepting *sync.WaitGroup, cancel context.CancelFunc) error {
	close(s.stopping)
	time.Sleep(s.config.DrainDelay)
	limit, limitCancel := context.WithTimeout(context.Background(), s.config.DrainTimeout)
	defer limitCancel()
	s.drainStart.Store(max(int64(time.Since(s.started)), 1))
	s.isDraining.Store(true)
	close(s.draining)

	s.stopAccepting(listeners, accepting)
	s.awaitHandshakes(limit.Done())
	over, overCancel := context.WithCancel(context.Background())
	defer overCancel()
	go s.http2.Shutdown(over)

	err := s.awaitRequests(limit.Done(), cancel)
	s.http1.Close()
	s.http2.Close()
	return err
}

// stopAccepting closes the listeners. What waits to be accepted is served, or left
// to the process that has the same socket.
func (s *Server) stopAccepting(listeners []net.Listener, accepting *sync.WaitGroup) {
	stopped := make(chan struct{})
	go func() {
		for _, l := range listeners {
			if isShared(l) || !acceptSoon(l) {
				l.Close()
			}
		}
		accepting.Wait()
		for _, l := range listeners {
			l.Close()
		}
		close(stopped)
	}()
	select {
	case <-stopped:
	case <-time.After(s.config.DrainIdle + time.Second):
		s.log.warn("stop", "A listening socket does not close: another process has put it into blocking mode.")
	}
}

// acceptSoon makes Accept fail when no connection waits any more. It returns
// false if the listener cannot do that.
func acceptSoon(l net.Listener) bool {
	if own, ok := l.(*listener); ok {
		l = own.Listener
	}
	timed, ok := l.(interface{ SetDeadline(time.Time) error })
	return ok && timed.SetDeadline(time.Now().Add(lastAccept)) == nil
}

// awaitHandshakes waits for the connections that have been accepted but have not
// begun: HTTP/2 takes none any more after its goodbye.
func (s *Server) awaitHandshakes(limit <-chan struct{}) {
	if s.tls == nil && !s.config.H2C {
		return
	}
	ticker := time.NewTicker(s.everyDraining)
	defer ticker.Stop()
	for s.anyNew() {
		select {
		case <-ticker.C:
		case <-limit:
			return
		}
	}
}

func (s *Server) anyNew() bool {
	for _, c := range s.conns.snapshot(nil) {
		if p, _ := phaseOf(c.state.Load()); p == phaseNew {
			return true
		}
	}
	return false
}

// awaitRequests waits until all connections are closed. What runs when the
// limit is over is cancelled, and soon closed.
func (s *Server) awaitRequests(limit <-chan struct{}, cancel context.CancelFunc) error {
	if s.awaitEmpty(limit) {
		return nil
	}
	cut := s.running()
	cancel()
	grace, graceCancel := context.WithTimeout(context.Background(), afterCancel)
	defer graceCancel()
	if !s.awaitEmpty(grace.Done()) {
		for _, c := range s.conns.snapshot(nil) {
			c.abort()
		}
	}
	if cut == 0 {
		return nil
	}
	return fmt.Errorf("server: %d requests did not end within %v and were cut off", cut, s.config.DrainTimeout)
}

func (s *Server) awaitEmpty(limit <-chan struct{}) bool {
	for s.conns.len() > 0 {
		select {
		case <-s.conns.emptied:
		case <-limit:
			return s.conns.len() == 0
		}
	}
	return true
}

// running counts the requests that have not ended.
func (s *Server) running() int {
	n := int(s.streaming.Load())
	for _, c := range s.conns.snapshot(nil) {
		switch p, _ := phaseOf(c.state.Load()); p {
		case phaseHeader, phaseServing, phaseHijacked:
			if !c.http2.Load() { // whose requests are counted one by one
				n++
			}
		}
	}
	return n
}
