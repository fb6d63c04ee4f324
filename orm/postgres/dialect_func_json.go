package postgres

import (
	"strconv"
	"strings"

	"github.com/combo-web/combo/orm"
)

// operators are the comparisons of JSON.
var operators = map[string]string{
	"exact": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "contains": "@>", "contained_by": "<@", "has_key": "?",
}

// jsonTest returns the text of a part of a document, or of a condition on one.
func jsonTest(c orm.Call) string {
	switch c.Name {
	case "Key", "KeySelected":
		return "({0} #> {1})"
	case "KeyText":
		return "({0} #>> {1})"
	case "Key isnull":
		return "({0} #> {1}) IS NULL"
	case "Key notnull":
		return "({0} #> {1}) IS NOT NULL"
	}
	if lookup, ok := strings.CutPrefix(c.Name, "JSON "); ok && operators[lookup] != "" {
		return "{0} " + operators[lookup] + " {1}"
	}
	if lookup, ok := strings.CutPrefix(c.Name, "Key any "); ok && operators[lookup] != "" {
		return "({0} #> {1}) " + operators[lookup] + " {2}"
	}
	return ""
}

// jsonObject returns the text of an object: names and values in turn.
func jsonObject(c orm.Call) string {
	parts := make([]string, len(c.Args))
	for i := range parts {
		parts[i] = "{" + strconv.Itoa(i) + "}"
	}
	return "JSONB_BUILD_OBJECT(" + strings.Join(parts, ", ") + ")"
}
