package orm

import (
	"strings"
	"unicode"
)

// snake returns the name that a struct's field has in lookups: CreatedAt is
// created_at, AuthorID author_id, HTMLBody html_body, URL url.
func snake(name string) string {
	runes := []rune(name)
	var b strings.Builder
	for i, r := range runes {
		if i > 0 && startsWord(runes, i) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// startsWord reports whether a new word begins with an upper-case letter: behind
// a small letter or a digit, or as the last of several before a small one.
func startsWord(runes []rune, i int) bool {
	before := runes[i-1]
	if !unicode.IsUpper(runes[i]) || before == '_' {
		return false
	}
	return !unicode.IsUpper(before) || i+1 < len(runes) && unicode.IsLower(runes[i+1]) && !isPlural(runes, i)
}

// isPlural reports whether the small letter is the s of several, as in IDs.
func isPlural(runes []rune, i int) bool {
	return runes[i+1] == 's' && (i+2 == len(runes) || unicode.IsUpper(runes[i+2]))
}

// appOf returns the app that a package's types belong to: the last part of its
// path that is no version.
func appOf(path string) string {
	parts := strings.Split(path, "/")
	last := parts[len(parts)-1]
	if len(parts) > 1 && len(last) > 1 && last[0] == 'v' && strings.Trim(last[1:], "0123456789") == "" {
		last = parts[len(parts)-2]
	}
	last, _, _ = strings.Cut(last, ".") // gopkg.in/blog.v2
	return strings.ReplaceAll(last, "-", "_")
}
