package orm

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
		if err := p.related.add(p.model, splitNames(path)); err != nil {
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
