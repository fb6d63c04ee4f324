package orm

import "sync"

// A planCache keeps the plans of a database by the shape of their query. It is
// emptied when it is full: a program that makes shapes without end gains nothing
// from keeping any of them.
type planCache struct {
	mu    sync.RWMutex
	plans map[string]*plan
}

// get returns nil if there is no plan of that shape.
func (c *planCache) get(key []byte) *plan {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.plans[string(key)]
}

// put keeps a plan, and returns the one that was kept first if another
// goroutine made it meanwhile.
func (c *planCache) put(key []byte, p *plan, limit int) *plan {
	c.mu.Lock()
	defer c.mu.Unlock()
	if first := c.plans[string(key)]; first != nil {
		return first
	}
	if c.plans == nil || len(c.plans) >= limit {
		c.plans = make(map[string]*plan)
	}
	c.plans[string(key)] = p
	return p
}
