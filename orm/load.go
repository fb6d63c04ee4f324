package orm

import (
	"context"
	"slices"
	"strings"
)

// A Prefetch is a relation whose rows are loaded by a statement of their own, for
// all rows at once: see [Query.Prefetch].
type Prefetch struct {
	// Path leads to the rows, over one or several relations: "tags",
	// "author__posts". Required.
	Path string
	// Query says which of the related rows are loaded, in which order, and what is
	// loaded with them. With Limit and Offset it says how many for each row.
	// Defaults to all rows of the model that the path leads to.
	Query Query
	// As is the name under which the rows are put: a key of a Row, or the name of a
	// struct's field in snake case. Defaults to the relation's own.
	As string
}

// Prefetch loads rows that relations lead to, by one statement for each relation
// that a path goes over. Relations to many rows are loaded so by [Query.With] as
// well; Prefetch says which of the rows. Without arguments it takes back those
// that were said before.
func (q Query) Prefetch(list ...Prefetch) Query { return q.with(&prefetchOp{list}) }

type prefetchOp struct{ list []Prefetch }

// shape writes nothing: the statement of the query itself stays the same.
func (o *prefetchOp) shape(*shaper) {}

func (o *prefetchOp) apply(p *planner) error {
	if p.chosen && len(o.list) > 0 {
		return mistakef("%s: Prefetch cannot follow Values", p.model)
	}
	return (&loadTree{model: p.model}).step(o)
}

// Load loads what With and Prefetch of the query name into rows that were read
// before: a slice of [Row]s, of structs of the model's table or pointers to them,
// or one such row. What they hold already is not loaded again.
//
//	err := posts.With("tags").Load(ctx, found)
func (q Query) Load(ctx context.Context, rows any) error {
	c, err := q.writes()
	if err != nil {
		return err
	}
	nodes, err := q.loads(false)
	if err != nil || len(nodes) == 0 {
		return err
	}
	records, err := recordsOf(q.model, rows)
	if err != nil {
		return err
	}
	return (&loader{conn: c}).load(ctx, q.model, records, nodes)
}

// loadBehind loads what the query names beside the joined relations into the rows
// that it gave.
func (q Query) loadBehind(ctx context.Context, rows any) error {
	nodes, err := q.loads(true)
	if err != nil || len(nodes) == 0 {
		return err
	}
	records, err := recordsOf(q.model, rows)
	if err != nil {
		return err
	}
	return (&loader{conn: q.db}).load(ctx, q.model, records, nodes)
}

// loadsNone is a mistake if the query loads something by statements of their own.
func (q Query) loadsNone() error {
	nodes, err := q.loads(true)
	if err == nil && len(nodes) > 0 {
		err = mistakef("%s: rows that are read one by one cannot load %s: read them by pages", q.model, nodes[0].name)
	}
	return err
}

// A loadNode is a relation to load, and what to load with its rows.
type loadNode struct {
	name string // of the relation, or the As of one before
	as   string
	// joined says that the statement of the rows has loaded it.
	joined bool
	field  *Field
	back   bool
	query  Query // of the rows; without a model: all
	nodes  []*loadNode
}

// to returns the model of the node's rows.
func (n *loadNode) to() *Model {
	if n.back {
		return n.field.model
	}
	return n.field.Relation.to
}

// many reports whether there may be several rows.
func (n *loadNode) many() bool {
	return n.field.Many() || n.back && !singular(n.field)
}

// loads returns what the query loads by statements of their own. joins says that
// relations to one row are joined by the query itself.
func (q Query) loads(joins bool) ([]*loadNode, error) {
	if !q.has(isLoad) {
		return nil, nil
	}
	l := &loadTree{model: q.model, joins: joins}
	for _, o := range q.steps() {
		if err := l.step(o); err != nil {
			return nil, err
		}
	}
	return l.needed(l.nodes), nil
}

