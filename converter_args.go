package combo

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// arguments are what stands in the parentheses of int(min=1, max=9) and of
// any(red, 'dark blue'). Readers take what they know; rest tells what was left.
type arguments struct {
	words  []string
	named  map[string]string
	errors *[]error
}

// parseArguments reads a list of words and name=value pairs, separated by
// commas. Words may be quoted with ' or ".
func parseArguments(s string) (arguments, error) {
	args := arguments{named: map[string]string{}, errors: new([]error)}
	for s = strings.TrimSpace(s); s != ""; {
		var word string
		var err error
		if word, s, err = nextArgument(s); err != nil {
			return args, err
		}
		name, value, isPair := strings.Cut(word, "=")
		switch {
		case isPair && !isQuoted(word):
			args.named[strings.TrimSpace(name)] = unquote(strings.TrimSpace(value))
		case word != "":
			args.words = append(args.words, unquote(word))
		}
	}
	return args, nil
}

// nextArgument cuts s at the first comma outside quotation marks.
func nextArgument(s string) (word, rest string, err error) {
	i, closed := indexUnquoted(s, ',')
	switch {
	case !closed:
		return "", "", errors.New("a quotation mark is not closed")
	case i < 0:
		return strings.TrimSpace(s), "", nil
	}
	return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+1:]), nil
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

func (a arguments) flag(name string) bool {
	v := strings.ToLower(a.take(name))
	if v != "" && v != "true" && v != "false" {
		a.fail("%s=%s: want true or false", name, v)
	}
	return v == "true"
}

func (a arguments) integer(name string, unset int) int {
	return argument(a, name, unset, strconv.Atoi)
}

func (a arguments) int64(name string, unset int64) int64 {
	return argument(a, name, unset, func(s string) (int64, error) { return strconv.ParseInt(s, 10, 64) })
}

func (a arguments) float(name string, unset float64) float64 {
	return argument(a, name, unset, func(s string) (float64, error) { return strconv.ParseFloat(s, 64) })
}

func argument[T any](a arguments, name string, unset T, parse func(string) (T, error)) T {
	text := a.take(name)
	if text == "" {
		return unset
	}
	v, err := parse(text)
	if err != nil {
		a.fail("%s=%s: want a number", name, text)
	}
	return v
}

func (a arguments) take(name string) string {
	v := a.named[name]
	delete(a.named, name)
	return v
}

func (a arguments) fail(format string, args ...any) {
	*a.errors = append(*a.errors, fmt.Errorf(format, args...))
}

// rest returns what was wrong with the arguments read, or left unread.
func (a arguments) rest() error {
	for _, w := range a.words {
		a.fail("unknown argument %q", w)
	}
	for _, name := range sortedKeys(a.named) {
		a.fail("unknown argument %q", name)
	}
	return errors.Join(*a.errors...)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
