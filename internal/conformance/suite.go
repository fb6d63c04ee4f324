package main

import (
	"cmp"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
)

// A suite knows one corpus file: how to read it, what of it is in scope, and
// how to get combo's answer.
type suite interface {
	file() string
	// run runs the cases whose name is wanted. The first tally counts them all,
	// others some of them a second time.
	run(raw []byte, wanted func(name string) bool) ([]*tally, error)
}

// A suiteOf is a suite whose cases are of type C.
type suiteOf[C any] struct {
	name  string
	load  func(raw []byte) ([]C, error)
	label func(C) string
	rules []rule[C]
	// check returns nil if combo's answer is the recorded one.
	check func(C) error

	// corpus is the file, if the suite has another name.
	corpus string
	// hard picks cases that are counted by themselves, too.
	hard func(C) bool
	// end is called when all cases have run.
	end func() error
}

func (s suiteOf[C]) file() string { return cmp.Or(s.corpus, s.name) }

func (s suiteOf[C]) run(raw []byte, wanted func(string) bool) (results []*tally, err error) {
	if s.end != nil {
		defer func() { err = errors.Join(err, s.end()) }()
	}
	cases, err := s.load(raw)
	if err != nil {
		return nil, err
	}
	all, hard := newTally(s.name, ruleNames(s.rules)), newTally(s.name+".hard", nil)
	for _, c := range cases {
		name := s.label(c)
		if !wanted(name) {
			continue
		}
		out, err := s.judge(c)
		all.count1(name, out, err)
		if s.hard != nil && s.hard(c) {
			hard.count1(name, out, err)
		}
	}
	if s.hard == nil {
		return []*tally{all}, nil
	}
	return []*tally{all, hard}, nil
}

// judge returns the rule that takes a case out of scope, or what is wrong with
// combo's answer.
func (s suiteOf[C]) judge(c C) (out string, err error) {
	if out, err = s.outOfScope(c); out != "" || err != nil {
		return out, err
	}
	return "", safely(func() error { return s.check(c) })
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
