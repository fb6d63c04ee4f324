package middleware

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/combo-web/combo/cache/cachetest"
)

// The store of a limit does not grow over its limit, whatever the keys.
func TestRateMemoryIsBounded(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_000_000, 0)
	m := newRateMemory(320, func() time.Time { return now })
	for i := range 20_000 {
		now = now.Add(time.Millisecond)
		if _, ok, err := m.Take(t.Context(), fmt.Sprint(i), time.Second, time.Hour); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	n := 0
	for i := range m.shards {
		n += len(m.shards[i].tats)
	}
	if n > 320 {
		t.Errorf("%d keys, want at most 320", n)
	}
}

// FuzzRateMemory compares the algorithm with one that remembers every request.
func FuzzRateMemory(f *testing.F) {
	f.Add([]byte{0, 0, 0, 0, 9, 0, 1, 1, 20, 0}, uint8(3))
	f.Fuzz(func(t *testing.T, steps []byte, burst uint8) {
		if burst == 0 || len(steps) > 200 {
			return
		}
		const interval = 10
		now := int64(1_000_000)
		m := newRateMemory(100, func() time.Time { return time.Unix(0, now) })
		bucket, filled := float64(burst), int64(0) // a bucket that fills by one in each interval
		filled = now
		for i, step := range steps {
			now += int64(step)
			bucket = min(bucket+float64(now-filled)/interval, float64(burst))
			filled = now
			_, ok, _ := m.Take(t.Context(), "k", interval, interval*time.Duration(burst))
			if want := bucket >= 1-1e-9; ok != want {
				t.Fatalf("step %d of %v with burst %d: passes %v, want %v (%v in the bucket)", i, steps, burst, ok, want, bucket)
			}
			if ok {
				bucket--
			}
		}
	})
}

// The store in this process keeps the contract.
func TestRateMemory(t *testing.T) {
	t.Parallel()
	cachetest.RunRate(t, func(t *testing.T) cachetest.RateSubject {
		var moved atomic.Int64
		start := time.Unix(1_000_000, 0)
		clock := func() time.Time { return start.Add(time.Duration(moved.Load())) }
		advance := func(d time.Duration) { moved.Add(int64(d)) }
		return cachetest.RateSubject{Store: newRateMemory(10_000, clock), Advance: advance, SetBack: func(d time.Duration) { advance(-d) }}
	})
}

// Two limits in one store count for themselves; two of one name together.
func TestRateLimitNames(t *testing.T) {
	t.Parallel()
	store := newRateMemory(100, time.Now)
	for _, step := range []struct {
		name   string
		status int
	}{{"a", 200}, {"b", 200}, {"a", 429}, {"b", 429}} {
		w := httptest.NewRecorder()
		limit := RateLimit(RateLimitConfig{Name: step.name, Limit: 1, Store: store})
		limit(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
		if w.Code != step.status {
			t.Errorf("%s: %d, want %d", step.name, w.Code, step.status)
		}
	}
}
