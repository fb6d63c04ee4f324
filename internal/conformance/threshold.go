package main

import (
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// thresholds are what the numbers must reach, by the name of the file.
type thresholds struct {
	percent map[string]float64
	inScope map[string]int
	only    []string // the files to run; none: all
}

func parseThresholds(args []string, usage io.Writer) (thresholds, error) {
	t := thresholds{percent: map[string]float64{}, inScope: map[string]int{}}
	flags := flag.NewFlagSet("conformance", flag.ContinueOnError)
	flags.SetOutput(usage)
	flags.Func("min", "`name=percent` that must pass of the cases in scope", func(s string) error {
		return parseThreshold(s, t.percent, func(v string) (float64, error) { return strconv.ParseFloat(v, 64) })
	})
	flags.Func("in-scope", "`name=count` of cases that must be in scope", func(s string) error {
		return parseThreshold(s, t.inScope, strconv.Atoi)
	})
	err := flags.Parse(args)
	t.only = flags.Args()
	return t, err
}

// parseThreshold reads name=number, or several with commas between them.
func parseThreshold[N any](s string, into map[string]N, parse func(string) (N, error)) error {
	for pair := range strings.SplitSeq(s, ",") {
		name, text, ok := strings.Cut(pair, "=")
		if !ok || name == "" {
			return fmt.Errorf("%q is not name=number", pair)
		}
		n, err := parse(text)
		if err != nil {
			return fmt.Errorf("%q is not a number", text)
		}
		into[name] = n
	}
	return nil
}

// check lists what is below its threshold. A file that did not run is below.
func (t thresholds) check(results []*tally) []string {
	byName := map[string]*tally{}
	for _, r := range results {
		byName[r.file] = r
	}
	var short []string
	for _, name := range sortedKeys(t.percent) {
		r := byName[name]
		if r == nil {
			short = append(short, fmt.Sprintf("%s did not run: want %g%%", name, t.percent[name]))
		} else if r.percent() < t.percent[name] {
			short = append(short, fmt.Sprintf("%s: %.1f%% passed, want %g%%", name, r.percent(), t.percent[name]))
		}
	}
	for _, name := range sortedKeys(t.inScope) {
		if r := byName[name]; r == nil || r.inScope < t.inScope[name] {
			short = append(short, fmt.Sprintf("%s: %d cases in scope, want %d", name, r.count(), t.inScope[name]))
		}
	}
	return short
}
