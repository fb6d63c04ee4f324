package orm

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
	opSelect
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
