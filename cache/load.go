package cache

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Load returns the value of a key, or computes and stores it (Django's
// get_or_set). Of all that want the same key at once in this process, one
// computes; the others wait for it, or get the value whose ttl has passed, if
// [Config.Stale] allows it. One that has waited for [Config.MaxWait] computes for
// itself, and stores nothing.
//
// An error of compute is the error of all who waited, and nothing is stored. If
// the one who computes panics, the others get [ErrPanicked]; if its context ends,
// one of the others computes, whether compute has returned or not. Each caller gets
// a value of its own, read from JSON; one that cannot be written as JSON is an
// error. The ttl is counted from the end of compute.
//
// A [Set] or [Cache.Delete] of this process while compute runs makes that what it
// computes is not stored. Those of other processes are not heard of.
//
// An error of the store is logged, and the value computed without it.
func Load[T any](ctx context.Context, c *Cache, key string, ttl time.Duration, compute func(context.Context) (T, error)) (T, error) {
	late := patience{max: c.maxWait}
	defer late.stop()
	for {
		if err := ctx.Err(); err != nil {
			return *new(T), err
		}
		old, fresh := c.get(ctx, key)
		stale, usable := decode[T](old)
		if fresh && usable {
			return stale, nil
		}
		f, first := c.join(key)
		if first {
			return lead(ctx, c, key, f, ttl, compute)
		}
		if usable {
			return stale, nil
		}
		text, err := f.wait(ctx, late.over())
		switch {
		case errors.Is(err, errTakeOver):
			continue
		case errors.Is(err, errLate):
			return alone(ctx, compute)
		}
		return read[T](text, err)
	}
}

// ErrPanicked is the error of those who waited for a computation that panicked.
var ErrPanicked = errors.New("the computation that was waited for has panicked")

// lead computes for all who want the key.
func lead[T any](ctx context.Context, c *Cache, key string, f *flight, ttl time.Duration, compute func(context.Context) (T, error)) (T, error) {
	text, err := []byte(nil), ErrPanicked
	defer func() {
		if err != nil && ctx.Err() != nil {
			err = errTakeOver // this caller's end is not the others'
		}
		c.land(key, f, text, err)
	}()
	// A computation that does not look at its context would hold up the key for as
	// long as it likes.
	defer context.AfterFunc(ctx, func() {
		f.drop()
		c.land(key, f, nil, errTakeOver)
	})()
	// Another may have landed between the look into the store and the start of this flight.
	if stored, fresh := c.get(ctx, key); fresh {
		if v, ok := decode[T](stored); ok {
			text, err = stored, nil
			return v, nil
		}
	}
	v, failed := compute(ctx)
	if failed != nil {
		err = failed
		return *new(T), failed
	}
	if text, err = encode(v); err != nil {
		return *new(T), err
	}
	c.keep(ctx, key, f, text, ttl)
	return read[T](text, nil)
}

// alone computes for one caller. It stores nothing: it cannot know whether the
// value was set or deleted meanwhile.
func alone[T any](ctx context.Context, compute func(context.Context) (T, error)) (T, error) {
	v, err := compute(ctx)
	if err != nil {
		return *new(T), err
	}
	text, err := encode(v)
	return read[T](text, err)
}

// read gives every caller its own value: what one changes in a slice or a map is
// not seen by another.
func read[T any](text []byte, err error) (T, error) {
	if err != nil {
		return *new(T), err
	}
	v, ok := decode[T](text)
	if !ok {
		return v, fmt.Errorf("read a %T from the JSON that it was written as", v)
	}
	return v, nil
}

// A flight is one computation and those who wait for it.
type flight struct {
	done   chan struct{} // closed when text and err are set
	landed bool          // guarded by Cache.mu
	text   []byte
	err    error

	storing chan struct{} // of one: holds the right to store, and guards dropped
	dropped bool          // the value is not to be stored
}

var (
	errTakeOver = errors.New("the caller that computed has gone")  // those who waited try again
	errLate     = errors.New("the computation takes its own time") // one who waited tries alone
)

// join returns the flight of a key, and whether it begins here: then the caller
// must land it.
func (c *Cache) join(key string) (f *flight, first bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.flights[key]; f != nil {
		return f, false
	}
	f = &flight{done: make(chan struct{}), storing: make(chan struct{}, 1)}
	c.flights[key] = f
	return f, true
}

// land ends a flight, once: only the first end counts.
func (c *Cache) land(key string, f *flight, text []byte, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f.landed {
		return
	}
	if c.flights[key] == f { // else another may have begun after a Delete
		delete(c.flights, key)
	}
	f.landed, f.text, f.err = true, text, err
	close(f.done)
}

// keep stores what a flight has computed, unless it was dropped.
func (c *Cache) keep(ctx context.Context, key string, f *flight, text []byte, ttl time.Duration) {
	f.storing <- struct{}{}
	defer func() { <-f.storing }()
	if f.dropped {
		return
	}
	if err := c.set(ctx, key, text, ttl); err != nil {
		c.complaints.Report(ctx, "set", err)
	}
}

// forget takes the flight of a key out of the way: who asks from here on computes
// anew. When it returns, what the flight computes is stored already, or never will
// be.
func (c *Cache) forget(key string) {
	c.mu.Lock()
	f := c.flights[key]
	delete(c.flights, key)
	c.mu.Unlock()
	if f != nil {
		f.drop()
	}
}

// drop makes that the value is not stored. It waits for the store if that is at it.
func (f *flight) drop() {
	f.storing <- struct{}{}
	f.dropped = true
	<-f.storing
}

func (f *flight) wait(ctx context.Context, late <-chan time.Time) ([]byte, error) {
	select {
	case <-f.done:
		return f.text, f.err
	case <-late:
		return nil, errLate
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// A patience is the time that one caller waits, for however many flights.
type patience struct {
	max   time.Duration
	timer *time.Timer
}

// over returns the channel that says when it has ended. It begins with the first call.
func (p *patience) over() <-chan time.Time {
	if p.timer == nil {
		p.timer = time.NewTimer(p.max)
	}
	return p.timer.C
}

func (p *patience) stop() {
	if p.timer != nil {
		p.timer.Stop()
	}
}
