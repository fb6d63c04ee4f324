package orm

import "regexp"

// Coalesce is the first of two or more values that is not NULL. They have one
// type; plain numbers become what the columns beside them are.
func Coalesce(a, b any, more ...any) Expr[any] { return commonCall("Coalesce", a, b, more) }

// Greatest is the greatest of two or more values. With a NULL among them it is
// NULL on SQLite, while PostgreSQL takes the greatest of the others.
func Greatest(a, b any, more ...any) Expr[any] { return commonCall("Greatest", a, b, more) }

// Least is the smallest of two or more values. With a NULL among them it is NULL
// on SQLite, while PostgreSQL takes the smallest of the others.
func Least(a, b any, more ...any) Expr[any] { return commonCall("Least", a, b, more) }

// NullIf is a, or NULL if a is b.
func NullIf(a, b any) Expr[any] {
	return Expr[any]{newCall(&function{name: "NullIf", out: givesFirst, prepare: prepareAlike}, a, b)}
}

func commonCall(name string, a, b any, more []any) Expr[any] {
	args := append([]any{a, b}, more...)
	return Expr[any]{newCall(&function{name: name, out: givesCommon, prepare: prepareAlike}, args...)}
}

func prepareAlike(_ *resolver, args []term) ([]term, error) { return alike(args), nil }

// Collate is the text compared and ordered by the rules of a collation:
// "nocase" on SQLite, "de-x-icu" on PostgreSQL.
func Collate(text any, collation string) Expr[string] {
	if !collationName.MatchString(collation) {
		return invalid[string]("%q is not the name of a collation", collation)
	}
	return Expr[string]{&collated{exprOf(text), collation}}
}

var collationName = regexp.MustCompile(`^[A-Za-z0-9_@.-]{1,63}$`)

type collated struct {
	text Expression
	name string
}

func (c *collated) shape(s *shaper) {
	s.code(shapeOther)
	s.text("collate " + c.name)
	c.text.shape(s)
}

func (c *collated) resolve(r *resolver) (term, error) {
	t, err := r.argument(c.text)
	if err != nil {
		return nil, err
	}
	return &template{"{0} COLLATE " + string(appendQuoted(nil, c.name)), []term{t}, t.typ()}, nil
}
