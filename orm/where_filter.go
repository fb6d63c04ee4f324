package orm

import "slices"

// A filtering is how conditions are taken into a SELECT: what a surrounding NOT
// does to them, and which joins they share.
type filtering struct {
	*resolver
	// negated is the parity of the NOTs around, branch whether there is any.
	negated, branch bool
	// split moves negated conditions on relations to many rows into subqueries.
	split bool
}

// filter adds a condition to WHERE. Joins that were inner ones before stay so:
// what an OR inside leaves open cannot open them again.
func (p *planner) filter(c Condition) error {
	reuse := p.filterJoins()
	inner := p.inner()
	f := &filtering{resolver: &resolver{planner: p, reuse: reuse}, split: true}
	t, _, err := f.buildLogic(&logic{how: allOf, list: []Condition{c}})
	if err != nil {
		return err
	}
	p.demote(inner)
	p.where = append(p.where, t)
	return nil
}

// filterJoins returns the joins to many rows that this call of Filter may use:
// none of other calls, unless a relation's own condition was the call before.
func (p *planner) filterJoins() joinSet {
	if p.shared == nil || !p.sticky {
		p.shared = joinSet{}
	}
	p.sticky = false
	return p.shared
}

// conditionTerm resolves a condition inside of an expression, such as CASE: a row
// that does not fulfil it is not left out, so all its joins become outer ones.
func (r *resolver) conditionTerm(c Condition) (term, error) {
	f := &filtering{resolver: r}
	t, used, err := f.build(c)
	if err != nil {
		return nil, err
	}
	r.promote(used)
	return t, nil
}

// build returns the term of a condition, and the joins that rows must have for it
// to be true.
func (f *filtering) build(c Condition) (term, []*join, error) {
	switch c := c.(type) {
	case *logic:
		return f.buildLogic(c)
	case *lookup:
		return f.buildLookup(c)
	case columnTester:
		return f.buildColumnTest(c)
	}
	t, err := c.resolve(f.resolver)
	return t, nil, err
}

func (f *filtering) buildLogic(l *logic) (term, []*join, error) {
	inside := *f
	inside.negated = f.negated != l.not
	inside.branch = f.branch || l.not
	conditions := spoken(l.list)
	votes := newBallot(l.how, inside.negated, len(conditions))
	if l.how == oddOf && len(conditions) > 1 {
		return inside.buildOdd(l, conditions)
	}
	list := make([]term, 0, len(conditions))
	for _, c := range conditions {
		t, needed, err := inside.build(c)
		if err != nil {
			return nil, nil, err
		}
		votes.add(needed)
		list = append(list, t)
	}
	needed := votes.decide(f.planner)
	if len(list) == 0 {
		return truth(true), needed, nil
	}
	return newJunction(l.how, l.not, list), needed, nil
}

// buildOdd makes the term of XOR, which counts the conditions that are true: those
// that are unknown count as false, whatever is negated around. A row without a
// partner may be one of those found, so all joins become outer ones.
func (f *filtering) buildOdd(l *logic, conditions []Condition) (term, []*join, error) {
	inside := *f
	inside.negated = false
	list := make([]term, 0, len(conditions))
	for _, c := range conditions {
		t, needed, err := inside.build(c)
		if err != nil {
			return nil, nil, err
		}
		f.promote(needed)
		list = append(list, t)
	}
	return negatedOdd(l.not, list), nil, nil
}

// negatedOdd makes XOR, perhaps negated. One condition that is left of it keeps
// the form: unknown is false.
func negatedOdd(not bool, list []term) term {
	t := newJunction(oddOf, not, list)
	j, ok := t.(*junction)
	if _, known := t.(truth); known || ok && j.how == oddOf && len(j.list) > 1 {
		return t
	}
	for _, t := range list {
		if known, ok := t.(truth); ok {
			not = not != bool(known)
		}
	}
	list = slices.DeleteFunc(list, func(t term) bool { _, known := t.(truth); return known })
	return &junction{how: oddOf, not: not, list: list}
}

// spoken leaves out conditions that say nothing, such as And() and Not().
func spoken(list []Condition) []Condition {
	for i, c := range list {
		if says(c) {
			continue
		}
		kept := append([]Condition(nil), list[:i]...)
		for _, c := range list[i+1:] {
			if says(c) {
				kept = append(kept, c)
			}
		}
		return kept
	}
	return list
}

