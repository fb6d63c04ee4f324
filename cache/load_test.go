package cache_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/combo-web/combo/cache"
)

type post struct {
	Title string
	Tags  []string
	Read  time.Duration
	At    time.Time
}

func TestLoadComputesOnce(t *testing.T) {
	t.Parallel()
	clock := newClock()
	c := newCache(t, cache.Config{Clock: clock.Now})
	calls := 0
	load := func() post {
		p, err := cache.Load(t.Context(), c, "k", time.Minute, func(context.Context) (post, error) {
			calls++
			return post{"One", []string{"a"}, 90 * time.Second, clock.Now()}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	first := load()
	if again := load(); calls != 1 || !reflect.DeepEqual(again, first) {
		t.Errorf("after %d calls: %+v, then %+v", calls, first, again)
	}
	clock.Advance(time.Minute)
	if load(); calls != 2 {
		t.Errorf("after the ttl: %d calls, want 2", calls)
	}
}

// What one caller changes in a value, another does not see.
func TestLoadGivesEachItsOwn(t *testing.T) {
	t.Parallel()
	c := newCache(t, cache.Config{})
	mine := []string{"a"}
	load := func() []string {
		v, err := cache.Load(t.Context(), c, "k", time.Minute, func(context.Context) ([]string, error) { return mine, nil })
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	load()[0] = "changed"
	if got := load(); got[0] != "a" || mine[0] != "a" {
		t.Errorf("after a caller changed its value: %q, %q", got, mine)
	}
}

func TestLoadOneOf500(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, cache.Config{Store: newMapStore()})
		var calls atomic.Int32
		var wg sync.WaitGroup
		for range 500 {
			wg.Go(func() {
				v, err := cache.Load(t.Context(), c, "k", time.Second, func(context.Context) (int, error) {
					time.Sleep(5 * time.Second) // longer than the ttl
					return int(calls.Add(1)), nil
				})
				if v != 1 || err != nil {
					t.Errorf("Load = %d, %v", v, err)
				}
			})
		}
		wg.Wait()
		if n := calls.Load(); n != 1 {
			t.Errorf("computed %d times", n)
		}
	})
}

// One that looked before the value was there, and begins after, computes nothing.
func TestLoadLate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &lateStore{mapStore: newMapStore(), release: make(chan struct{})}
		c := newCache(t, cache.Config{Store: store})
		var calls atomic.Int32
		load := func() {
			if v, err := cache.Load(t.Context(), c, "k", time.Minute, func(context.Context) (int, error) {
				time.Sleep(time.Second)
				return int(calls.Add(1)), nil
			}); v != 1 || err != nil {
				t.Errorf("Load = %d, %v", v, err)
			}
		}
		var wg sync.WaitGroup
		wg.Go(load)
		synctest.Wait()
		wg.Go(load)
		synctest.Wait()
		time.Sleep(2 * time.Second)
		close(store.release)
		wg.Wait()
	})
}

// A lateStore is slow to return from its third Get: the first of the second caller.
type lateStore struct {
	*mapStore
	gets    atomic.Int32
	release chan struct{}
}

func (s *lateStore) Get(ctx context.Context, key string) ([]byte, bool, error) {
	value, ok, err := s.mapStore.Get(ctx, key)
	if s.gets.Add(1) == 3 {
		<-s.release
	}
	return value, ok, err
}

func TestLoadSharesErrorsAndPanics(t *testing.T) {
	t.Parallel()
	errNo := errors.New("no")
	for _, test := range []struct {
		name string
		fail func() (int, error)
		want error
	}{
		{"error", func() (int, error) { return 1, errNo }, errNo},
		{"panic", func() (int, error) { panic("boom") }, cache.ErrPanicked},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCache(t, cache.Config{Store: newMapStore()})
				release := make(chan struct{})
				go func() {
					defer func() { _ = recover() }()
					_, _ = cache.Load(t.Context(), c, "k", time.Minute, func(context.Context) (int, error) {
						<-release
						return test.fail()
					})
				}()
				synctest.Wait()
				var wg sync.WaitGroup
				for range 10 {
					wg.Go(func() {
						if v, err := cache.Load(t.Context(), c, "k", time.Minute, unwanted(t)); v != 0 || !errors.Is(err, test.want) {
							t.Errorf("a waiting Load = %d, %v, want %v", v, err, test.want)
						}
					})
				}
				synctest.Wait()
				close(release)
				wg.Wait()
				v, err := cache.Load(t.Context(), c, "k", time.Minute, func(context.Context) (int, error) { return 7, nil })
				if v != 7 || err != nil {
					t.Errorf("the next Load = %d, %v, want 7", v, err)
				}
			})
		})
	}
}

