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

// Outer names a column of the query around a subquery, by its path from there.
func Outer(path string) Expression { return &outerRef{path} }

// An outerRef is a column of the query around.
type outerRef struct{ path string }

func (o *outerRef) shape(s *shaper) {
	s.code(shapeOuter)
	s.text(o.path)
}

func (o *outerRef) resolve(r *resolver) (term, error) { return r.outer(o.path) }
