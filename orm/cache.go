package orm

import (
	"cmp"
	"maps"
	"sync"
	"sync/atomic"
)

// A planCache keeps the plans of a database by the shape of their query. It is
// emptied when it is full: a program that makes shapes without end gains nothing
// from keeping any of them.
//
// What is asked for again and again is found without a lock, in a map that never
// changes. New plans wait in another until there are enough to make the next.
type planCache struct {
	settled atomic.Pointer[map[string]*plan]

	mu    sync.Mutex
	fresh map[string]*plan
	hits  int // of fresh, since the last settling
}

// get returns nil if there is no plan of that shape.
func (c *planCache) get(key []byte) *plan {
	if p := c.known(key); p != nil {
		return p
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.fresh[string(key)]
	if p == nil {
		// It may have been settled since the first look.
		return c.known(key)
	}
	c.settle()
	return p
}

// known returns a settled plan.
func (c *planCache) known(key []byte) *plan {
	if settled := c.settled.Load(); settled != nil {
		return (*settled)[string(key)]
	}
	return nil
}

// put keeps a plan, and returns the one that was kept first if another
// goroutine made it meanwhile.
func (c *planCache) put(key []byte, p *plan, limit int) *plan {
	c.mu.Lock()
	defer c.mu.Unlock()
	if first := cmp.Or(c.known(key), c.fresh[string(key)]); first != nil {
		return first
	}
	if c.fresh == nil || c.len() >= limit {
		c.fresh = map[string]*plan{}
		c.settled.Store(nil)
	}
	c.fresh[string(key)] = p
	return p
}

// settle makes the map that is read without a lock of all plans, as soon as the
// lock was taken often enough to be worth the copy. It is called under the lock.
func (c *planCache) settle() {
	if c.hits++; c.hits < c.len()/4 {
		return
	}
	settled := make(map[string]*plan, c.len())
	if old := c.settled.Load(); old != nil {
		maps.Copy(settled, *old)
	}
	maps.Copy(settled, c.fresh)
	c.fresh, c.hits = map[string]*plan{}, 0
	c.settled.Store(&settled)
}

// len returns how many plans are kept.
func (c *planCache) len() int {
	n := len(c.fresh)
	if settled := c.settled.Load(); settled != nil {
		n += len(*settled)
	}
	return n
}
