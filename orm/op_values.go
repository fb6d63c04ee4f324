package orm

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
