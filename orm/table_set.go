package orm

import (
	"errors"
	"fmt"
	"slices"
	"sync"
)

// A tableSet are tables that know each other by their Go types. Relations may
// lead to tables that are made later, so nothing is resolved before the first
// use of one of them; then all that are there are.
type tableSet struct {
	mu       sync.Mutex
	registry Registry
	pending  []*Model           // not in the registry
	added    bool               // whether one was added since the last load
	own      map[*Model][]error // mistakes that a table has by itself
	found    map[*Model][]error // mistakes among the pending ones, found by the last load
}

// everyTable are the tables of [NewTable].
var everyTable = &tableSet{}

// add makes a table known, with the mistakes that it has by itself.
func (s *tableSet) add(m *Model, mistakes []error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.own == nil {
		s.own = map[*Model][]error{}
	}
	for _, err := range mistakes {
		s.own[m] = append(s.own[m], fmt.Errorf("%s: model %s: %w", m.source, m.called(), err))
	}
	s.pending = append(s.pending, m)
	s.added = true
}

// load resolves the tables that wait and returns the mistakes of one.
func (s *tableSet) load(m *Model) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.added {
		s.resolve()
		s.added = false
	}
	return errors.Join(append(s.own[m], s.found[m]...)...)
}

// resolve adds the tables without mistakes to the registry. One that has a
// mistake takes those along that lead to it, no others. It stays pending: what
// it needs may be made later.
func (s *tableSet) resolve() {
	s.registry.mu.Lock()
	defer s.registry.mu.Unlock()
	s.found = map[*Model][]error{}
	models := slices.Clone(s.pending)
	for {
		models = slices.DeleteFunc(models, func(m *Model) bool { return s.own[m] != nil || s.found[m] != nil })
		l := s.registry.load(models)
		if len(l.mistakes) == 0 {
			l.publish()
			break
		}
		for _, e := range l.mistakes {
			m := e.owner()
			s.found[m] = append(s.found[m], e)
		}
	}
	s.pending = slices.DeleteFunc(s.pending, func(m *Model) bool { return m.registry != nil })
}
