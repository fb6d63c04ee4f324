package views

import (
	"slices"
	"strings"
)

// A converter is what stands in front of the colon of <int(min=1):id>, taken
// apart. The kernel has checked it.
type converter struct {
	name  string
	words []string          // of any(red, 'dark blue')
	args  map[string]string // of int(min=1, max=9)
}

func parseConverter(spec string) converter {
	name, list, _ := strings.Cut(strings.TrimSuffix(spec, ")"), "(")
	c := converter{name: name, args: map[string]string{}}
	for _, argument := range splitArguments(list) {
		name, value, isPair := strings.Cut(argument, "=")
		if isPair && !isQuoted(argument) {
			c.args[strings.TrimSpace(name)] = unquote(strings.TrimSpace(value))
			continue
		}
		c.words = append(c.words, unquote(argument))
	}
	return c
}

// splitArguments cuts a list at its commas, but for those in quotation marks.
func splitArguments(list string) []string {
	var parts []string
	var quote byte
	start := 0
	for i := 0; i < len(list); i++ {
		switch c := list[i]; {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote == 0 && c == ',':
			parts = append(parts, strings.TrimSpace(list[start:i]))
			start = i + 1
		}
	}
	parts = append(parts, strings.TrimSpace(list[start:]))
	return slices.DeleteFunc(parts, func(s string) bool { return s == "" })
}

func isQuoted(s string) bool {
	return len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0]
}

func unquote(s string) string {
	if isQuoted(s) {
		return s[1 : len(s)-1]
	}
	return s
}
