package orm

// Declared here until their files are written.

type (
	planner  struct{}
	resolver struct{}
)

func (r *resolver) value(any, Type) (term, error) { return nil, nil }
func (r *resolver) path(string) (term, error)     { return nil, nil }
func (r *resolver) outer(string) (term, error)    { return nil, nil }
func (s *shaper) typ(t Type) {
	s.number(int(t.Kind))
	s.number(t.Bits)
	s.number(t.Max)
	s.number(t.Digits)
	s.number(t.Places)
	s.flag(t.Unsigned)
	s.flag(t.Elem != nil)
	if t.Elem != nil {
		s.typ(*t.Elem)
	}
}
