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
// [Config.Stale] allows it.
//
// An error of compute is the error of all who waited, and nothing is stored. If
// the one who computes panics, the others get [ErrPanicked]; if its context ends,
// one of the others computes. Each caller gets a value of its own, read from JSON;
// one that cannot be written as JSON is an error. The ttl is counted from the end
// of compute.
//
// An error of the store is logged, and the value computed without it.
func Load[T any](ctx context.Context, c *Cache, key string, ttl time.Duration, compute func(context.Context) (T, error)) (T, error) {
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
		text, err := f.wait(ctx)
		if errors.Is(err, errTakeOver) {
			continue
		}
		return read[T](text, err)
	}
}

// ErrPanicked is the error of those who waited for a computation that panicked.
var ErrPanicked = errors.New("the computation that was waited for has panicked")

// lead computes for all who want the key.
func lead[T any](ctx context.Context, c *Cache, key string, f *flight, ttl time.Duration, compute func(context.Context) (T, error)) (T, error) {
	text, err := []byte(nil), ErrPanicked
	defer func() { c.land(key, f, text, err) }()
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
		if ctx.Err() != nil {
			err = errTakeOver // this caller's end is not the others'
		}
		return *new(T), failed
	}
	if text, err = encode(v); err != nil {
		return *new(T), err
	}
	if failed := c.set(ctx, key, text, ttl); failed != nil {
		c.report(ctx, "set", failed)
	}
	return read[T](text, nil)
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
	done chan struct{} // closed when text and err are set
	text []byte
	err  error
}

// errTakeOver makes those who waited try again.
var errTakeOver = errors.New("the caller that computed has gone")

// join returns the flight of a key, and whether it begins here: then the caller
// must land it.
func (c *Cache) join(key string) (f *flight, first bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f := c.flights[key]; f != nil {
		return f, false
	}
	f = &flight{done: make(chan struct{})}
	c.flights[key] = f
	return f, true
}

func (c *Cache) land(key string, f *flight, text []byte, err error) {
	c.mu.Lock()
	delete(c.flights, key)
	c.mu.Unlock()
	f.text, f.err = text, err
	close(f.done)
}

func (f *flight) wait(ctx context.Context) ([]byte, error) {
	select {
	case <-f.done:
		return f.text, f.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
