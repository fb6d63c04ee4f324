package orm

// Value is a constant: a bound argument. Inside of an expression its type is
// that of what it is combined with, or follows from the Go type; WithType says another.
func Value(v any) Expression { return &value{v: v} }

// A value is an argument of the query.
type value struct {
	v  any
	as Type // NoKind: the one that follows from the Go type
}

func (v *value) shape(s *shaper) {
	s.value(v.v)
	s.typ(v.as)
}

func (v *value) resolve(r *resolver) (term, error) { return r.value(v.v, v.as) }
