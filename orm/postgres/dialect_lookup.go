package postgres

import (
	"strconv"

	"github.com/combo-web/combo/orm"
)

// Place appends $1, $2 … Beside a column the server knows the argument's type; an
// integer gets one all the same, so that a number too large for the column finds
// nothing instead of failing.
func (d dialect) Place(sql []byte, n int, t orm.Type, bare bool) []byte {
	sql = append(sql, '$')
	sql = strconv.AppendInt(sql, int64(n), 10)
	if bare && t.Kind != orm.Int || t.Kind == orm.NoKind {
		return sql
	}
	if t.Kind == orm.Int {
		return append(sql, "::bigint"...)
	}
	if t.Kind == orm.Array && t.Elem.Kind == orm.Int {
		return append(sql, "::bigint[]"...)
	}
	cast, err := d.CastType(t)
	if err != nil || cast == "" {
		return sql
	}
	return append(append(sql, "::"...), cast...)
}

// likes are the lookups that LIKE answers, with their patterns.
var likes = map[string]string{
	"contains":    "%*%",
	"icontains":   "%*%",
	"startswith":  "*%",
	"istartswith": "*%",
	"endswith":    "%*",
	"iendswith":   "%*",
}

// Lookup tells how a lookup on text is written. What is no text is looked at as
// text.
func (dialect) Lookup(name string, left orm.Type, computed bool) orm.LookupText {
	column := textColumn(left)
	switch name {
	case "iexact":
		return orm.LookupText{SQL: "UPPER(" + column + ") = UPPER({1})"}
	case "regex":
		return orm.LookupText{SQL: column + " ~ {1}"}
	case "iregex":
		return orm.LookupText{SQL: column + " ~* {1}"}
	}
	pattern, ok := likes[name]
	if !ok {
		return orm.LookupText{}
	}
	right, text := "{1}", orm.LookupText{Pattern: pattern}
	if computed {
		right, text.Pattern = computedPattern(pattern), ""
	}
	if name[0] == 'i' {
		text.SQL = "UPPER(" + column + ") LIKE UPPER(" + right + ")"
		return text
	}
	text.SQL = column + " LIKE " + right
	return text
}

func textColumn(left orm.Type) string {
	switch left.Kind {
	case orm.Text:
		return "{0}"
	case orm.IP:
		return "HOST({0})"
	}
	return "{0}::text"
}

// computedPattern makes a pattern of an expression.
func computedPattern(pattern string) string {
	escaped := `REPLACE(REPLACE(REPLACE(({1})::text, E'\\', E'\\\\'), '%', E'\\%'), '_', E'\\_')`
	switch pattern {
	case "%*%":
		return "'%' || " + escaped + " || '%'"
	case "*%":
		return escaped + " || '%'"
	case "%*":
		return "'%' || " + escaped
	}
	return escaped
}
