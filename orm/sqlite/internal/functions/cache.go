package functions

import (
	"strings"
	"sync"
)

// A cache keeps what was made from texts, for all connections. When it holds
// as many as it may it forgets all of them: whoever makes it do so with one text
// after the other pays for making each, and gets no more memory for it.
type cache[T any] struct {
	most int

	mu   sync.RWMutex
	made map[string]T
}

// get returns what make makes of key. Errors are not kept.
func (c *cache[T]) get(key string, make func(string) (T, error)) (T, error) {
	c.mu.RLock()
	v, ok := c.made[key]
	c.mu.RUnlock()
	if ok {
		return v, nil
	}
	// The key lies in SQLite's memory, which the next row overwrites.
	key = strings.Clone(key)
	v, err := make(key)
	if err == nil {
		c.put(key, v)
	}
	return v, err
}

func (c *cache[T]) put(key string, v T) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.made == nil || len(c.made) >= c.most {
		c.made = map[string]T{}
	}
	c.made[key] = v
}
