package orm

import (
	"strings"

	"github.com/combo-web/combo/internal/suggest"
)

func splitNames(path string) []string { return strings.Split(path, "__") }

// A found is the term of a lookup, and what a negation has to know of it.
type found struct {
	term   term
	isNull bool // it asks for NULL, or if flag is not set for the contrary
	flag   bool
}

// lookup compares a term: names are transforms and then a lookup, "exact" if
// there is none.
func (r *resolver) lookup(left term, names []string, side right) (found, error) {
	name := "exact"
	for i, n := range names {
		if i == len(names)-1 && r.knows(n, left) {
			name = n
			break
		}
		t, err := r.transform(left, n)
		if err != nil {
			return found{}, r.noLookup(left, n)
		}
		left = t
	}
	return r.compare(left, name, side)
}

// knows reports whether a name is a lookup of a term's kind.
func (r *resolver) knows(name string, left term) bool {
	if isRelation(left) {
		return relationLookup(name)
	}
	if _, ok := findLookup(name, left); ok {
		return true
	}
	_, ok := lookups[name]
	return ok
}

func relationLookup(name string) bool {
	switch name {
	case "exact", "in", "isnull", "gt", "gte", "lt", "lte":
		return true
	}
	return false
}

// noLookup is the mistake of a name behind a term that says nothing there. Behind
// a relation it is most likely a field that the other model does not have.
func (r *resolver) noLookup(left term, name string) error {
	if c, ok := left.(*column); ok && c.relation != nil && lookups[name] == nil {
		return r.unknown(c.key.model, name, []string{name})
	}
	var known []string
	for n := range lookups {
		if !isRelation(left) || relationLookup(n) {
			known = append(known, n)
		}
	}
	return mistakef("%s: %q is neither a lookup nor a transform of %s%s", r.model, name, describe(left), suggest.DidYouMean(name, known))
}

// A lookupFunc makes the condition of one lookup.
type lookupFunc func(r *resolver, name string, left term, side right) (term, error)

// lookups are those of all kinds.
var lookups = map[string]lookupFunc{
	"exact":       exact,
	"iexact":      likeText,
	"contains":    likeText,
	"icontains":   likeText,
	"startswith":  likeText,
	"istartswith": likeText,
	"endswith":    likeText,
	"iendswith":   likeText,
	"regex":       likeText,
	"iregex":      likeText,
	"gt":          ordered,
	"gte":         ordered,
	"lt":          ordered,
	"lte":         ordered,
	"in":          inList,
	"range":       between,
	"isnull":      nil,
}

// compare makes the condition of a lookup. NULL on the right is IS NULL for
// equality, and a mistake for everything else.
func (r *resolver) compare(left term, name string, side right) (found, error) {
	if err := typeMistake(left); err != nil {
		return found{}, err
	}
	if name == "isnull" {
		if side.form != aFlag {
			return found{}, mistakef("%s: isnull of %s takes true or false, not %v", r.model, describe(left), side.one)
		}
		if make, ok := findLookup(name, left); ok && !isRelation(left) {
			t, err := make(r, name, left, side)
			return found{t, true, side.flag}, err
		}
		return found{nullTest(left, side.flag), true, side.flag}, nil
	}
	if isRelation(left) {
		if err := r.relationValues(left.(*column), &side); err != nil {
			return found{}, err
		}
	} else if make, ok := findLookup(name, left); ok {
		t, err := make(r, name, left, side)
		return found{term: t}, err
	}
	if _, ok := side.term.(*null); ok && side.form == oneValue {
		if name == "exact" || name == "iexact" {
			return found{nullTest(left, true), true, true}, nil
		}
		return found{}, mistakef("%s: %s of %s cannot take NULL", r.model, name, describe(left))
	}
	t, err := lookups[name](r, name, left, side)
	return found{term: t}, err
}
