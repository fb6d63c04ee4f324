package report

import (
	"fmt"

	"github.com/combo-web/combo/bench/record"
	"github.com/combo-web/combo/bench/tasks"
)

// A claim is something that Combo wants to be true, and what the results say.
type claim struct {
	text             string
	inTurn, together string // what was measured, one after the other and at the same time
	verdict          verdict
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

// both joins what two ways of measuring say: the servers at the same time decide,
// as long as the other way does not say the contrary.
func both(together, inTurn verdict) verdict {
	switch {
	case together == unknown:
		return inTurn
	case together == held && inTurn == missed, together == missed && inTurn == held:
		return open
	}
	return together
}

func claimsTable(d Data) string {
	g := grid{}
	g.add("claim", "measured in turn", "at the same time", "held")
	for _, c := range append(serverClaims(d), inprocClaims(d.Inproc)...) {
		g.add(c.text, c.inTurn, c.together, string(c.verdict))
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

func serverClaims(d Data) []claim {
	var list []claim
	for _, task := range tasks.Claimed() {
		for _, r := range ratios {
			var inTurn, together record.Interval
			if d.Servers != nil {
				inTurn = record.Compare(d.Servers.Rounds, task.Name, r.server, r.other)
			}
			if d.Pairs != nil {
				together = record.ComparePair(d.Pairs.Rounds, task.Name, r.server, r.other)
			}
			list = append(list, claim{
				text: fmt.Sprintf("%s: %s answers at least %.2f × as many requests per CPU second as %s",
					task.Name, r.server, r.limit, r.other),
				inTurn: interval(inTurn, 3), together: interval(together, 3),
				verdict: both(atLeast(together, r.limit), atLeast(inTurn, r.limit)),
			})
		}
	}
	return list
}

func inprocClaims(p *record.Inproc) []claim {
	if p == nil {
		p = &record.Inproc{}
	}
	ratio := func(text string, limit float64, name, other string) claim {
		i := p.Ratio(name, other)
		return claim{text: text, inTurn: interval(i, 2), verdict: atMost(i, limit)}
	}
	added := p.Difference("Request/plaintext/combo", "Request/plaintext/bare")
	return []claim{
		{text: "a site adds at most 1,000 ns to a bare handler", inTurn: interval(added, 0), verdict: atMost(added, 1000)},
		ratio("finding one of 1,000 routes takes at most 1.00 × the time of ServeMux.Handler", 1, "Match/1000/combo", "Match/1000/ServeMux.Handler"),
		ratio("finding one of 10,000 routes takes at most 1.50 × the time of one of 10", 1.5, "Match/10000/combo", "Match/10/combo"),
	}
}

// atMost asks whether a value is at most the limit, as [atLeast] does.
func atMost(i record.Interval, limit float64) verdict {
	return atLeast(record.Interval{N: i.N, Mean: -i.Mean, Low: -i.High, High: -i.Low}, -limit)
}
