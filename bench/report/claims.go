package report

import (
	"fmt"

	"github.com/combo-web/combo/bench/record"
	"github.com/combo-web/combo/bench/tasks"
)

// A claim is something that Combo wants to be true, and what the results say.
type claim struct {
	text     string
	measured string
	verdict  verdict
}

// A verdict is what an interval says of a limit.
type verdict string

const (
	held    verdict = "yes"
	open    verdict = "open"
	missed  verdict = "no"
	unknown verdict = "not measured yet"
)

// atLeast asks whether a value is at least the limit: surely, surely not, or
// cannot be told.
func atLeast(i record.Interval, limit float64) verdict {
	switch {
	case i.N == 0:
		return unknown
	case i.N == 1: // one round says nothing of the next
		return open
	case i.Low >= limit:
		return held
	case i.High < limit:
		return missed
	}
	return open
}

func claimsTable(d Data) string {
	g := grid{}
	g.add("claim", "measured", "held")
	for _, c := range append(serverClaims(d.Servers), inprocClaims(d.Inproc)...) {
		g.add(c.text, c.measured, string(c.verdict))
	}
	return g.String()
}

// ratios are the claims about requests per second of processor time.
var ratios = []struct {
	server, other string
	limit         float64
}{
	{"combo", "nethttp", 0.93},
	{"combo", "chi", 1},
	{"combo", "gin", 1},
	{"combo", "echo", 1},
	{"combo+stack", "nethttp", 0.75},
}

func serverClaims(s *record.Servers) []claim {
	var list []claim
	for _, task := range tasks.All() {
		for _, r := range ratios {
			c := claim{verdict: unknown, text: fmt.Sprintf("%s: %s answers at least %.2f × as many requests per CPU second as %s",
				task.Name, r.server, r.limit, r.other)}
			if s != nil {
				i := record.Compare(s.Rounds, task.Name, r.server, r.other)
				c.measured, c.verdict = interval(i), atLeast(i, r.limit)
			}
			list = append(list, c)
		}
	}
	return list
}

func inprocClaims(p *record.Inproc) []claim {
	return []claim{
		atMost(p, "a site adds at most 1,000 ns to a bare handler", 1000, func(find finder) float64 {
			return find("Request/plaintext/combo") - find("Request/plaintext/bare")
		}),
		atMost(p, "finding one of 1,000 routes takes at most 1.00 × the time of ServeMux", 1, func(find finder) float64 {
			return find("Match/1000/combo") / find("Match/1000/ServeMux")
		}),
		atMost(p, "finding one of 10,000 routes takes at most 1.50 × the time of one of 10", 1.5, func(find finder) float64 {
			return find("Match/10000/combo") / find("Match/10/combo")
		}),
	}
}

// A finder returns the nanoseconds of a benchmark.
type finder func(name string) float64

// atMost compares a value of the medians with a limit.
func atMost(p *record.Inproc, text string, limit float64, value func(finder) float64) claim {
	c := claim{text: text, verdict: unknown}
	if p == nil {
		return c
	}
	complete := true
	v := value(func(name string) float64 {
		b, ok := p.Find(name)
		complete = complete && ok
		return record.Median(b.Nanoseconds)
	})
	switch {
	case !complete:
		return c
	case v <= limit:
		c.verdict = held
	default:
		c.verdict = missed
	}
	c.measured = decimals(v, 2)
	return c
}
