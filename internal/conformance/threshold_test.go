package main

import (
	"io"
	"slices"
	"testing"
)

func TestThresholds(t *testing.T) {
	t.Parallel()
	good := &tally{file: "good", passed: 99, inScope: 100}
	bad := &tally{file: "bad", passed: 1, inScope: 3}
	none := &tally{file: "none"}
	results := []*tally{good, bad, none}
	for _, test := range []struct {
		args []string
		want []string
	}{
		{nil, nil},
		{[]string{"-min", "good=99"}, nil},
		{[]string{"-min", "good=99.5"}, []string{"good: 99.0% passed, want 99.5%"}},
		{[]string{"-min", "good=99,bad=98"}, []string{"bad: 33.3% passed, want 98%"}},
		{[]string{"-min", "none=1"}, []string{"none: 0.0% passed, want 1%"}},
		{[]string{"-min", "away=1"}, []string{"away did not run: want 1%"}},
		{[]string{"-in-scope", "good=100"}, nil},
		{[]string{"-in-scope", "good=101", "-in-scope", "away=1"}, []string{"away: 0 cases in scope, want 1", "good: 100 cases in scope, want 101"}},
	} {
		want, err := parseThresholds(test.args, io.Discard)
		if err != nil {
			t.Errorf("parseThresholds(%q): %v", test.args, err)
			continue
		}
		if got := want.check(results); !slices.Equal(got, test.want) {
			t.Errorf("check(%q) = %q, want %q", test.args, got, test.want)
		}
	}
}

func TestThresholdMistakes(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"-min", "good"}, {"-min", "=3"}, {"-min", "good=high"}, {"-in-scope", "good=2.5"}, {"-max", "good=3"}} {
		if _, err := parseThresholds(args, io.Discard); err == nil {
			t.Errorf("parseThresholds(%q): no error", args)
		}
	}
}
