package record

import (
	"math"
	"slices"
)

// A Summary is what the rounds of one server and one task say together: medians,
// and the comparison with the base.
type Summary struct {
	Task      string  `json:"task"`
	Server    string  `json:"server"`
	PerSecond float64 `json:"per_second"`
	P99       float64 `json:"p99"`
	CPU       float64 `json:"cpu"`
	User      float64 `json:"user"`
	System    float64 `json:"system"`
	// Objects and Bytes are nil for servers that are not written in Go.
	Objects *float64 `json:"objects,omitempty"`
	Bytes   *float64 `json:"bytes,omitempty"`
	// Ratio is requests per second of processor time in relation to the base's in
	// the same round: 1 is as fast, more is faster.
	Ratio Interval `json:"ratio"`
}

// Summarize sums the rounds up, in the order in which tasks and servers come first.
func Summarize(rounds []Round, base string) []Summary {
	var list []Summary
	for _, r := range rounds {
		if slices.ContainsFunc(list, func(s Summary) bool { return s.Task == r.Task && s.Server == r.Server }) {
			continue
		}
		list = append(list, summarize(rounds, r.Task, r.Server, base))
	}
	return list
}

func summarize(rounds []Round, task, server, base string) Summary {
	var own []Round
	for _, r := range rounds {
		if r.Task == task && r.Server == server {
			own = append(own, r)
		}
	}
	of := func(value func(Round) float64) float64 {
		var values []float64
		for _, r := range own {
			values = append(values, value(r))
		}
		return Median(values)
	}
	s := Summary{
		Task: task, Server: server,
		PerSecond: of(func(r Round) float64 { return r.PerSecond }),
		P99:       of(func(r Round) float64 { return float64(r.P99) }),
		CPU:       of(func(r Round) float64 { return r.CPU }),
		User:      of(func(r Round) float64 { return r.User }),
		System:    of(func(r Round) float64 { return r.System }),
		Ratio:     Compare(rounds, task, server, base),
	}
	if own[0].Objects != nil && own[0].Bytes != nil {
		objects, bytes := of(func(r Round) float64 { return *r.Objects }), of(func(r Round) float64 { return *r.Bytes })
		s.Objects, s.Bytes = &objects, &bytes
	}
	return s
}

// Compare returns the requests per second of processor time of a server in
// relation to another's, paired by round: what slows a whole round down is in
// both. The mean is that of the ratios' logarithms, so that comparing the other way
// round gives the inverse. It is zero if no round has both.
func Compare(rounds []Round, task, server, other string) Interval {
	cost := func(number int, server string) float64 {
		for _, r := range rounds {
			if r.Round == number && r.Task == task && r.Server == server {
				return r.CPU
			}
		}
		return 0
	}
	var logs []float64
	for _, r := range rounds {
		if r.Task != task || r.Server != server {
			continue
		}
		if theirs := cost(r.Round, other); theirs > 0 && r.CPU > 0 {
			logs = append(logs, math.Log(theirs/r.CPU))
		}
	}
	return geometric(logs)
}

// geometric is the interval of ratios, made of their logarithms; zero if there are
// none.
func geometric(logs []float64) Interval {
	if len(logs) == 0 {
		return Interval{}
	}
	i := Confidence(logs)
	return Interval{i.N, math.Exp(i.Mean), math.Exp(i.Low), math.Exp(i.High)}
}
