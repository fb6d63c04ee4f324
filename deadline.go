package combo

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// A deadline bounds how long a request may take. Its timer is made when somebody
// waits for it: most views are done before.
type deadline struct {
	at    time.Time // zero: the site sets none
	mu    sync.Mutex
	timer atomic.Pointer[timer] // nil until it is asked for
}

// A timer is the request's context with the deadline.
type timer struct {
	context.Context
	stop context.CancelFunc
}

// limitTime starts the time that the route may take. A handler may be a
// conversation, so it has all the time in the world unless its route says otherwise.
func (s *Site) limitTime(st *state) {
	l := st.found.leaf
	if l == nil {
		return
	}
	limit := l.maxTime
	if limit == 0 && l.answer.view != nil {
		limit = s.config.Limits.Time
	}
	if limit > 0 {
		st.deadline.at = time.Now().Add(limit)
	}
}

var _ context.Context = (*state)(nil)

// Deadline returns when the time of the request is up.
func (s *state) Deadline() (time.Time, bool) {
	outer, ok := s.Context.Deadline()
	if s.deadline.at.IsZero() || ok && outer.Before(s.deadline.at) {
		return outer, ok
	}
	return s.deadline.at, true
}

// Done is closed when the time is up, the client has gone, or the request has ended.
func (s *state) Done() <-chan struct{} { return s.timed().Done() }

// Err says why Done is closed.
func (s *state) Err() error { return s.timed().Err() }

// Value returns the state itself for its key, else what the context around it holds.
func (s *state) Value(key any) any {
	if _, ok := key.(stateKey); ok {
		return s
	}
	for f := s.facts.Load(); f != nil; f = f.older {
		if f.key == key {
			return f.value
		}
	}
	if t := s.deadline.timer.Load(); t != nil { // so that contexts made of this one find the timer's
		return t.Value(key)
	}
	return s.Context.Value(key)
}

// timed returns the context around the request with the deadline, if there is one.
func (s *state) timed() context.Context {
	if s.deadline.at.IsZero() {
		return s.Context
	}
	return s.deadline.start(s.Context)
}

func (d *deadline) start(parent context.Context) *timer {
	if t := d.timer.Load(); t != nil {
		return t
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if t := d.timer.Load(); t != nil {
		return t
	}
	ctx, stop := context.WithDeadline(parent, d.at)
	t := &timer{ctx, stop}
	d.timer.Store(t)
	return t
}

// end gives the timer back.
func (d *deadline) end() {
	if t := d.timer.Load(); t != nil {
		t.stop()
	}
}
