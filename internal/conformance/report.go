package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
)

// A tally counts the cases of one file.
type tally struct {
	file     string
	passed   int
	inScope  int
	rules    []ruleName
	out      map[string]int // cases by the rule that took them out
	failures []failure
}

type failure struct {
	name string
	err  error
}

func newTally(file string, rules []ruleName) *tally {
	return &tally{file: file, rules: rules, out: map[string]int{}}
}

// count1 counts one case: out of scope by a rule, or passed if err is nil.
func (t *tally) count1(name, out string, err error) {
	if out != "" {
		t.out[out]++
		return
	}
	t.inScope++
	if err != nil {
		t.failures = append(t.failures, failure{name, err})
		return
	}
	t.passed++
}

// count returns how many cases are in scope, 0 for a file that did not run.
func (t *tally) count() int {
	if t == nil {
		return 0
	}
	return t.inScope
}

// ofAll is the share of all cases that passed, those out of scope included.
func (t *tally) ofAll() float64 {
	all := t.inScope + t.outOfScope()
	if all == 0 {
		return 0
	}
	return 100 * float64(t.passed) / float64(all)
}

// percent is the share of cases in scope that passed; none is no success.
func (t *tally) percent() float64 {
	if t.inScope == 0 {
		return 0
	}
	return 100 * float64(t.passed) / float64(t.inScope)
}

func (t *tally) outOfScope() int {
	sum := 0
	for n := range maps.Values(t.out) {
		sum += n
	}
	return sum
}

// A report prints tallies.
type report struct {
	out     io.Writer
	verbose bool
}

func (r report) print(results []*tally, notes []string) {
	for _, t := range results {
		fmt.Fprintf(r.out, "%s %d/%d (%d) %.1f%%\n", t.file, t.passed, t.inScope, t.outOfScope(), t.ofAll())
		if r.verbose {
			r.details(t)
		}
	}
	for _, note := range notes {
		fmt.Fprintln(r.out, note)
	}
}

func (r report) details(t *tally) {
	for _, f := range t.failures {
		fmt.Fprintf(r.out, "  FAIL %s\n       %v\n", f.name, f.err)
	}
	for _, rule := range t.rules {
		if n := t.out[rule.id]; n > 0 {
			fmt.Fprintf(r.out, "  out %4d  %s: %s\n", n, rule.id, rule.reason)
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
