package server

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

// The gauge sees goroutines that want to run and cannot, and no others.
func TestGauge(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var g gauge
	if g.look(); g.busy.Load() {
		t.Error("nothing else runs, and the gauge says busy")
	}
	var stop atomic.Bool
	var four sync.WaitGroup
	for range 4 {
		four.Go(func() {
			for !stop.Load() {
				runtime.Gosched()
			}
		})
	}
	if g.look(); !g.busy.Load() {
		t.Error("four goroutines want to run on one processor, and the gauge says it is not busy")
	}
	for range 10 {
		g.yield() // returns, whoever else runs
	}
	stop.Store(true)
	four.Wait()
	for range calmLooks - 1 {
		if g.look(); !g.busy.Load() {
			t.Error("a moment without load, and the gauge says it is not busy")
		}
	}
	if g.look(); g.busy.Load() {
		t.Errorf("nobody has wanted to run for %d looks, and the gauge says busy", calmLooks)
	}
}
