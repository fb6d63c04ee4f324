package orm

import "strconv"

// A join is a table in the FROM clause of one SELECT: the table of the model that
// is queried, or one that a relation leads to. Terms point to it; its name is
// chosen when the text is written.
type join struct {
	in     *planner
	model  *Model
	parent *join  // nil for the first table
	via    *Field // the foreign key that it goes along
	back   bool   // from the row that is pointed to, to those that point to it
	// left keeps rows of the parent without a partner; nullable says that
	// there may be such.
	left, nullable bool
	refs           int // columns and joins that need it; with none it is not written
	name           string
	// same is the join that this one became part of when two queries were
	// joined to one.
	same *join
}

// real returns the join that is written for this one.
func (j *join) real() *join {
	for j.same != nil {
		j = j.same
	}
	return j
}

// columns returns those that are equal: the parent's and the joined table's.
func (j *join) columns() (parent, own *Field) {
	if j.back {
		return j.via.Relation.toField, j.via
	}
	return j.via, j.via.Relation.toField
}

// named returns the name of the table in the text.
func (j *join) named() string {
	if j.name == "" {
		j.name = j.in.tableName(j)
	}
	return j.name
}

// tableName chooses a name: at the top the table's own, or T2, T3 … if that is
// taken; U0, U1 … in a subquery, V0 … in a subquery of that.
func (p *planner) tableName(j *join) string {
	n := len(p.names)
	name := j.model.Table
	if depth := p.depth(); depth > 0 {
		name = depthLetter(depth) + strconv.Itoa(n)
	} else if p.names[name] {
		name = "T" + strconv.Itoa(n+1)
		for p.names[name] {
			name += "_"
		}
	}
	if p.names == nil {
		p.names = map[string]bool{}
	}
	p.names[name] = true
	return name
}

func depthLetter(depth int) string {
	const letters = "TUVWXYZ"
	if depth < len(letters) {
		return letters[depth : depth+1]
	}
	return "A" + depthLetter(depth-len(letters)+1)
}

// A joinSet are the joins to many rows that a call of Filter may use again. A nil
// set means all.
type joinSet map[*join]bool

func (s joinSet) has(j *join) bool { return s == nil || s[j] }

func (s joinSet) add(joins []*join) {
	if s == nil {
		return
	}
	for _, j := range joins {
		s[j] = true
	}
}

// start returns the first table.
func (p *planner) start() *join {
	if len(p.joins) == 0 {
		p.joins = append(p.joins, &join{in: p, model: p.model})
	}
	j := p.joins[0]
	j.refs++
	return j
}

// join returns the table that a hop leads to from a table: one that is joined
// already if that may be used again, or a new one.
func (p *planner) join(from *join, h hop, reuse joinSet) *join {
	if !h.many {
		reuse = nil
	}
	for i := len(p.joins) - 1; i >= 0; i-- {
		j := p.joins[i]
		if j.parent == from && j.via == h.via && j.back == h.back && reuse.has(j) {
			j.refs++
			return j
		}
	}
	j := &join{in: p, model: h.to(), parent: from, via: h.via, back: h.back, refs: 1}
	j.nullable = h.back || h.via.Null
	j.left = from.left || j.nullable
	p.joins = append(p.joins, j)
	return j
}

// follow joins the tables of a route and returns them, the first one included.
func (p *planner) follow(hops []hop, reuse joinSet) []*join {
	joins := []*join{p.start()}
	for _, h := range hops {
		joins = append(joins, p.join(joins[len(joins)-1], h, reuse))
	}
	return joins
}

// trim gives up joins at the end of a route that only lead to a key which the
// table before holds as well, and returns the column there.
func trim(joins []*join, hops []hop, target *Field) ([]*join, *Field) {
	for i := len(hops) - 1; i >= 0; i-- {
		h := hops[i]
		if h.back || target != h.via.Relation.toField {
			break
		}
		target = h.via
		joins[len(joins)-1].refs--
		joins = joins[:len(joins)-1]
	}
	return joins, target
}

// promote makes joins outer ones that may find nothing, and those behind them.
func (p *planner) promote(joins []*join) {
	for len(joins) > 0 {
		j := joins[0]
		joins = joins[1:]
		if j.parent == nil || j.left || !(j.nullable || j.parent.left) {
			continue
		}
		j.left = true
		for _, child := range p.joins {
			if child.parent == j {
				joins = append(joins, child)
			}
		}
	}
}

// demote makes joins inner ones, and those before them.
func (p *planner) demote(joins []*join) {
	for _, j := range joins {
		for ; j != nil && j.left; j = j.parent {
			j.left = false
		}
	}
}

// inner returns the joins that are inner ones now.
func (p *planner) inner() []*join {
	var inner []*join
	for _, j := range p.joins {
		if j.parent != nil && !j.left {
			inner = append(inner, j)
		}
	}
	return inner
}

// counts remembers how often each join is needed.
func (p *planner) counts() map[*join]int {
	counts := make(map[*join]int, len(p.joins))
	for _, j := range p.joins {
		counts[j] = j.refs
	}
	return counts
}

// since returns the joins that became needed more often since then.
func (p *planner) since(counts map[*join]int) []*join {
	var used []*join
	for _, j := range p.joins {
		if j.refs > counts[j] {
			used = append(used, j)
		}
	}
	return used
}
