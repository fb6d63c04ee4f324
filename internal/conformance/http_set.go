package main

import (
	"errors"

	"github.com/combo-web/combo/headers"
)

// setAnswers are the methods of a set of names.
var setAnswers = map[string]httpAnswer{
	"ds:HeaderSet.add":          changeSet(func(s *headers.Set, name string) { s.Add(name) }),
	"ds:HeaderSet.discard":      changeSet(func(s *headers.Set, name string) { s.Remove(name) }),
	"ds:HeaderSet.clear":        changeSet(func(s *headers.Set, _ string) { *s = nil }),
	"ds:HeaderSet.find":         asking(func(c httpCase) any { return c.set().Index(c.text()) }),
	"ds:HeaderSet.index":        {ask: setIndex},
	"ds:HeaderSet.__bool__":     asking(func(c httpCase) any { return len(c.set()) > 0 }),
	"ds:HeaderSet.__len__":      asking(func(c httpCase) any { return len(c.set()) }),
	"ds:HeaderSet.__contains__": asking(func(c httpCase) any { return c.set().Has(c.text()) }),
	"ds:HeaderSet.to_header":    asking(func(c httpCase) any { return c.set().String() }),
}

// set is the set of a recorded state.
func (c httpCase) set() headers.Set {
	var s headers.Set
	s.Add(texts(c.state().get("values"))...)
	return s
}

// changeSet compares what the set holds after a call.
func changeSet(change func(s *headers.Set, name string)) httpAnswer {
	return httpAnswer{
		ask: func(c httpCase) (any, error) {
			s := c.set()
			change(&s, c.text())
			return object{{"values", []string(s)}}, nil
		},
		want: func(c httpCase) any { return c.after() },
	}
}

func setIndex(c httpCase) (any, error) {
	i := c.set().Index(c.text())
	if i < 0 {
		return nil, errors.New("not in the set")
	}
	return i, nil
}
