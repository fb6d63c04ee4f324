package orm

// A writer collects the SQL text of a plan and the arguments of its places.
type writer struct {
	dialect Dialect
	sql     []byte
	args    []argument
}

// An argument says which of the query's values stands at a place of the
// statement, and how it is encoded.
type argument struct {
	value  int // index among the values of the shape; -1: constant
	fixed  any // the constant, encoded already
	encode func(any) (any, error)
}

func (w *writer) text(s string) { w.sql = append(w.sql, s...) }

// name writes a quoted identifier.
func (w *writer) name(s string) { w.sql = appendQuoted(w.sql, s) }

// appendQuoted appends an identifier in double quotes, which both databases take.
func appendQuoted(b []byte, name string) []byte {
	b = append(b, '"')
	for i := range len(name) {
		if name[i] == '"' {
			b = append(b, '"')
		}
		b = append(b, name[i])
	}
	return append(b, '"')
}