// checkPrefetch finds the mistakes of Prefetch, which is no part of a query's shape:
// a plan that was cached says nothing of it.
func (q Query) checkPrefetch() error {
	if !q.has(func(o op) bool { _, ok := o.(*prefetchOp); return ok }) {
		return nil
	}
	_, err := q.loads(true)
	return err
}

func isLoad(o op) bool {
	switch o.(type) {
	case *withOp, *prefetchOp:
		return true
	}
	return false
}

// A loadTree collects what the steps of a query load.
type loadTree struct {
	model *Model
	joins bool
	// chosen says that Values has left no rows to load into.
	chosen bool
	nodes  []*loadNode
}

func (l *loadTree) step(o op) error {
	switch o := o.(type) {
	case *valuesOp:
		l.nodes, l.chosen = nil, true
	case *withOp:
		for _, path := range o.paths {
			if err := l.add(Prefetch{Path: path}, l.joins); err != nil {
				return err
			}
		}
	case *prefetchOp:
		if len(o.list) == 0 {
			l.nodes = nil
		} else if l.chosen {
			return mistakef("%s: Prefetch cannot follow Values", l.model)
		}
		for _, p := range o.list {
			if err := l.add(p, false); err != nil {
				return err
			}
		}
	}
	return nil
}

// add adds the relations of a path. joined says that those to one row at its
// beginning are loaded by joins.
func (l *loadTree) add(p Prefetch, joined bool) error {
	m, nodes := l.model, &l.nodes
	names := splitNames(p.Path)
	for i, name := range names {
		last := i == len(names)-1
		as := name
		if last && p.As != "" {
			as = p.As
		}
		n, err := l.node(nodes, m, name, as, p.Path)
		if err != nil {
			return err
		}
		if joined && n.many() {
			joined = false
		}
		n.joined = n.joined || joined
		if last && p.Query.model != nil {
			if err := n.say(p); err != nil {
				return err
			}
		}
		m, nodes = n.to(), &n.nodes
	}
	return nil
}

// node finds or adds a relation below others.
func (l *loadTree) node(nodes *[]*loadNode, m *Model, name, as, path string) (*loadNode, error) {
	for _, n := range *nodes {
		if n.as == as && (n.name == name || as == name) {
			return n, nil
		}
	}
	f, back := m.lookupField(name)
	if f == nil {
		f, back = m.toMany(name)
	}
	if f == nil || f.Relation == nil || name == f.Attr() && !f.Many() && !back {
		return nil, mistakef("%s has no relation %q to load (in %q); it has %s", m, name, path, strings.Join(m.relations(), ", "))
	}
	if as != name && !isAlias(as) {
		return nil, mistakef("%s: rows cannot be put under %q (in %q)", m, as, path)
	}
	n := &loadNode{name: name, as: as, field: f, back: back}
	*nodes = append(*nodes, n)
	return n, nil
}

// say gives the node a query, and what that loads: paths may go on from there. One
// relation cannot have two queries under one name.
func (n *loadNode) say(p Prefetch) error {
	switch {
	case n.query.model != nil || n.joined:
		return mistakef("%s is loaded twice, with different queries: give one of them another name, by As", p.Path)
	case p.Query.model != n.to() && p.Query.model.Table != n.to().Table:
		return mistakef("%s leads to %s, the query is of %s", p.Path, n.to(), p.Query.model)
	case p.Query.has(func(o op) bool { _, values := o.(*valuesOp); return values }):
		return mistakef("%s: a query of rows to load cannot have Values", p.Path)
	}
	inside, err := p.Query.loads(true)
	n.query, n.nodes = p.Query, append(inside, n.nodes...)
	return err
}

// needed leaves out what the statement of the rows has loaded.
func (l *loadTree) needed(nodes []*loadNode) []*loadNode {
	return slices.DeleteFunc(nodes, func(n *loadNode) bool {
		n.nodes = l.needed(n.nodes)
		return n.joined && len(n.nodes) == 0
	})
}
