package sqlite

import (
	"strconv"
	"strings"

	"github.com/combo-web/combo/orm"
)

// Place appends ?1, ?2 … A decimal is text, which only a column beside it makes a
// number.
func (dialect) Place(sql []byte, n int, t orm.Type, bare bool) []byte {
	cast := t.Kind == orm.Decimal && !bare
	if cast {
		sql = append(sql, "CAST("...)
	}
	sql = append(sql, '?')
	sql = strconv.AppendInt(sql, int64(n), 10)
	if cast {
		sql = append(sql, " AS NUMERIC)"...)
	}
	return sql
}

// likes are the lookups that LIKE answers, with their patterns. LIKE knows upper
// and lower case of ASCII letters only, and never tells them apart; neither does
// Django change that.
var likes = map[string]string{
	"iexact":      "*",
	"contains":    "%*%",
	"icontains":   "%*%",
	"startswith":  "*%",
	"istartswith": "*%",
	"endswith":    "%*",
	"iendswith":   "%*",
}

// Lookup tells how a lookup on text is written.
func (dialect) Lookup(name string, left orm.Type, computed bool) orm.LookupText {
	switch name {
	case "regex":
		return orm.LookupText{SQL: "{0} REGEXP {1}"}
	case "iregex":
		return orm.LookupText{SQL: "{0} REGEXP '(?i)' || {1}"}
	}
	pattern, ok := likes[name]
	if !ok {
		return orm.LookupText{}
	}
	if computed {
		right := "{1}"
		if left.Kind == orm.UUID {
			right = "REPLACE({1}, '-', '')"
		}
		return orm.LookupText{SQL: "{0} LIKE " + computedPattern(pattern, right) + ` ESCAPE '\'`}
	}
	text := orm.LookupText{SQL: `{0} LIKE {1} ESCAPE '\'`, Pattern: pattern}
	if left.Kind == orm.UUID {
		text.Clean = withoutHyphens
	}
	return text
}

// computedPattern makes a pattern of an expression.
func computedPattern(pattern, right string) string {
	escaped := `REPLACE(REPLACE(REPLACE(` + right + `, '\', '\\'), '%', '\%'), '_', '\_')`
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

// withoutHyphens makes text as UUIDs are stored.
func withoutHyphens(s string) string { return strings.ReplaceAll(s, "-", "") }
