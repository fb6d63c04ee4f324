package orm

import (
	"crypto/md5"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"
)

// maxName is how long the name of a table, a column or an index may be, which is
// PostgreSQL's limit: it cuts off what is longer.
const maxName = 63

// fill sets what a model leaves out that needs no other model.
func (l *loading) fill(m *Model) {
	l.checkNames(m)
	if m.Table == "" {
		m.Table = shorten(m.App + "_" + strings.ToLower(m.Name))
	}
	if m.Label == "" {
		m.Label = wordsOf(m.Name)
	}
	if m.Plural == "" {
		m.Plural = m.Label + "s"
	}
	if !slices.ContainsFunc(m.Fields, func(f *Field) bool { return f != nil && f.Primary }) {
		id := &Field{Name: "id", Type: Type{Kind: Int}, Primary: true, Auto: true, Label: "ID"}
		m.Fields = slices.Insert(m.Fields, 0, id)
	}
	m.names, m.columns, m.pk = make(map[string]*Field, 2*len(m.Fields)), m.columns[:0], nil
	for _, f := range m.Fields {
		if f == nil {
			l.mistake(m, nil, "one of its fields is nil")
			continue
		}
		l.fillField(m, f)
	}
	if m.pk != nil {
		m.names["pk"] = m.pk
	}
}

func (l *loading) fillField(m *Model, f *Field) {
	if f.model != nil && f.model != m {
		l.mistake(m, f, "it is a field of the model %s, too: every model needs its own", f.model)
		return
	}
	f.model = m
	if f.Relation != nil {
		f.Relation.field = f
	}
	if f.Column == "" && !f.Many() {
		f.Column = f.Attr()
	}
	if f.Label == "" {
		f.Label = strings.ReplaceAll(f.Name, "_", " ")
	}
	if f.Kind == Int && f.Bits == 0 {
		f.Bits = 64
	}
	l.addName(m, f, f.Name)
	if f.Many() {
		return
	}
	if f.Attr() != f.Name {
		l.addName(m, f, f.Attr())
	}
	l.addColumn(m, f)
}

func (l *loading) addName(m *Model, f *Field, name string) {
	switch other := m.names[name]; {
	case other == nil:
		m.names[name] = f
	case name == "id" && other.Auto && other.Label == "ID" && m.Fields[0] == other && !f.Primary:
		l.mistake(m, f, "the model has no key and gets one of that name: set Primary here or in another field")
	case name == f.Name && name == other.Name:
		l.mistake(m, f, "there are two fields of that name")
	case name == f.Name:
		l.mistake(m, f, "its name is that of the key of the field %s", other.Name)
	default:
		l.mistake(m, f, "there is a field %s, which is the name of this one's key", name)
	}
}

func (l *loading) addColumn(m *Model, f *Field) {
	for _, other := range m.columns {
		if strings.EqualFold(other.Column, f.Column) {
			l.mistake(m, f, "its column %s is that of the field %s, too", f.Column, other.Name)
		}
	}
	m.columns = append(m.columns, f)
	if !f.Primary {
		return
	}
	if m.pk != nil {
		l.mistake(m, f, "the field %s is the key already", m.pk.Name)
		return
	}
	m.pk = f
}

// Attr returns the name that the field's value has in rows: that of the field,
// with "_id" behind it for a foreign key.
func (f *Field) Attr() string {
	if f.Relation != nil && !f.Many() {
		return f.Name + "_id"
	}
	return f.Name
}

// wordsOf takes a name apart: "BlogPost" is "blog post".
func wordsOf(name string) string {
	runes := []rune(name)
	var b strings.Builder
	for i, r := range runes {
		starts := i > 0 && unicode.IsUpper(r) &&
			(unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if starts && runes[i-1] != '_' {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.ReplaceAll(b.String(), "_", " ")
}

// shorten cuts a name that is too long for PostgreSQL and makes it different
// from others of that beginning, as Django does it.
func shorten(name string) string {
	if len(name) <= maxName {
		return name
	}
	return cut(name, maxName-4) + digest(4, name)
}

// cut returns at most n bytes of a text, without half a character at the end.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// digest returns n hexadecimal digits for some names.
func digest(n int, names ...string) string {
	sum := md5.Sum([]byte(strings.Join(names, "")))
	return hex.EncodeToString(sum[:])[:n]
}
