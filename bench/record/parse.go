package record

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// benchmarkLine is what go test prints of a benchmark with -benchmem; the number
// behind the name is GOMAXPROCS, left out if it is 1.
var benchmarkLine = regexp.MustCompile(`^Benchmark(\S+)\s+\d+\s+([\d.]+) ns/op(?:\s+(\d+) B/op\s+(\d+) allocs/op)?`)

// ParseBenchmarks reads the output of go test -bench -cpu 1, in which a benchmark
// stands as often as it was run. The order is that of the first runs.
func ParseBenchmarks(output string) ([]Benchmark, error) {
	var list []Benchmark
	index := map[string]int{}
	for line := range strings.Lines(output) {
		m := benchmarkLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		i, known := index[m[1]]
		if !known {
			i = len(list)
			index[m[1]] = i
			list = append(list, Benchmark{Name: m[1]})
		}
		b := &list[i]
		b.Nanoseconds = append(b.Nanoseconds, number(m[2]))
		b.Bytes, b.Objects = number(m[3]), number(m[4])
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("go test printed no benchmark: %.500s", output)
	}
	return list, nil
}

// number reads what a regular expression has found to be one, or nothing.
func number(text string) float64 {
	n, _ := strconv.ParseFloat(text, 64)
	return n
}

// Find returns the benchmark of a name; ok is false if it was not run.
func (p Inproc) Find(name string) (b Benchmark, ok bool) {
	for _, b := range p.Benchmarks {
		if b.Name == name {
			return b, true
		}
	}
	return Benchmark{}, false
}
