package measure

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/combo-web/combo/bench/serve"
	"github.com/combo-web/combo/bench/tasks"
)

// A window is the time from the end of the warm-up to the end of the load, for one
// server.
type window struct {
	warmup, load load
	begin, end   moment
	// others is the share of one core that went to programs which are not measured,
	// the same for all servers that are measured together.
	others float64
}

// A moment is what was used up to a time.
type moment struct {
	server      times
	machine     time.Duration
	allocations serve.Allocations
}

// together measures contestants under one task at the same time, in processes of
// their own that share the core, each with its own wrk. The windows have their order.
func together(ctx context.Context, list []Contestant, task tasks.Task, o Options) ([]window, error) {
	var servers []*server
	for i, c := range list {
		s, err := start(ctx, c, o.Places.of(i), o.ServerCore)
		if err != nil {
			return nil, killAll(servers, err)
		}
		servers = append(servers, s)
	}
	windows, err := watch(ctx, servers, task, o)
	if err != nil {
		return nil, killAll(servers, err)
	}
	var mistakes []error
	for i, s := range servers {
		mistakes = append(mistakes, s.finish(windows[i], o)) // a mistake of one leaves no other running
	}
	return windows, errors.Join(mistakes...)
}

func killAll(servers []*server, cause error) error {
	for _, s := range servers {
		cause = s.kill(cause)
	}
	return cause
}

// watch warms the servers up, and measures.
func watch(ctx context.Context, servers []*server, task tasks.Task, o Options) ([]window, error) {
	windows := make([]window, len(servers))
	each := func(do func(*server, *window) error) (err error) {
		for i := 0; i < len(servers) && err == nil; i++ {
			err = do(servers[i], &windows[i])
		}
		return err
	}
	steps := []func() error{
		func() error { return each(func(s *server, _ *window) error { return s.check(ctx, task) }) },
		func() error {
			return loadAll(ctx, servers, task, o.Warmup, o, func(i int, l load) { windows[i].warmup = l })
		},
		func() error { return each(func(s *server, w *window) error { return s.count(&w.begin) }) },
		func() error { return each(func(s *server, w *window) error { return s.now(&w.begin) }) },
		func() error {
			return loadAll(ctx, servers, task, o.Seconds, o, func(i int, l load) { windows[i].load = l })
		},
		func() error { return each(func(s *server, w *window) error { return s.now(&w.end) }) },
		func() error { return each(func(s *server, w *window) error { return s.count(&w.end) }) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	share := others(windows)
	for i := range windows {
		windows[i].others = share
	}
	return windows, nil
}

// loadAll lets a wrk at each server, all at the same time.
func loadAll(ctx context.Context, servers []*server, task tasks.Task, seconds int, o Options, keep func(int, load)) error {
	if seconds == 0 {
		return nil
	}
	mistakes := make([]error, len(servers))
	var all sync.WaitGroup
	for i, s := range servers {
		all.Go(func() {
			l, err := wrk(ctx, s, task, seconds, o)
			keep(i, l)
			mistakes[i] = err
		})
	}
	all.Wait()
	if err := errors.Join(mistakes...); err != nil {
		return fmt.Errorf("%d seconds of load: %w", seconds, err)
	}
	return nil
}

// count asks for the allocations: outside of the clocks, since the answer costs
// something itself.
func (s *server) count(m *moment) (err error) {
	m.allocations, err = s.allocations()
	return err
}

// now reads the clocks.
func (s *server) now(m *moment) (err error) {
	if m.server, err = s.usage(); err != nil {
		return err
	}
	m.machine, err = busy()
	return err
}

// others is the share of one core that neither a server nor a wrk has used.
func others(windows []window) float64 {
	last := windows[len(windows)-1]
	rest := last.end.machine - windows[0].begin.machine
	for _, w := range windows {
		rest -= w.end.server.sub(w.begin.server).total + w.load.used
	}
	return max(0, rest.Seconds()/(float64(last.load.Microseconds)/1e6))
}

// finish ends the server and compares what the window says with what is known then.
func (s *server) finish(w window, o Options) error {
	whole, err := s.stop()
	if err != nil {
		return err
	}
	if err := w.agrees(whole); err != nil {
		return s.failed(err)
	}
	if err := w.logged(s.contestant, s.places, o.Connections); err != nil {
		return s.failed(err)
	}
	return nil
}
