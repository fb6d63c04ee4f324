package report

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/combo-web/combo/bench/record"
)

// setupText tells what the servers were measured on and how.
func setupText(s *record.Servers) string {
	return "\n" + aboutText(s.About) + loadText(s.Setup, "server", "wrk") + disturbed(s.Rounds, func(r record.Round) float64 { return r.Others })
}

func pairsSetup(p *record.Pairs) string {
	return "\n" + aboutText(p.About) + loadText(p.Setup, "servers", "their wrks") +
		disturbed(p.Rounds, func(r record.PairRound) float64 { return r.Others })
}

func inprocSetup(p *record.Inproc) string { return "\n" + aboutText(p.About) + "\n" }

// aboutText tells where and when, and the command that does it again.
func aboutText(a record.About) string {
	return fmt.Sprintf("%s, %d cores, %s, %s.\nCommit %s%s, %s, by\n`%s`.\n",
		a.Machine.Processor, a.Machine.Cores, a.Machine.Kernel, a.Machine.Go,
		a.Commit, modified(a), a.Date.Format("2 January 2006"), a.Command)
}

func loadText(s record.Setup, servers, wrks string) string {
	return fmt.Sprintf("%d rounds of %d s after %d s of warm-up, %d connections to a server,\nthe %s on core %d and %s on core %d.\n",
		s.Rounds, s.Seconds, s.Warmup, s.Connections, servers, s.ServerCore, wrks, s.ClientCore)
}

// disturbed tells how many rounds stayed noisy.
func disturbed[R any](rounds []R, others func(R) float64) string {
	n := 0
	for _, r := range rounds {
		if others(r) > record.Noise {
			n++
		}
	}
	return fmt.Sprintf("Other programs took more than %.0f %% of a core in %d of the %d measurements.\n\n", 100*record.Noise, n, len(rounds))
}

func modified(a record.About) string {
	if a.Modified {
		return " with changes"
	}
	return ""
}

func versionsTable(s *record.Servers) string {
	g := grid{}
	g.add("program", "version")
	for _, name := range slices.Sorted(maps.Keys(s.Versions)) {
		g.add(name, s.Versions[name])
	}
	return g.String()
}

// ServersTable compares the servers under one task.
func ServersTable(s *record.Servers, task string) string {
	g := grid{}
	g.add("server", "CPU time, µs", "of it system, µs", "requests per CPU second, net/http = 1", "requests/s", "p99, ms", "objects", "bytes")
	for _, sum := range s.Summary {
		if sum.Task != task {
			continue
		}
		g.add(sum.Server, decimals(sum.CPU, 2), decimals(sum.System, 1), interval(sum.Ratio, 3), decimals(sum.PerSecond, 0),
			decimals(sum.P99/1000, 2), optional(sum.Objects), optional(sum.Bytes))
	}
	return g.String()
}

// pairsTable compares the servers that ran at the same time, task by task.
func pairsTable(p *record.Pairs) string {
	g := grid{}
	g.add("task: server beside other", "CPU time, µs", "the other's, µs", "its share of all requests", "requests per CPU second, the other = 1")
	for _, s := range p.Summary {
		name := fmt.Sprintf("%s: %s beside %s", s.Task, s.Server, s.Other)
		if s.Server == s.Other {
			name += " (control)"
		}
		g.add(name, decimals(s.CPU, 2), decimals(s.OtherCPU, 2), decimals(s.Share, 2), interval(s.Ratio, 3))
	}
	return g.String()
}

// decimals writes a number with some decimals, thousands apart.
func decimals(v float64, n int) string {
	text := strconv.FormatFloat(v, 'f', n, 64)
	whole, rest, _ := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		rest = "." + rest
	}
	return whole + rest
}

func optional(v *float64) string {
	if v == nil {
		return ""
	}
	return decimals(*v, 0)
}

// interval writes 0.953 (0.948–0.958) with so many decimals, nothing if there is none.
func interval(i record.Interval, n int) string {
	if i.N == 0 {
		return ""
	}
	return fmt.Sprintf("%s (%s–%s)", decimals(i.Mean, n), decimals(i.Low, n), decimals(i.High, n))
}

// requestsTable compares one request into each framework, without a network.
func requestsTable(p *record.Inproc) string {
	g := grid{}
	g.add("handler", "plaintext, ns", "bytes", "objects", "json, ns", "bytes", "objects")
	for _, name := range secondPart(p, "Request/plaintext/") {
		row := []string{name}
		for _, task := range []string{"plaintext", "json"} {
			b, _ := p.Find("Request/" + task + "/" + name)
			row = append(row, decimals(record.Median(b.Nanoseconds), 0), decimals(b.Bytes, 0), decimals(b.Objects, 0))
		}
		g.add(row...)
	}
	return g.String()
}

// secondPart lists what stands behind a prefix in the names of benchmarks.
func secondPart(p *record.Inproc, prefix string) []string {
	var list []string
	for _, b := range p.Benchmarks {
		if rest, ok := strings.CutPrefix(b.Name, prefix); ok {
			list = append(list, rest)
		}
	}
	return list
}

// sizes are the numbers of routes.
var sizes = []string{"10", "100", "1000", "10000"}

// routerTable compares routers as their lists grow. of is Router, the whole way of
// a request, or Match, the search alone.
func routerTable(p *record.Inproc, of string) string {
	g := grid{}
	g.add(append([]string{"router"}, "10 routes, ns", "100", "1,000", "10,000")...)
	for _, name := range secondPart(p, of+"/10/") {
		row := []string{name}
		for _, n := range sizes {
			b, _ := p.Find(of + "/" + n + "/" + name)
			row = append(row, decimals(record.Median(b.Nanoseconds), 0))
		}
		g.add(row...)
	}
	return g.String()
}
