package orm

import (
	"fmt"
	"strings"
)

// jsonLookup returns the lookups of JSON.
func jsonLookup(name string) (lookupFunc, bool) {
	switch name {
	case "exact", "gt", "gte", "lt", "lte":
		return jsonCompare, true
	case "in":
		return jsonIn, true
	case "isnull":
		return jsonIsNull, true
	case "contains", "contained_by":
		return jsonContains, true
	case "has_key", "has_keys", "has_any_keys":
		return jsonHasKeys, true
	case "icontains", "startswith", "istartswith", "endswith", "iendswith", "iexact", "regex", "iregex":
		return jsonAsText, true
	}
	return nil, false
}

// lookupOf returns the lookups of a part of a document: contains is one of text
// there only if it is taken as text.
func (j *jsonPart) lookupOf(name string) (lookupFunc, bool) {
	if j.text {
		return nil, false
	}
	return jsonLookup(name)
}

// jsonCompare compares documents or parts of them with a value, which is JSON:
// nil is JSON's null.
func jsonCompare(r *resolver, name string, left term, side right) (term, error) {
	if side.sub != nil || side.form == anExpression {
		return lookups[name](r, name, left, side)
	}
	if side.form == listOfValues || side.term == nil {
		return nil, mistakef("%s: %s of %s takes one value", r.model, name, describe(left))
	}
	if _, ok := side.term.(*null); ok && name != "exact" {
		return nil, mistakef("%s: %s of %s cannot take NULL", r.model, name, describe(left))
	}
	form := "JSON " + name
	t := jsonTest{form: form, left: left, value: jsonValue(side.term)}
	if _, ok := left.(*jsonPart); ok && r.dialect.Name() == "sqlite" {
		t.form, t.value = partCompare(name, side.term)
	}
	return &t, nil
}

// jsonValue binds a value as JSON.
func jsonValue(t term) term {
	switch t := t.(type) {
	case *place:
		v := *t
		v.as, v.inferred, v.bare, v.form = Type{Kind: JSON}, false, false, "json"
		return &v
	case *constant:
		return &constant{v: t.v, as: Type{Kind: JSON}}
	}
	return &constant{v: jsonNull, as: Type{Kind: JSON}}
}

// jsonNull is the document null.
var jsonNull any = rawJSON("null")

// rawJSON is a text that is JSON already.
type rawJSON string

// MarshalJSON returns the text.
func (r rawJSON) MarshalJSON() ([]byte, error) { return []byte(r), nil }

// partCompare is the comparison of a part of a document on SQLite, where the type
// of the part has to be that of the value.
func partCompare(name string, t term) (form string, value term) {
	if _, ok := t.(*null); ok {
		return "Key null", nil
	}
	p, ok := t.(*place)
	if !ok {
		return "Key any " + name, jsonValue(t)
	}
	v := *p
	v.bare = true
	switch p.as.Kind {
	case Bool:
		v.as, v.form, v.wrap = Type{Kind: Text}, "json bool", func(v any) (any, error) { return fmt.Sprint(v), nil }
		return "Key bool " + name, &v
	case Int, Float:
		return "Key number " + name, &v
	case Decimal:
		v.as, v.form = Type{Kind: Float}, "json number"
		return "Key number " + name, &v
	case Text:
		return "Key text " + name, &v
	}
	return "Key any " + name, jsonValue(t)
}

// A jsonTest is a condition on a document or a part of one.
type jsonTest struct {
	form  string
	left  term
	value term // may be nil
	more  []term
}

func (j *jsonTest) typ() Type { return boolType }

func (j *jsonTest) conditional() {}

func (j *jsonTest) operands() []term {
	all := []term{j.left}
	if j.value != nil {
		all = append(all, j.value)
	}
	return append(all, j.more...)
}

// write calls the form with the document, its path where there is one, and the
// value.
func (j *jsonTest) write(w *writer) error {
	terms := []term{j.left}
	if p, ok := j.left.(*jsonPart); ok && strings.HasPrefix(j.form, "Key ") {
		terms = p.terms(w.dialect)
	}
	if j.value != nil {
		terms = append(terms, j.value)
	}
	terms = append(terms, j.more...)
	return w.call(Call{Name: j.form, Args: typesOf(terms), Out: boolType}, terms)
}

// jsonIn compares with a list of values.
func jsonIn(r *resolver, name string, left term, side right) (term, error) {
	switch {
	case side.run != nil && r.arrays():
		elem := Type{Kind: JSON}
		array := &place{value: side.run.value, as: Type{Kind: Array, Elem: &elem}, form: "list"}
		return newTest("{0} = ANY({1})", left, array), nil
	case side.run != nil && side.run.n > maxPlaces:
		return jsonInLong(r, left, side.run), nil
	case side.run != nil:
		list := make([]term, side.run.n)
		for i := range list {
			list[i] = &place{value: side.run.value + i, as: Type{Kind: JSON}}
		}
		return jsonInTerms(left, list), nil
	case side.form == listOfValues:
		return jsonInTerms(left, side.list), nil
	}
	return inList(r, name, left, side)
}

// jsonInLong compares with a long list, which travels as an array of texts, each
// of them a document: as members they would lose what tells true from 1.
func jsonInLong(r *resolver, left term, list *run) term {
	array := &place{value: list.value, as: Type{Kind: Text}, form: "JSON list", bare: true, wrap: jsonList(r.dialect, Type{Kind: JSON}, nil)}
	return &jsonTest{form: anyForm(left, "in"), left: left, value: array}
}

