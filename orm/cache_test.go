package orm

import (
	"strconv"
	"sync"
	"testing"
)

// Every goroutine gets the same plan for a shape, however the cache is filled
// meanwhile.
func TestPlanCache(t *testing.T) {
	var c planCache
	const shapes, limit = 300, 1000
	first := make([]*plan, shapes)
	for i := range first {
		first[i] = c.put([]byte(strconv.Itoa(i)), &plan{}, limit)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for round := range 5 {
				for i := range shapes {
					key := []byte(strconv.Itoa(i))
					p := c.get(key)
					if round%2 == 1 {
						p = c.put(key, &plan{}, limit)
					}
					if p != first[i] {
						t.Errorf("shape %d has another plan", i)
						return
					}
				}
			}
		})
	}
	all.Wait()
	if n := c.len(); n != shapes {
		t.Errorf("%d plans are kept", n)
	}
	if len(c.fresh) > 0 {
		t.Errorf("%d plans still need the lock", len(c.fresh))
	}
	for i := range 5000 {
		c.put([]byte("more"+strconv.Itoa(i)), &plan{}, limit)
		if n := c.len(); n > limit {
			t.Fatalf("%d plans are kept", n)
		}
	}
	if c.get([]byte("none")) != nil {
		t.Error("a plan of a shape that was never there")
	}
}
