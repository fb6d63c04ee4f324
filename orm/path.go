package orm

// F names a column by its path from the queried model, as in "price" or
// "author__team__name", or an annotation by its name. Behind the column may stand
// transforms: "created_at__year".
func F(path string) Expression { return &pathRef{path} }

// A pathRef is a column named by a path.
type pathRef struct{ path string }

func (p *pathRef) shape(s *shaper) {
	s.code(shapePath)
	s.text(p.path)
}

func (p *pathRef) resolve(r *resolver) (term, error) { return r.path(p.path) }

// Outer names a column of the query around a subquery: by its path from there, or
// by the address of a field of its table's reference. Outer(Outer(column)) is a
// column of the query around that one, and so on.
func Outer(column any) Expression {
	switch column := column.(type) {
	case string:
		return &outerRef{path: column}
	case *outerRef:
		return &outerRef{further: column}
	}
	return &outerRef{pointer: column}
}

// An outerRef is a column of the query around.
type outerRef struct {
	path    string
	pointer any       // if it is not nil
	further *outerRef // as it is resolved in the query around, if it is not nil
}

func (o *outerRef) shape(s *shaper) {
	s.code(shapeOuter)
	s.flag(o.further != nil)
	if o.further != nil {
		o.further.shape(s)
		return
	}
	s.text(o.path)
	if o.pointer != nil {
		s.pointer(o.pointer)
	}
}

func (o *outerRef) resolve(r *resolver) (term, error) {
	switch {
	case o.pointer == nil && o.further == nil:
		return r.outer(o.path)
	case r.planner.outer == nil:
		return nil, mistakef("%s: Outer stands in no subquery", r.model)
	case o.further != nil:
		return r.around(o.further.resolve)
	}
	return r.around(func(around *resolver) (term, error) { return around.pointer(o.pointer) })
}
