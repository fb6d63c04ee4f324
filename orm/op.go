package orm

import "slices"

// An opCode says which step a shape goes on with.
type opCode uint8

const (
	opFilter opCode = iota
	opAnnotate
	opAlias
	opValues
	opOrder
	opReverse
	opDistinct
	opSlice
	opOnly
	opDefer
	opWith
	opNone
	opCombine
	opMerge
	opLock
	opSticky
	opWrong
)

func (s *shaper) opCode(o opCode) { s.key = append(s.key, byte(shapeOp), byte(o)) }

func (s *shaper) texts(list []string) {
	s.number(len(list))
	for _, t := range list {
		s.text(t)
	}
}

// shape writes down the steps of the query, the first one first.
func (q Query) shape(s *shaper) {
	s.code(shapeModel)
	s.model(q.model)
	shapeSteps(s, q.last)
	s.code(shapeEnd)
}

func shapeSteps(s *shaper, last *step) {
	if last == nil {
		return
	}
	shapeSteps(s, last.prev)
	last.op.shape(s)
}

// Filter leaves the rows that fulfil all the conditions. Those on one relation to
// many rows have to be true of the same row; of different calls of Filter they
// may be true of different ones.
func (q Query) Filter(c ...Condition) Query {
	if len(c) != 1 {
		return q.with(&logic{how: allOf, list: slices.Clone(c)}) // the clone keeps c off the heap for one condition
	}
	// A condition is a step itself if it can: that saves an allocation.
	if o, ok := c[0].(op); ok {
		return q.with(o)
	}
	return q.with(&filterOp{c[0]})
}

// Exclude leaves out the rows that fulfil all the conditions.
func (q Query) Exclude(c ...Condition) Query {
	if len(c) == 0 {
		return q
	}
	return q.with(&logic{how: allOf, not: true, list: c})
}

// A filterOp is a step of a condition that is none itself.
type filterOp struct{ c Condition }

func (o *filterOp) shape(s *shaper) {
	s.opCode(opFilter)
	o.c.shape(s)
}

func (o *filterOp) apply(p *planner) error { return p.filter(o.c) }

func (l *lookup) apply(p *planner) error { return p.filter(l) }

func (l *logic) apply(p *planner) error { return p.filter(l) }

// A Named is an expression with the name that it has in rows.
type Named struct {
	Name string
	By   Expression
}

// As names an expression.
func As(name string, by Expression) Named { return Named{name, by} }

// Annotate selects expressions beside the columns. Later steps may use them by
// their names. The first aggregate groups the rows: by the columns that Values
// named before, else each row by itself.
func (q Query) Annotate(list ...Named) Query { return q.with(&annotateOp{list, true}) }

// Alias gives expressions names for later steps without selecting them.
func (q Query) Alias(list ...Named) Query { return q.with(&annotateOp{list, false}) }

type annotateOp struct {
	list     []Named
	selected bool
}

func (o *annotateOp) shape(s *shaper) {
	s.opCode(opAnnotate)
	s.flag(o.selected)
	shapeNamed(s, o.list)
}

func shapeNamed(s *shaper, list []Named) {
	s.number(len(list))
	for _, n := range list {
		s.text(n.Name)
		n.By.shape(s)
	}
}

func (o *annotateOp) apply(p *planner) error {
	grouped := false
	for _, n := range o.list {
		if err := p.checkName(n.Name); err != nil {
			return err
		}
		t, err := n.By.resolve(p.resolver())
		if err != nil {
			return err
		}
		if t, err = selectable(t); err != nil {
			return err
		}
		p.annotate(&annotation{name: n.Name, term: t, selected: o.selected})
		grouped = grouped || aggregates(t)
	}
	if grouped {
		p.group()
	}
	return nil
}

// selectable prepares a subquery to stand for a value.
func selectable(t term) (term, error) {
	if s, ok := t.(*subquery); ok {
		return s, s.value()
	}
	return t, nil
}

// annotate adds an annotation in the place of one of the same name.
func (p *planner) annotate(a *annotation) {
	for i, old := range p.annotations {
		if old.name == a.name {
			p.annotations[i] = a
			return
		}
	}
	p.annotations = append(p.annotations, a)
}

// checkName checks the name of an annotation: it becomes part of the text.
func (p *planner) checkName(name string) error {
	if !isAlias(name) {
		return mistakef("%s: %q cannot be the name of an annotation: a name has letters, digits and _ and no more than 63 of them", p.model, name)
	}
	if f, _ := p.model.lookupField(name); f != nil && !p.chosen || p.annotated(name) == nil && slices.Contains(p.order, name) {
		return mistakef("%s: the annotation %q has the name of a field", p.model, name)
	}
	return nil
}

