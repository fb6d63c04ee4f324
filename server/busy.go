package server

import (
	"runtime"
	"runtime/metrics"
	"sync/atomic"
)

// A gauge tells whether more goroutines want to run than there are processors for.
//
// After an answer net/http asks the connection at once for the next request, which
// is nearly never there yet: a read in vain, and a goroutine put to sleep and woken
// up. On a busy server others have work meanwhile. A connection that lets them go
// first finds its next request there: about a tenth less work per request.
type gauge struct {
	busy   atomic.Bool
	sample [1]metrics.Sample
	calm   int // looks in a row that found nobody waiting
}

// calmLooks is how many looks in a row must find nobody waiting before a busy server
// counts as calm: under full load, too, there are moments in which all that is
// there has been answered, and the network is about to be asked for more.
const calmLooks = 8

// look takes note of the load. It is the sweeper's.
func (g *gauge) look() {
	g.sample[0].Name = "/sched/goroutines/runnable:goroutines"
	metrics.Read(g.sample[:])
	v := g.sample[0].Value
	switch {
	case v.Kind() != metrics.KindUint64:
	case v.Uint64() > 2*uint64(runtime.GOMAXPROCS(0)):
		g.calm = 0
		g.busy.Store(true)
	default:
		if g.calm++; g.calm >= calmLooks {
			g.busy.Store(false)
		}
	}
}

// yield lets others go first, if there are any.
func (g *gauge) yield() {
	if g.busy.Load() {
		runtime.Gosched()
	}
}
