package orm

// A transformFunc makes the term of a transform, such as the year of a date.
type transformFunc func(r *resolver, t term) (term, error)
