package orm

import (
	"fmt"
	"reflect"
	"strconv"
)

// readColumn says what the column of a member is.
func (s *structInfo) readColumn(m *member) {
	f := m.field
	f.index, f.goTyp = m.index, m.typ
	f.Column = m.tag["column"]
	var inner reflect.Type
	inner, f.Null = nullable(m.typ)
	f.Type = typeOfGo(inner)
	for _, step := range []func(*member, reflect.Type) error{
		s.columnWords, s.columnKind, s.columnSize, s.columnRelation, s.columnNull, s.columnValues,
	} {
		if err := step(m, inner); err != nil {
			s.mistake(m, err)
			return
		}
	}
}

func (s *structInfo) columnWords(m *member, _ reflect.Type) error {
	if w := m.tag.first("through", "through_fields", "table", "one_way", "m2m"); w != "" {
		return fmt.Errorf("the tag's word %s is for a many-to-many relation", w)
	}
	if w := m.tag.first("on_delete", "to_field", "related", "query", "unconstrained", "immediate", "unindexed"); w != "" && !m.tag.has("to") {
		return fmt.Errorf("the tag's word %s stands with the relation: behind fk= or one=, or beside to=", w)
	}
	f := m.field
	f.Primary, f.Auto, f.Version = m.tag.has("pk"), m.tag.has("auto"), m.tag.has("version")
	f.Unique, f.Index = m.tag.has("unique"), m.tag.has("index")
	f.AutoNow, f.AutoNowAdd = m.tag.has("auto_now"), m.tag.has("auto_now_add")
	readForPeople(f, m.tag)
	return nil
}

func readForPeople(f *Field, words tag) {
	f.Blank, f.ReadOnly = f.Blank || words.has("blank"), f.ReadOnly || words.has("readonly")
	if words.has("label") {
		f.Label = words["label"]
	}
	if words.has("help") {
		f.Help = words["help"]
	}
}

// kindWords are the words that say which kind of column it is, and the most
// characters and the format that go with them.
var kindWords = map[string]struct {
	kind   Kind
	max    int
	format string
}{
	"text": {Text, 0, ""}, "slug": {Text, 50, "slug"}, "email": {Text, 254, "email"}, "url": {Text, 200, "url"},
	"date": {Date, 0, ""}, "time": {Time, 0, ""}, "json": {JSON, 0, ""}, "binary": {Binary, 0, ""},
	"ip": {IP, 0, ""}, "uuid": {UUID, 0, ""},
}

// columnKind reads the words that change the kind which the Go type has.
func (s *structInfo) columnKind(m *member, inner reflect.Type) error {
	f, said := m.field, ""
	for _, w := range []string{"text", "slug", "email", "url", "date", "time", "json", "binary", "ip", "uuid"} {
		if !m.tag.has(w) {
			continue
		}
		if said != "" {
			return fmt.Errorf("the tag says both %s and %s", said, w)
		}
		said = w
		k := kindWords[w]
		if err := canHold(inner, f.Kind, k.kind); err != nil {
			return err
		}
		if f.Kind != k.kind {
			f.Type = Type{Kind: k.kind}
		}
		f.Max, f.Format = k.max, k.format
		f.Index = f.Index || w == "slug" && !f.Unique && !f.Primary // as Django's SlugField
	}
	if f.Kind == NoKind && !m.tag.has("to") {
		return unknownType(inner)
	}
	return nil
}

// canHold reports whether a Go type of one kind may be kept as another.
func canHold(inner reflect.Type, from, to Kind) error {
	switch {
	case from == to, to == JSON, from == NoKind && inner.Kind() == reflect.Struct:
		return nil
	case from == DateTime && (to == Date || to == Time):
		return nil
	case from == Text && (to == IP || to == UUID):
		return nil
	}
	return fmt.Errorf("a %s cannot be kept as %s", inner, to)
}

// unknownType says what can be done about a Go type that no kind of column is for.
func unknownType(t reflect.Type) error {
	elem := t
	for elem.Kind() == reflect.Pointer || elem.Kind() == reflect.Slice {
		elem = elem.Elem()
	}
	if t.Kind() == reflect.Struct && len(typeName(t)) > 0 || elem.Kind() == reflect.Struct {
		return fmt.Errorf("it is a %s: a relation needs the tag fk, one, m2m or reverse, other structs json or embed, what is no column -", t)
	}
	return fmt.Errorf("no column holds a %s: say json to keep it as JSON, or - to leave it out", t)
}

func typeName(t reflect.Type) string { return t.Name() }

// columnSize reads the numbers of a tag.
func (s *structInfo) columnSize(m *member, _ reflect.Type) error {
	f := m.field
	for _, n := range []struct {
		word string
		kind Kind
		to   *int
	}{
		{"max", Text, &f.Max}, {"size", Int, &f.Bits}, {"digits", Decimal, &f.Digits}, {"places", Decimal, &f.Places},
	} {
		if !m.tag.has(n.word) {
			continue
		}
		value, err := strconv.Atoi(m.tag[n.word])
		if err != nil || value < 0 || value == 0 && n.word != "places" {
			return fmt.Errorf("the tag's %s=%s is not a number above 0", n.word, m.tag[n.word])
		}
		if f.Kind != n.kind {
			return fmt.Errorf("the tag's word %s is for a %s, not for a %s", n.word, n.kind, f.Kind)
		}
		*n.to = value
	}
	if m.tag.has("unsigned") {
		f.Unsigned = true
	}
	return nil
}

// columnRelation makes a column a foreign key whose row the struct has no place
// for: `orm:"to=auth.User"`.
func (s *structInfo) columnRelation(m *member, _ reflect.Type) error {
	if !m.tag.has("to") {
		return nil
	}
	f := m.field
	if f.Column == "" {
		f.Column = f.Name
	}
	f.Name = cutID(f.Name)
	f.Relation = &Relation{To: m.tag["to"]}
	if f.Unique {
		f.Relation.Kind = OneToOne
	}
	return readRelationWords(f.Relation, m.tag)
}

// columnNull reads the word null, which is for types that can be nil without
// being a pointer.
func (s *structInfo) columnNull(m *member, inner reflect.Type) error {
	if !m.tag.has("null") {
		return nil
	}
	if !m.field.Null && !canBeNil(inner) {
		return fmt.Errorf("a %s cannot be NULL: make it a *%s", inner, inner)
	}
	m.field.Null = true
	return nil
}

func (s *structInfo) columnValues(m *member, inner reflect.Type) (err error) {
	f := m.field
	if m.tag.has("default") {
		if f.Default, err = parseDefault(f.Type, m.tag["default"]); err != nil {
			return fmt.Errorf("the tag's default=%s: %w", m.tag["default"], err)
		}
	}
	if m.tag.has("db_default") {
		if f.DBDefault, err = parseDBDefault(f.Type, m.tag["db_default"]); err != nil {
			return fmt.Errorf("the tag's db_default=%s: %w", m.tag["db_default"], err)
		}
	}
	f.Choices, err = readChoices(f.Type, m.tag, inner)
	return err
}