func says(c Condition) bool {
	l, ok := c.(*logic)
	return !ok || len(spoken(l.list)) > 0
}

// A ballot decides which joins of a connective's conditions are inner ones.
type ballot struct {
	any    bool // one condition may be true without the others
	all    bool // all have to be true
	voters int
	votes  map[*join]int
	order  []*join
}

// newBallot begins with what the connective means after the NOTs around it.
func newBallot(how connective, negated bool, voters int) *ballot {
	b := &ballot{voters: voters, votes: map[*join]int{}}
	b.any = how == anyOf && !negated || how == allOf && negated || how == oddOf
	b.all = !b.any
	return b
}

// add counts the joins that one condition needs, each once.
func (b *ballot) add(needed []*join) {
	seen := make(map[*join]bool, len(needed))
	for _, j := range needed {
		if seen[j] {
			continue
		}
		seen[j] = true
		if b.votes[j] == 0 {
			b.order = append(b.order, j)
		}
		b.votes[j]++
	}
}

// decide makes joins inner ones that every way to be true needs, and outer ones
// that only some need. It returns the former.
func (b *ballot) decide(p *planner) []*join {
	var promote, demote []*join
	for _, j := range b.order {
		if b.any && b.votes[j] < b.voters {
			promote = append(promote, j)
		}
		if b.all || b.votes[j] == b.voters {
			demote = append(demote, j)
		}
	}
	p.promote(promote)
	p.demote(demote)
	return demote
}

// buildLookup returns the term of a lookup path.
func (f *filtering) buildLookup(l *lookup) (term, []*join, error) {
	names := l.names()
	if a, rest := f.annotation(names); a != nil {
		return f.buildOnAnnotation(l, a, rest)
	}
	way, err := f.route(names, false, !f.branch || !f.split)
	if err != nil {
		return nil, nil, err
	}
	if f.alone && len(way.hops) > 1 {
		return nil, nil, mistakef("%s: %q leads to another table, which is not allowed here", f.model, l.path)
	}
	if way.many >= 0 {
		return f.splitOff(l, way)
	}
	before := f.counts()
	right, err := f.rightSide(&l.right)
	if err != nil {
		return nil, nil, err
	}
	used := f.since(before)
	joins := f.follow(way.hops, f.reuse)
	used = append(used, joins...)
	joins, target := trim(joins, way.hops, way.target)
	if f.alone && len(joins) > 1 {
		return nil, nil, mistakef("%s: %q leads to another table, which is not allowed here", f.model, l.path)
	}
	f.reuse.add(joins)
	left := columnOf(joins, way, target)
	found, err := f.lookup(left, way.rest, right)
	if err != nil {
		return nil, nil, err
	}
	return f.guarded(left, right, found, used)
}

func (f *filtering) buildOnAnnotation(l *lookup, a *annotation, rest []string) (term, []*join, error) {
	right, err := f.rightSide(&l.right)
	if err != nil {
		return nil, nil, err
	}
	left, err := f.reference(a)
	if err != nil {
		return nil, nil, err
	}
	found, err := f.lookup(left, rest, right)
	return found.term, nil, err
}

// guarded adds what a negation needs so that rows with NULL are kept: NOT (a = 1)
// leaves them out, NOT (a = 1 AND a IS NOT NULL) does not. It says which joins
// must be inner ones for the condition to be true.
func (f *filtering) guarded(left *column, right right, found found, used []*join) (term, []*join, error) {
	if !f.negated {
		if found.isNull && found.flag {
			return found.term, nil, nil
		}
		return found.term, used, nil
	}
	if found.isNull && found.flag {
		return found.term, used, nil
	}
	if found.isNull {
		return found.term, nil, nil
	}
	list := []term{found.term}
	if left.field.Null || left.join.left {
		list = append(list, nullTest(left, false))
	}
	// As in Django, a column that is NULL for want of a row does not count here, nor
	// one of a query around.
	if c, ok := right.term.(*column); ok && c.field.Null && c.join.in == f.planner {
		list = append(list, nullTest(c, false))
	}
	return newJunction(allOf, false, list), nil, nil
}

// nullTest is the condition that a term is NULL, or is not.
func nullTest(t term, null bool) term {
	if null {
		return newTest("{0} IS NULL", t)
	}
	return newTest("{0} IS NOT NULL", t)
}
