package orm

// databaseNow is the time at which the database runs a statement.
type databaseNow struct{ as Type }

func (n *databaseNow) shape(s *shaper) {
	s.code(shapeOther)
	s.typ(n.as)
}

func (n *databaseNow) resolve(r *resolver) (term, error) {
	switch n.as.Kind {
	case Date:
		return literalText("CURRENT_DATE", n.as), nil
	case Time:
		return literalText("CURRENT_TIME", n.as), nil
	}
	return Now().resolve(r)
}
