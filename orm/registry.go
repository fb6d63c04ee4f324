package orm

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// A Registry is a set of models that know each other: relations lead from one of
// them to another. It may be used by several goroutines at once.
type Registry struct {
	mu     sync.RWMutex
	models []*Model
	byName map[string]*Model // "blog.post": the name in lower case
	byType map[reflect.Type]*Model
}

// NewRegistry makes a set of models that were written down. It fills in what
// they leave out, such as the names of tables and columns, finds what the
// relations lead to, and adds the models between many-to-many relations. The
// error joins all mistakes of all models. The models belong to the registry from
// then on and must not be changed.
func NewRegistry(models ...*Model) (*Registry, error) {
	r := &Registry{}
	if err := r.Add(models...); err != nil {
		return nil, err
	}
	return r, nil
}

// Add adds models, whose relations may lead to those that are there already: the
// way back appears there. If there is a mistake in one, none is added.
func (r *Registry) Add(models ...*Model) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	l := r.load(models)
	if len(l.mistakes) > 0 {
		mistakes := make([]error, len(l.mistakes))
		for i, m := range l.mistakes {
			mistakes[i] = m
		}
		return errors.Join(mistakes...)
	}
	l.publish()
	return nil
}

// Model returns a model by its full name, "blog.Post", upper and lower case
// being the same; nil if there is none.
func (r *Registry) Model(name string) *Model {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.byName[strings.ToLower(name)]
}

// Models returns all models in the order in which they were added, with those
// that were made for many-to-many relations before the model that has these.
func (r *Registry) Models() []*Model {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return slices.Clone(r.models)
}

// usable returns why a model cannot be used: the mistakes of its table, or that
// it belongs to no registry.
func (m *Model) usable() error {
	switch {
	case m.refs != nil:
		return m.refs.load()
	case m.registry == nil:
		return mistakef("the model %s is used before NewRegistry completed it", m)
	}
	return nil
}

// A way is how the relations that lead to a model are found from there. It never
// changes once it is published.
type ways struct {
	byName map[string]*Field // by QueryName
	list   []*Field
}

// reverse returns the relation of another model that leads here and has a name
// in lookups, nil if there is none. The hidden ones are known by names that end
// in "+".
func (m *Model) reverse(name string) *Field {
	if w := m.back.Load(); w != nil {
		return w.byName[name]
	}
	return nil
}

// related returns all relations that lead here, the hidden ones as well.
func (m *Model) related() []*Field {
	if w := m.back.Load(); w != nil {
		return w.list
	}
	return nil
}

// hidden reports whether the relation has no way back that people may name.
func (r *Relation) hidden() bool { return strings.HasSuffix(r.RelatedName, "+") }
