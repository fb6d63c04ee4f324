package sqlite

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/combo-web/combo/orm"
)

// A pool hands out connections, at most size at a time. Those who wait stand in
// a queue; the connection used last is handed out first, as its cache is warm.
type pool struct {
	name    string
	connect func(context.Context) (*conn, error)
	wait    time.Duration
	places  chan struct{}

	mu     sync.Mutex
	free   []*conn
	closed bool
}

func newPool(name string, size int, wait time.Duration, connect func(context.Context) (*conn, error)) *pool {
	return &pool{name: name, connect: connect, wait: wait, places: make(chan struct{}, size)}
}

// get takes a connection, which put gives back.
func (p *pool) get(ctx context.Context) (*conn, error) {
	if err := p.enter(ctx); err != nil {
		return nil, err
	}
	c, err := p.pop()
	if c == nil && err == nil {
		c, err = p.connect(ctx)
	}
	if err != nil {
		<-p.places
		return nil, err
	}
	return c, nil
}

// enter waits for a place, no longer than ctx and the pool allow.
func (p *pool) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case p.places <- struct{}{}:
		return nil
	default:
	}
	timer := time.NewTimer(p.wait)
	defer timer.Stop()
	select {
	case p.places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return fmt.Errorf("%w: none of %d %s was free for %v", orm.ErrBusy, cap(p.places), p.name, p.wait)
	}
}

// pop returns nil if a connection has to be made.
func (p *pool) pop() (*conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, orm.ErrClosed
	}
	n := len(p.free)
	if n == 0 {
		return nil, nil
	}
	c := p.free[n-1]
	p.free = p.free[:n-1]
	return c, nil
}

// put gives a connection back, or closes it if it is not in order.
func (p *pool) put(c *conn) {
	if !p.keep(c) {
		_ = c.Close()
	}
	<-p.places
}

func (p *pool) keep(c *conn) bool {
	if !c.IsValid() {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	p.free = append(p.free, c)
	return true
}

// close closes the connections that are free; the others are closed when they
// are given back.
func (p *pool) close() error {
	p.mu.Lock()
	free := p.free
	p.free, p.closed = nil, true
	p.mu.Unlock()
	var err error
	for _, c := range free {
		err = errors.Join(err, c.Close())
	}
	return err
}
