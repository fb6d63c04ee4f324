package main

import (
	"errors"
	"strings"
	"testing"
)

// numbers is a suite whose cases are numbers: odd ones are out of scope, 4
// fails, 6 panics, and 8 makes the rule panic.
func numbers() suiteOf[int] {
	return suiteOf[int]{
		name:  "numbers",
		load:  func(raw []byte) ([]int, error) { return []int{1, 2, 3, 4, 6, 8, 9}, nil },
		label: func(n int) string { return string(rune('0' + n)) },
		rules: []rule[int]{
			{"broken", "a rule that panics", func(n int) bool { return n == 8 && []int{}[n] > 0 }},
			{"nine", "before odd", func(n int) bool { return n == 9 }},
			{"odd", "only even numbers", func(n int) bool { return n%2 == 1 }},
		},
		check: func(n int) error {
			switch n {
			case 4:
				return errors.New("four")
			case 6:
				panic("six")
			}
			return nil
		},
	}
}

func TestSuiteCounts(t *testing.T) {
	t.Parallel()
	results, err := numbers().run(nil, everything)
	if err != nil {
		t.Fatal(err)
	}
	got := results[0]
	if got.passed != 1 || got.inScope != 4 || got.outOfScope() != 3 || got.out["odd"] != 2 || got.out["nine"] != 1 {
		t.Errorf("tally = %+v", got)
	}
	if p := got.percent(); p != 25 {
		t.Errorf("percent = %v, want 25", p)
	}
	var failed strings.Builder
	for _, f := range got.failures {
		failed.WriteString(f.name + ": " + f.err.Error() + "\n")
	}
	for _, want := range []string{"4: four\n", "6: panic: six at ", "8: panic: runtime error: index out of range", "suite_test.go:"} {
		if !strings.Contains(failed.String(), want) {
			t.Errorf("failures do not have %q:\n%s", want, failed.String())
		}
	}
}

// A suite that cannot fail proves nothing: an adapter that answers wrong must
// show.
func TestWrongAdapterFails(t *testing.T) {
	t.Parallel()
	s := numbers()
	s.check = func(n int) error { return same(n, n+1) }
	results, err := s.run(nil, everything)
	if err != nil {
		t.Fatal(err)
	}
	if got := results[0]; got.passed != 0 || got.inScope != 4 {
		t.Errorf("tally = %+v", got)
	}
}

// Hard cases are counted a second time, and cases can be picked by their name.
func TestSuiteCountsParts(t *testing.T) {
	t.Parallel()
	s := numbers()
	ended := false
	s.hard = func(n int) bool { return n > 3 }
	s.end = func() error { ended = true; return nil }
	results, err := s.run(nil, func(name string) bool { return name != "6" })
	if err != nil || len(results) != 2 {
		t.Fatalf("%d tallies, %v", len(results), err)
	}
	if all := results[0]; all.inScope != 3 || all.passed != 1 || all.outOfScope() != 3 {
		t.Errorf("all = %+v", all)
	}
	if hard := results[1]; hard.file != "numbers.hard" || hard.inScope != 2 || hard.passed != 0 || hard.outOfScope() != 1 {
		t.Errorf("hard = %+v", hard)
	}
	if !ended {
		t.Error("end was not called")
	}
}

func everything(string) bool { return true }

// runSuite runs all cases of a suite and returns the tally of all.
func runSuite(s suite, raw []byte) (*tally, error) {
	results, err := s.run(raw, everything)
	if err != nil {
		return nil, err
	}
	return results[0], nil
}
