package orm

import (
	"encoding/json"
	"strconv"
	"strings"
)

// A jsonStep is one step into a JSON document: the name of a member, or a place
// in an array.
type jsonStep struct {
	name  string
	index int
	array bool
}

// stepOf reads a name of a lookup path: a number is a place in an array.
func stepOf(name string) jsonStep {
	n, err := strconv.Atoi(name)
	if err != nil {
		return jsonStep{name: name}
	}
	return jsonStep{name: name, index: n, array: true}
}

// A jsonPart is a part of a JSON document. Its path is an argument, never text of
// the statement.
type jsonPart struct {
	document term
	path     []jsonStep
	text     bool // the text in it instead of the JSON
}

// newJSONPart goes into a document, or deeper into a part of one.
func newJSONPart(t term, path []jsonStep) *jsonPart {
	if inner := partOf(t); inner != nil {
		return &jsonPart{document: inner.document, path: append(append([]jsonStep(nil), inner.path...), path...)}
	}
	return &jsonPart{document: t, path: path}
}

// partOf returns the part that a term is, also by the name of an annotation.
func partOf(t term) *jsonPart {
	switch t := t.(type) {
	case *jsonPart:
		return t
	case *annotationRef:
		return nil
	}
	return nil
}

// keyTransform goes into a document by a name of a lookup path.
func keyTransform(name string) transformFunc {
	return func(_ *resolver, t term) (term, error) {
		if err := CheckText(name); err != nil {
			return nil, mistakef("%q is no name in JSON: %v", name, err)
		}
		return newJSONPart(t, []jsonStep{stepOf(name)}), nil
	}
}

func (j *jsonPart) typ() Type {
	if j.text {
		return Type{Kind: Text}
	}
	return Type{Kind: JSON}
}

func (j *jsonPart) operands() []term { return []term{j.document} }

func (j *jsonPart) write(w *writer) error { return j.writeAs(w, j.name()) }

func (j *jsonPart) name() string {
	if j.text {
		return "KeyText"
	}
	return "Key"
}

// writeSelected writes the part as JSON text where it is selected: comparisons
// take its value out of it on SQLite.
func (j *jsonPart) writeSelected(w *writer) error {
	if j.text {
		return j.write(w)
	}
	return j.writeAs(w, "KeySelected")
}

// writeAs writes one of the forms of a part.
func (j *jsonPart) writeAs(w *writer, form string) error {
	return w.call(Call{Name: form, Args: []Type{j.document.typ()}, Out: j.typ()}, j.terms(w.dialect))
}

// terms are the document and its path: one text on SQLite, the steps on
// PostgreSQL.
func (j *jsonPart) terms(d Dialect) []term {
	if d.Name() == "sqlite" {
		return []term{j.document, &constant{v: jsonPath(j.path), as: Type{Kind: Text}, bare: true}}
	}
	terms := []term{j.document}
	for _, p := range j.path {
		terms = append(terms, &constant{v: p.text(), as: Type{Kind: Text}})
	}
	return []term{j.document, &pathArray{terms[1:]}}
}

func (s jsonStep) text() string {
	if s.array && s.name == "" {
		return strconv.Itoa(s.index)
	}
	return s.name
}

// A pathArray is the steps into a document as PostgreSQL takes them.
type pathArray struct{ steps []term }

func (p *pathArray) typ() Type { return Type{Kind: Array, Elem: &Type{Kind: Text}} }

func (p *pathArray) operands() []term { return p.steps }

func (p *pathArray) groups() []term { return nil }

func (p *pathArray) write(w *writer) error {
	w.text("ARRAY[")
	defer w.text("]")
	return w.list(p.steps)
}

// jsonPath writes a path as SQLite takes it: $."a"[0].
func jsonPath(path []jsonStep) string {
	var b strings.Builder
	b.WriteByte('$')
	for _, p := range path {
		appendStep(&b, p)
	}
	return b.String()
}

func appendStep(b *strings.Builder, s jsonStep) {
	if s.array {
		b.WriteString("[")
		if s.index < 0 {
			b.WriteByte('#')
		}
		b.WriteString(strconv.Itoa(s.index) + "]")
		return
	}
	b.WriteString("." + jsonText(s.name))
}

// jsonText is a text in JSON's quotes. SQLite compares names as they are
// escaped, and so takes the ones that need no escape as they are.
func jsonText(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	// A text always encodes.
	_ = e.Encode(s)
	return strings.TrimSuffix(b.String(), "\n")
}
