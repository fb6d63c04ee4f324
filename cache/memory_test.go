package cache_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/cache"
	"github.com/combo-web/combo/cache/cachetest"
)

func TestMemoryKeepsTheContract(t *testing.T) {
	t.Parallel()
	cachetest.Run(t, func(t *testing.T) cachetest.Subject {
		clock := newClock()
		return cachetest.Subject{
			Store:    newMemory(t, cache.MemoryConfig{MaxValue: 200_000, Clock: clock.Now}),
			Advance:  clock.Advance,
			MaxValue: 200_000,
		}
	})
}

// The real clock expires, too.
func TestMemoryByTheRealClock(t *testing.T) {
	t.Parallel()
	m := newMemory(t, cache.MemoryConfig{})
	if err := m.Set(t.Context(), "a", []byte("1"), time.Nanosecond); err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		if _, ok, _ := m.Get(t.Context(), "a"); !ok {
			return
		}
	}
	t.Error("a value with a ttl of a nanosecond is still there")
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	const limit = 1 << 20
	m := newMemory(t, cache.MemoryConfig{MaxBytes: limit})
	value := make([]byte, 10_000)
	for i := range 1000 {
		if err := m.Set(t.Context(), fmt.Sprint(i), value, time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	if size := m.Size(); size > limit || size < limit/2 {
		t.Errorf("after 10 MB the store holds %d bytes, want at most %d and not much less", size, limit)
	}
}

// Many tiny values cost more than their bytes.
func TestMemoryCountsEntries(t *testing.T) {
	t.Parallel()
	m := newMemory(t, cache.MemoryConfig{MaxBytes: 64 << 10})
	for i := range 10_000 {
		if err := m.Set(t.Context(), fmt.Sprint(i), nil, time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	m.Size() // lets the store finish what it does aside
	held := 0
	for i := range 10_000 {
		if _, ok, _ := m.Get(t.Context(), fmt.Sprint(i)); ok {
			held++
		}
	}
	if held > 64<<10/128 {
		t.Errorf("%d empty values in 64 KiB, want at most %d", held, 64<<10/128)
	}
}

func TestMemoryClear(t *testing.T) {
	t.Parallel()
	m := newMemory(t, cache.MemoryConfig{})
	if err := m.Set(t.Context(), "a", []byte("1"), time.Hour); err != nil {
		t.Fatal(err)
	}
	m.Clear()
	if _, ok, _ := m.Get(t.Context(), "a"); ok {
		t.Error("a value is still there after Clear")
	}
	if size := m.Size(); size != 0 {
		t.Errorf("the empty store holds %d bytes", size)
	}
}

func TestMemoryConfig(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		config cache.MemoryConfig
		names  string
	}{
		{cache.MemoryConfig{MaxBytes: -1}, "MaxBytes"},
		{cache.MemoryConfig{MaxBytes: 100}, "MaxBytes"},
		{cache.MemoryConfig{MaxValue: -1}, "MaxValue"},
		{cache.MemoryConfig{MaxBytes: 1 << 20, MaxValue: 1 << 20}, "MaxValue"},
	} {
		if _, err := cache.NewMemory(test.config); err == nil || !strings.Contains(err.Error(), test.names) {
			t.Errorf("NewMemory(%+v) = %v, want an error that names %s", test.config, err, test.names)
		}
	}
}

func TestMemoryGetAllocatesNothing(t *testing.T) {
	m := newMemory(t, cache.MemoryConfig{})
	ctx := t.Context()
	if err := m.Set(ctx, "a", []byte("1"), time.Hour); err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(1000, func() { _, _, _ = m.Get(ctx, "a") }); n > 0 {
		t.Errorf("Get allocates %v times", n)
	}
}
