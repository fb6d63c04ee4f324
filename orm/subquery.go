package orm

// A subquery is a query inside of another: it stands for its rows, or, with one
// row and one column, for a value.
type subquery struct {
	planner *planner
	bare    bool // Subquery(q) used as the right side: any number of rows
	as      Type // said by the user; NoKind: that of its column
}

// subquery applies the steps of a query inside of another.
func (r *resolver) subquery(q Query) (*subquery, error) {
	p, err := q.build(r.dialect, r.cursor, r)
	if err != nil {
		return nil, err
	}
	return &subquery{planner: p}, nil
}

// value makes the subquery stand for one value: the first column of its row.
func (s *subquery) value() error { return s.selectFor(nil) }

// selectFor selects one column to compare with a term: the key that the term is,
// if none was chosen.
func (s *subquery) selectFor(left term) error {
	p := s.planner
	if !p.selectsSome() {
		name := "pk"
		if c, ok := left.(*column); ok && c.relation != nil && c.key.model.Table == p.model.Table {
			name = c.key.Name
		}
		if err := p.selectPaths([]string{name}); err != nil {
			return err
		}
	}
	if err := p.prepare(); err != nil {
		return err
	}
	if n := len(p.outputs); n != 1 {
		return mistakef("%s: a query that stands for a value has to select one column, not %d", p.model, n)
	}
	return nil
}

// selectsSome reports whether it was said what is selected.
func (p *planner) selectsSome() bool {
	return p.chosen || p.combined != nil && p.combined.parts[0].selectsSome()
}

func (s *subquery) typ() Type {
	if s.as.Kind != NoKind {
		return s.as
	}
	if outputs := s.planner.outputs; len(outputs) > 0 {
		return outputs[0].term.typ()
	}
	return Type{}
}

// operands are the columns of queries around: GROUP BY has to name them.
func (s *subquery) operands() []term { return s.planner.outers }

// groups are the columns of the query around that decide on its value.
func (s *subquery) groups() []term { return s.planner.groupsAround(s) }

// groupsAround returns the columns of the query around that a subquery uses. If one
// may be that of several rows it is the subquery itself: grouping by the column
// would make more groups.
func (p *planner) groupsAround(self term) []term {
	if p.manyOut {
		return []term{self}
	}
	var all []term
	for _, t := range p.outers {
		all = append(all, groupsOf(t)...)
	}
	return all
}

func (s *subquery) write(w *writer) error {
	w.text("(")
	defer w.text(")")
	return w.query(s.planner)
}

// An existence is whether a subquery has rows.
type existence struct{ planner *planner }

// existsTerm makes the condition that a SELECT has rows. It is known without
// asking if no row can be found.
func existsTerm(p *planner) term {
	if p.nothing() {
		return truth(false)
	}
	return &existence{p}
}

func (e *existence) typ() Type { return boolType }

func (e *existence) conditional() {}

func (e *existence) operands() []term { return e.planner.outers }

func (e *existence) groups() []term { return e.planner.groupsAround(e) }

func (e *existence) write(w *writer) error {
	w.text("EXISTS(")
	defer w.text(")")
	return w.query(e.planner)
}

// exists makes the condition that a query has rows.
func (r *resolver) exists(q Query) (term, error) {
	s, err := r.subquery(q)
	if err != nil {
		return nil, err
	}
	if err := s.planner.onlyExists(); err != nil {
		return nil, err
	}
	return existsTerm(s.planner), nil
}
