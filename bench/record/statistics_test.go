package record_test

import (
	"math"
	"testing"

	"github.com/combo-web/combo/bench/record"
)

func TestConfidence(t *testing.T) {
	t.Parallel()
	tests := []struct {
		values          []float64
		mean, low, high float64
	}{
		{nil, 0, 0, 0},
		{[]float64{5}, 5, 5, 5},
		{[]float64{2, 2, 2}, 2, 2, 2},
		{[]float64{1, 3}, 2, 2 - 12.706, 2 + 12.706},
		{[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9}, 5, 5 - 2.306*math.Sqrt(7.5)/3, 5 + 2.306*math.Sqrt(7.5)/3},
	}
	for _, test := range tests {
		got := record.Confidence(test.values)
		for _, pair := range [][2]float64{{got.Mean, test.mean}, {got.Low, test.low}, {got.High, test.high}} {
			if math.Abs(pair[0]-pair[1]) > 1e-9 {
				t.Errorf("Confidence(%v) = %v, want %v (%v–%v)", test.values, got, test.mean, test.low, test.high)
				break
			}
		}
	}
}

// The interval of n values must hold 95 % of t's distribution with n-1 degrees of
// freedom: its density is added up here.
func TestConfidenceHolds95Percent(t *testing.T) {
	t.Parallel()
	for n := 3; n <= 31; n++ {
		// n values of which one half is 1 and the other -1, with 0 between if n is odd.
		values := make([]float64, n)
		var squares float64
		for i := range n / 2 {
			values[i], values[n-1-i] = -1, 1
			squares += 2
		}
		freedom := float64(n - 1)
		standardError := math.Sqrt(squares/freedom) / math.Sqrt(float64(n))
		quantile := record.Confidence(values).High / standardError
		if inside := studentWithin(quantile, freedom); math.Abs(inside-0.95) > 0.0001 {
			t.Errorf("with %d values the interval holds %.5f", n, inside)
		}
	}
}

// studentWithin is the probability that Student's t lies within ±x, by Simpson's rule.
func studentWithin(x, freedom float64) float64 {
	a, _ := math.Lgamma((freedom + 1) / 2)
	b, _ := math.Lgamma(freedom / 2)
	density := func(u float64) float64 {
		return math.Exp(a-b) / math.Sqrt(freedom*math.Pi) * math.Pow(1+u*u/freedom, -(freedom+1)/2)
	}
	const steps = 2000
	h := x / steps
	sum := density(0) + density(x)
	for i := 1; i < steps; i++ {
		sum += density(float64(i)*h) * float64(2+2*(i%2))
	}
	return 2 * sum * h / 3
}

func TestMedian(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		values []float64
		want   float64
	}{{nil, 0}, {[]float64{3}, 3}, {[]float64{9, 1}, 5}, {[]float64{9, 1, 2}, 2}, {[]float64{4, 1, 3, 2}, 2.5}} {
		if got := record.Median(test.values); got != test.want {
			t.Errorf("Median(%v) = %v, want %v", test.values, got, test.want)
		}
	}
}

// A round in which everything is slow must not look like a slow server.
func TestCompareIsPaired(t *testing.T) {
	t.Parallel()
	var rounds []record.Round
	for i, speed := range []float64{1, 1.5, 3} {
		rounds = append(rounds,
			record.Round{Round: i, Task: "json", Server: "a", CPU: 10 * speed},
			record.Round{Round: i, Task: "json", Server: "b", CPU: 8 * speed},
			record.Round{Round: i, Task: "text", Server: "a", CPU: 1},
		)
	}
	rounds = append(rounds, record.Round{Round: 9, Task: "json", Server: "a", CPU: 99}) // without its pair
	got := record.Compare(rounds, "json", "a", "b")
	for _, v := range []float64{got.Mean, got.Low, got.High} {
		if math.Abs(v-0.8) > 1e-9 {
			t.Fatalf("a compared with b: %v, want 0.8 each", got)
		}
	}
	if back := record.Compare(rounds, "json", "b", "a"); math.Abs(back.Mean-1.25) > 1e-9 {
		t.Errorf("b compared with a: %v, want 1.25", back)
	}
	if none := record.Compare(rounds, "json", "a", "c"); none != (record.Interval{}) {
		t.Errorf("a compared with nobody: %v", none)
	}
}

// A pair is compared within its rounds, whatever other pairs its servers are in.
func TestSummarizePairs(t *testing.T) {
	t.Parallel()
	list := record.SummarizePairs([]record.PairRound{
		{Round: 1, Task: "json", Server: "a", Other: "b", CPU: 10, OtherCPU: 8},
		{Round: 1, Task: "json", Server: "a", Other: "c", CPU: 10, OtherCPU: 30},
		{Round: 2, Task: "json", Server: "a", Other: "b", CPU: 40, OtherCPU: 32, OtherFirst: true},
		{Round: 1, Task: "text", Server: "a", Other: "b", CPU: 5, OtherCPU: 5},
	})
	want := []struct {
		task, other      string
		cpu, cost, ratio float64
		n                int
	}{{"json", "b", 25, 20, 0.8, 2}, {"json", "c", 10, 30, 3, 1}, {"text", "b", 5, 5, 1, 1}}
	if len(list) != len(want) {
		t.Fatalf("%d summaries, want %d: %+v", len(list), len(want), list)
	}
	for i, w := range want {
		s := list[i]
		if s.Task != w.task || s.Other != w.other || s.CPU != w.cpu || s.OtherCPU != w.cost || s.Ratio.N != w.n || math.Abs(s.Ratio.Mean-w.ratio) > 1e-9 {
			t.Errorf("summed up %+v, want %+v", s, w)
		}
	}
	if none := record.ComparePair(nil, "json", "a", "b"); none != (record.Interval{}) {
		t.Errorf("no rounds compare as %v", none)
	}
}

func TestSummarize(t *testing.T) {
	t.Parallel()
	objects := 7.0
	list := record.Summarize([]record.Round{
		{Round: 1, Task: "json", Server: "a", CPU: 10, PerSecond: 100, P99: 5, Objects: &objects, Bytes: &objects},
		{Round: 1, Task: "json", Server: "b", CPU: 20, PerSecond: 50, P99: 9},
		{Round: 2, Task: "json", Server: "b", CPU: 20, PerSecond: 70, P99: 11},
		{Round: 2, Task: "json", Server: "a", CPU: 10, PerSecond: 120, P99: 7, Objects: &objects, Bytes: &objects},
	}, "a")
	if len(list) != 2 || list[0].Server != "a" || list[1].Server != "b" {
		t.Fatalf("summaries %v, want those of a and b", list)
	}
	if a := list[0]; a.PerSecond != 110 || a.P99 != 6 || *a.Objects != 7 || a.Ratio.Mean != 1 {
		t.Errorf("a is summed up as %+v", a)
	}
	if b := list[1]; b.PerSecond != 60 || b.Objects != nil || math.Abs(b.Ratio.Mean-0.5) > 1e-9 {
		t.Errorf("b is summed up as %+v", b)
	}
}
