package middleware

import (
	"context"
	"hash/maphash"
	"sync"
	"time"
)

// A rateMemory is a RateStore in this process. Keys are kept as 128 bits of a hash
// that nobody outside can foresee, so an entry has one size, whatever the key.
type rateMemory struct {
	seeds  [2]maphash.Seed
	clock  func() time.Time
	start  time.Time // times are counted from here, by the monotonic clock
	shards [rateShards]rateShard
}

var _ RateStore = (*rateMemory)(nil)

// rateShards is how many requests can be counted at the same moment.
const rateShards = 32

type rateShard struct {
	mu   sync.Mutex
	max  int
	tats map[rateKey]int64 // theoretical arrival times, in nanoseconds from the start
}

type rateKey [2]uint64

func newRateMemory(maxKeys int, clock func() time.Time) *rateMemory {
	m := &rateMemory{seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, clock: clock, start: clock()}
	for i := range m.shards {
		m.shards[i].max = max(maxKeys/rateShards, 1)
		m.shards[i].tats = map[rateKey]int64{}
	}
	return m
}

// Take lets a request of a key pass or not. It does not fail.
func (m *rateMemory) Take(_ context.Context, key string, interval, tolerance time.Duration) (time.Duration, bool, error) {
	k := rateKey{maphash.String(m.seeds[0], key), maphash.String(m.seeds[1], key)}
	ahead, ok := m.shards[k[0]%rateShards].take(k, m.now, int64(interval), int64(tolerance))
	return time.Duration(ahead), ok, nil
}

func (m *rateMemory) now() int64 { return int64(m.clock().Sub(m.start)) }

func (s *rateShard) take(k rateKey, clock func() int64, interval, tolerance int64) (ahead int64, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := clock() // under the lock, or it could be older than what is stored
	tat, known := s.tats[k]
	if !known {
		tat = now
	}
	if tat = max(tat, now); tat > now+tolerance { // the clock was set back
		tat = now + tolerance
		s.tats[k] = tat
	}
	if tat+interval-now > tolerance {
		return tat - now, false
	}
	if !known && len(s.tats) >= s.max {
		s.evict(now)
	}
	s.tats[k] = tat + interval
	return tat + interval - now, true
}

// evict makes room. Of some entries, in an order that nobody foresees, it drops
// those whose time has passed, or else the one that is nearest to it: that client
// has used up least.
func (s *rateShard) evict(now int64) {
	const looks = 16
	var least rateKey
	leastTAT, n, dropped := int64(0), 0, false
	for k, tat := range s.tats {
		switch {
		case tat <= now:
			delete(s.tats, k)
			dropped = true
		case n == 0 || tat < leastTAT:
			least, leastTAT = k, tat
		}
		if n++; n == looks {
			break
		}
	}
	if !dropped {
		delete(s.tats, least)
	}
}
