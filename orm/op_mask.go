package orm

import "slices"

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
