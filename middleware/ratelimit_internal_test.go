package middleware

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// The store of a limit does not grow over its limit, whatever the keys.
func TestRateMemoryIsBounded(t *testing.T) {
	t.Parallel()
	m := newRateMemory(320)
	now := time.Unix(1_000_000, 0)
	for i := range 20_000 {
		if _, ok, err := m.Take(t.Context(), fmt.Sprint(i), now.Add(time.Duration(i)*time.Millisecond), time.Second, time.Hour); !ok || err != nil {
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
		m := newRateMemory(100)
		bucket, filled := float64(burst), int64(0) // a bucket that fills by one in each interval
		now := int64(1_000_000)
		filled = now
		for i, step := range steps {
			now += int64(step)
			bucket = min(bucket+float64(now-filled)/interval, float64(burst))
			filled = now
			_, ok, _ := m.Take(t.Context(), "k", time.Unix(0, now), interval, interval*time.Duration(burst))
			if want := bucket >= 1-1e-9; ok != want {
				t.Fatalf("step %d of %v with burst %d: passes %v, want %v (%v in the bucket)", i, steps, burst, ok, want, bucket)
			}
			if ok {
				bucket--
			}
		}
	})
}

// Two limits in one store count for themselves; two of one name together.
func TestRateLimitNames(t *testing.T) {
	t.Parallel()
	store := newRateMemory(100)
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
