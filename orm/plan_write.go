package orm

import (
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

// A Set is a column that an update changes: to a value, an expression of the same
// row, or a query with one row.
type Set struct {
	Name  string
	Value any
}

// endUpdate changes columns of the rows.
type endUpdate struct{ set []Set }

func (e endUpdate) shape(s *shaper) {
	s.key = append(s.key, 'u')
	s.number(len(e.set))
	for i := range e.set {
		s.text(e.set[i].Name)
		o := operandOf(e.set[i].Value, "")
		if o.form == oneValue && isPlain(o.one) {
			s.code(shapeValue)
			s.values = append(s.values, o.one)
			continue
		}
		o.shape(s)
	}
}

// isPlain reports whether a value stands in a place whose type is that of the
// column alone. NULL does: else rows of n columns that may be NULL would need up to
// 2ⁿ plans.
func isPlain(v any) bool {
	switch v.(type) {
	case nil, bool, int, int64, float64, string, []byte, time.Time, decimal.Decimal, uuid.UUID:
		return true
	}
	return false
}

func (e endUpdate) compile(p *planner) (*plan, error) {
	where, err := p.rowsToWrite("updated")
	if err != nil {
		return nil, err
	}
	w := newWriter(p.dialect)
	w.text("UPDATE ")
	w.table(p.start())
	w.text(" SET ")
	for i := range e.set {
		if i > 0 {
			w.text(", ")
		}
		if err := p.assign(w, &e.set[i]); err != nil {
			return nil, err
		}
	}
	if len(e.set) == 0 {
		return &plan{empty: true}, nil
	}
	return p.writeWhere(w, where)
}

// endDelete deletes the rows, and nothing else.
type endDelete struct{}

func (endDelete) shape(s *shaper) { s.key = append(s.key, 'd') }

func (endDelete) compile(p *planner) (*plan, error) {
	where, err := p.rowsToWrite("deleted")
	if err != nil {
		return nil, err
	}
	w := newWriter(p.dialect)
	w.text("DELETE FROM ")
	w.table(p.start())
	return p.writeWhere(w, where)
}

// assign writes one column of an update.
func (p *planner) assign(w *writer, set *Set) error {
	f := p.model.names[set.Name]
	if f == nil {
		return p.unknown(p.model, set.Name, []string{set.Name})
	}
	if f.Many() {
		return mistakef("%s: %s is a relation to many rows, which has no column to update", p.model, set.Name)
	}
	o := operandOf(set.Value, "")
	r := p.resolver()
	r.alone = true
	side, err := r.rightSide(&o)
	if err != nil {
		return err
	}
	if o.form == oneValue && o.one == nil {
		side.term = &place{value: r.cursor.take(), inferred: true}
	}
	to := &column{join: p.start(), field: f}
	if f.Relation != nil {
		to.relation, to.key = f, f.Relation.toField
		if err := r.relationValues(to, &side); err != nil {
			return err
		}
	}
	if side.sub != nil {
		if err := side.sub.selectFor(to); err != nil {
			return err
		}
	}
	if aggregates(side.term) || windows(side.term) {
		return mistakef("%s: %s cannot be set to an aggregate or a window function: a subquery can hold one", p.model, set.Name)
	}
	w.name(f.Column)
	w.text(" = ")
	return p.casted(stored(side.term, to), f).write(w)
}

// casted returns a value with the type of its column if it is a computed text, as
// of a CASE: PostgreSQL makes nothing else of one by itself.
func (p *planner) casted(t term, f *Field) term {
	computed := t
	if r, ok := t.(*retypedTerm); ok {
		computed = r.inner
	}
	if !p.dialect.Features().TypedArgs || computed.typ().Kind != Text || f.Kind == Text || isPlace(computed) {
		return t
	}
	cast, err := p.dialect.CastType(f.Type)
	if err != nil {
		return t
	}
	return &template{text: "CAST({0} AS " + cast + ")", list: []term{t}, as: f.Type}
}

func isPlace(t term) bool {
	_, ok := t.(*place)
	return ok
}

// stored returns a value as its column keeps it. A constant takes the column's
// type, with its digits: what does not fit is a mistake, not rounded.
func stored(t term, to *column) term {
	p, ok := t.(*place)
	if !ok || !p.inferred {
		return meeting(asType(t, to.field.Type), to)
	}
	kept := *p
	kept.as, kept.bare, kept.of = to.field.Type, true, to.field
	return &kept
}

// rowsToWrite returns the condition on the rows that a statement changes. If other
// tables are needed to find them, the keys come from a subquery.
func (p *planner) rowsToWrite(done string) (term, error) {
	switch {
	case p.slice.set():
		return nil, mistakef("%s: rows cannot be %s after the query was sliced", p.model, done)
	case p.combined != nil || len(p.distinctOn) > 0 || p.distinct && done == "deleted":
		return nil, mistakef("%s: rows cannot be %s after %s", p.model, done, "Union, Intersection, Difference or Distinct")
	case p.without:
		return truth(false), nil
	}
	if p.oneTable() {
		return p.condition(), nil
	}
	inner, err := p.query.build(p.dialect, &cursor{}, nil)
	if err != nil {
		return nil, err
	}
	inner.deeper = 1
	inner.clearOrder(true)
	inner.locking = nil
	sub := &subquery{planner: inner}
	if err := inner.selectPaths([]string{p.model.pk.Name}); err != nil {
		return nil, err
	}
	key := &column{join: p.start(), field: p.model.pk}
	return p.resolver().inQuery(key, sub)
}

// oneTable reports whether the conditions stand on the model's own table.
func (p *planner) oneTable() bool {
	for _, j := range p.joins {
		if j.parent != nil && j.refs > 0 && j.same == nil {
			return false
		}
	}
	_, having, qualify := p.splitWhere()
	return !p.grouping.on && having == nil && qualify == nil
}

// writeWhere ends a statement that changes rows.
func (p *planner) writeWhere(w *writer, where term) (*plan, error) {
	if where == truth(false) {
		return &plan{empty: true}, nil
	}
	if where != truth(true) {
		w.text(" WHERE ")
		if err := where.write(w); err != nil {
			return nil, err
		}
	}
	return &plan{statement: string(w.sql), args: w.args, write: true}, nil
}
