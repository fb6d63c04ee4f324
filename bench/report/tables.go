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
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s, %d cores, %s, %s.", s.Machine.Processor, s.Machine.Cores, s.Machine.Kernel, s.Machine.Go)
	fmt.Fprintf(&b, "\n%d rounds of %d s after %d s of warm-up, %d connections, ", s.Setup.Rounds, s.Setup.Seconds, s.Setup.Warmup, s.Setup.Connections)
	fmt.Fprintf(&b, "the server on\ncore %d and wrk on core %d. ", s.Setup.ServerCore, s.Setup.ClientCore)
	fmt.Fprintf(&b, "Commit %s%s, %s, by\n`%s`. ", s.Commit, modified(s.About), s.Date.Format("2 January 2006"), s.Command)
	fmt.Fprintf(&b, "Other programs took more than %.0f %% of a core\nin %d of the %d measurements.\n\n", 100*record.Noise, disturbed(s.Rounds), len(s.Rounds))
	return b.String()
}

func disturbed(rounds []record.Round) int {
	n := 0
	for _, r := range rounds {
		if r.Others > record.Noise {
			n++
		}
	}
	return n
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
		g.add(sum.Server, decimals(sum.CPU, 2), decimals(sum.System, 1), interval(sum.Ratio), decimals(sum.PerSecond, 0),
			decimals(sum.P99/1000, 2), optional(sum.Objects), optional(sum.Bytes))
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

// interval writes 0.953 (0.948–0.958), nothing if there is none.
func interval(i record.Interval) string {
	if i.N == 0 {
		return ""
	}
	return fmt.Sprintf("%.3f (%.3f–%.3f)", i.Mean, i.Low, i.High)
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
