package main

import (
	"errors"
	"strconv"
	"strings"

	"github.com/combo-web/combo/headers"
)

// acceptAnswers are the Accept fields.
var acceptAnswers = func() map[string]httpAnswer {
	answers := map[string]httpAnswer{
		"fn:translation.trans_real.parse_accept_lang_header": answering(languagePairs),
	}
	for class, parse := range map[string]func(string) headers.Accept{
		"Accept": headers.ParseAcceptEncoding, "MIMEAccept": headers.ParseAccept,
		"LanguageAccept": headers.ParseAcceptLanguage, "CharsetAccept": headers.ParseAcceptEncoding,
	} {
		for method, answer := range acceptMethods(parse) {
			answers["ds:"+class+"."+method] = answer
		}
	}
	return answers
}()

// acceptMethods are the methods of Werkzeug's Accept in the terms of
// headers.Accept.
func acceptMethods(parse func(string) headers.Accept) map[string]httpAnswer {
	of := func(f func(a headers.Accept, c httpCase) (any, error)) httpAnswer {
		return trying(func(c httpCase) (any, error) { return f(parse(acceptField(c.state())), c) })
	}
	return map[string]httpAnswer{
		"from_header":  answering(func(v string) any { return acceptState(parse(v)) }),
		"to_header":    of(func(a headers.Accept, c httpCase) (any, error) { return a.String(), nil }),
		"best_match":   of(bestMatch),
		"__getitem__":  of(acceptItem),
		"quality":      of(func(a headers.Accept, c httpCase) (any, error) { return a.Quality(c.text()), nil }),
		"__contains__": of(func(a headers.Accept, c httpCase) (any, error) { return a.Index(c.text()) >= 0, nil }),
		"find":         of(func(a headers.Accept, c httpCase) (any, error) { return a.Index(c.text()), nil }),
		"index":        of(acceptIndex),
		"best":         of(func(a headers.Accept, c httpCase) (any, error) { return firstChoice(a), nil }),
		"values":       of(func(a headers.Accept, c httpCase) (any, error) { return choiceValues(a), nil }),
	}
}

// acceptField writes the choices of a recorded state as the field they came from.
func acceptField(state object) string {
	var parts []string
	for _, choice := range state.list("values") {
		pair := listOf(choice)
		parts = append(parts, textOf(pair[0])+";q="+quality(pair[1]))
	}
	return strings.Join(parts, ", ")
}

func quality(v any) string {
	if f, ok := v.(float64); ok {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return show(v)
}

// acceptState is the state of Werkzeug's Accept.
func acceptState(a headers.Accept) object {
	values := []any{}
	for _, choice := range a.Choices() {
		values = append(values, []any{choice.Value, choice.Quality})
	}
	return object{{"values", values}}
}

func bestMatch(a headers.Accept, c httpCase) (any, error) {
	if best := a.Best(texts(c.arg(0, "matches"))...); best != "" {
		return best, nil
	}
	return c.arg(1, "default"), nil
}

// acceptItem is the quality of a value, or the choice at a place.
func acceptItem(a headers.Accept, c httpCase) (any, error) {
	i, isPlace := c.arg(0, "key").(int64)
	if !isPlace {
		return acceptQuality(a, c.text())
	}
	choices := a.Choices()
	if i < 0 || int(i) >= len(choices) {
		return nil, errors.New("there are not so many choices")
	}
	return []any{choices[i].Value, choices[i].Quality}, nil
}

func acceptQuality(a headers.Accept, value string) (any, error) { return a.Quality(value), nil }

func acceptIndex(a headers.Accept, c httpCase) (any, error) {
	if i := a.Index(c.text()); i >= 0 {
		return i, nil
	}
	return nil, errors.New("not among the choices")
}

func firstChoice(a headers.Accept) any {
	if choices := a.ByQuality(); len(choices) > 0 {
		return choices[0].Value
	}
	return nil
}

func choiceValues(a headers.Accept) []any {
	values := []any{}
	for _, choice := range a.Choices() {
		values = append(values, choice.Value)
	}
	return values
}

// languagePairs is Django's list of languages by quality; tags in lower case,
// since case does not matter in them.
func languagePairs(value string) any {
	list := []any{}
	for _, choice := range headers.ParseAcceptLanguage(value).ByQuality() {
		list = append(list, []any{strings.ToLower(choice.Value), choice.Quality})
	}
	return list
}
