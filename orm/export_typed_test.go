package orm

// NewCursor is the cursor of a position.
func NewCursor(values []*string, back bool) string { return position{values, back}.String() }

// ParseCursor reads a cursor.
func ParseCursor(cursor string) (values []*string, back bool, err error) {
	p, err := parsePosition(cursor)
	return p.values, p.back, err
}
