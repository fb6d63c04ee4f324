package measure

import (
	"context"
	"fmt"
	"time"

	"github.com/combo-web/combo/bench/record"
	"github.com/combo-web/combo/bench/tasks"
)

// Options say how the servers are measured.
type Options struct {
	record.Setup
	Places Places
	// Report is told each round of [All] when it has ended, ReportPair each of
	// [AllPairs]. Required there.
	Report     func(record.Round)
	ReportPair func(record.PairRound)
}

// All measures every contestant under every task, round after round. In a round
// the contestants follow one another, each round beginning with another one, so
// that a machine that grows slower or faster does so for all.
func All(ctx context.Context, contestants []Contestant, list []tasks.Task, o Options) ([]record.Round, error) {
	var rounds []record.Round
	for _, task := range list {
		for number := range o.Rounds {
			for i := range contestants {
				r, err := one(ctx, contestants[(i+number)%len(contestants)], task, o)
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

// one measures one contestant under one task, with the core for itself.
func one(ctx context.Context, c Contestant, task tasks.Task, o Options) (record.Round, error) {
	windows, discarded, err := quietly(o.Repeats, func() ([]window, error) { return together(ctx, []Contestant{c}, task, o) })
	if err != nil {
		return record.Round{}, err
	}
	r := windows[0].round()
	r.Task, r.Server, r.Discarded = task.Name, c.Name, discarded
	if c.Python != "" {
		r.Objects, r.Bytes, r.GCs = nil, nil, nil
	}
	return r, nil
}

// quietly measures again, at most so often, if other programs disturbed it. It
// tells how many measurements it has discarded.
func quietly(repeats int, measure func() ([]window, error)) (windows []window, discarded int, err error) {
	for ; ; discarded++ {
		windows, err = measure()
		if err != nil || windows[0].others <= record.Noise || discarded == repeats {
			return windows, discarded, err
		}
	}
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
	return record.Round{
		Requests: w.load.Requests, PerSecond: float64(w.load.Requests) / seconds, P50: w.load.P50, P99: w.load.P99,
		CPU: each(used.total), User: each(used.user), System: each(used.system),
		Objects: &objects, Bytes: &bytes, GCs: &gcs, Others: w.others,
	}
}
