package orm

import (
	"strconv"
	"strings"
)

// A writer collects the SQL text of a plan and the arguments of its places.
type writer struct {
	dialect Dialect
	sql     []byte
	args    []argument
	// literals writes constants into the text: a definition of a table takes no
	// arguments.
	literals bool
	// wrap is set while a query around a subquery is written.
	wrap *wrap
	// anonymous calls tables by their place: their names are not chosen yet.
	anonymous bool
}

// An argument says which of the query's values stands at a place of the
// statement, and how it is encoded.
type argument struct {
	value  int // index among the values of the shape; -1: constant
	fixed  any // the constant, encoded already
	encode func(any) (any, error)
	// typ and form tell apart encodings of one value: a place is used again
	// only for the same.
	typ  Type
	form string
	of   *Field // whose value it is, for messages; nil if that is not known
}

func newWriter(d Dialect) *writer { return &writer{dialect: d} }

func (w *writer) text(s string) { w.sql = append(w.sql, s...) }

func (w *writer) number(n int) { w.sql = strconv.AppendInt(w.sql, int64(n), 10) }

// name writes a quoted identifier.
func (w *writer) name(s string) { w.sql = appendQuoted(w.sql, s) }

// list writes terms with commas between them.
func (w *writer) list(terms []term) error { return w.join(terms, ", ") }

// join writes terms with a text between them.
func (w *writer) join(terms []term, between string) error {
	for i, t := range terms {
		if i > 0 {
			w.text(between)
		}
		if err := t.write(w); err != nil {
			return err
		}
	}
	return nil
}

// format writes a template: {0}, {1} … stand for the terms, {,} for all of them
// with commas, everything else for itself.
func (w *writer) format(template string, terms ...term) error {
	for {
		before, rest, found := strings.Cut(template, "{")
		w.text(before)
		if !found {
			return nil
		}
		which, after, _ := strings.Cut(rest, "}")
		if err := w.formatted(which, terms); err != nil {
			return err
		}
		template = after
	}
}

func (w *writer) formatted(which string, terms []term) error {
	if which == "," {
		return w.list(terms)
	}
	i, err := strconv.Atoi(which)
	if err != nil || i < 0 || i >= len(terms) {
		return mistakef("template asks for {%s} of %d terms", which, len(terms))
	}
	return terms[i].write(w)
}

// place writes the place of an argument, the same number for the same argument.
// bare says that its type follows from the column beside it.
func (w *writer) place(a argument, bare bool) error {
	if w.literals {
		return w.literal(a)
	}
	n := w.placeOf(a)
	w.sql = w.dialect.Place(w.sql, n+1, a.typ, bare)
	return nil
}

func (w *writer) placeOf(a argument) int {
	for i, have := range w.args {
		if have.value == a.value && have.typ == a.typ && have.form == a.form && (a.value >= 0 || sameFixed(have.fixed, a.fixed)) {
			return i
		}
	}
	w.args = append(w.args, a)
	return len(w.args) - 1
}

// sameFixed compares encoded constants, which drivers take: bytes are the only
// ones that cannot be compared.
func sameFixed(a, b any) bool {
	switch a.(type) {
	case string, int64, float64, bool, nil:
		return a == b
	}
	return false
}

// literal writes a constant into the text.
func (w *writer) literal(a argument) error {
	if a.value >= 0 {
		return mistakef("an argument cannot stand in a definition")
	}
	switch v := a.fixed.(type) {
	case nil:
		w.text("NULL")
	case bool:
		w.text(strings.ToUpper(strconv.FormatBool(v)))
	case int64:
		w.sql = strconv.AppendInt(w.sql, v, 10)
	case float64:
		w.sql = strconv.AppendFloat(w.sql, v, 'g', -1, 64)
	case string:
		text, err := QuoteText(v)
		w.text(text)
		return err
	default:
		return mistakef("a %T cannot stand in a definition", v)
	}
	return nil
}

// appendQuoted appends an identifier in double quotes, which both databases take.
func appendQuoted(b []byte, name string) []byte {
	b = append(b, '"')
	for i := range len(name) {
		if name[i] == '"' {
			b = append(b, '"')
		}
		b = append(b, name[i])
	}
	return append(b, '"')
}
