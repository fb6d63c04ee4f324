package orm

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A schemaName names an index or constraint as Django does: the table, the
// columns, a hash of both, and what it is. Parts are cut evenly if that is too
// long for the database.
func schemaName(longest int, table string, columns []string, suffix string) string {
	end := digest(8, append([]string{table}, columns...)...) + suffix
	joined := strings.Join(columns, "_")
	if name := table + "_" + joined + "_" + end; utf8.RuneCountInString(name) <= longest {
		return name
	}
	if len(end) > longest/3 {
		end = firstRunes(end, longest/3)
	}
	each := (longest-utf8.RuneCountInString(end))/2 - 1
	name := firstRunes(table, each) + "_" + firstRunes(joined, each) + "_" + end
	return beginsWell(name, firstRunes(name, utf8.RuneCountInString(name)-1))
}

// indexName names an index of [Model.Indexes]. It is shorter than the others.
func indexName(table string, columns []string, descending []bool, method string) string {
	data := []string{table}
	for i, c := range columns {
		if descending[i] {
			c = "-" + c
		}
		data = append(data, c)
	}
	suffix := "idx"
	if method != "" {
		suffix = method
	}
	name := firstRunes(table, 11) + "_" + firstRunes(columns[0], 7) + "_" + digest(6, append(data, suffix)...) + "_" + suffix
	return beginsWell(name, name[1:])
}

// beginsWell returns a name, or "D" and the rest if it begins with a digit or _.
func beginsWell(name, rest string) string {
	if name[0] == '_' || unicode.IsDigit(rune(name[0])) {
		return "D" + rest
	}
	return name
}

// firstRunes returns at most n characters of a text.
func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