func unwanted(t *testing.T) func(context.Context) (int, error) {
	return func(context.Context) (int, error) {
		t.Error("computed although another does")
		return 0, nil
	}
}

// A caller that goes away takes nobody with it.
func TestLoadTakesOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, cache.Config{Store: newMapStore()})
		ctx, leave := context.WithCancel(t.Context())
		gone := make(chan error)
		go func() {
			_, err := cache.Load(ctx, c, "k", time.Minute, func(ctx context.Context) (int, error) {
				<-ctx.Done()
				return 0, ctx.Err()
			})
			gone <- err
		}()
		synctest.Wait()
		var calls atomic.Int32
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				v, err := cache.Load(t.Context(), c, "k", time.Minute, func(context.Context) (int, error) {
					calls.Add(1)
					time.Sleep(time.Second)
					return 3, nil
				})
				if v != 3 || err != nil {
					t.Errorf("Load = %d, %v, want 3", v, err)
				}
			})
		}
		synctest.Wait()
		leave()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Errorf("the caller that left got %v", err)
		}
		wg.Wait()
		if n := calls.Load(); n != 1 {
			t.Errorf("computed %d times after the first left", n)
		}
	})
}

// Those who wait may leave, too.
func TestLoadWaitsAsLongAsItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, cache.Config{Store: newMapStore()})
		release := make(chan struct{})
		go func() {
			_, _ = cache.Load(t.Context(), c, "k", time.Minute, func(context.Context) (int, error) {
				<-release
				return 1, nil
			})
		}()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := cache.Load(ctx, c, "k", time.Minute, unwanted(t)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Load = %v, want the end of its context", err)
		}
		close(release)
		synctest.Wait()
	})
}

// One who computes without end, although its caller has gone, holds up nobody.
func TestLoadLeavesOneThatHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, cache.Config{Store: newMapStore()})
		ctx, leave := context.WithCancel(t.Context())
		release, left := make(chan struct{}), make(chan int)
		go func() {
			v, _ := cache.Load(ctx, c, "k", time.Hour, func(context.Context) (int, error) {
				<-release
				return 1, nil
			})
			left <- v
		}()
		synctest.Wait()
		var calls atomic.Int32
		load := func() {
			v, err := cache.Load(t.Context(), c, "k", time.Hour, func(context.Context) (int, error) {
				calls.Add(1)
				time.Sleep(time.Second)
				return 2, nil
			})
			if v != 2 || err != nil {
				t.Errorf("Load = %d, %v, want 2", v, err)
			}
		}
		start := time.Now()
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(load)
		}
		synctest.Wait()
		leave()
		wg.Wait()
		if took := time.Since(start); took != time.Second || calls.Load() != 1 {
			t.Errorf("after the first has gone: %v, %d computations, want a second and one", took, calls.Load())
		}
		close(release)
		if v := <-left; v != 1 {
			t.Errorf("the one that hung got %d", v)
		}
		if load(); calls.Load() != 1 {
			t.Error("the one that hung has spoilt what the others have stored")
		}
	})
}

// One whose caller has not gone is not waited for without end either.
func TestLoadMaxWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := newMapStore()
		c := newCache(t, cache.Config{Store: store, MaxWait: 3 * time.Second})
		release := make(chan struct{})
		go func() {
			_, _ = cache.Load(t.Context(), c, "k", time.Hour, func(context.Context) (int, error) {
				<-release
				return 1, nil
			})
		}()
		synctest.Wait()
		start := time.Now()
		v, err := cache.Load(t.Context(), c, "k", time.Hour, func(context.Context) (int, error) { return 2, nil })
		if took := time.Since(start); v != 2 || err != nil || took != 3*time.Second {
			t.Errorf("Load = %d, %v after %v, want 2 after 3 s", v, err, took)
		}
		if _, ok := cache.Get[int](t.Context(), c, "k"); ok {
			t.Error("who computes for itself has stored it")
		}
		close(release)
		synctest.Wait()
		if v, ok := cache.Get[int](t.Context(), c, "k"); v != 1 || !ok {
			t.Errorf("the first has stored %d, %v, want 1", v, ok)
		}
	})
}

