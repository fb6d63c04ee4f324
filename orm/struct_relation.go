package orm

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/combo-web/combo/internal/suggest"
)

// readRelation says what the relation of a member is.
func (s *structInfo) readRelation(m *member) {
	elem, slice := relatedType(m.typ)
	if elem == nil {
		s.mistake(m, fmt.Errorf("a %s holds no related rows: it must be a pointer to a struct, or a slice of them", m.typ))
		m.field = nil
		return
	}
	m.elem = elem
	var err error
	switch m.kind {
	case oneMember:
		err = s.readOne(m, slice)
	case manyMember:
		err = s.readMany(m, slice)
	case backMember:
		err = m.tag.only("a way back", "reverse")
	}
	if err != nil {
		s.mistake(m, err)
	}
}

// relatedType returns the struct that a member leads to, nil if it holds none,
// and whether there may be several.
func relatedType(t reflect.Type) (elem reflect.Type, slice bool) {
	if t.Kind() == reflect.Slice {
		t, slice = t.Elem(), true
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	} else if !slice {
		return nil, false
	}
	if t.Kind() != reflect.Struct {
		return nil, false
	}
	return t, slice
}

// readOne makes the column of a key the foreign key that it is.
func (s *structInfo) readOne(m *member, slice bool) error {
	if slice {
		return errors.New("a foreign key leads to one row: make it a pointer, or say m2m or reverse")
	}
	word := m.tag.first("fk", "one")
	keyName := m.tag[word]
	if keyName == "" {
		keyName = m.goName + "ID"
	}
	key := s.beside(m, keyName)
	if key == nil || key.kind != columnMember {
		return fmt.Errorf("%s=%s: there is no such column%s", word, keyName, suggest.DidYouMean(keyName, s.names(columnMember)))
	}
	if key.field.Relation != nil {
		return fmt.Errorf("%s=%s: that is the key of another relation", word, keyName)
	}
	m.field = key.field
	return s.makeKey(m, word)
}

func (s *structInfo) makeKey(m *member, word string) error {
	f := m.field
	if f.Column == "" {
		f.Column = f.Name
	}
	f.Name = strings.TrimSuffix(f.Name, snakeOfKey(s, f)) + snake(m.goName)
	f.Relation = &Relation{toType: m.elem}
	f.rel, f.relTyp = m.index, m.typ
	if word == "one" {
		f.Relation.Kind = OneToOne
	}
	readForPeople(f, m.tag)
	allowed := append([]string{word, "label", "help", "blank", "readonly"}, relationWords...)
	return errors.Join(m.tag.only("a foreign key's relation", allowed...), readRelationWords(f.Relation, m.tag))
}

// snakeOfKey returns the part of a column's name that is its own, without the
// prefix of a struct that it is embedded in.
func snakeOfKey(s *structInfo, f *Field) string {
	for _, m := range s.members {
		if m.kind == columnMember && m.field == f {
			return snake(m.goName)
		}
	}
	return f.Name
}

// relationWords are the words of a tag that tell more of a foreign key.
var relationWords = []string{"on_delete", "to_field", "related", "query", "unconstrained", "immediate", "unindexed"}

// onDeletes are the values of the word on_delete.
var onDeletes = map[string]OnDelete{
	"cascade": Cascade, "protect": Protect, "restrict": Restrict,
	"set_null": SetNull, "set_default": SetDefault, "do_nothing": DoNothing,
}

func readRelationWords(r *Relation, words tag) error {
	r.ToField, r.RelatedName, r.QueryName = words["to_field"], words["related"], words["query"]
	r.Unconstrained, r.Immediate, r.Unindexed = words.has("unconstrained"), words.has("immediate"), words.has("unindexed")
	if !words.has("on_delete") {
		return nil
	}
	var known bool
	if r.OnDelete, known = onDeletes[words["on_delete"]]; !known {
		names := make([]string, 0, len(onDeletes))
		for name := range onDeletes {
			names = append(names, name)
		}
		slices.Sort(names)
		return fmt.Errorf("on_delete=%s is none of %s", words["on_delete"], strings.Join(names, ", "))
	}
	return nil
}

func (s *structInfo) readMany(m *member, slice bool) error {
	if !slice {
		return errors.New("a many-to-many relation leads to several rows: make it a slice")
	}
	r := &Relation{Kind: ManyToMany, toType: m.elem, Through: m.tag["through"], Table: m.tag["table"], OneWay: m.tag.has("one_way")}
	r.RelatedName, r.QueryName = m.tag["related"], m.tag["query"]
	m.field.Relation, m.field.rel, m.field.relTyp = r, m.index, m.typ
	readForPeople(m.field, m.tag)
	if err := m.tag.only("a many-to-many relation", "m2m", "through", "through_fields", "table", "one_way", "related", "query", "label", "help", "blank", "readonly"); err != nil {
		return err
	}
	if m.tag.has("through_fields") {
		near, far, ok := strings.Cut(m.tag["through_fields"], ":")
		if !ok {
			return errors.New("through_fields names two foreign keys: through_fields=Post:Tag")
		}
		r.ThroughFields = [2]string{cutID(snake(near)), cutID(snake(far))}
	}
	return nil
}

// cutID returns the name of the relation that a key belongs to.
func cutID(name string) string { return strings.TrimSuffix(name, "_id") }
