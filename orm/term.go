package orm

// The traits of terms that a plan asks for. A term has only those that say
// something of it.
type (
	// An aggregator makes one value of the rows of a group.
	aggregator interface{ aggregates() bool }
	// A windower computes a value over the rows around its own.
	windower interface{ windows() bool }
	// A grouper knows what GROUP BY has to say if the term is selected: itself
	// is the default.
	grouper interface{ groups() []term }
	// A conditional is true, false or unknown, and may stand in WHERE.
	conditional interface{ conditional() }
)

// anyTerm reports whether a term, or one inside of it, has a property.
func anyTerm(t term, has func(term) bool) bool {
	if t == nil {
		return false
	}
	if has(t) {
		return true
	}
	for _, o := range t.operands() {
		if anyTerm(o, has) {
			return true
		}
	}
	return false
}

// aggregates reports whether an aggregate stands in a term.
func aggregates(t term) bool {
	return anyTerm(t, func(t term) bool {
		a, ok := t.(aggregator)
		return ok && a.aggregates()
	})
}

// windows reports whether a window function stands in a term.
func windows(t term) bool {
	return anyTerm(t, func(t term) bool {
		a, ok := t.(windower)
		return ok && a.windows()
	})
}

// isCondition reports whether a term may stand in WHERE.
func isCondition(t term) bool {
	if _, ok := t.(conditional); ok {
		return true
	}
	return t.typ().Kind == Bool
}

// groupsOf returns what GROUP BY has to say of a selected term: the term, or the
// parts of it outside of aggregates.
func groupsOf(t term) []term {
	if g, ok := t.(grouper); ok {
		return g.groups()
	}
	if !aggregates(t) && !windows(t) {
		return []term{t}
	}
	if a, ok := t.(aggregator); ok && a.aggregates() {
		return nil
	}
	return groupsOfAll(t.operands())
}

func groupsOfAll(terms []term) []term {
	var all []term
	for _, t := range terms {
		all = append(all, groupsOf(t)...)
	}
	return all
}

// A column is a column of a joined table.
type column struct {
	join  *join
	field *Field
	// relation is the relation that the path ended at, nil if it ended at an
	// ordinary column; key is the field of the rows on its far side that the
	// column is compared with.
	relation *Field
	key      *Field
}

func (c *column) typ() Type { return c.field.Type }

func (c *column) operands() []term { return nil }

func (c *column) write(w *writer) error {
	if !w.wrapped(c) {
		w.columnOf(c.join.real(), c.field)
	}
	return nil
}

// A place is where an argument stands.
type place struct {
	value int // index among the values of the shape
	as    Type
	bare  bool // the type follows from what it is compared with
	// inferred says that the type followed from the Go type, so another may take
	// its place where the value meets a column.
	inferred bool
	// form and wrap change the value before it is encoded: the pattern of LIKE.
	form string
	wrap func(any) (any, error)
	of   *Field // the column that it meets, for messages; nil if there is none
}

func (p *place) typ() Type { return p.as }

func (p *place) operands() []term { return nil }

func (p *place) groups() []term { return nil }

func (p *place) write(w *writer) error {
	return w.place(argument{value: p.value, typ: p.as, form: p.form, encode: p.encoder(w.dialect), of: p.of}, p.bare)
}

func (p *place) encoder(d Dialect) func(any) (any, error) {
	encode := d.Codec(p.as).Encode
	if p.wrap == nil {
		return encode
	}
	wrap := p.wrap
	return func(v any) (any, error) {
		v, err := wrap(v)
		if err != nil || v == nil || encode == nil {
			return v, err
		}
		return encode(v)
	}
}

// A constant is an argument that belongs to the shape: the key of a JSON path,
// the name of a time zone.
type constant struct {
	v    any
	as   Type
	bare bool
}

func (c *constant) typ() Type { return c.as }

func (c *constant) operands() []term { return nil }

func (c *constant) groups() []term { return nil }

func (c *constant) write(w *writer) error {
	if w.literals {
		text, err := w.dialect.Literal(c.as, c.v)
		w.text(text)
		return err
	}
	v := c.v
	if encode := w.dialect.Codec(c.as).Encode; v != nil && encode != nil {
		var err error
		if v, err = encode(v); err != nil {
			return err
		}
	}
	return w.place(argument{value: -1, fixed: v, typ: c.as}, c.bare)
}

// A null is NULL written down.
type null struct{ as Type }

func (n *null) typ() Type { return n.as }

func (n *null) operands() []term { return nil }

func (n *null) groups() []term { return nil }

func (n *null) write(w *writer) error {
	if w.dialect.Features().TypedArgs && n.as.Kind != NoKind {
		cast, err := w.dialect.CastType(n.as)
		if err != nil {
			return err
		}
		w.text("CAST(NULL AS " + cast + ")")
		return nil
	}
	w.text("NULL")
	return nil
}

// A template is a term whose text is written around others, as writer.format has
// it: a comparison, a function.
type template struct {
	text string
	list []term
	as   Type
}

func (t *template) typ() Type { return t.as }

func (t *template) operands() []term { return t.list }

func (t *template) write(w *writer) error { return w.format(t.text, t.list...) }

// literalText is SQL that stands for itself.
func literalText(sql string, as Type) term { return &fixedText{sql, as} }

type fixedText struct {
	sql string
	as  Type
}

func (f *fixedText) typ() Type { return f.as }

func (f *fixedText) operands() []term { return nil }

func (f *fixedText) groups() []term { return nil }

func (f *fixedText) write(w *writer) error {
	w.text(f.sql)
	return nil
}

var boolType = Type{Kind: Bool}
