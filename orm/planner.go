package orm

import (
	"slices"
	"time"
)

// A planner is one SELECT while the steps of a query are applied to it: tables,
// conditions, annotations, order. Django calls the same a Query.
type planner struct {
	dialect Dialect
	model   *Model
	cursor  *cursor
	outer   *resolver   // of the query around; nil at the top
	deeper  int         // how many subqueries are around it, beyond that of outer
	query   Query       // that it is made from
	as      *references // of the alias whose pointers name columns; nil: the model's own
	outers  []term      // columns of queries around that are used here
	manyOut bool        // whether one of them may be that of several rows

	joins []*join
	names map[string]bool // of tables, taken in the text
	where []term

	annotations []*annotation
	chosen      bool     // Values named what is selected
	bare        bool     // the model's columns are not selected
	picked      []picked // columns that Values named
	order       []string // in which Values named columns and annotations
	mask        mask     // what Only and Defer left of the model's columns
	related     tree     // relations loaded by joins
	grouping    grouping
	ordering    ordering
	slice       slice
	distinct    bool
	distinctOn  []string
	combined    *combined
	locking     *locking
	without     bool           // None: no rows
	zone        *time.Location // that parts of dates are taken in; nil for UTC
	sticky      bool           // the next Filter shares joins with the one before
	shared      joinSet

	selection
	prepared bool
	fixed    bool // a part of a combined query that says itself what it selects
	wrapped  bool // all columns have names: a query around uses them
}

// An annotation is a named expression: selected, or only an alias.
type annotation struct {
	name     string
	term     term
	selected bool
	// summary marks an aggregate of the whole query, to which others of them
	// may refer.
	summary bool
}

// A picked is a column that is selected by name.
type picked struct {
	name string
	term term
}

// newPlanner begins a SELECT. outer is the resolver of the query around, nil at
// the top.
func newPlanner(d Dialect, m *Model, c *cursor, outer *resolver) *planner {
	p := &planner{dialect: d, model: m, cursor: c, outer: outer}
	if outer != nil {
		p.deeper, p.zone = outer.deep, outer.zone
	}
	return p
}

// depth returns how many subqueries are around the SELECT.
func (p *planner) depth() int {
	if p.outer == nil {
		return p.deeper
	}
	return p.outer.planner.depth() + 1 + p.deeper
}

// build applies the steps of a query to a new planner.
func (q Query) build(d Dialect, c *cursor, outer *resolver) (*planner, error) {
	if q.model == nil {
		return nil, mistakef("the query has no model: it is made by From")
	}
	if err := q.model.usable(); err != nil {
		return nil, err
	}
	p := newPlanner(d, q.model, c, outer)
	p.query, p.as = q, q.as
	for _, o := range q.steps() {
		if set, ok := o.(*combination); ok {
			next, err := p.combine(set)
			if err != nil {
				return nil, err
			}
			p = next
			continue
		}
		if err := p.allows(o); err != nil {
			return nil, err
		}
		if err := o.apply(p); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// resolver returns one that allows everything.
func (p *planner) resolver() *resolver { return &resolver{planner: p} }

// annotated returns an annotation by name.
func (p *planner) annotated(name string) *annotation {
	for _, a := range p.annotations {
		if a.name == name {
			return a
		}
	}
	return nil
}

// selectedAnnotations returns those that are selected, in their order.
func (p *planner) selectedAnnotations() []*annotation {
	return slices.DeleteFunc(slices.Clone(p.annotations), func(a *annotation) bool { return !a.selected })
}

// condition returns WHERE as one term.
func (p *planner) condition() term { return newJunction(allOf, false, p.where) }

// nothing reports whether it is known without asking that there is no row.
func (p *planner) nothing() bool {
	if p.without || p.slice.none() {
		return true
	}
	if p.combined != nil {
		return p.combined.nothing()
	}
	return p.condition() == truth(false) && (p.grouping.on || !p.summarizes())
}

// summarizes reports whether an aggregate without groups is selected, which
// gives one row even of none.
func (p *planner) summarizes() bool {
	return slices.ContainsFunc(p.annotations, func(a *annotation) bool { return a.selected && aggregates(a.term) })
}

// later lets something be resolved when all steps are applied, with the values
// that belong to it now.
func (p *planner) later(do func() error) func() error {
	at := p.cursor.next
	return func() error {
		now := p.cursor.next
		p.cursor.next = at
		err := do()
		p.cursor.next = now
		return err
	}
}
