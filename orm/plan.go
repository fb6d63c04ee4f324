package orm

// A plan is a query compiled for one database: its text, where the values of the
// query stand in it, and what its columns are. It is the same for all queries of
// one shape, never changes, and is shared by all goroutines.
type plan struct {
	statement string
	write     bool
	args      []argument
	columns   []output
	// empty says that no row can be found, which was seen without asking.
	empty bool
	// hidden is how many more columns the rows have, behind columns: they are only
	// there to be ordered by.
	hidden int
	scans  scanCache
}

// An output is a column of a plan's rows.
type output struct {
	name  string // of the field, by its column's attribute ("author_id"), or of the annotation
	path  string // of the relation that was joined to load it: "", "author", "author__team"
	typ   Type
	field *Field // nil for an annotation
	codec Codec
}
