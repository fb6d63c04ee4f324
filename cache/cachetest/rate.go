package cachetest

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A RateStore is a middleware.RateStore.
type RateStore interface {
	Take(ctx context.Context, key string, interval, tolerance time.Duration) (ahead time.Duration, ok bool, err error)
}

// A RateSubject is a store of counts to test.
type RateSubject struct {
	// Store is empty, and nobody else uses it.
	Store RateStore
	// Advance lets time pass for the store: the test's own clock moved on, or
	// time.Sleep.
	Advance func(time.Duration)
	// SetBack sets the store's clock back, where a test can do that. Defaults to nil:
	// it is not tested.
	SetBack func(time.Duration)
	// Step is the shortest time that the store can tell, and that a few calls take
	// less than. Defaults to one second.
	Step time.Duration
}

// RunRate tests a store of counts. open is called for each test and returns a new
// one; what is to be closed is closed by t.Cleanup.
func RunRate(t *testing.T, open func(t *testing.T) RateSubject) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, RateSubject)
	}{
		{"Burst", testRateBurst},
		{"Ahead", testRateAhead},
		{"Keys", testRateKeys},
		{"Expire", testRateExpire},
		{"SetBack", testRateSetBack},
		{"Concurrent", testRateConcurrent},
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

// As many pass at once as the tolerance has intervals, and then one in each.
func testRateBurst(t *testing.T, s RateSubject) {
	interval := 2 * s.Step
	s.takes(t, "a", interval, 3*interval, 3)
	s.Advance(interval)
	s.takes(t, "a", interval, 3*interval, 1)
	s.Advance(100 * interval)
	s.takes(t, "a", interval, 3*interval, 3)
}

// A store says how far a key is ahead, also when it refuses.
func testRateAhead(t *testing.T, s RateSubject) {
	interval := 10 * s.Step
	for i, want := range []time.Duration{interval, 2 * interval, 2 * interval} {
		ahead, ok, err := s.Store.Take(t.Context(), "a", interval, 2*interval)
		if err != nil || ok != (i < 2) || ahead > want || ahead < want-s.Step {
			t.Errorf("call %d: %v, %v, %v, want %v, %v", i, ahead, ok, err, want, i < 2)
		}
	}
}

func testRateKeys(t *testing.T, s RateSubject) {
	for i := range 100 {
		s.takes(t, fmt.Sprint("key ", i), time.Hour, 2*time.Hour, 2)
	}
	s.takes(t, "key 0", time.Hour, 2*time.Hour, 0)
}

// A key whose time has passed is as new.
func testRateExpire(t *testing.T, s RateSubject) {
	s.takes(t, "short", s.Step, 2*s.Step, 2)
	s.takes(t, "long", time.Hour, time.Hour, 1)
	s.Advance(3 * s.Step)
	s.takes(t, "short", s.Step, 2*s.Step, 2)
	s.takes(t, "long", time.Hour, time.Hour, 0)
}

// A clock that was set back locks nobody out for longer than the tolerance.
func testRateSetBack(t *testing.T, s RateSubject) {
	if s.SetBack == nil {
		return
	}
	interval := 2 * s.Step
	s.takes(t, "a", interval, 3*interval, 3)
	s.SetBack(24 * time.Hour)
	s.takes(t, "a", interval, 3*interval, 0)
	s.Advance(3 * interval)
	if _, ok, err := s.Store.Take(t.Context(), "a", interval, 3*interval); !ok || err != nil {
		t.Errorf("a day back and the tolerance on: passes %v, %v", ok, err)
	}
	s.takes(t, "b", interval, 3*interval, 3)
}

// However many come at once, exactly as many pass as may.
func testRateConcurrent(t *testing.T, s RateSubject) {
	var passed atomic.Int32
	var wg sync.WaitGroup
	for range 200 {
		wg.Go(func() {
			_, ok, err := s.Store.Take(t.Context(), "a", time.Hour, 37*time.Hour)
			if err != nil {
				t.Errorf("Take: %v", err)
			}
			if ok {
				passed.Add(1)
			}
		})
	}
	wg.Wait()
	if passed.Load() != 37 {
		t.Errorf("%d of 200 passed at once, want 37", passed.Load())
	}
}

// takes holds that exactly so many of some calls pass.
func (s RateSubject) takes(t *testing.T, key string, interval, tolerance time.Duration, want int) {
	t.Helper()
	for i := range want + 1 {
		ahead, ok, err := s.Store.Take(t.Context(), key, interval, tolerance)
		if err != nil || ok != (i < want) || ahead < 0 || ahead > tolerance {
			t.Errorf("call %d of %q: %v, %v, %v, want passes %v", i, key, ahead, ok, err, i < want)
		}
	}
}
