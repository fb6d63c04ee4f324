package cache

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"time"

	"github.com/maypok86/otter/v2"
)

// MemoryConfig says how much a [Memory] holds.
type MemoryConfig struct {
	// MaxBytes is how many bytes keys and values may take, with 128 bytes for
	// each entry. While many are stored at once it may be a little more. Defaults to
	// 64 MiB.
	MaxBytes int64
	// MaxValue is how many bytes one value may have. Defaults to an eighth of
	// MaxBytes.
	MaxValue int
	// Clock tells the time, for tests. Defaults to time.Now.
	Clock func() time.Time
}

// Memory is a [Store] in this process. When it is full it drops what is asked for
// least, so that one visitor who asks for many things once does not push out what
// everybody asks for.
type Memory struct {
	values   *otter.Cache[string, held]
	maxValue int
}

var _ Store = (*Memory)(nil)

// A held value knows how long it lives.
type held struct {
	value []byte
	ttl   time.Duration
}

// entryBytes is about what an entry costs besides its key and its value.
const entryBytes = 128

// NewMemory returns an empty store. An error names the field of the configuration
// that is wrong.
func NewMemory(config MemoryConfig) (*Memory, error) {
	if config.MaxBytes == 0 {
		config.MaxBytes = 64 << 20
	}
	if config.MaxBytes < 1<<10 {
		return nil, fmt.Errorf("MemoryConfig.MaxBytes is %d, less than 1 KiB", config.MaxBytes)
	}
	if config.MaxValue == 0 {
		config.MaxValue = int(min(config.MaxBytes/8, math.MaxInt32))
	}
	if config.MaxValue < 0 || int64(config.MaxValue) > config.MaxBytes/2 || config.MaxValue > math.MaxInt32 {
		return nil, fmt.Errorf("MemoryConfig.MaxValue is %d, not between 0 and half of MaxBytes", config.MaxValue)
	}
	options := &otter.Options[string, held]{
		MaximumWeight:    uint64(config.MaxBytes),
		Weigher:          weigh,
		ExpiryCalculator: otter.ExpiryWritingFunc(func(e otter.Entry[string, held]) time.Duration { return e.Value.ttl }),
	}
	if config.Clock != nil {
		options.Clock = clock(config.Clock)
	}
	values, err := otter.New(options)
	if err != nil {
		return nil, fmt.Errorf("make a store in memory: %w", err)
	}
	return &Memory{values, config.MaxValue}, nil
}

func weigh(key string, h held) uint32 { return uint32(len(key) + len(h.value) + entryBytes) }

// Get returns the value of a key. It costs no allocation.
func (m *Memory) Get(ctx context.Context, key string) (value []byte, ok bool, err error) {
	if err := ctx.Err(); err != nil {
		return nil, false, err
	}
	h, ok := m.values.GetIfPresent(key)
	return h.value, ok, nil
}

// Set stores a copy of the value.
func (m *Memory) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if ttl <= 0 || len(value) > m.maxValue {
		m.values.Invalidate(key)
	}
	switch {
	case ttl <= 0:
		return nil
	case len(value) > m.maxValue:
		return fmt.Errorf("%w: %d bytes, at most %d", ErrTooLarge, len(value), m.maxValue)
	}
	m.values.Set(key, held{bytes.Clone(value), ttl})
	return nil
}

// Delete forgets a key.
func (m *Memory) Delete(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.values.Invalidate(key)
	return nil
}

// Clear forgets all keys.
func (m *Memory) Clear() { m.values.InvalidateAll() }

// Size returns how many bytes the store holds, counted as for MaxBytes.
func (m *Memory) Size() int64 {
	m.values.CleanUp()
	return int64(m.values.WeightedSize())
}

// clock is the time as otter asks for it.
type clock func() time.Time

func (c clock) NowNano() int64 { return c().UnixNano() }

// Tick never ticks: what has expired is found when the store is used.
func (c clock) Tick(time.Duration) <-chan time.Time { return nil }
