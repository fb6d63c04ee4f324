// Package cachetest tests that a store keeps the contract of [cache.Store]:
//
//	func TestStore(t *testing.T) {
//		cachetest.Run(t, func(t *testing.T) cachetest.Subject {
//			store := open(t)
//			return cachetest.Subject{Store: store, Advance: time.Sleep}
//		})
//	}
//
// It is for those who write a store. One that has passed may be given to
// cache.New and middleware.Cache. [RunRate] tests a store of counts for
// middleware.RateLimit.
package cachetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/combo-web/combo/cache"
)

// A Subject is a store to test.
type Subject struct {
	// Store is empty, and nobody else uses it.
	Store cache.Store
	// Advance lets time pass for the store: the test's own clock moved on, or
	// time.Sleep. Times are given in steps of at least Step.
	Advance func(time.Duration)
	// Step is the shortest time that the store can tell. Defaults to one second.
	Step time.Duration
	// MaxValue is the size of the largest value that the store takes. Defaults to 0:
	// it is not tested.
	MaxValue int
}

// Run tests a store. open is called for each test and returns a new one; what is
// to be closed is closed by t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) Subject) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Subject)
	}{
		{"Miss", testMiss},
		{"Values", testValues},
		{"Replace", testReplace},
		{"Keys", testKeys},
		{"Delete", testDelete},
		{"Expire", testExpire},
		{"ExpireReplaced", testExpireReplaced},
		{"NoTTL", testNoTTL},
		{"Ownership", testOwnership},
		{"TooLarge", testTooLarge},
		{"Context", testContext},
		{"Concurrent", testConcurrent},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := open(t)
			if s.Step == 0 {
				s.Step = time.Second
			}
			test.run(t, s)
		})
	}
}

// long is a time that no test waits for.
const long = time.Hour

func testMiss(t *testing.T, s Subject) { s.misses(t, "nothing") }

func testValues(t *testing.T, s Subject) {
	for i, value := range [][]byte{
		{}, []byte("x"), []byte("\x00\xff\r\n\t é"), bytes.Repeat([]byte("0123456789"), 10_000),
	} {
		key := cache.Key("value", fmt.Sprint(i))
		s.set(t, key, value, long)
		s.holds(t, key, value)
	}
}

func testReplace(t *testing.T, s Subject) {
	s.set(t, "a", []byte("a long value"), long)
	s.set(t, "a", []byte("b"), long)
	s.holds(t, "a", []byte("b"))
}

func testKeys(t *testing.T, s Subject) {
	keys := []string{"a", "A", "ab", "a b", "a:b", "a*", "é", strings.Repeat("k", 43), cache.Key("a"), cache.Key("b")}
	for _, key := range keys {
		s.set(t, key, []byte("of "+key), long)
	}
	for _, key := range keys {
		s.holds(t, key, []byte("of "+key))
	}
}

func testDelete(t *testing.T, s Subject) {
	s.set(t, "a", []byte("1"), long)
	s.set(t, "b", []byte("2"), long)
	for range 2 {
		if err := s.Store.Delete(t.Context(), "a"); err != nil {
			t.Errorf("Delete: %v", err)
		}
		s.misses(t, "a")
	}
	s.holds(t, "b", []byte("2"))
}

func testExpire(t *testing.T, s Subject) {
	s.set(t, "short", []byte("1"), 2*s.Step)
	s.set(t, "long", []byte("2"), long)
	s.holds(t, "short", []byte("1"))
	s.Advance(3 * s.Step)
	s.misses(t, "short")
	s.holds(t, "long", []byte("2"))
}

// A later Set brings its own ttl, and reading does not lengthen it.
func testExpireReplaced(t *testing.T, s Subject) {
	s.set(t, "longer", []byte("1"), 2*s.Step)
	s.set(t, "longer", []byte("2"), long)
	s.set(t, "shorter", []byte("1"), long)
	s.set(t, "shorter", []byte("2"), 2*s.Step)
	s.Advance(s.Step)
	s.holds(t, "shorter", []byte("2"))
	s.Advance(2 * s.Step)
	s.holds(t, "longer", []byte("2"))
	s.misses(t, "shorter")
}

func testNoTTL(t *testing.T, s Subject) {
	for _, ttl := range []time.Duration{0, -time.Second} {
		s.set(t, "a", []byte("1"), long)
		s.set(t, "a", []byte("2"), ttl)
		s.misses(t, "a")
	}
}

func testOwnership(t *testing.T, s Subject) {
	value := []byte("first")
	s.set(t, "a", value, long)
	copy(value, "XXXXX")
	s.holds(t, "a", []byte("first"))
}

func testTooLarge(t *testing.T, s Subject) {
	if s.MaxValue == 0 {
		return
	}
	s.set(t, "a", make([]byte, s.MaxValue), long)
	if err := s.Store.Set(t.Context(), "a", make([]byte, s.MaxValue+1), long); !errors.Is(err, cache.ErrTooLarge) {
		t.Errorf("Set of %d bytes = %v, want ErrTooLarge", s.MaxValue+1, err)
	}
	s.misses(t, "a")
}

func testContext(t *testing.T, s Subject) {
	s.set(t, "a", []byte("1"), long)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, ok, err := s.Store.Get(ctx, "a"); ok || !errors.Is(err, context.Canceled) {
		t.Errorf("Get with an ended context = %v, %v, want context.Canceled", ok, err)
	}
	if err := s.Store.Set(ctx, "a", []byte("2"), long); !errors.Is(err, context.Canceled) {
		t.Errorf("Set with an ended context = %v, want context.Canceled", err)
	}
	if err := s.Store.Delete(ctx, "a"); !errors.Is(err, context.Canceled) {
		t.Errorf("Delete with an ended context = %v, want context.Canceled", err)
	}
	s.holds(t, "a", []byte("1"))
}

// Nobody ever sees the value of another key, or parts of two values.
func testConcurrent(t *testing.T, s Subject) {
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := range 200 {
				key := fmt.Sprint("k", (worker+i)%5)
				switch i % 4 {
				case 0:
					value := bytes.Repeat([]byte(key), 1+i%50)
					if err := s.Store.Set(t.Context(), key, value, long); err != nil {
						t.Errorf("Set: %v", err)
					}
				case 1:
					if err := s.Store.Delete(t.Context(), key); err != nil {
						t.Errorf("Delete: %v", err)
					}
				default:
					value, ok, err := s.Store.Get(t.Context(), key)
					if err != nil || ok && strings.ReplaceAll(string(value), key, "") != "" {
						t.Errorf("Get(%q) = %q, %v", key, value, err)
					}
				}
			}
		})
	}
	wg.Wait()
}

func (s Subject) set(t *testing.T, key string, value []byte, ttl time.Duration) {
	t.Helper()
	if err := s.Store.Set(t.Context(), key, value, ttl); err != nil {
		t.Fatalf("Set(%q, %d bytes, %v): %v", key, len(value), ttl, err)
	}
}

func (s Subject) holds(t *testing.T, key string, want []byte) {
	t.Helper()
	got, ok, err := s.Store.Get(t.Context(), key)
	if err != nil || !ok || !bytes.Equal(got, want) {
		t.Errorf("Get(%q) = %d bytes %.40q, %v, %v, want %d bytes %.40q", key, len(got), got, ok, err, len(want), want)
	}
}

func (s Subject) misses(t *testing.T, key string) {
	t.Helper()
	if got, ok, err := s.Store.Get(t.Context(), key); err != nil || ok {
		t.Errorf("Get(%q) = %.40q, %v, %v, want a miss", key, got, ok, err)
	}
}
