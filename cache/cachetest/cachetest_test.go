package cachetest_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/combo-web/combo/cache"
	"github.com/combo-web/combo/cache/cachetest"
)

// A plainStore keeps the contract but where it has a fault.
type plainStore struct {
	fault  string
	mu     sync.Mutex
	now    time.Time
	values map[string]plainValue
}

type plainValue struct {
	value []byte
	until time.Time
}

func (s *plainStore) key(key string) string {
	if s.fault == "Keys" {
		return strings.ToLower(key)
	}
	return key
}

func (s *plainStore) Get(ctx context.Context, key string) ([]byte, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil && s.fault != "Context" {
		return nil, false, err
	}
	v, ok := s.values[s.key(key)]
	switch {
	case s.fault == "Miss" && !ok:
		return []byte("x"), true, nil
	case s.fault == "Values" && len(v.value) == 0:
		return nil, false, nil
	case s.fault == "Expire":
		return v.value, ok, nil
	}
	return v.value, ok && s.now.Before(v.until), nil
}

func (s *plainStore) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if old, ok := s.values[s.key(key)]; ok {
		switch s.fault {
		case "Replace":
			return nil
		case "ExpireReplaced":
			ttl = max(ttl, old.until.Sub(s.now))
		}
	}
	if len(value) > 200_000 {
		if s.fault != "TooLarge" {
			delete(s.values, s.key(key))
		}
		return cache.ErrTooLarge
	}
	if s.fault != "Ownership" {
		value = bytes.Clone(value)
	}
	if ttl <= 0 && s.fault == "NoTTL" {
		ttl = time.Hour
	}
	s.values[s.key(key)] = plainValue{value, s.now.Add(ttl)}
	return nil
}

func (s *plainStore) Delete(ctx context.Context, key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.fault != "Delete" {
		delete(s.values, s.key(key))
	}
	return nil
}

func (s *plainStore) advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// TestRun runs the suite on a store that keeps the contract, or in a process that
// TestNotices starts on one that does not.
func TestRun(t *testing.T) {
	cachetest.Run(t, func(*testing.T) cachetest.Subject {
		s := &plainStore{fault: os.Getenv("CACHETEST_FAULT"), now: time.Unix(1, 0), values: map[string]plainValue{}}
		return cachetest.Subject{Store: s, Advance: s.advance, MaxValue: 200_000}
	})
}

// A suite that notices nothing would test nothing.
func TestNotices(t *testing.T) {
	t.Parallel()
	for _, fault := range []string{
		"Miss", "Values", "Replace", "Keys", "Delete", "Expire", "ExpireReplaced", "NoTTL", "Ownership", "TooLarge", "Context",
	} {
		run := exec.Command(os.Args[0], "-test.run=^TestRun$")
		run.Env = append(os.Environ(), "CACHETEST_FAULT="+fault)
		out, err := run.CombinedOutput()
		if err == nil || !strings.Contains(string(out), "--- FAIL: TestRun/"+fault) {
			t.Errorf("a store with the fault %s: %v\n%s", fault, err, out)
		}
	}
}
