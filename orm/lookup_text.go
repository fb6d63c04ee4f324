package orm

import (
	"fmt"
	"strings"
)

// likeText is a lookup on text: the other kinds are looked at as text.
func likeText(r *resolver, name string, left term, side right) (term, error) {
	if side.sub != nil {
		if err := r.oneRow(name, left, side.sub); err != nil {
			return nil, err
		}
	}
	if side.term == nil {
		return nil, mistakef("%s: %s of %s takes one value, not a list", r.model, name, describe(left))
	}
	value, ok := side.term.(*place)
	text := r.dialect.Lookup(name, left.typ(), !ok)
	if text.SQL == "" {
		return nil, mistakef("%s: %s has no lookup %s", r.model, r.dialect.Name(), name)
	}
	if !ok {
		return newTest(text.SQL, left, side.term), nil
	}
	pattern := *value
	pattern.as, pattern.bare = Type{Kind: Text}, true
	pattern.form, pattern.wrap = text.form(), text.pattern
	return newTest(text.SQL, left, &pattern), nil
}

// A LookupText is how a dialect writes a lookup on text.
type LookupText struct {
	// SQL is the condition, {0} the left side and {1} the right. "" means that
	// the database does not have it.
	SQL string
	// Pattern is what the value becomes, if it is a value: * stands for it, with
	// the signs that LIKE knows escaped by \. Defaults to the value as it is.
	Pattern string
	// Clean changes the value before. Defaults to no change.
	Clean func(string) string
}

func (l LookupText) form() string {
	if l.Clean != nil {
		return l.Pattern + " cleaned"
	}
	return l.Pattern + " text"
}

// pattern makes the text of a value and puts it into the pattern.
func (l LookupText) pattern(v any) (any, error) {
	s := plainText(v)
	if l.Clean != nil {
		s = l.Clean(s)
	}
	if l.Pattern == "" {
		return s, nil
	}
	return strings.Replace(l.Pattern, "*", escapeLike(s), 1), nil
}

func plainText(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return fmt.Sprint(v)
}

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

func escapeLike(s string) string { return likeEscaper.Replace(s) }
