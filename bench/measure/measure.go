package measure

import (
	"context"
	"fmt"
	"time"

	"github.com/combo-web/combo/bench/record"
	"github.com/combo-web/combo/bench/serve"
	"github.com/combo-web/combo/bench/tasks"
)

// Options say how the servers are measured.
type Options struct {
	record.Setup
	Places Places
	// Report is told each round when it has ended. Required.
	Report func(record.Round)
}

// All measures every contestant under every task, round after round. In a round
// the contestants follow one another, each round beginning with another one, so
// that a machine that grows slower or faster does so for all.
func All(ctx context.Context, contestants []Contestant, list []tasks.Task, o Options) ([]record.Round, error) {
	var rounds []record.Round
	for _, task := range list {
		for number := range o.Rounds {
			for i := range contestants {
				c := contestants[(i+number)%len(contestants)]
				r, err := quietly(o.Repeats, func() (record.Round, error) { return one(ctx, c, task, o) })
				if err != nil {
					return rounds, fmt.Errorf("%s, round %d: %w", task.Name, number+1, err)
				}
				r.Round = number + 1
				rounds = append(rounds, r)
				o.Report(r)
			}
		}
	}
	return rounds, nil
}

// quietly measures again, at most so often, if other programs disturbed it.
func quietly(repeats int, measure func() (record.Round, error)) (record.Round, error) {
	for discarded := 0; ; discarded++ {
		r, err := measure()
		r.Discarded = discarded
		if err != nil || r.Others <= record.Noise || discarded == repeats {
			return r, err
		}
	}
}

// one measures one contestant under one task, in a process of its own.
func one(ctx context.Context, c Contestant, task tasks.Task, o Options) (record.Round, error) {
	s, err := start(ctx, c, o.Places, o.ServerCore)
	if err != nil {
		return record.Round{}, err
	}
	w, err := s.window(ctx, task, o)
	if err != nil {
		return record.Round{}, s.kill(err)
	}
	whole, err := s.stop()
	if err != nil {
		return record.Round{}, err
	}
	if err := w.agrees(whole); err != nil {
		return record.Round{}, s.failed(err)
	}
	if err := w.logged(c, o); err != nil {
		return record.Round{}, s.failed(err)
	}
	r := w.round()
	r.Task, r.Server = task.Name, c.Name
	if c.Python != "" {
		r.Objects, r.Bytes, r.GCs = nil, nil, nil
	}
	return r, nil
}

// A moment is what was used up to a time.
type moment struct {
	server      times
	machine     time.Duration
	allocations serve.Allocations
}

// A window is the time from the end of the warm-up to the end of the load.
type window struct {
	warmup, load load
	begin, end   moment
}

// window warms the server up, and measures.
func (s *server) window(ctx context.Context, task tasks.Task, o Options) (w window, err error) {
	if err := s.check(ctx, task); err != nil {
		return w, err
	}
	if o.Warmup > 0 {
		if w.warmup, err = wrk(ctx, s, task, o.Warmup, o); err != nil {
			return w, fmt.Errorf("warm-up: %w", err)
		}
	}
	if w.begin.allocations, err = s.allocations(); err != nil {
		return w, err
	}
	if err = s.now(&w.begin); err != nil {
		return w, err
	}
	if w.load, err = wrk(ctx, s, task, o.Seconds, o); err != nil {
		return w, err
	}
	if err = s.now(&w.end); err != nil {
		return w, err
	}
	w.end.allocations, err = s.allocations()
	return w, err
}

// now reads the clocks. Allocations are asked for outside of them, since the answer
// costs something itself.
func (s *server) now(m *moment) (err error) {
	if m.server, err = s.usage(); err != nil {
		return err
	}
	m.machine, err = busy()
	return err
}

// agrees compares the processor clocks with what getrusage says in the end, when
// the workers are included by themselves: it is a little more, for the end itself.
func (w window) agrees(whole time.Duration) error {
	const most = 2 * time.Second
	if seen := w.end.server.total; whole < seen-2*tick || whole > seen+most {
		return fmt.Errorf("the clocks of its processes had counted %v at the end of the load, getrusage counts %v in all", seen, whole)
	}
	return nil
}

// round is what the window says of one request.
func (w window) round() record.Round {
	used := w.end.server.sub(w.begin.server)
	each := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 / float64(w.load.Requests) }
	seconds := float64(w.load.Microseconds) / 1e6
	objects := float64(w.end.allocations.Objects-w.begin.allocations.Objects) / float64(w.load.Requests)
	bytes := float64(w.end.allocations.Bytes-w.begin.allocations.Bytes) / float64(w.load.Requests)
	gcs := int(w.end.allocations.GCs - w.begin.allocations.GCs)
	others := (w.end.machine - w.begin.machine - used.total - w.load.used).Seconds() / seconds
	return record.Round{
		Requests: w.load.Requests, PerSecond: float64(w.load.Requests) / seconds, P50: w.load.P50, P99: w.load.P99,
		CPU: each(used.total), User: each(used.user), System: each(used.system),
		Objects: &objects, Bytes: &bytes, GCs: &gcs, Others: max(0, others),
	}
}
