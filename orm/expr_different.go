package orm

// A different is the condition that two values are not the same, NULL being a
// value as others are. It is never unknown.
type different struct{ l, r Expression }

func (d *different) condition() {}

func (d *different) shape(s *shaper) {
	s.code(shapeLogic)
	s.key = append(s.key, 254)
	d.l.shape(s)
	d.r.shape(s)
}

func (d *different) resolve(r *resolver) (term, error) {
	args, err := r.all([]Expression{d.l, d.r})
	if err != nil {
		return nil, err
	}
	if err := typeMistake(args[0]); err != nil {
		return nil, err
	}
	return newTest("{0} IS DISTINCT FROM {1}", args[0], meeting(args[1], args[0])), nil
}
