package main

import (
	"regexp"
	"strings"

	"github.com/combo-web/combo/orm"
)

// The expressions that an ordering was recorded with, as text.
var (
	orderByText  = regexp.MustCompile(`^OrderBy\((.*), descending=(True|False)\)$`)
	functionText = regexp.MustCompile(`^(F|Lower)\((.*)\)$`)
)

// orderOf reads an entry of Meta.ordering.
func orderOf(text string) orm.Order {
	if m := orderByText.FindStringSubmatch(text); m != nil {
		return orm.Order{By: expressionText(m[1]), Descending: m[2] == "True"}
	}
	if functionText.MatchString(text) {
		return orm.Order{By: expressionText(text)}
	}
	return orm.By(text)
}

func expressionText(text string) orm.Expression {
	m := functionText.FindStringSubmatch(text)
	switch {
	case m == nil:
		return orm.F(text)
	case m[1] == "Lower":
		return orm.Lower(expressionText(m[2]))
	}
	return orm.F(strings.Trim(m[2], "'"))
}
