package orm

import "strconv"

// A wrap is a query around a subquery, whose columns it names: an aggregate over
// a sliced query, or a condition on a window function. What it needs of the
// subquery is selected there when it is written.
type wrap struct {
	inner *planner
	alias string
	// deep takes window functions and aggregates from the subquery as well:
	// they are computed there.
	deep bool
}

// wrapped writes the name that a term has in the subquery, if the writer stands
// around one that has it. Terms that can be taken from a subquery begin their
// text by asking for it: columns, references, window functions and aggregates.
func (w *writer) wrapped(t term) bool {
	if w.wrap == nil {
		return false
	}
	switch t := t.(type) {
	case *column:
		if t.join.real().in != w.wrap.inner {
			return false
		}
	case *annotationRef:
	default:
		if !w.wrap.deep {
			return false
		}
	}
	w.name(w.wrap.alias)
	w.text(".")
	w.name(w.wrap.nameOf(w.dialect, t))
	return true
}

// nameOf returns the name of a term among the columns of the subquery, where it
// is selected if it is not yet.
func (r *wrap) nameOf(d Dialect, t term) string {
	if ref, ok := t.(*annotationRef); ok {
		t = ref.to.term
	}
	p := r.inner
	for i, o := range p.outputs {
		if o.term == t || sameColumn(o.term, t) {
			return p.outputAlias(i, o)
		}
	}
	p.outputs = append(p.outputs, selected{term: t, out: output{typ: t.typ()}})
	if p.grouping.on {
		p.groups = p.collapsed(append(p.groups, groupsOf(t)...))
	}
	return "col" + strconv.Itoa(len(p.outputs))
}

func sameColumn(a, b term) bool {
	x, ok := a.(*column)
	y, also := b.(*column)
	return ok && also && x.join.real() == y.join.real() && x.field == y.field
}

// inside writes a query in parentheses, with names for all its columns.
func (w *writer) inside(p *planner, alias string) error {
	around := w.wrap
	w.wrap = nil
	w.text("(")
	err := w.query(p)
	w.text(") ")
	w.name(alias)
	w.wrap = around
	return err
}

// qualified writes a query with a condition on a window function, which WHERE
// cannot have: it is computed in a subquery.
func (w *writer) qualified(p *planner) error {
	inner := *p
	w.text("SELECT ")
	around := &wrap{inner: p, alias: "qualify", deep: true}
	outputs, orders := inner.outputs, inner.orders
	p.qualify, p.orders, p.slice, p.wrapped = nil, nil, slice{}, true
	before := w.wrap
	w.wrap = around
	if len(outputs) == 0 {
		w.text("1") // Exists selects nothing
	}
	for i, o := range outputs {
		if i > 0 {
			w.text(", ")
		}
		name := p.outputAlias(i, o)
		w.name("qualify")
		w.text(".")
		w.name(name)
		w.text(" AS ")
		w.name(name)
	}
	// The conditions and the order stand behind the subquery in the text, but
	// say what it has to select.
	rest := w.fork()
	rest.text(" WHERE ")
	if err := inner.qualify.write(rest); err != nil {
		return err
	}
	for i := range orders {
		if i == 0 {
			rest.text(" ORDER BY ")
		} else {
			rest.text(", ")
		}
		if err := orders[i].write(rest); err != nil {
			return err
		}
	}
	if err := rest.writeSlice(inner.slice); err != nil {
		return err
	}
	w.args = rest.args
	w.text(" FROM ")
	w.wrap = nil
	if err := w.inside(p, "qualify"); err != nil {
		return err
	}
	w.wrap = before
	w.sql = append(w.sql, rest.sql...)
	*p = inner
	return nil
}

// fork returns a writer of the same statement for text that stands later in it.
func (w *writer) fork() *writer {
	f := *w
	f.sql = nil
	return &f
}
