package orm

import (
	"fmt"
	"reflect"
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
	mistakes := info.mistakes
	if t.PkgPath() == "" || t.Name() == "" {
		mistakes = append(mistakes[:len(mistakes):len(mistakes)], fmt.Errorf("%s is no defined type of a package", t))
	}
	return m, mistakes
}
