package orm_test

import (
	"context"
	"runtime"
	"syscall"
	"time"

	"github.com/combo-web/combo/bench/record"
)

func (p peer) called() string { return p.name }

// measure reads the clock, the processor time of this process, which a server's is
// not in, and what was allocated, before and after.
func (p peer) measure(ctx context.Context, name string, d time.Duration) (m record.ORMRound, ok bool, err error) {
	do, ok := p.tasks[name]
	if !ok {
		return m, false, nil
	}
	for i := range int64(20) {
		if _, err := do(ctx, i); err != nil {
			return m, true, err
		}
	}
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	cpu, start, n := processorTime(), time.Now(), int64(0)
	for n < 10 || time.Since(start) < d {
		if _, err := do(ctx, n); err != nil {
			return m, true, err
		}
		n++
	}
	wall := time.Since(start)
	cpu = processorTime() - cpu
	runtime.ReadMemStats(&after)
	return record.ORMRound{
		Peer: p.name, Task: name, Queries: n, Nanoseconds: wall.Nanoseconds() / n, CPU: cpu.Nanoseconds() / n,
		Objects: float64(after.Mallocs-before.Mallocs) / float64(n),
	}, true, nil
}

// processorTime is the sum of user and system time, which the kernel gives to the
// microsecond.
func processorTime() time.Duration {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
