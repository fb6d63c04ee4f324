package orm

import "strings"

// literal writes a value into a definition, which takes no arguments.
func literal(d Dialect, t Type, v any) (string, error) {
	if v == nil {
		return "NULL", nil
	}
	return d.Literal(t, v)
}

// QuoteText writes a text as a literal of SQL, in single quotes: only where no
// argument can stand, as in the definition of a table. Both databases know no
// other escape in it than the doubled quote. What is not UTF-8 or has a NUL is
// an error.
func QuoteText(s string) (string, error) {
	if err := CheckText(s); err != nil {
		return "", err
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'", nil
}