// What was read before a value was set or deleted does not come back.
func TestLoadWhileChanged(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		change func(context.Context, *cache.Cache) error
		want   int // 0: nothing
	}{
		{"Delete", func(ctx context.Context, c *cache.Cache) error { return c.Delete(ctx, "k") }, 0},
		{"Set", func(ctx context.Context, c *cache.Cache) error { return cache.Set(ctx, c, "k", 2, time.Hour) }, 2},
		{"Set without ttl", func(ctx context.Context, c *cache.Cache) error { return cache.Set(ctx, c, "k", 2, 0) }, 0},
		{"another key", func(ctx context.Context, c *cache.Cache) error { return c.Delete(ctx, "j") }, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCache(t, cache.Config{Store: newMapStore()})
				release, done := make(chan struct{}), make(chan int)
				for range 2 {
					go func() {
						v, _ := cache.Load(t.Context(), c, "k", time.Hour, func(context.Context) (int, error) {
							<-release
							return 1, nil
						})
						done <- v
					}()
				}
				synctest.Wait()
				if err := test.change(t.Context(), c); err != nil {
					t.Fatal(err)
				}
				close(release)
				if a, b := <-done, <-done; a != 1 || b != 1 {
					t.Errorf("those who computed got %d and %d", a, b)
				}
				if v, ok := cache.Get[int](t.Context(), c, "k"); v != test.want || ok != (test.want != 0) {
					t.Errorf("afterwards Get = %d, %v, want %d", v, ok, test.want)
				}
			})
		})
	}
}

// A value that is deleted while it goes to the store is gone from there.
func TestLoadDeletedWhileItIsStored(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &slowStore{mapStore: newMapStore()}
		c := newCache(t, cache.Config{Store: store})
		load := func(n int) {
			_, _ = cache.Load(t.Context(), c, "k", time.Hour, func(context.Context) (int, error) { return n, nil })
		}
		var wg sync.WaitGroup
		wg.Go(func() { load(1) })
		synctest.Wait()
		wg.Go(func() {
			if err := c.Delete(t.Context(), "k"); err != nil {
				t.Error(err)
			}
		})
		wg.Wait()
		if v, ok := cache.Get[int](t.Context(), c, "k"); ok {
			t.Errorf("after Delete: %d", v)
		}
	})
}

// A slowStore takes a second to store.
type slowStore struct{ *mapStore }

func (s *slowStore) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	time.Sleep(time.Second)
	return s.mapStore.Set(ctx, key, value, ttl)
}

func TestLoadStale(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, cache.Config{Store: newMapStore(), Stale: time.Hour})
		if err := cache.Set(t.Context(), c, "k", 1, time.Minute); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Minute)
		release := make(chan struct{})
		done := make(chan int)
		go func() {
			v, _ := cache.Load(t.Context(), c, "k", time.Minute, func(context.Context) (int, error) {
				<-release
				return 2, nil
			})
			done <- v
		}()
		synctest.Wait()
		if v, err := cache.Load(t.Context(), c, "k", time.Minute, unwanted(t)); v != 1 || err != nil {
			t.Errorf("while another computes: %d, %v, want the old value 1", v, err)
		}
		if _, ok := cache.Get[int](t.Context(), c, "k"); ok {
			t.Error("Get returns a value whose ttl has passed")
		}
		close(release)
		if v := <-done; v != 2 {
			t.Errorf("the one who computed got %d", v)
		}
		if v, err := cache.Load(t.Context(), c, "k", time.Minute, unwanted(t)); v != 2 || err != nil {
			t.Errorf("afterwards: %d, %v, want 2", v, err)
		}
		time.Sleep(time.Minute + time.Hour)
		if v, err := cache.Load(t.Context(), c, "k", time.Minute, func(context.Context) (int, error) { return 3, nil }); v != 3 || err != nil {
			t.Errorf("after the stale time: %d, %v, want 3", v, err)
		}
	})
}

