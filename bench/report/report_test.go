package report_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/bench/record"
	"github.com/combo-web/combo/bench/report"
)

// The document must say what the results say: nobody edits its tables by hand.
func TestPageIsCurrent(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/benchmarks.md")
	if err != nil {
		t.Fatal(err)
	}
	data, err := report.Load("../results")
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := report.Page(string(page), data)
	if err != nil {
		t.Fatal(err)
	}
	if fresh != string(page) {
		t.Error("docs/benchmarks.md differs from the results: go run ./cmd/bench report")
	}
}

// servers has two rounds in which combo takes 10 µs and net/http 9.5 µs.
func servers() *record.Servers {
	var rounds []record.Round
	for i, slow := range []float64{1, 2} {
		rounds = append(rounds,
			record.Round{Round: i, Task: "plaintext", Server: "nethttp", CPU: 9.5 * slow, PerSecond: 1234567, P99: 1500},
			record.Round{Round: i, Task: "plaintext", Server: "combo", CPU: 10 * slow},
			record.Round{Round: i, Task: "plaintext", Server: "chi", CPU: 9 * slow},
		)
	}
	return &record.Servers{Rounds: rounds, Base: "nethttp", Summary: record.Summarize(rounds, "nethttp")}
}

// pairs has two rounds in which combo takes 10 µs and net/http beside it 9.6 µs.
func pairs() *record.Pairs {
	rounds := []record.PairRound{
		{Round: 1, Task: "plaintext", Server: "combo", Other: "nethttp", Requests: 100, OtherRequests: 300, CPU: 10, OtherCPU: 9.6},
		{Round: 2, Task: "plaintext", Server: "combo", Other: "nethttp", Requests: 100, OtherRequests: 300, CPU: 20, OtherCPU: 19.2, Others: 0.2},
		{Round: 1, Task: "plaintext", Server: "nethttp", Other: "nethttp", CPU: 10, OtherCPU: 10},
	}
	setup := record.Setup{Rounds: 9, Seconds: 5, Warmup: 1, Connections: 32, ServerCore: 1}
	return &record.Pairs{Setup: setup, Rounds: rounds, Summary: record.SummarizePairs(rounds)}
}

func TestPageTables(t *testing.T) {
	t.Parallel()
	about := record.About{
		Commit: "abc", Modified: true, Date: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), Command: "the command",
		Machine: record.Machine{Processor: "Some Processor", Cores: 2, Kernel: "Linux 6.1", Go: "go1.26"},
	}
	inproc := &record.Inproc{About: about, Benchmarks: []record.Benchmark{
		{Name: "Request/plaintext/bare", Nanoseconds: []float64{50, 60, 55}},
		{Name: "Request/plaintext/combo", Nanoseconds: []float64{1500, 1510, 1505}},
		{Name: "Match/10/combo", Nanoseconds: []float64{80, 160}},
		{Name: "Match/10000/combo", Nanoseconds: []float64{120, 240}},
		{Name: "Router/10/chi", Nanoseconds: []float64{460.6}},
		{Name: "Router/1000/chi", Nanoseconds: []float64{1000, 2000}},
	}}
	full := report.Data{Servers: servers(), Pairs: pairs(), Inproc: inproc}
	tests := []struct {
		table string
		data  report.Data
		want  string
	}{
		{"servers plaintext", report.Data{}, "Not measured yet."},
		{"router Router", report.Data{}, "Not measured yet."},
		{"claims", report.Data{}, "| not measured yet |"},
		{"servers plaintext", full, "| nethttp | 14.25 | 0.0 | 1.000 (1.000–1.000) | 1,234,567 | 1.50 |  |  |\n"},
		{"servers plaintext", full, "| combo | 15.00 |"},
		{"claims", full, "at least 0.93 × as many requests per CPU second as nethttp | 0.950 (0.950–0.950) | 0.960 (0.960–0.960) | yes |"},
		{"claims", full, "a bare handler | 1,450 (1,450–1,450) |  | no |"},
		{"claims", full, "of one of 10 | 1.50 (1.50–1.50) |  | yes |"},
		{"claims", full, "the time of ServeMux.Handler |  |  | not measured yet |"},
		{"pairs", full, "| plaintext: combo beside nethttp | 15.00 | 14.40 | 0.25 | 0.960 (0.960–0.960) |\n"},
		{"pairs", full, "| plaintext: nethttp beside nethttp (control) |"},
		{"pairs", report.Data{}, "Not measured yet."},
		{"pairs-setup", full, "9 rounds of 5 s after 1 s of warm-up, 32 connections to a server,\nthe servers on core 1 and their wrks on core 0.\n"},
		{"pairs-setup", full, "in 1 of the 3 measurements"},
		{"inproc-setup", full, "Some Processor, 2 cores, Linux 6.1, go1.26.\nCommit abc with changes, 20 November 2026, by\n`the command`.\n"},
		{"inproc-setup", report.Data{}, "Not measured yet."},
		{"router Router", full, "| chi | 461 | 0 | 1,500 | 0 |"},
		{"requests", full, "| bare | 55 |"},
		{"setup", full, "in 0 of the 6 measurements"},
		{"versions", full, "| program | version |"},
	}
	for _, test := range tests {
		page := "before\n\n<!-- bench: " + test.table + " -->\nold\n<!-- end -->\n\nafter\n"
		got, err := report.Page(page, test.data)
		if err != nil {
			t.Errorf("%s: %v", test.table, err)
			continue
		}
		if !strings.Contains(got, test.want) || strings.Contains(got, "old") ||
			!strings.HasPrefix(got, "before\n") || !strings.HasSuffix(got, "<!-- end -->\n\nafter\n") {
			t.Errorf("%s: no %q in\n%s", test.table, test.want, got)
		}
		if again, err := report.Page(got, test.data); err != nil || again != got {
			t.Errorf("%s: made again it differs: %v\n%s", test.table, err, again)
		}
	}
}

