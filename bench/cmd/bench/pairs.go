package main

import (
	"context"
	"flag"
	"fmt"
	"slices"

	"github.com/combo-web/combo/bench/measure"
	"github.com/combo-web/combo/bench/record"
	"github.com/combo-web/combo/bench/tasks"
)

// runPairs measures servers two at a time and keeps the results.
func runPairs(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("pairs", flag.ExitOnError)
	names := flags.String("pairs", "", "`pairs` of servers, as in combo:gin,combo:chi; those of the claims if empty")
	p, err := parsePlan(flags, args, record.Setup{Rounds: 9, Seconds: 5, Warmup: 1, Connections: 32, Repeats: 3}, tasks.Claimed())
	if err != nil {
		return err
	}
	pairs, err := measure.ChoosePairs(split(*names)...)
	if err != nil {
		return err
	}
	found := record.Pairs{Setup: p.setup}
	if found.About, err = aboutServers(ctx, "pairs", args); err != nil {
		return err
	}
	err = p.prepared(ctx, members(pairs), func(o measure.Options) (err error) {
		found.Rounds, err = measure.AllPairs(ctx, pairs, p.tasks, o)
		return err
	})
	if err != nil {
		return err
	}
	found.Summary = record.SummarizePairs(found.Rounds)
	return record.Save(resultsFolder, record.PairsFile, found)
}

// members are the servers of pairs, each once.
func members(pairs []measure.Pair) []measure.Contestant {
	var list []measure.Contestant
	for _, p := range pairs {
		for _, c := range []measure.Contestant{p.Server, p.Other} {
			if !slices.Contains(list, c) {
				list = append(list, c)
			}
		}
	}
	return list
}

// tellPair prints a round when it has ended.
func tellPair(r record.PairRound) {
	fmt.Printf("%-9s %2d  %-12s beside %-10s %7.2f and %7.2f µs CPU, ratio %.3f  others %3.0f %%\n",
		r.Task, r.Round, r.Server, r.Other, r.CPU, r.OtherCPU, r.OtherCPU/r.CPU, 100*r.Others)
}