func jsonInTerms(left term, list []term) term {
	var tests []term
	for _, t := range list {
		if _, ok := t.(*null); ok {
			continue
		}
		if p, ok := t.(*place); ok {
			tests = append(tests, &jsonTest{form: anyForm(left, "exact"), left: left, value: jsonValue(p)})
			continue
		}
		tests = append(tests, newTest("{0} = {1}", left, t))
	}
	return newJunctionOr(tests)
}

// newJunctionOr is true if one of the conditions is, false if there are none.
func newJunctionOr(list []term) term {
	if len(list) == 0 {
		return truth(false)
	}
	return newJunction(anyOf, false, list)
}

// anyForm is the form that compares with JSON of any type.
func anyForm(left term, name string) string {
	if _, ok := left.(*jsonPart); ok {
		return "Key any " + name
	}
	return "JSON " + name
}

// jsonIsNull asks for NULL in a column, and whether a part is there at all.
func jsonIsNull(r *resolver, _ string, left term, side right) (term, error) {
	if _, ok := left.(*jsonPart); !ok {
		return nullTest(left, side.flag), nil
	}
	form := "Key isnull"
	if !side.flag {
		form = "Key notnull"
	}
	return &jsonTest{form: form, left: left}, nil
}

// jsonContains is whether a document has all of another in it, by the rules of
// PostgreSQL's @>.
func jsonContains(r *resolver, name string, left term, side right) (term, error) {
	if side.form == anExpression {
		return &jsonTest{form: "JSON " + name, left: asDocument(left), value: asDocument(side.term)}, nil
	}
	if side.term == nil {
		return nil, mistakef("%s: %s of %s takes one value", r.model, name, describe(left))
	}
	return &jsonTest{form: "JSON " + name, left: asDocument(left), value: jsonValue(side.term)}, nil
}

// asDocument makes of a part of a document its JSON: where SQLite compares, a part
// is the value in it.
func asDocument(t term) term {
	if p, ok := t.(*jsonPart); ok {
		return &wholePart{p}
	}
	return t
}

// A wholePart is a part that is written as JSON.
type wholePart struct{ *jsonPart }

func (p *wholePart) write(w *writer) error { return p.writeSelected(w) }

// jsonHasKeys is whether an object has one key, all or any of several.
func jsonHasKeys(r *resolver, name string, left term, side right) (term, error) {
	if p := partOf(side.term); p != nil && name == "has_key" {
		return &jsonTest{form: "Key notnull", left: newJSONPart(left, p.path)}, nil
	}
	keys := side.list
	switch {
	case name == "has_key" && isKey(side.term) && side.form == oneValue:
		keys = []term{side.term}
	case side.form == listOfValues && name != "has_key":
	default:
		return nil, mistakef("%s: %s of %s takes %s", r.model, name, describe(left), map[bool]string{true: "one key", false: "a list of keys"}[name == "has_key"])
	}
	tests := make([]term, len(keys))
	for i, k := range keys {
		tests[i] = hasKey(r.dialect, left, k)
		if tests[i] == nil {
			return nil, mistakef("%s: %s of %s takes texts", r.model, name, describe(left))
		}
	}
	if name == "has_any_keys" {
		return newJunctionOr(tests), nil
	}
	return newJunction(allOf, false, tests), nil
}

// isKey reports whether a value may be the name of a member.
func isKey(t term) bool {
	return t != nil && (t.typ().Kind == Text || t.typ().Kind == Int)
}

// hasKey is whether an object has a key, nil if that is no value.
func hasKey(d Dialect, left, key term) term {
	wrap, form := keyName, "json key"
	if d.Name() == "sqlite" {
		prefix := "$"
		if p, ok := left.(*jsonPart); ok {
			prefix, left = jsonPath(p.path), p.document
		}
		wrap, form = keyPath(prefix), "json key "+prefix
	}
	text := Type{Kind: Text}
	switch k := key.(type) {
	case *place:
		v := *k
		v.as, v.inferred, v.bare, v.wrap, v.form = text, false, false, wrap, form
		return &jsonTest{form: "JSON has_key", left: left, value: &v}
	case *constant:
		v, err := wrap(k.v)
		if err != nil {
			return nil
		}
		return &jsonTest{form: "JSON has_key", left: left, value: &constant{v: v, as: text}}
	}
	return nil
}

// keyPath makes the path of a member, as SQLite takes it.
func keyPath(prefix string) func(any) (any, error) {
	return func(v any) (any, error) {
		name, err := keyName(v)
		if err != nil {
			return nil, err
		}
		return prefix + "." + jsonText(name.(string)), nil
	}
}

// keyName is the name of a member: a number is a name here, not a place.
func keyName(v any) (any, error) {
	s, ok := v.(string)
	if !ok {
		s = fmt.Sprint(v)
	}
	return s, CheckText(s)
}

// jsonAsText is a lookup on the text of a part.
func jsonAsText(r *resolver, name string, left term, side right) (term, error) {
	if _, ok := side.term.(*null); ok {
		return nil, mistakef("%s: %s of %s cannot take NULL", r.model, name, describe(left))
	}
	if p, ok := left.(*jsonPart); ok {
		text := *p
		text.text = true
		left = &text
	}
	return lookups[name](r, name, left, side)
}