func TestPageRefuses(t *testing.T) {
	t.Parallel()
	for _, page := range []string{
		"<!-- bench: claims -->\nno end",
		"<!-- bench: claims",
		"<!-- bench: weather -->\n<!-- end -->\n",
	} {
		if got, err := report.Page(page, report.Data{}); err == nil {
			t.Errorf("%q becomes %q without an error", page, got)
		}
	}
}

// The servers at the same time decide, unless the other way says the contrary.
func TestClaimsUseBothWays(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		inTurn, together [2]float64 // costs of combo in two rounds; net/http's is 10
		want             string
	}{
		{[2]float64{10, 12}, [2]float64{10, 10.01}, "| yes |"},
		{[2]float64{10, 12}, [2]float64{20, 20.1}, "| no |"},
		{[2]float64{20, 20.1}, [2]float64{10, 10.01}, "| open |"},
		{[2]float64{10, 10.01}, [2]float64{20, 20.1}, "| open |"},
		{[2]float64{10, 10.01}, [2]float64{10, 12}, "| open |"},
	} {
		s, p := &record.Servers{}, &record.Pairs{}
		for i := range 2 {
			s.Rounds = append(s.Rounds, record.Round{Round: i, Task: "json", Server: "nethttp", CPU: 10},
				record.Round{Round: i, Task: "json", Server: "combo", CPU: test.inTurn[i]})
			p.Rounds = append(p.Rounds, record.PairRound{Round: i, Task: "json", Server: "combo", Other: "nethttp", CPU: test.together[i], OtherCPU: 10})
		}
		page, err := report.Page("<!-- bench: claims -->\n<!-- end -->", report.Data{Servers: s, Pairs: p})
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(page) {
			if strings.HasPrefix(line, "| json: combo answers at least 0.93") && !strings.Contains(line, test.want) {
				t.Errorf("costs %v: %s, want %s", test, line, test.want)
			}
		}
	}
}

// A claim is held if the whole interval is on its side.
func TestClaimsUseTheInterval(t *testing.T) {
	t.Parallel()
	tests := []struct {
		costs []float64 // of combo; net/http's is 10
		want  string
	}{
		{[]float64{10, 10.01}, "| yes |"},
		{[]float64{20, 20.1}, "| no |"},
		{[]float64{10, 12}, "| open |"},
		{[]float64{5}, "| open |"}, // one round says nothing
	}
	for _, test := range tests {
		s := &record.Servers{}
		for i, cost := range test.costs {
			s.Rounds = append(s.Rounds, record.Round{Round: i, Task: "json", Server: "nethttp", CPU: 10},
				record.Round{Round: i, Task: "json", Server: "combo", CPU: cost})
		}
		page, err := report.Page("<!-- bench: claims -->\n<!-- end -->", report.Data{Servers: s})
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(page) {
			if strings.HasPrefix(line, "| json: combo answers at least 0.93") && !strings.Contains(line, test.want) {
				t.Errorf("costs %v: %s, want %s", test.costs, line, test.want)
			}
		}
	}
}
