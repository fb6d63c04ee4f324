package measure

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/combo-web/combo/bench/record"
	"github.com/combo-web/combo/bench/tasks"
)

// A Pair is two contestants that are measured at the same time.
type Pair struct{ Server, Other Contestant }

// Pairs are those that the claims are about, and the control: a server beside
// itself, which shows how far the measurement errs.
var Pairs = []string{"combo:nethttp", "combo:gin", "combo:echo", "combo:chi", "combo+stack:nethttp", "nethttp:nethttp"}

// ChoosePairs returns the pairs of names such as "combo:nethttp"; [Pairs] if there
// are none.
func ChoosePairs(names ...string) ([]Pair, error) {
	if len(names) == 0 {
		names = Pairs
	}
	var list []Pair
	for _, name := range names {
		server, other, ok := strings.Cut(name, ":")
		if !ok {
			return nil, fmt.Errorf("%q is no pair of servers, as combo:nethttp is", name)
		}
		p := Pair{}
		for _, side := range []struct {
			name string
			to   *Contestant
		}{{server, &p.Server}, {other, &p.Other}} {
			i := slices.IndexFunc(Contestants, func(c Contestant) bool { return c.Name == side.name })
			if i < 0 {
				return nil, fmt.Errorf("there is no server %q", side.name)
			}
			*side.to = Contestants[i]
		}
		list = append(list, p)
	}
	return list, nil
}

// AllPairs measures every pair under every task, round after round. Both servers of
// a pair have the same core in the same seconds, so what slows one down slows down
// the other. Which of them is started first alternates.
func AllPairs(ctx context.Context, pairs []Pair, list []tasks.Task, o Options) ([]record.PairRound, error) {
	var rounds []record.PairRound
	for _, task := range list {
		for number := range o.Rounds {
			for i := range pairs {
				r, err := onePair(ctx, pairs[(i+number)%len(pairs)], number%2 == 1, task, o)
				if err != nil {
					return rounds, fmt.Errorf("%s, round %d: %w", task.Name, number+1, err)
				}
				r.Round = number + 1
				rounds = append(rounds, r)
				o.ReportPair(r)
			}
		}
	}
	return rounds, nil
}

func onePair(ctx context.Context, p Pair, otherFirst bool, task tasks.Task, o Options) (record.PairRound, error) {
	list := []Contestant{p.Server, p.Other}
	if otherFirst {
		slices.Reverse(list)
	}
	windows, discarded, err := quietly(o.Repeats, func() ([]window, error) { return together(ctx, list, task, o) })
	if err != nil {
		return record.PairRound{}, fmt.Errorf("%s beside %s: %w", p.Server.Name, p.Other.Name, err)
	}
	if otherFirst {
		slices.Reverse(windows)
	}
	server, other := windows[0].round(), windows[1].round()
	return record.PairRound{
		Task: task.Name, Server: p.Server.Name, Other: p.Other.Name, OtherFirst: otherFirst,
		Requests: server.Requests, OtherRequests: other.Requests, CPU: server.CPU, OtherCPU: other.CPU,
		Others: server.Others, Discarded: discarded,
	}, nil
}
