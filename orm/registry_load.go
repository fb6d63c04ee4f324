package orm

import (
	"fmt"
	"maps"
	"reflect"
	"strings"

	"github.com/combo-web/combo/internal/suggest"
)

// A loading is the work of adding models to a registry. The registry does not
// change before it is published.
type loading struct {
	registry *Registry
	models   []*Model // the new ones, with those that are made
	byName   map[string]*Model
	byType   map[reflect.Type]*Model
	back     map[*Model]*ways // of all models that get new ones
	typed    map[*Field]bool  // whether the type of a relation is known, or just being looked for
	mistakes []*modelMistake
}

// A modelMistake is what is wrong with a model.
type modelMistake struct {
	model *Model
	field *Field // nil if it is not about one
	text  string
}

func (e *modelMistake) Error() string {
	text := e.text
	if e.field != nil {
		text = "field " + e.field.Name + ": " + text
	}
	text = "model " + e.model.String() + ": " + text
	if e.model.source != "" {
		text = e.model.source + ": " + text
	}
	return text
}

// owner returns the model that was written down: the one that has the
// many-to-many relation which the model was made for.
func (e *modelMistake) owner() *Model {
	if e.model.made != nil {
		return e.model.made.model
	}
	return e.model
}

func (l *loading) mistake(m *Model, f *Field, format string, args ...any) {
	l.mistakes = append(l.mistakes, &modelMistake{m, f, fmt.Sprintf(format, args...)})
}

// load finds everything out about new models and what is wrong with them. Each
// pass needs what the passes before have filled in. It may be called again with
// the same models.
func (r *Registry) load(models []*Model) *loading {
	l := &loading{
		registry: r, byName: map[string]*Model{}, byType: map[reflect.Type]*Model{},
		back: map[*Model]*ways{}, typed: map[*Field]bool{},
	}
	maps.Copy(l.byName, r.byName)
	maps.Copy(l.byType, r.byType)
	for _, m := range models {
		l.fill(m)
		l.register(m)
	}
	for _, m := range models {
		l.resolveModel(m)
	}
	for _, m := range l.models {
		l.eachRelation(m, l.inherit)
	}
	for _, m := range l.models {
		l.eachRelation(m, l.checkRelation)
		l.eachRelation(m, l.leadBack)
	}
	l.check()
	return l
}

// register makes a model known by its name.
func (l *loading) register(m *Model) {
	name := strings.ToLower(m.String())
	if known := l.byName[name]; known != nil && known != m {
		l.mistake(m, nil, "there is another model of that name")
		return
	}
	if m.registry != nil && m.registry != l.registry {
		l.mistake(m, nil, "it belongs to another registry already")
		return
	}
	l.byName[name] = m
	if m.typ != nil {
		l.byType[m.typ] = m
	}
}

// resolveModel finds what the relations of a model lead to. The models made for
// them come before it.
func (l *loading) resolveModel(m *Model) {
	l.eachRelation(m, l.resolveTo)
	for _, f := range m.Fields {
		if f != nil && f.Many() && f.Relation.to != nil {
			l.resolveThrough(f)
		}
	}
	l.models = append(l.models, m)
}

func (l *loading) eachRelation(m *Model, do func(*Field)) {
	for _, f := range m.Fields {
		if f != nil && f.Relation != nil {
			do(f)
		}
	}
}

// find returns the model that is meant by a name in a relation of m.
func (l *loading) find(m *Model, name string) *Model {
	if name == "self" {
		return m
	}
	if !strings.Contains(name, ".") {
		name = m.App + "." + name
	}
	return l.byName[strings.ToLower(name)]
}

// unknown is the end of a message on a model that is not there.
func (l *loading) unknown(name string) string {
	known := make([]string, 0, len(l.byName))
	for _, m := range l.byName {
		known = append(known, m.String(), m.Name)
	}
	return suggest.DidYouMean(name, known)
}

// publish makes the models part of the registry.
func (l *loading) publish() {
	r := l.registry
	for _, m := range l.models {
		m.registry = r
	}
	r.models = append(r.models, l.models...)
	r.byName, r.byType = l.byName, l.byType
	for m, w := range l.back {
		m.back.Store(w)
	}
}
