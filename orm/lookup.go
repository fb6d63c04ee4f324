package orm

import (
	"fmt"
	"strings"

	"github.com/combo-web/combo/internal/suggest"
)

func splitNames(path string) []string { return strings.Split(path, "__") }

// A right is the right side of a lookup, resolved.
type right struct {
	term term   // a value, an expression, NULL; nil for a list or a flag
	list []term // of a list whose parts are not alike
	run  *run   // of a list of values
	sub  *subquery
	form operandForm
	flag bool
	one  any // the value itself, for messages and checks
}

// A run is a list of values: n places beginning with a value, or one value that
// is the whole list.
type run struct {
	value, n int
	as       Type
	wrap     func(any) (any, error)
}

// rightSide resolves the right side of a lookup.
func (r *resolver) rightSide(o *operand) (right, error) {
	s := right{form: o.form, one: o.one}
	var err error
	switch o.form {
	case oneValue:
		s.term, err = r.value(o.one, Type{})
	case anExpression:
		s.term, err = o.one.(Expression).resolve(r)
		if q, ok := s.term.(*subquery); ok && err == nil && q.bare {
			s.sub = q
		}
	case aQuery:
		s.sub, err = r.subquery(o.one.(Query))
		s.term = s.sub
	case aFlag:
		s.flag = o.one.(bool)
	case listOfValues:
		err = r.listSide(o, &s)
	}
	return s, err
}

func (r *resolver) listSide(o *operand, s *right) error {
	list := o.list()
	if o.mixed || r.fixed {
		for _, v := range list {
			part := operandOf(v, "")
			one, err := r.rightSide(&part)
			if err != nil {
				return err
			}
			s.list = append(s.list, one.term)
		}
		return nil
	}
	if len(list) == 0 {
		return nil
	}
	s.run = &run{value: r.cursor.next, n: places(len(list), r.arrays()), as: typeOf(list[0])}
	if r.arrays() || s.run.n > maxPlaces {
		r.cursor.take()
		return nil
	}
	r.cursor.next += s.run.n
	return nil
}

// arrays reports whether a list is one argument.
func (p *planner) arrays() bool { return p.dialect.Features().Arrays }

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

// exact is equality.
func exact(r *resolver, name string, left term, side right) (term, error) {
	if err := r.single(name, left, &side); err != nil {
		return nil, err
	}
	return newTest("{0} = {1}", left, side.term), nil
}

// ordered is <, <=, > or >=.
func ordered(r *resolver, name string, left term, side right) (term, error) {
	if err := r.single(name, left, &side); err != nil {
		return nil, err
	}
	return newTest(map[string]string{"gt": "{0} > {1}", "gte": "{0} >= {1}", "lt": "{0} < {1}", "lte": "{0} <= {1}"}[name], left, side.term), nil
}

// single prepares a right side that is one value, of the left side's type.
func (r *resolver) single(name string, left term, side *right) error {
	if side.sub != nil {
		return r.oneRow(name, left, side.sub)
	}
	if side.term == nil {
		return mistakef("%s: %s of %s takes one value, not a list", r.model, name, describe(left))
	}
	side.term = meeting(side.term, left)
	return nil
}

// meeting returns a value as it is compared with a term: it takes its type.
func meeting(t, beside term) term {
	switch t := t.(type) {
	case *place:
		met := *t
		if as := beside.typ(); t.inferred && as.Kind != NoKind && !finer(t.as, as) {
			met.as = unlimited(as)
		}
		met.bare = !valueOnly(beside) && sameFamily(met.as, beside.typ())
		return &met
	case *null:
		return &null{beside.typ()}
	}
	return t
}

// unlimited returns the type of values that a column may be compared with: more
// digits than it has only mean that no row is equal.
func unlimited(t Type) Type {
	t.Digits, t.Places = 0, 0
	return t
}

// finer reports whether a number would lose its fraction in another's type.
func finer(value, column Type) bool {
	return column.Kind == Int && (value.Kind == Float || value.Kind == Decimal)
}

func sameFamily(a, b Type) bool { return a.Kind == b.Kind }

// valueOnly reports whether a term is a value, from which no type follows.
func valueOnly(t term) bool {
	switch t.(type) {
	case *place, *constant, *null:
		return true
	}
	return false
}

// between is BETWEEN two values.
func between(r *resolver, name string, left term, side right) (term, error) {
	if len(side.list) != 2 {
		return nil, mistakef("%s: range of %s takes two values, from and to", r.model, describe(left))
	}
	return newTest("{0} BETWEEN {1} AND {2}", left, meeting(side.list[0], left), meeting(side.list[1], left)), nil
}

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

// A test is a condition written around terms.
type test struct{ template }

func (t *test) conditional() {}

// groups are what is compared: the comparison follows from it.
func (t *test) groups() []term { return groupsOfAll(t.list) }

// newTest makes a condition. Its left side is in parentheses if it is a condition
// itself.
func newTest(text string, list ...term) term {
	for i, t := range list {
		if inParentheses(t) {
			list[i] = &template{"({0})", []term{t}, t.typ()}
		}
	}
	return &test{template{text, list, boolType}}
}

func inParentheses(t term) bool {
	switch t.(type) {
	case *test, *junction, truth:
		return true
	}
	return false
}
