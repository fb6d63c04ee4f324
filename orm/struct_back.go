package orm

import (
	"reflect"
	"strings"
)

// wayBack returns the member that holds the rows which point here by a field of
// another struct, nil if there is none.
func (s *structInfo) wayBack(from reflect.Type, field string) *member {
	for _, m := range s.members {
		if m.kind != backMember || m.elem != from {
			continue
		}
		if f := infoOf(from).relation(m.tag["reverse"]); f != nil && f.Name == field {
			return m
		}
	}
	return nil
}

// backName returns what a way back is called in lookups, "" if the other struct
// has no such relation.
func (s *structInfo) backName(m *member) string {
	f := infoOf(m.elem).relation(m.tag["reverse"])
	switch {
	case f == nil:
		return ""
	case f.Relation.QueryName != "":
		return f.Relation.QueryName
	case f.Relation.RelatedName != "":
		return f.Relation.RelatedName
	}
	if first := s.wayBack(m.elem, f.Name); first != nil {
		return snake(first.goName)
	}
	return ""
}

// nameOfWayBack returns what the way back of a relation that leads to m is
// called: as the struct's field that holds it, or else the other model.
func (m *Model) nameOfWayBack(f *Field) string {
	if m.info != nil && f.model.typ != nil {
		if back := m.info.wayBack(f.model.typ, f.Name); back != nil {
			return snake(back.goName)
		}
	}
	return strings.ToLower(f.model.Name)
}

// checkWaysBack finds the ways back of a struct that no relation leads.
func (l *loading) checkWaysBack(m *Model) {
	if m.info == nil {
		return
	}
	for _, member := range m.info.members {
		if member.kind == backMember && member.elem != nil {
			l.checkWayBack(m, member)
		}
	}
}

func (l *loading) checkWayBack(m *Model, back *member) {
	other := l.byType[back.elem]
	if other == nil {
		l.mistake(m, nil, "field %s: there is no table of the type %s", back.goName, back.elem)
		return
	}
	template := infoOf(back.elem).relation(back.tag["reverse"])
	if template == nil {
		l.mistake(m, nil, "field %s: reverse=%s is no relation of %s", back.goName, back.tag["reverse"], other)
		return
	}
	f := other.Field(template.Name)
	if f == nil || f.Relation == nil || f.Relation.to == nil {
		return // the other model's own mistake
	}
	_, slice := relatedType(back.typ)
	switch {
	case f.Relation.to != m:
		l.mistake(m, nil, "field %s: reverse=%s leads to %s, not to this model", back.goName, back.tag["reverse"], f.Relation.to)
	case f.Relation.hidden():
		l.mistake(m, nil, "field %s: the relation %s.%s has no way back, as its related name ends in +", back.goName, other, f.Name)
	case slice == (f.Relation.Kind == OneToOne):
		l.mistake(m, nil, "field %s: a way back is a pointer for a one-to-one relation, else a slice", back.goName)
	}
}