func TestBrokenStoreFailsNobody(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	clock := newClock()
	c := newCache(t, cache.Config{Store: brokenStore{}, Clock: clock.Now, Log: slog.New(slog.NewTextHandler(&log, nil))})
	for i := range 100 {
		v, err := cache.Load(t.Context(), c, "k", time.Minute, func(context.Context) (int, error) { return i, nil })
		if v != i || err != nil {
			t.Fatalf("Load = %d, %v, want %d", v, err, i)
		}
	}
	if _, ok := cache.Get[int](t.Context(), c, "k"); ok {
		t.Error("Get finds something")
	}
	if n := strings.Count(log.String(), "the network is gone"); n != 1 {
		t.Errorf("the log has %d lines of the broken store, want 1:\n%s", n, log.String())
	}
	clock.Advance(10 * time.Second)
	if _, ok := cache.Get[int](t.Context(), c, "k"); ok || strings.Count(log.String(), "\n") != 2 {
		t.Errorf("after ten seconds the log is\n%s", log.String())
	}
	if err := cache.Set(t.Context(), c, "k", 1, time.Minute); !errors.Is(err, errBroken) {
		t.Errorf("Set = %v, want the store's error", err)
	}
	if err := c.Delete(t.Context(), "k"); !errors.Is(err, errBroken) {
		t.Errorf("Delete = %v, want the store's error", err)
	}
}

// What was stored for another type, or by another program, is a miss.
func TestStoredOtherwise(t *testing.T) {
	t.Parallel()
	for _, stored := range []string{"", "x", "\x01", "\x02\x7f" + strings.Repeat("\xff", 7) + "1", "\x01\x7f" + strings.Repeat("\xff", 7) + `{"a"`, "\x01\x7f" + strings.Repeat("\xff", 7) + `"text"`} {
		store := newMemory(t, cache.MemoryConfig{})
		c := newCache(t, cache.Config{Store: store})
		if err := store.Set(t.Context(), "k", []byte(stored), time.Hour); err != nil {
			t.Fatal(err)
		}
		v, err := cache.Load(t.Context(), c, "k", time.Minute, func(context.Context) (int, error) { return 5, nil })
		if v != 5 || err != nil {
			t.Errorf("Load over %q = %d, %v, want 5", stored, v, err)
		}
		if v, ok := cache.Get[int](t.Context(), c, "k"); v != 5 || !ok {
			t.Errorf("Get afterwards = %d, %v", v, ok)
		}
	}
}

func TestSetGetDelete(t *testing.T) {
	t.Parallel()
	clock := newClock()
	c := newCache(t, cache.Config{Clock: clock.Now})
	want := post{"é", []string{}, time.Hour, clock.Now()}
	if err := cache.Set(t.Context(), c, "k", want, time.Minute); err != nil {
		t.Fatal(err)
	}
	if got, ok := cache.Get[post](t.Context(), c, "k"); !ok || !reflect.DeepEqual(got, want) {
		t.Errorf("Get = %+v, %v, want %+v", got, ok, want)
	}
	if err := c.Delete(t.Context(), "k"); err != nil {
		t.Fatal(err)
	}
	if _, ok := cache.Get[post](t.Context(), c, "k"); ok {
		t.Error("Get after Delete finds something")
	}
	if err := cache.Set(t.Context(), c, "k", want, 0); err != nil {
		t.Fatal(err)
	}
	if _, ok := cache.Get[post](t.Context(), c, "k"); ok {
		t.Error("Get after Set without a ttl finds something")
	}
}

func TestNotJSON(t *testing.T) {
	t.Parallel()
	c := newCache(t, cache.Config{})
	_, err := cache.Load(t.Context(), c, "k", time.Minute, func(context.Context) (func(), error) { return func() {}, nil })
	if err == nil || !strings.Contains(err.Error(), "func()") {
		t.Errorf("Load of a function = %v, want an error that names the type", err)
	}
	if err := cache.Set(t.Context(), c, "k", make(chan int), time.Minute); err == nil {
		t.Error("Set of a channel is no error")
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	if _, err := cache.New(cache.Config{Stale: -1}); err == nil || !strings.Contains(err.Error(), "Stale") {
		t.Errorf("New with Stale -1 = %v", err)
	}
	if _, err := cache.New(cache.Config{MaxWait: -1}); err == nil || !strings.Contains(err.Error(), "MaxWait") {
		t.Errorf("New with MaxWait -1 = %v", err)
	}
}

// A mapStore is a store without goroutines of its own, by the clock of its bubble.
type mapStore struct {
	mu     sync.Mutex
	values map[string]mapValue
}

type mapValue struct {
	value []byte
	until time.Time
}

func newMapStore() *mapStore { return &mapStore{values: map[string]mapValue{}} }

func (s *mapStore) Get(_ context.Context, key string) ([]byte, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.values[key]
	return v.value, ok && time.Now().Before(v.until), nil
}

func (s *mapStore) Set(_ context.Context, key string, value []byte, ttl time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values[key] = mapValue{value, time.Now().Add(ttl)}
	return nil
}

func (s *mapStore) Delete(_ context.Context, key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.values, key)
	return nil
}
