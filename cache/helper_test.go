package cache_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/combo-web/combo/cache"
)

// A fakeClock stands still until it is moved.
type fakeClock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *fakeClock { return &fakeClock{now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)} }

func (c *fakeClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *fakeClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func newMemory(t testing.TB, config cache.MemoryConfig) *cache.Memory {
	t.Helper()
	m, err := cache.NewMemory(config)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func newCache(t testing.TB, config cache.Config) *cache.Cache {
	t.Helper()
	c, err := cache.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var errBroken = errors.New("the network is gone")

// A brokenStore does nothing but fail.
type brokenStore struct{}

func (brokenStore) Get(context.Context, string) ([]byte, bool, error) { return nil, false, errBroken }

func (brokenStore) Set(context.Context, string, []byte, time.Duration) error { return errBroken }

func (brokenStore) Delete(context.Context, string) error { return errBroken }