func isAlias(name string) bool {
	if name == "" || len(name) > 63 {
		return false
	}
	for i, c := range []byte(name) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// Values selects columns by their paths, and annotations by their names; without
// names all columns of the model. Later annotations are selected as well.
func (q Query) Values(names ...string) Query { return q.with(&valuesOp{names}) }

type valuesOp struct{ names []string }

func (o *valuesOp) shape(s *shaper) {
	s.opCode(opValues)
	s.texts(o.names)
}

func (o *valuesOp) apply(p *planner) error {
	names := o.names
	if len(names) > 0 {
		return p.selectPaths(names)
	}
	for _, f := range p.model.columns {
		names = append(names, f.Attr())
	}
	for _, a := range p.annotations {
		if a.selected {
			names = append(names, a.name)
		}
	}
	return p.selectPaths(names)
}

// OrderBy orders the rows: by names as in [By], or by [Order]s and expressions. It
// takes the place of every order before; without arguments it takes the model's
// own order away, too.
func (q Query) OrderBy(by ...any) Query {
	orders := make([]Order, len(by))
	for i, b := range by {
		orders[i] = orderOf(b)
	}
	return q.with(&orderOp{orders})
}

type orderOp struct{ by []Order }

func (o *orderOp) shape(s *shaper) {
	s.opCode(opOrder)
	shapeOrders(s, o.by)
}

func (o *orderOp) apply(p *planner) error { return p.setOrder(o.by) }

// Reverse turns the order round.
func (q Query) Reverse() Query { return q.with(plainOp(opReverse)) }

// None has no rows, and the database is not asked for them.
func (q Query) None() Query { return q.with(plainOp(opNone)) }

// sticky lets the next two filters share their joins to many rows: a condition
// that a relation made, and that of the caller.
func (q Query) sticky() Query { return q.with(plainOp(opSticky)) }

// A plainOp is a step without arguments.
type plainOp opCode

func (o plainOp) shape(s *shaper) { s.opCode(opCode(o)) }

func (o plainOp) apply(p *planner) error {
	switch opCode(o) {
	case opReverse:
		p.ordering.reversed = !p.ordering.reversed
	case opNone:
		p.without = true
	case opSticky:
		p.sticky = true
	}
	return nil
}

// Distinct leaves out rows that are the same as one before. With names, on
// PostgreSQL, it leaves the first row of each group that is equal in these columns;
// the order has to begin with them.
func (q Query) Distinct(names ...string) Query { return q.with(&distinctOp{names}) }

type distinctOp struct{ names []string }

func (o *distinctOp) shape(s *shaper) {
	s.opCode(opDistinct)
	s.texts(o.names)
}

func (o *distinctOp) apply(p *planner) error {
	p.distinct, p.distinctOn = true, o.names
	return nil
}

// Only loads no other columns than these and the key. Names may lead over
// relations that With loads.
func (q Query) Only(names ...string) Query { return q.with(&maskOp{names, true}) }

// Defer loads all columns but these.
func (q Query) Defer(names ...string) Query { return q.with(&maskOp{names, false}) }

type maskOp struct {
	names []string
	only  bool
}

func (o *maskOp) shape(s *shaper) {
	s.opCode(opOnly)
	s.flag(o.only)
	s.texts(o.names)
}

func (o *maskOp) apply(p *planner) error {
	if p.chosen {
		return mistakef("%s: Only and Defer cannot follow Values", p.model)
	}
	names := slices.Clone(o.names)
	for i, name := range names {
		if a := p.annotated(name); a != nil {
			return mistakef("%s has no field %q: it is an annotation", p.model, name)
		}
		if f := p.model.names[name]; f != nil {
			names[i] = f.Name
		}
	}
	if !o.only {
		p.mask = p.mask.butThese(names)
		return nil
	}
	p.mask = p.mask.onlyThese(names)
	return nil
}

// With loads related rows with each row: those of relations to one row by a join
// in the same statement. Without names it loads all that are never NULL.
func (q Query) With(paths ...string) Query { return q.with(&withOp{paths: paths}) }

type withOp struct {
	paths []string
	none  bool
}

func (o *withOp) shape(s *shaper) {
	s.opCode(opWith)
	s.flag(o.none)
	s.texts(o.paths)
}

func (o *withOp) apply(p *planner) error {
	if o.none {
		p.related = nil
		return nil
	}
	if p.chosen {
		return mistakef("%s: With cannot follow Values", p.model)
	}
	if p.related == nil {
		p.related = tree{}
	}
	if len(o.paths) == 0 {
		p.related.addAll(p.model, 5)
		return nil
	}
	for _, path := range o.paths {
		if _, err := p.related.add(p, p.model, splitNames(path)); err != nil {
			return err
		}
	}
	return nil
}

// addAll notes all foreign keys that are never NULL, to a depth.
func (t tree) addAll(m *Model, depth int) {
	if depth == 0 {
		return
	}
	for _, f := range m.columns {
		if f.Relation == nil || f.Null {
			continue
		}
		if t[f.Name] == nil {
			t[f.Name] = &branch{relation: f, tree: tree{}, implied: true}
		}
		t[f.Name].tree.addAll(f.Relation.to, depth-1)
	}
}

// A wrong is a mistake in the arguments of a method, kept until the query runs.
type wrong struct{ text string }

func (w *wrong) shape(s *shaper) {
	s.opCode(opWrong)
	s.text(w.text)
}

func (w *wrong) apply(p *planner) error { return mistakef("%s: %s", p.model, w.text) }

// allows reports the mistake of a step that the query before it does not allow.
func (p *planner) allows(o op) error {
	if p.combined != nil {
		switch o.(type) {
		case *orderOp, *slicing, *valuesOp, plainOp:
		default:
			return mistakef("%s: after Union, Intersection or Difference only the order, the slice and the columns can be said", p.model)
		}
	}
	if !p.slice.set() {
		return nil
	}
	switch o := o.(type) {
	case *filterOp, Condition:
		return mistakef("%s: a query cannot be filtered after it was sliced", p.model)
	case *orderOp:
		if len(o.by) == 0 {
			return nil
		}
		return mistakef("%s: a query cannot be ordered after it was sliced", p.model)
	case *distinctOp:
		return mistakef("%s: a query cannot be made distinct after it was sliced", p.model)
	case plainOp:
		if opCode(o) == opReverse {
			return mistakef("%s: a query cannot be reversed after it was sliced", p.model)
		}
	}
	return nil
}
