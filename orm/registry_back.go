package orm

import "maps"

// leadBack makes a relation known to the model that it leads to, under the name
// it has in lookups from there.
func (l *loading) leadBack(f *Field) {
	r := f.Relation
	if r.to == nil {
		return
	}
	w := l.waysOf(r.to)
	w.list = append(w.list, f)
	if taken := w.byName[r.QueryName]; taken != nil {
		if !r.hidden() || !taken.Relation.hidden() {
			l.mistake(f.model, f, "the way back from %s, %q, is that of %s.%s already: give one of them a RelatedName",
				r.to, r.QueryName, taken.model, taken.Name)
		}
		return
	}
	w.byName[r.QueryName] = f
	l.checkBack(f)
}

// waysOf returns the relations that lead to a model, with the new ones: a copy
// if the registry has the model already.
func (l *loading) waysOf(m *Model) *ways {
	if w := l.back[m]; w != nil {
		return w
	}
	w := &ways{byName: map[string]*Field{}}
	if old := m.back.Load(); old != nil {
		w.list = append(w.list, old.list...)
		maps.Copy(w.byName, old.byName)
	}
	l.back[m] = w
	return w
}

// checkBack finds a way back whose name is taken on the other side.
func (l *loading) checkBack(f *Field) {
	r := f.Relation
	if field := r.to.Field(r.QueryName); field != nil {
		l.mistake(f.model, f, "the way back from %s, %q, is the name of its field %s: give another RelatedName",
			r.to, r.QueryName, field.Name)
	}
	if r.hidden() {
		return
	}
	l.checkName(f.model, f, "RelatedName", r.RelatedName)
	if r.RelatedName == r.QueryName {
		return
	}
	l.checkName(f.model, f, "QueryName", r.QueryName)
	if field := r.to.Field(r.RelatedName); field != nil {
		l.mistake(f.model, f, "the RelatedName %q is that of a field of %s: give another", r.RelatedName, r.to)
	}
	for _, other := range l.back[r.to].list {
		if other != f && other.Relation.RelatedName == r.RelatedName {
			l.mistake(f.model, f, "the RelatedName %q is that of %s.%s, too: give one of them another",
				r.RelatedName, other.model, other.Name)
		}
	}
}
