package sqlite

import (
	"strconv"
	"strings"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite/internal/functions"
)

// keyValue is what a part of a document is compared by: its value, and the words
// true, false and null, which would be numbers and NULL otherwise.
const keyValue = "CASE WHEN JSON_TYPE({0}, {1}) IN ('true', 'false', 'null') THEN JSON_TYPE({0}, {1}) ELSE JSON_EXTRACT({0}, {1}) END"

// anyValue is keyValue of an argument, which is a document.
const anyValue = "CASE WHEN JSON_TYPE({2}) IN ('true', 'false', 'null') THEN JSON_TYPE({2}) ELSE JSON_EXTRACT({2}, '$') END"

// operators are the comparisons of JSON.
var operators = map[string]string{"exact": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}

// jsonTest returns the text of a part of a document, or of a condition on one:
// {0} is the document, {1} the path and {2} the value.
func jsonTest(name string) string {
	switch name {
	case "Key":
		return "(" + keyValue + ")"
	case "KeySelected":
		return "({0} -> {1})"
	case "KeyText":
		return "({0} ->> {1})"
	case "Key isnull":
		return "JSON_TYPE({0}, {1}) IS NULL"
	case "Key notnull":
		return "JSON_TYPE({0}, {1}) IS NOT NULL"
	case "Key null":
		return "JSON_TYPE({0}, {1}) = 'null'"
	case "JSON has_key":
		return "JSON_TYPE({0}, {1}) IS NOT NULL"
	case "JSON exact":
		return functions.JSONEqual + "({0}, {1})"
	case "Key any exact":
		return functions.JSONEqual + "({0} -> {1}, {2})"
	case "JSON in":
		// The greatest of the answers is NULL if the document is, as that of IN.
		return "(SELECT MAX(" + functions.JSONEqual + "({0}, value)) FROM json_each({1}))"
	case "Key any in":
		return "(SELECT MAX(" + functions.JSONEqual + "({0} -> {1}, value)) FROM json_each({2}))"
	case "JSON contains":
		return functions.JSONContains + "({0}, {1})"
	case "JSON contained_by":
		return functions.JSONContains + "({1}, {0})"
	}
	if lookup, ok := strings.CutPrefix(name, "JSON "); ok && operators[lookup] != "" {
		return "{0} " + operators[lookup] + " {1}"
	}
	kind, lookup, _ := strings.Cut(strings.TrimPrefix(name, "Key "), " ")
	op := operators[lookup]
	if op == "" {
		return ""
	}
	switch kind {
	case "bool":
		return "JSON_TYPE({0}, {1}) " + op + " {2}"
	case "number":
		return "(JSON_TYPE({0}, {1}) IN ('integer', 'real') AND JSON_EXTRACT({0}, {1}) " + op + " {2})"
	case "text":
		return "(JSON_TYPE({0}, {1}) = 'text' AND JSON_EXTRACT({0}, {1}) " + op + " {2})"
	}
	return keyValue + " " + op + " " + anyValue
}

// jsonObject returns the text of an object: names and values in turn. What is
// JSON already is not quoted again.
func jsonObject(c orm.Call) string {
	parts := make([]string, len(c.Args))
	for i, t := range c.Args {
		parts[i] = "{" + strconv.Itoa(i) + "}"
		if i%2 == 0 {
			continue
		}
		switch t.Kind {
		case orm.JSON:
			parts[i] = "JSON(" + parts[i] + ")"
		case orm.Bool:
			parts[i] = "JSON(CASE WHEN " + parts[i] + " THEN 'true' WHEN NOT " + parts[i] + " THEN 'false' ELSE 'null' END)"
		}
	}
	return "JSON_OBJECT(" + strings.Join(parts, ", ") + ")"
}
