package orm

// databaseNow is the time at which the database runs a statement.
type databaseNow struct{ as Type }

func (n *databaseNow) shape(s *shaper) {
	s.code(shapeOther)
	s.typ(n.as)
}

func (n *databaseNow) resolve(*resolver) (term, error) { return nil, nil }
