package main

import (
	"fmt"
	"runtime/debug"
	"strings"
)

// A suite knows one corpus file: how to read it, what of it is in scope, and
// how to get combo's answer.
type suite interface {
	file() string
	run(raw []byte) (*tally, error)
}

// A suiteOf is a suite whose cases are of type C.
type suiteOf[C any] struct {
	name  string
	load  func(raw []byte) ([]C, error)
	label func(C) string
	rules []rule[C]
	// check returns nil if combo's answer is the recorded one.
	check func(C) error
}

func (s suiteOf[C]) file() string { return s.name }

func (s suiteOf[C]) run(raw []byte) (*tally, error) {
	cases, err := s.load(raw)
	if err != nil {
		return nil, err
	}
	t := newTally(s.name, ruleNames(s.rules))
	for _, c := range cases {
		out, err := s.outOfScope(c)
		switch {
		case err != nil:
			t.fail(s.label(c), err)
		case out != "":
			t.leaveOut(out)
		default:
			t.count1(s.label(c), safely(func() error { return s.check(c) }))
		}
	}
	return t, nil
}

// outOfScope returns the id of the first rule that the case falls under. A rule
// that panics fails the case: it must not vanish.
func (s suiteOf[C]) outOfScope(c C) (id string, err error) {
	err = safely(func() error {
		for _, r := range s.rules {
			if r.applies(c) {
				id = r.id
				return nil
			}
		}
		return nil
	})
	return id, err
}

// safely makes an error of a panic, with the place where it happened.
func safely(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v at %s", p, panicLine(string(debug.Stack())))
		}
	}()
	return f()
}

// panicLine finds the line below runtime's panic in a stack.
func panicLine(stack string) string {
	_, after, _ := strings.Cut(stack, "panic(")
	lines := strings.Split(after, "\n")
	if len(lines) < 4 {
		return "an unknown place"
	}
	return strings.TrimSpace(lines[3])
}
