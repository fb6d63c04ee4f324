package orm

// splitOff makes a subquery of a negated lookup on a relation to many rows: "no
// tag is called go", not "some tag is not called go". The subquery begins at the
// table with the many rows and is tied to the column before it.
func (f *filtering) splitOff(l *lookup, way *route) (term, []*join, error) {
	around := *f.resolver
	around.deep++
	right, err := around.rightSide(&l.right)
	if err != nil {
		return nil, nil, err
	}
	whole, err := f.route(l.names(), false, true)
	if err != nil {
		return nil, nil, err
	}
	s := &splitting{filtering: f, way: whole, many: way.many}
	t, err := s.exists(right)
	return t, nil, err
}

// A splitting is a negated lookup on its way into a subquery.
type splitting struct {
	*filtering
	way  *route
	many int // the hop that leads to many rows
}

func (s *splitting) exists(right right) (term, error) {
	prefix := s.follow(s.way.hops[:s.many], s.reuse)
	whole := prefix[len(prefix)-1]
	inner := newPlanner(s.dialect, s.way.hops[s.many].to(), s.cursor, s.resolver)
	found, root, err := s.lookupFrom(inner, s.many+1, right)
	if err != nil {
		return nil, err
	}
	parent, own := hopColumns(s.way.hops[s.many])
	tied := own
	outerNull := found.isNull && found.flag
	if outerNull {
		// No row on the other side fulfils it as well: the subquery begins one
		// table earlier, with an outer join.
		inner = newPlanner(s.dialect, parent.model, s.cursor, s.resolver)
		if found, root, err = s.lookupFrom(inner, s.many, right); err != nil {
			return nil, err
		}
		tied = parent
	} else {
		inner.demote(inner.joins)
		inner.sameRow(root, s.sharedJoin(whole))
	}
	prefix, parent = trim(prefix, s.way.hops[:s.many], parent)
	s.reuse.add(prefix)
	outer := &column{join: prefix[len(prefix)-1], field: parent}
	inner.where = append(inner.where, found.term, newTest("{0} = {1}", &column{join: root, field: tied}, outer))
	inner.outside(outer, s.resolver)
	if err := inner.onlyExists(); err != nil {
		return nil, err
	}
	t := existsTerm(inner)
	if outerNull && s.many > 0 {
		t = newJunction(anyOf, false, []term{t, nullTest(outer, true)})
	}
	return t, nil
}

// lookupFrom builds the lookup in a subquery that begins before a hop.
func (s *splitting) lookupFrom(inner *planner, from int, right right) (found, *join, error) {
	hops := s.way.hops[from:]
	joins := inner.follow(hops, joinSet{})
	root := joins[0]
	joins, target := trim(joins, hops, s.way.target)
	r := inner.resolver()
	found, err := r.lookup(columnOf(joins, s.way, target), s.way.rest, right)
	return found, root, err
}

// sharedJoin returns the join to the same many rows that this call of Filter made
// already: then it is its row that must not fulfil the condition.
func (s *splitting) sharedJoin(parent *join) *join {
	h := s.way.hops[s.many]
	for _, j := range s.joins {
		if j.parent == parent && j.via == h.via && j.back == h.back && s.reuse[j] {
			return j
		}
	}
	return nil
}

// sameRow ties the first table to a row of the query around.
func (p *planner) sameRow(root, around *join) {
	if around == nil {
		return
	}
	key := p.model.pk
	around.refs++
	outer := &column{join: around, field: key}
	p.where = append(p.where, newTest("{0} = {1}", &column{join: root, field: key}, outer))
	p.outside(outer, around.in.resolver())
}

// hopColumns returns the columns that are equal on both sides of a hop.
func hopColumns(h hop) (from, to *Field) {
	if h.back {
		return h.via.Relation.toField, h.via
	}
	return h.via, h.via.Relation.toField
}
