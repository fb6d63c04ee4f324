package cache

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/combo-web/combo/internal/complaints"
)

// Config says where a [Cache] keeps its values.
type Config struct {
	// Store keeps the values. Defaults to a [Memory] of 64 MiB.
	Store Store
	// Stale is for how long after its ttl a value may still be returned while one
	// goroutine computes it anew. Defaults to 0: all wait for that one.
	Stale time.Duration
	// MaxWait is how long a caller of [Load] waits for the one that computes before
	// it computes for itself. Defaults to 10 seconds.
	MaxWait time.Duration
	// Clock tells the time, for tests; give the store the same. Defaults to time.Now.
	Clock func() time.Time
	// Log receives the errors of the store, at most one in ten seconds. Defaults to
	// slog.Default().
	Log *slog.Logger
}

// A Cache keeps values of any type in a [Store], for [Load], [Get] and [Set]. It is
// safe for use by many goroutines at once.
type Cache struct {
	store   Store
	stale   time.Duration
	maxWait time.Duration
	clock   func() time.Time

	complaints complaints.Log

	mu      sync.Mutex
	flights map[string]*flight
}

// New returns a cache. An error names the field of the configuration that is wrong.
func New(config Config) (*Cache, error) {
	if config.Stale < 0 {
		return nil, fmt.Errorf("Config.Stale is %v, less than 0", config.Stale)
	}
	if config.MaxWait < 0 {
		return nil, fmt.Errorf("Config.MaxWait is %v, less than 0", config.MaxWait)
	}
	c := &Cache{store: config.Store, stale: config.Stale, clock: config.Clock, flights: map[string]*flight{}}
	c.maxWait = cmp.Or(config.MaxWait, 10*time.Second)
	if c.clock == nil {
		c.clock = time.Now
	}
	c.complaints.Message, c.complaints.To, c.complaints.Clock = "the cache does not work", config.Log, c.clock
	if c.store == nil {
		memory, err := NewMemory(MemoryConfig{Clock: config.Clock})
		if err != nil {
			return nil, err
		}
		c.store = memory
	}
	return c, nil
}

// Get returns the value of a key. It is not ok if there is none that is fresh, if
// what is stored is not a T, or if the store does not work, which is logged.
func Get[T any](ctx context.Context, c *Cache, key string) (v T, ok bool) {
	old, fresh := c.get(ctx, key)
	if !fresh {
		return v, false
	}
	return decode[T](old)
}

// Set stores a value for a time. What a [Load] of this process is computing for the
// key does not replace it. The error is the store's, or that the value cannot be
// written as JSON.
func Set[T any](ctx context.Context, c *Cache, key string, v T, ttl time.Duration) error {
	text, err := encode(v)
	if err != nil {
		return err
	}
	c.forget(key)
	return c.set(ctx, key, text, ttl)
}

// Delete forgets the value of a key, and what a [Load] of this process is computing
// for it: that goes to those who wait, and is not stored. Another process that is
// computing stores what it had read before. After an error the value may still be
// there.
func (c *Cache) Delete(ctx context.Context, key string) error {
	c.forget(key)
	return c.drop(ctx, key)
}

func (c *Cache) drop(ctx context.Context, key string) error {
	if err := c.store.Delete(ctx, key); err != nil {
		return fmt.Errorf("delete from the cache: %w", err)
	}
	return nil
}

// get returns the JSON text of a key, nil if there is none, and whether its ttl
// has not passed.
func (c *Cache) get(ctx context.Context, key string) (text []byte, fresh bool) {
	stored, ok, err := c.store.Get(ctx, key)
	if err != nil {
		c.complaints.Report(ctx, "get", err)
		return nil, false
	}
	if !ok {
		return nil, false
	}
	text, until, ok := unwrap(stored)
	if !ok {
		return nil, false
	}
	return text, c.clock().Before(until)
}

func (c *Cache) set(ctx context.Context, key string, text []byte, ttl time.Duration) error {
	if ttl <= 0 {
		return c.drop(ctx, key)
	}
	if err := c.store.Set(ctx, key, wrap(text, c.clock().Add(ttl)), ttl+c.stale); err != nil {
		return fmt.Errorf("set in the cache: %w", err)
	}
	return nil
}
