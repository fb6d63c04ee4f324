package orm

import "strings"

// resolveTo finds the model that a relation leads to.
func (l *loading) resolveTo(f *Field) {
	r := f.Relation
	r.to, r.toField, r.through, r.near, r.far = nil, nil, nil, nil, nil
	if r.toType != nil {
		if r.to = l.byType[r.toType]; r.to == nil {
			l.mistake(f.model, f, "there is no table of the type %s that it leads to", r.toType)
			return
		}
		r.To = r.to.String()
	}
	if r.to == nil {
		r.to = l.find(f.model, r.To)
	}
	switch {
	case r.to != nil:
		l.nameBack(f)
	case r.To == "":
		l.mistake(f.model, f, "its relation says no model in To")
	default:
		l.mistake(f.model, f, "there is no model %s%s", r.To, l.unknown(r.To))
	}
}

// nameBack sets what the relation is called from the other side. The names that
// end in "+" are hidden: only this package uses them.
func (l *loading) nameBack(f *Field) {
	r := f.Relation
	switch {
	case r.symmetrical():
		r.RelatedName = f.Name + "_rel_+"
		r.QueryName = r.RelatedName
	case r.RelatedName == "+":
		r.RelatedName = "_" + strings.ToLower(f.model.App+"_"+f.model.Name+"_"+f.Name) + "_+"
	case r.RelatedName == "" && r.QueryName == "":
		r.RelatedName = r.to.nameOfWayBack(f)
		r.QueryName = r.RelatedName
	}
	if r.RelatedName == "" {
		r.RelatedName = strings.ToLower(f.model.Name)
	}
	if r.QueryName == "" {
		r.QueryName = r.RelatedName
	}
}

// symmetrical reports whether a row that is related to another is so both ways.
func (r *Relation) symmetrical() bool {
	return r.Kind == ManyToMany && !r.OneWay && r.to == r.field.model
}

// inherit gives a foreign key the type of the field it points to.
func (l *loading) inherit(f *Field) {
	if known, seen := l.typed[f]; seen {
		if !known {
			l.mistake(f.model, f, "its type is that of the key it points to, which is the type of this field")
		}
		return
	}
	l.typed[f] = false
	if f.Relation.to != nil && !f.Many() {
		l.inheritFrom(f, l.target(f))
	}
	l.typed[f] = true
}

func (l *loading) inheritFrom(f, target *Field) {
	f.Relation.toField = target
	if target == nil {
		return
	}
	if target.Relation != nil && target.model.registry == nil {
		l.inherit(target)
	}
	if f.goTyp != nil {
		inner, _ := nullable(f.goTyp)
		if own := typeOfGo(inner); own.Kind != target.Kind && target.Kind != NoKind {
			l.mistake(f.model, f, "its key is a %s, but %s.%s that it points to is a %s", f.goTyp, target.model, target.Name, target.Kind)
		}
	}
	f.Type = target.Type
	f.Unsigned = false // Django's foreign keys do not repeat the check
	if f.goTyp == nil && f.Kind == NoKind && target.Relation == nil {
		l.mistake(f.model, f, "the field %s.%s that it points to has no kind", target.model, target.Name)
	}
}

// target returns the field that a foreign key holds, nil if it cannot be.
func (l *loading) target(f *Field) *Field {
	r := f.Relation
	if r.ToField == "" {
		return r.to.pk
	}
	target := r.to.Field(r.ToField)
	if target == nil || target.Many() {
		l.mistake(f.model, f, "the model %s has no column %s to point to%s", r.to, r.ToField, r.to.didYouMean(r.ToField))
		return nil
	}
	return target
}

// checkRelation finds what is wrong between the two sides.
func (l *loading) checkRelation(f *Field) {
	r := f.Relation
	if r.toField != nil && !r.toField.unique() {
		l.mistake(f.model, f, "the field %s.%s that it points to must be unique", r.to, r.toField.Name)
	}
	if f.Many() {
		return
	}
	if r.OnDelete == SetNull && !f.Null {
		l.mistake(f.model, f, "OnDelete sets it to NULL, but it cannot be: set Null, or choose another OnDelete")
	}
	if r.OnDelete == SetDefault && f.Default == nil && !f.Null {
		l.mistake(f.model, f, "OnDelete sets it to its default, but it has none")
	}
	if r.Through != "" || r.ThroughFields != [2]string{} || r.OneWay || r.Table != "" {
		l.mistake(f.model, f, "Through, ThroughFields, OneWay and Table are for many-to-many relations")
	}
}

// unique reports whether no two rows have the same value of the field.
func (f *Field) unique() bool {
	if f.Unique || f.Primary || f.Relation != nil && f.Relation.Kind == OneToOne {
		return true
	}
	for _, group := range f.model.UniqueTogether {
		if len(group) == 1 && f.model.Field(group[0]) == f {
			return true
		}
	}
	for _, c := range f.model.Constraints {
		if len(c.By) == 1 && c.Where == nil && c.Check == nil && f.model.named(c.By[0].By) == f {
			return true
		}
	}
	return false
}

// named returns the field that an expression is, nil if it is not just that.
func (m *Model) named(e Expression) *Field {
	path, ok := pathOf(e)
	if !ok {
		return nil
	}
	return m.Field(path)
}
