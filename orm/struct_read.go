package orm

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// A structInfo is what the fields of a struct and their tags say. It depends on
// the Go type alone, is made once for it and never changes: a model gets copies.
type structInfo struct {
	typ      reflect.Type
	fields   []*Field  // what the model has, in order
	members  []*member // what has an address in the struct
	mistakes []error
}

// A member is a field of a struct that a column or a relation is kept in.
type member struct {
	goName string
	index  []int
	typ    reflect.Type
	kind   memberKind
	tag    tag
	field  *Field       // of structInfo.fields; nil for a way back
	elem   reflect.Type // of a relation: the other struct
}

// A memberKind says what a member holds.
type memberKind uint8

const (
	columnMember memberKind = iota // a value
	oneMember                      // a pointer to the row that a foreign key points to
	manyMember                     // a slice of rows of a many-to-many relation
	backMember                     // a pointer to, or a slice of, the rows that point here
)

var structInfos sync.Map // reflect.Type → *structInfo

// infoOf returns what a struct type says.
func infoOf(t reflect.Type) *structInfo {
	if info, ok := structInfos.Load(t); ok {
		return info.(*structInfo)
	}
	info, _ := structInfos.LoadOrStore(t, readStruct(t))
	return info.(*structInfo)
}

func readStruct(t reflect.Type) *structInfo {
	info := &structInfo{typ: t}
	if t.Kind() != reflect.Struct {
		info.mistakes = append(info.mistakes, fmt.Errorf("%s is no struct", t))
		return info
	}
	info.readFields(t, nil, "")
	for _, m := range info.members {
		if m.kind == columnMember {
			info.readColumn(m)
		}
	}
	for _, m := range info.members {
		if m.kind != columnMember {
			info.readRelation(m)
		}
	}
	info.chooseKey()
	info.collect()
	return info
}

func (s *structInfo) mistake(m *member, err error) {
	s.mistakes = append(s.mistakes, fmt.Errorf("field %s: %w", m.goName, err))
}

// readFields finds the members of a struct and of the structs embedded in it,
// whose columns get a prefix.
func (s *structInfo) readFields(t reflect.Type, index []int, prefix string) {
	for i := range t.NumField() {
		sf := t.Field(i)
		words, skip := sf.Tag.Lookup("orm")
		if words == "-" && skip || !sf.IsExported() && !sf.Anonymous {
			continue
		}
		m := &member{goName: sf.Name, index: append(slices.Clone(index), i), typ: sf.Type}
		var err error
		if m.tag, err = parseTag(words); err != nil {
			s.mistake(m, err)
			continue
		}
		if isEmbedded(sf, m.tag) {
			s.readEmbedded(m, sf, prefix)
			continue
		}
		if sf.IsExported() {
			s.addMember(m, prefix)
		}
	}
}

// isEmbedded reports whether the columns of a struct inside are columns of the
// struct around it.
func isEmbedded(sf reflect.StructField, words tag) bool {
	if words.has("embed") || words.has("prefix") {
		return true
	}
	t := sf.Type
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return sf.Anonymous && t.Kind() == reflect.Struct && typeOfGo(t).Kind == NoKind && len(words) == 0
}

func (s *structInfo) readEmbedded(m *member, sf reflect.StructField, prefix string) {
	switch err := m.tag.only("an embedded struct", "embed", "prefix"); {
	case err != nil:
		s.mistake(m, err)
	case m.typ.Kind() != reflect.Struct:
		s.mistake(m, fmt.Errorf("%s cannot be embedded, only a struct: give a relation a tag such as fk", m.typ))
	default:
		if m.tag.has("prefix") {
			prefix += m.tag["prefix"]
		} else if !sf.Anonymous {
			prefix += snake(sf.Name) + "_"
		}
		s.readFields(m.typ, m.index, prefix)
	}
}

// addMember says what kind of member a field is.
func (s *structInfo) addMember(m *member, prefix string) {
	switch m.tag.first("fk", "one", "m2m", "reverse") {
	case "":
		m.kind = columnMember
		m.field = &Field{Name: prefix + snake(m.goName)}
	case "m2m":
		m.kind = manyMember
		m.field = &Field{Name: prefix + snake(m.goName)}
	case "reverse":
		m.kind = backMember
	default:
		m.kind = oneMember
	}
	s.members = append(s.members, m)
}

// collect makes the list of the model's fields: a foreign key stands where its
// column is.
func (s *structInfo) collect() {
	for _, m := range s.members {
		if m.field != nil && !slices.Contains(s.fields, m.field) {
			s.fields = append(s.fields, m.field)
		}
	}
}

// chooseKey makes the field ID the key of a struct whose tags name none.
func (s *structInfo) chooseKey() {
	for _, m := range s.members {
		if m.field != nil && m.field.Primary {
			return
		}
	}
	for _, m := range s.members {
		if m.goName == "ID" && m.kind == columnMember {
			m.field.Primary = true
			m.field.Auto = m.field.Kind == Int && !m.field.Unsigned && m.field.Relation == nil
			return
		}
	}
	s.mistakes = append(s.mistakes, errors.New(`it has no key: give it a field ID, or one the tag "pk"`))
}

// named returns the member with a Go name, nil if there is none.
func (s *structInfo) named(goName string) *member {
	for _, m := range s.members {
		if m.goName == goName {
			return m
		}
	}
	return nil
}

// beside returns the member with a Go name in the same struct as another, which
// may be one of several that are embedded; else the first of that name.
func (s *structInfo) beside(m *member, goName string) *member {
	in := m.index[:len(m.index)-1]
	for _, other := range s.members {
		if other.goName == goName && slices.Equal(other.index[:len(other.index)-1], in) {
			return other
		}
	}
	return s.named(goName)
}

// relation returns the member whose relation is meant by a Go name: that of the
// relation, or of its key.
func (s *structInfo) relation(goName string) *Field {
	if m := s.named(goName); m != nil && m.field != nil && m.field.Relation != nil {
		return m.field
	}
	return nil
}

// names are the Go names of the members of some kinds, for messages.
func (s *structInfo) names(kinds ...memberKind) (names []string) {
	for _, m := range s.members {
		if slices.Contains(kinds, m.kind) {
			names = append(names, m.goName)
		}
	}
	return names
}

// splitList takes a value of several parts apart: "a|b|c".
func splitList(s string) []string { return strings.Split(s, "|") }
