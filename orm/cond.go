package orm

import (
	"reflect"
	"slices"
	"strings"
	"time"
)

// The conditions of this family name a column by the address of a field of a
// table's reference, so that the compiler checks what it is compared with:
//
//	orm.Eq(&Posts.F.Title, "Reefs")
//	orm.Gt(&Posts.F.CreatedAt, yesterday)
//	orm.Eq(&Posts.F.Author, ann)              // a row stands for its key
//	orm.Eq(Posts.F.EditedAt, day)             // a nullable field, compared with a value
//
// A condition on a relation to many rows is true of a row if some related row
// fulfils it; its negation if none does.

// Eq is true if the column is v. A nil pointer is NULL, and a pointer to a row of
// another table stands for its key.
func Eq[T any](column *T, v T) Condition { return &columnTest[T]{column, testEq, v} }

// Ne is true if the column is not v: also where it is NULL.
func Ne[T any](column *T, v T) Condition { return &columnTest[T]{column, testNe, v} }

// Gt is true if the column is greater than v.
func Gt[T any](column *T, v T) Condition { return &columnTest[T]{column, testGt, v} }

// Gte is true if the column is v or greater.
func Gte[T any](column *T, v T) Condition { return &columnTest[T]{column, testGte, v} }

// Lt is true if the column is less than v.
func Lt[T any](column *T, v T) Condition { return &columnTest[T]{column, testLt, v} }

// Lte is true if the column is v or less.
func Lte[T any](column *T, v T) Condition { return &columnTest[T]{column, testLte, v} }

// A columnTester is a condition on a column that a pointer names.
type columnTester interface {
	Condition
	// test returns the lookup, as if its path were known. not says that it is
	// negated.
	test() (column any, l lookup, not bool)
}

// A testKind is a lookup of the typed conditions.
type testKind uint8

const (
	testEq testKind = iota
	testNe
	testGt
	testGte
	testLt
	testLte
	testIn
	testNotIn
	testBetween
	testNull
	testContains
	testIContains
	testStarts
	testIStarts
	testEnds
	testIEnds
	testIExact
	testRegex
	testIRegex
)

// lookups are the names of the lookups, as they stand behind a path.
func (k testKind) lookup() []string { return testLookups[k] }

var testLookups = [...][]string{
	testEq: {"exact"}, testNe: {"exact"}, testGt: {"gt"}, testGte: {"gte"}, testLt: {"lt"}, testLte: {"lte"},
	testIn: {"in"}, testNotIn: {"in"}, testBetween: {"range"}, testNull: {"isnull"},
	testContains: {"contains"}, testIContains: {"icontains"}, testStarts: {"startswith"}, testIStarts: {"istartswith"},
	testEnds: {"endswith"}, testIEnds: {"iendswith"}, testIExact: {"iexact"}, testRegex: {"regex"}, testIRegex: {"iregex"},
}

func (k testKind) negated() bool { return k == testNe || k == testNotIn }

// begin writes the part of the shape that all tests have in common.
func (k testKind) begin(s *shaper, column any) {
	s.code(shapeLookup)
	s.number(-2)
	s.pointer(column)
	s.key = append(s.key, byte(k))
}

// A columnTest compares a column with one value of its type.
type columnTest[T any] struct {
	column *T
	kind   testKind
	value  T
}

func (c *columnTest[T]) condition() {}

func (c *columnTest[T]) shape(s *shaper) {
	c.kind.begin(s, c.column)
	s.value(plainValue(c.value))
}

func (c *columnTest[T]) test() (any, lookup, bool) {
	right := operand{form: oneValue, one: plainValue(c.value)}
	return c.column, lookup{right: right, behind: c.kind.lookup()}, c.kind.negated()
}

func (c *columnTest[T]) resolve(r *resolver) (term, error) { return r.conditionTerm(c) }

// A columnCheck compares a column with something else than one value of its type,
// perhaps behind transforms.
type columnCheck struct {
	column any
	kind   testKind
	behind []string // transforms and the lookup; nil: that of kind
	not    bool
	right  operand
}

func (c *columnCheck) condition() {}

func (c *columnCheck) shape(s *shaper) {
	c.kind.begin(s, c.column)
	s.flag(c.not)
	s.texts(c.behind)
	c.right.shape(s)
}

func (c *columnCheck) test() (any, lookup, bool) {
	behind := c.behind
	if behind == nil {
		behind = c.kind.lookup()
	}
	return c.column, lookup{right: c.right, behind: behind}, c.not || c.kind.negated()
}

func (c *columnCheck) resolve(r *resolver) (term, error) { return r.conditionTerm(c) }

// buildColumnTest makes the lookup that a test is, now that the model is known. A
// column of the query around is an expression here, whose relations are not
// looked at.
func (f *filtering) buildColumnTest(c columnTester) (term, []*join, error) {
	pointer, l, not := c.test()
	path, err := f.planner.pathOf(pointer)
	var t Condition = &l
	if err == nil {
		l.path = path
	} else if _, around := f.pointerAround(pointer); around {
		t = &comparison{&columnRef{pointer}, strings.Join(l.behind, "__"), l.right}
	} else {
		return nil, nil, err
	}
	if not {
		return f.buildLogic(&logic{how: allOf, not: true, list: []Condition{t}})
	}
	return f.build(t)
}

// plainValue returns the value that a pointer leads to, nil for NULL. A pointer to
// a row stays one: the relation it is compared with knows its key.
func plainValue(v any) any {
	switch v := v.(type) {
	case string, int64, int, bool, float64, time.Time, []byte:
		return v
	case *string:
		return followed(v)
	case *int64:
		return followed(v)
	case *time.Time:
		return followed(v)
	}
	r := reflect.ValueOf(v)
	switch r.Kind() {
	case reflect.Pointer:
		if r.IsNil() {
			return nil
		}
		if _, row := structOf(v); row && !isNull(r.Type().Elem()) {
			return v
		}
		return plainValue(r.Elem().Interface())
	case reflect.Struct:
		if !isNull(r.Type()) {
			return v
		}
		if !r.Field(1).Bool() {
			return nil
		}
		return plainValue(r.Field(0).Interface())
	case reflect.Map, reflect.Slice, reflect.Interface:
		if r.IsNil() {
			return nil
		}
	}
	return v
}

func followed[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

// plainList makes values of a list of one type.
func plainList[T any](values []T) []any {
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = plainValue(v)
	}
	return slices.DeleteFunc(list, func(v any) bool { return v == nil })
}

// The tests are steps of a query, too, so that Filter needs no other allocation.

func (c *columnTest[T]) apply(p *planner) error { return p.filter(c) }
func (c *columnList[T]) apply(p *planner) error { return p.filter(c) }
func (c *columnCheck) apply(p *planner) error   { return p.filter(c) }
func (c *columnText) apply(p *planner) error    { return p.filter(c) }
