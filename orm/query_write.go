package orm

import (
	"slices"
	"strconv"
)

// query writes a SELECT, or several that are combined.
func (w *writer) query(p *planner) error {
	if err := p.prepare(); err != nil {
		return err
	}
	if p.combined != nil {
		return w.combinedQuery(p)
	}
	if p.qualify != nil {
		return w.qualified(p)
	}
	return w.selectQuery(p)
}

func (w *writer) selectQuery(p *planner) error {
	if err := w.selectList(p); err != nil {
		return err
	}
	if err := w.from(p); err != nil {
		return err
	}
	if err := w.filters(p); err != nil {
		return err
	}
	if err := w.orderBy(p); err != nil {
		return err
	}
	if err := w.writeSlice(p.slice); err != nil {
		return err
	}
	return w.lock(p)
}

// selectList writes SELECT and what is selected.
func (w *writer) selectList(p *planner) error {
	w.text("SELECT ")
	switch {
	case len(p.on) > 0:
		if !w.dialect.Features().DistinctOn {
			return mistakef("%s: %s has no DISTINCT ON, Distinct takes no names there", p.model, w.dialect.Name())
		}
		w.text("DISTINCT ON (")
		if err := w.list(p.on); err != nil {
			return err
		}
		w.text(") ")
	case p.distinct:
		w.text("DISTINCT ")
	}
	if len(p.outputs) == 0 {
		w.text("1")
	}
	for i, o := range p.outputs {
		if i > 0 {
			w.text(", ")
		}
		if err := w.output(p, i, o); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) output(p *planner, i int, o selected) error {
	if err := w.selected(p, o.term); err != nil {
		return err
	}
	if alias := p.outputAlias(i, o); alias != "" {
		w.text(" AS ")
		w.name(alias)
	}
	return nil
}

// selected writes a term that is selected. Some look otherwise in the rows of
// the whole statement than where they are compared.
func (w *writer) selected(p *planner, t term) error {
	if err := typeMistake(t); err != nil {
		return err
	}
	if s, ok := t.(interface{ writeSelected(*writer) error }); ok && p.outer == nil {
		return s.writeSelected(w)
	}
	return t.write(w)
}

// outputAlias names annotations, and every column of a subquery whose columns
// the query around names.
func (p *planner) outputAlias(i int, o selected) string {
	if o.alias != "" {
		return o.alias
	}
	if p.wrapped {
		return "col" + strconv.Itoa(i+1)
	}
	return ""
}

// from writes the tables.
func (w *writer) from(p *planner) error {
	if len(p.joins) == 0 || p.combined != nil {
		return nil
	}
	first := p.joins[0]
	w.text(" FROM ")
	w.table(first)
	for _, j := range p.joins[1:] {
		if j.refs > 0 && j.same == nil {
			w.joined(j)
		}
	}
	return nil
}

func (w *writer) table(j *join) {
	w.name(j.model.Table)
	if name := w.tableName(j); name != j.model.Table {
		w.text(" ")
		w.name(name)
	}
}

func (w *writer) joined(j *join) {
	if j.left {
		w.text(" LEFT OUTER JOIN ")
	} else {
		w.text(" INNER JOIN ")
	}
	w.table(j)
	parent, own := j.columns()
	w.text(" ON (")
	w.columnOf(j.parent.real(), parent)
	w.text(" = ")
	w.columnOf(j, own)
	w.text(")")
}

func (w *writer) columnOf(j *join, f *Field) {
	if !w.literals { // a definition is about one table
		w.name(w.tableName(j))
		w.text(".")
	}
	w.name(f.Column)
}

// tableName returns what a joined table is called.
func (w *writer) tableName(j *join) string {
	if !w.anonymous {
		return j.named()
	}
	return strconv.Itoa(j.in.depth()) + "." + strconv.Itoa(slices.Index(j.in.joins, j))
}

// filters writes WHERE, GROUP BY and HAVING.
func (w *writer) filters(p *planner) error {
	if p.filters != nil {
		w.text(" WHERE ")
		if err := p.filters.write(w); err != nil {
			return err
		}
	}
	if err := w.writeGroups(p.groups); err != nil {
		return err
	}
	if p.having == nil {
		return nil
	}
	w.text(" HAVING ")
	return p.having.write(w)
}

func (w *writer) orderBy(p *planner) error {
	for i := range p.orders {
		o := &p.orders[i]
		if i == 0 {
			w.text(" ORDER BY ")
		} else {
			w.text(", ")
		}
		if err := w.orderTerm(o); err != nil {
			return err
		}
	}
	return nil
}

// orderTerm writes one of ORDER BY, by its place among the outputs if it has one.
func (w *writer) orderTerm(o *orderTerm) error {
	if o.place == 0 {
		return o.write(w)
	}
	w.number(o.place)
	o.writeDirection(w)
	return nil
}
