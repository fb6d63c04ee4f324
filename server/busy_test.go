package server

import (
	"runtime"
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
	defer stop.Store(true)
	for range 4 {
		go func() {
			for !stop.Load() {
				runtime.Gosched()
			}
		}()
	}
	if g.look(); !g.busy.Load() {
		t.Error("four goroutines want to run on one processor, and the gauge says it is not busy")
	}
	stop.Store(true)
	for range 10 {
		g.yield() // returns, whoever else runs
	}
}
