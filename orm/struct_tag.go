package orm

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/combo-web/combo/internal/suggest"
)

// A tag is what stands behind orm: at a struct's field: words, some with a value.
//
//	`orm:"max=150,unique,default='a, b'"`
type tag map[string]string

// tagWords are the words that a tag may have, and whether they have a value.
var tagWords = map[string]tagValue{
	// keys and columns
	"pk": noValue, "auto": noValue, "version": noValue, "column": needsValue, "null": noValue,
	"unique": noValue, "index": noValue, "default": needsValue, "db_default": needsValue,
	"auto_now": noValue, "auto_now_add": noValue,
	// kinds
	"max": needsValue, "text": noValue, "slug": noValue, "email": noValue, "url": noValue,
	"size": needsValue, "unsigned": noValue, "digits": needsValue, "places": needsValue,
	"date": noValue, "time": noValue, "json": noValue, "binary": noValue, "ip": noValue, "uuid": noValue,
	// relations
	"fk": mayHaveValue, "one": mayHaveValue, "to": needsValue, "m2m": noValue, "reverse": needsValue,
	"through": needsValue, "through_fields": needsValue, "table": needsValue, "one_way": noValue,
	"on_delete": needsValue, "to_field": needsValue, "related": needsValue, "query": needsValue,
	"unconstrained": noValue, "immediate": noValue, "unindexed": noValue,
	// structs inside
	"embed": noValue, "prefix": needsValue,
	// for people
	"choices": needsValue, "label": needsValue, "help": needsValue, "blank": noValue, "readonly": noValue,
}

// A tagValue says whether a word of a tag has a value.
type tagValue uint8

const (
	noValue tagValue = iota
	mayHaveValue
	needsValue
)

// parseTag reads a tag. Words and values are separated by commas; a value with a
// comma stands in single quotes, a quote in it is doubled.
func parseTag(s string) (tag, error) {
	words := tag{}
	for s != "" {
		var word, value string
		var valued bool
		var err error
		if word, value, valued, s, err = nextWord(s); err != nil {
			return nil, err
		}
		if err := words.add(word, value, valued); err != nil {
			return nil, err
		}
	}
	return words, nil
}

// nextWord cuts the first word off a tag.
func nextWord(s string) (word, value string, valued bool, rest string, err error) {
	end := strings.IndexAny(s, ",=")
	if end < 0 {
		return strings.TrimSpace(s), "", false, "", nil
	}
	word, rest = strings.TrimSpace(s[:end]), s[end+1:]
	if s[end] == ',' {
		return word, "", false, rest, nil
	}
	if strings.HasPrefix(rest, "'") {
		value, rest, err = cutQuoted(rest[1:])
		return word, value, true, rest, err
	}
	value, rest, _ = strings.Cut(rest, ",")
	return word, strings.TrimSpace(value), true, rest, nil
}

// cutQuoted reads a value up to its closing quote and the comma behind it.
func cutQuoted(s string) (value, rest string, err error) {
	var b strings.Builder
	for {
		part, after, closed := strings.Cut(s, "'")
		b.WriteString(part)
		if !closed {
			return "", "", fmt.Errorf("a quoted value is not closed")
		}
		if s = after; !strings.HasPrefix(s, "'") {
			break
		}
		b.WriteByte('\'')
		s = s[1:]
	}
	if s != "" && s[0] != ',' {
		return "", "", fmt.Errorf("%.20q stands behind a quoted value", s)
	}
	return b.String(), strings.TrimPrefix(s, ","), nil
}

func (t tag) add(word, value string, valued bool) error {
	needs, known := tagWords[word]
	switch {
	case !known:
		words := slices.Sorted(maps.Keys(tagWords))
		return fmt.Errorf("the tag's word %q is not known%s", word, suggest.DidYouMean(word, words))
	case t.has(word):
		return fmt.Errorf("the tag says %s twice", word)
	case needs == needsValue && !valued:
		return fmt.Errorf("the tag's word %s needs a value: %s=…", word, word)
	case needs == noValue && valued:
		return fmt.Errorf("the tag's word %s takes no value", word)
	}
	t[word] = value
	return nil
}

func (t tag) has(word string) bool {
	_, ok := t[word]
	return ok
}

// first returns the first of some words that the tag has, "" if it has none.
func (t tag) first(words ...string) string {
	for _, w := range words {
		if t.has(w) {
			return w
		}
	}
	return ""
}

// only reports a word that stands beside others it means nothing with.
func (t tag) only(what string, words ...string) error {
	for _, w := range slices.Sorted(maps.Keys(t)) {
		if !slices.Contains(words, w) {
			return fmt.Errorf("the tag's word %s means nothing for %s", w, what)
		}
	}
	return nil
}
