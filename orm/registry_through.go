package orm

import "strings"

// resolveThrough finds the model between the two sides of a many-to-many
// relation, or makes it.
func (l *loading) resolveThrough(f *Field) {
	r := f.Relation
	if r.Through == "" {
		l.makeThrough(f)
		return
	}
	if r.Table != "" {
		l.mistake(f.model, f, "Table is that of the model between; here it is %s, which says its own", r.Through)
	}
	if r.through = l.find(f.model, r.Through); r.through == nil {
		l.mistake(f.model, f, "there is no model %s to go through%s", r.Through, l.unknown(r.Through))
		return
	}
	l.findSides(f)
}

// makeThrough makes the model between, with the names that Django gives it.
func (l *loading) makeThrough(f *Field) {
	m, r := f.model, f.Relation
	if r.ThroughFields != [2]string{} {
		l.mistake(m, f, "ThroughFields are those of the model in Through, which is not set")
	}
	near, far := strings.ToLower(m.Name), strings.ToLower(r.to.Name)
	if near == far {
		near, far = "from_"+near, "to_"+far
	}
	name := m.Name + "_" + f.Name
	r.near, r.far = throughKey(near, m, name), throughKey(far, r.to, name)
	r.through = &Model{
		App: m.App, Name: name, Table: r.Table, Fields: []*Field{r.near, r.far},
		UniqueTogether: [][]string{{near, far}}, Unmanaged: m.Unmanaged,
		Label: m.Name + "-" + r.to.Name + " relationship", made: f, source: m.source,
	}
	if r.Table == "" {
		r.through.Table = shorten(m.Table + "_" + f.Name)
	}
	l.fill(r.through)
	l.register(r.through)
	r.near.Relation.to, r.far.Relation.to = m, r.to
	r.near.Relation.QueryName, r.far.Relation.QueryName = name+"+", name+"+"
	l.models = append(l.models, r.through)
}

func throughKey(name string, to *Model, relatedName string) *Field {
	return &Field{Name: name, Relation: &Relation{To: to.String(), RelatedName: relatedName + "+"}}
}

// findSides finds the two foreign keys of a model between that was given.
func (l *loading) findSides(f *Field) {
	r := f.Relation
	r.near = l.side(f, f.model, r.ThroughFields[0], nil)
	if r.near == nil {
		return
	}
	r.far = l.side(f, r.to, r.ThroughFields[1], r.near)
}

// side finds the foreign key of the model between that leads to one side and is
// not the other key already.
func (l *loading) side(f *Field, to *Model, name string, other *Field) *Field {
	var found []*Field
	for _, key := range f.Relation.through.Fields {
		if key == nil || key.Relation == nil || key.Many() || key == other || name != "" && key.Name != name {
			continue
		}
		if l.leadsTo(key, to) {
			found = append(found, key)
		}
	}
	switch {
	case len(found) == 0:
		l.mistake(f.model, f, "the model %s that it goes through has no foreign key%s to %s", f.Relation.through, quotedIf(name), to)
		return nil
	case len(found) > 1 && !(len(found) == 2 && f.model == f.Relation.to):
		l.mistake(f.model, f, "the model %s that it goes through has several foreign keys to %s: say which in ThroughFields", f.Relation.through, to)
	}
	return found[0]
}

// leadsTo reports whether a relation, which may not be resolved yet, leads to m.
func (l *loading) leadsTo(key *Field, m *Model) bool {
	if key.Relation.toType != nil {
		return key.Relation.toType == m.typ
	}
	return l.find(key.model, key.Relation.To) == m
}

func quotedIf(name string) string {
	if name == "" {
		return ""
	}
	return " " + name
}
