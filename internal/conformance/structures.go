package main

import (
	"slices"

	"github.com/combo-web/combo/headers"
)

// severalOf reads a mapping with one or more values per name: an object, or the
// recorded state of Werkzeug's MultiDict.
func severalOf(v any) multi {
	switch v := v.(type) {
	case multi:
		return v
	case object:
		m := multi{}
		for _, member := range v {
			values, isList := member.value.([]any)
			if !isList {
				values = []any{member.value}
			}
			m = append(m, multiMember{member.key, values})
		}
		return m
	case tagged:
		return several(objectOf(v.v()).list("lists"))
	}
	return nil
}

// splitList reads a list field.
func splitList(field string) []string { return headers.ParseList(field) }

// sameSet compares without regard to order.
func sameSet(got, want []any) error {
	if len(got) == len(want) && !slices.ContainsFunc(want, func(v any) bool { return !slices.Contains(got, v) }) {
		return nil
	}
	return mismatch{got, want}
}
