package orm

// Contains is true if the column contains a text. SQLite looks at the letters A
// to Z without their case, as Django does there.
func Contains[T ~string](column *T, text string) Condition {
	return textTest(column, testContains, text)
}

// IContains is true if the column contains a text in upper or lower case.
func IContains[T ~string](column *T, text string) Condition {
	return textTest(column, testIContains, text)
}

// StartsWith is true if the column begins with a text. See [Contains] for SQLite.
func StartsWith[T ~string](column *T, text string) Condition {
	return textTest(column, testStarts, text)
}

// IStartsWith is true if the column begins with a text in upper or lower case.
func IStartsWith[T ~string](column *T, text string) Condition {
	return textTest(column, testIStarts, text)
}

// EndsWith is true if the column ends with a text. See [Contains] for SQLite.
func EndsWith[T ~string](column *T, text string) Condition { return textTest(column, testEnds, text) }

// IEndsWith is true if the column ends with a text in upper or lower case.
func IEndsWith[T ~string](column *T, text string) Condition { return textTest(column, testIEnds, text) }

// IExact is true if the column is a text in upper or lower case.
func IExact[T ~string](column *T, text string) Condition { return textTest(column, testIExact, text) }

// Regex is true if a regular expression matches in the column: in the syntax of
// Go on SQLite, of POSIX on PostgreSQL. It is no place for what a request says.
func Regex[T ~string](column *T, expression string) Condition {
	return textTest(column, testRegex, expression)
}

// IRegex is [Regex] in upper or lower case.
func IRegex[T ~string](column *T, expression string) Condition {
	return textTest(column, testIRegex, expression)
}

func textTest(column any, kind testKind, text string) Condition {
	return &columnText{column, kind, text}
}

// A columnText compares a column with a text.
type columnText struct {
	column any
	kind   testKind
	text   string
}

func (c *columnText) condition() {}

func (c *columnText) shape(s *shaper) {
	c.kind.begin(s, c.column)
	s.value(c.text)
}

func (c *columnText) test() (any, lookup, bool) {
	return c.column, lookup{right: operand{form: oneValue, one: c.text}, behind: c.kind.lookup()}, false
}

func (c *columnText) resolve(r *resolver) (term, error) { return r.conditionTerm(c) }
