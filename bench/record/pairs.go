package record

import (
	"math"
	"slices"
)

// A PairSummary is what the rounds of one pair and one task say together.
type PairSummary struct {
	Task   string `json:"task"`
	Server string `json:"server"`
	Other  string `json:"other"`
	// CPU and OtherCPU are medians, in microseconds.
	CPU      float64 `json:"cpu"`
	OtherCPU float64 `json:"other_cpu"`
	// Share is the part of all requests that the server has answered, the median: far
	// from 0.5, the busier of the two had less to pay for waking up.
	Share float64 `json:"share"`
	// Ratio is requests per second of processor time in relation to the other's: 1
	// is as fast, more is faster.
	Ratio Interval `json:"ratio"`
}

// SummarizePairs sums the rounds up by task, in the order in which tasks and pairs
// come first.
func SummarizePairs(rounds []PairRound) []PairSummary {
	var list []PairSummary
	for _, r := range rounds {
		if slices.ContainsFunc(list, func(s PairSummary) bool { return s.Task == r.Task && s.Server == r.Server && s.Other == r.Other }) {
			continue
		}
		own := roundsOf(rounds, r.Task, r.Server, r.Other)
		var costs, others, shares []float64
		for _, o := range own {
			costs, others = append(costs, o.CPU), append(others, o.OtherCPU)
			shares = append(shares, float64(o.Requests)/float64(max(1, o.Requests+o.OtherRequests)))
		}
		list = append(list, PairSummary{
			Task: r.Task, Server: r.Server, Other: r.Other, CPU: Median(costs), OtherCPU: Median(others), Share: Median(shares),
			Ratio: ComparePair(rounds, r.Task, r.Server, r.Other),
		})
	}
	return list
}

// ComparePair returns the requests per second of processor time of a server in
// relation to the one that ran beside it, averaged as in [Compare]. It is zero if
// there is no such pair.
func ComparePair(rounds []PairRound, task, server, other string) Interval {
	var logs []float64
	for _, r := range roundsOf(rounds, task, server, other) {
		if r.CPU > 0 && r.OtherCPU > 0 {
			logs = append(logs, math.Log(r.OtherCPU/r.CPU))
		}
	}
	return geometric(logs)
}

func roundsOf(rounds []PairRound, task, server, other string) []PairRound {
	var own []PairRound
	for _, r := range rounds {
		if r.Task == task && r.Server == server && r.Other == other {
			own = append(own, r)
		}
	}
	return own
}
