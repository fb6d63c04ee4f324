package orm

import (
	"fmt"
	"reflect"
	"slices"
)

// newStructModel makes a model of a struct type: a copy of what the type says.
func newStructModel(t reflect.Type) (*Model, []error) {
	info := infoOf(t)
	m := &Model{App: appOf(t.PkgPath()), Name: t.Name(), typ: t, info: info}
	for _, template := range info.fields {
		f := *template
		if f.Relation != nil {
			r := *f.Relation
			f.Relation = &r
		}
		m.Fields = append(m.Fields, &f)
	}
	mistakes := slices.Clone(info.mistakes)
	if t.PkgPath() == "" || t.Name() == "" {
		mistakes = append(mistakes, fmt.Errorf("%s is no defined type of a package", t))
	}
	return m, mistakes
}

// called is the model's name in messages: the Go type if it has none.
func (m *Model) called() string {
	if m.Name == "" && m.typ != nil {
		return m.typ.String()
	}
	return m.String()
}
