package decode

import (
	"io"
	"net/url"
	"strings"
	"unicode/utf8"
)

// Query reads the fields of a query string, or of any text in the form application/x-www-form-urlencoded, in
// the order and as often as they were sent. A bad escape, a NUL, text that is not UTF-8 and more than
// [Limits].Fields fields are errors. Only & separates; a ; is a character like any other.
func Query(query string, limits Limits) (Pairs, error) {
	limits = limits.withDefaults()
	pairs := make(Pairs, 0, min(1+strings.Count(query, "&"), limits.Fields))
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		if pair == "" {
			continue
		}
		if len(pairs) == limits.Fields {
			return nil, refused("too_many_fields", "The request has too many fields.")
		}
		name, text, _ := strings.Cut(pair, "=")
		name, err := unescape(name)
		if err != nil {
			return nil, err
		}
		text, err = unescape(text)
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, Field{Name: name, Value: TextOf(text)})
	}
	return pairs, nil
}

// Form reads a body of application/x-www-form-urlencoded as [Query] does.
func Form(r io.Reader, limits Limits) (Pairs, error) {
	limits = limits.withDefaults()
	text, err := readText(newMeter(r, min(limits.Bytes, limits.FieldBytes)))
	if err != nil {
		return nil, readingError(err, "The form could not be read to its end.")
	}
	return Query(text, limits)
}

func unescape(s string) (string, error) {
	text, err := url.QueryUnescape(s)
	if err != nil {
		// The cause is left out: it quotes what was sent, which may be a secret.
		return "", malformed("The request has a wrong escape sequence.", nil)
	}
	return text, checkText(text)
}

// checkText refuses text of a form that no database and no page could take.
func checkText(text string) error {
	if !utf8.ValidString(text) {
		return refused("invalid_utf8", "The form has text that is not UTF-8.")
	}
	if strings.IndexByte(text, 0) >= 0 {
		return refused("null_characters_not_allowed", "Null characters are not allowed.")
	}
	return nil
}
