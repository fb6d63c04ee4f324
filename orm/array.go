package orm

import (
	"strconv"
	"strings"
)

// Arrays, which PostgreSQL alone has: their lookups and transforms are those of
// Django's ArrayField.

// arrayLookup returns the lookups of arrays.
func arrayLookup(name string) (lookupFunc, bool) {
	text := map[string]string{"contains": "{0} @> {1}", "contained_by": "{0} <@ {1}", "overlap": "{0} && {1}"}[name]
	if text == "" {
		return nil, false
	}
	return func(r *resolver, name string, left term, side right) (term, error) {
		value, err := r.arrayValue(name, left, side)
		if err != nil {
			return nil, err
		}
		cast, err := r.dialect.CastType(left.typ())
		if err != nil {
			return nil, err
		}
		return newTest(strings.Replace(text, "{1}", "({1})::"+cast, 1), left, value), nil
	}, true
}

func (r *resolver) arrayValue(name string, left term, side right) (term, error) {
	switch {
	case side.sub != nil:
		return side.sub, side.sub.selectFor(nil)
	case side.term == nil:
		return nil, mistakef("%s: %s of %s takes a list", r.model, name, describe(left))
	}
	if p, ok := side.term.(*place); ok {
		v := *p
		v.as, v.inferred = left.typ(), false
		return &v, nil
	}
	return side.term, nil
}

// arrayTransform returns the transforms of arrays: their length, the element at
// a place, counting from 0, and a slice.
func arrayTransform(name string) (transformFunc, bool) {
	if name == "len" {
		return func(_ *resolver, t term) (term, error) {
			return &template{"CASE WHEN {0} IS NULL THEN NULL ELSE COALESCE(array_length({0}, 1), 0) END", []term{t}, Type{Kind: Int}}, nil
		}, true
	}
	from, to, slice := strings.Cut(name, "_")
	i, err := strconv.Atoi(from)
	if err != nil || i < 0 {
		return nil, false
	}
	if !slice {
		return func(_ *resolver, t term) (term, error) {
			return &template{"{0}[" + strconv.Itoa(i+1) + "]", []term{t}, elemOf(t)}, nil
		}, true
	}
	j, err := strconv.Atoi(to)
	if err != nil || j < i {
		return nil, false
	}
	return func(_ *resolver, t term) (term, error) {
		return &template{"{0}[" + strconv.Itoa(i+1) + ":" + strconv.Itoa(j) + "]", []term{t}, t.typ()}, nil
	}, true
}

func elemOf(t term) Type {
	if e := t.typ().Elem; e != nil {
		return *e
	}
	return Type{}
}

// searchLookup returns the lookups of text that PostgreSQL alone has.
func searchLookup(name string) (lookupFunc, bool) {
	text := map[string]string{
		"search":               "to_tsvector(COALESCE({0}, '')) @@ plainto_tsquery({1})",
		"trigram_similar":      "{0} % {1}",
		"trigram_word_similar": "{1} %> {0}",
	}[name]
	if text == "" {
		return nil, false
	}
	return func(r *resolver, name string, left term, side right) (term, error) {
		if !r.dialect.Features().Arrays {
			return nil, mistakef("%s: %s has no lookup %s", r.model, r.dialect.Name(), name)
		}
		if err := r.single(name, left, &side); err != nil {
			return nil, err
		}
		return newTest(text, left, side.term), nil
	}, true
}

func unaccented(_ *resolver, t term) (term, error) {
	return newCallTerm("Unaccent", []term{t}, gives(Text)), nil
}
