package orm_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
)

// A valueCase is an expression over the columns of boats and its value, computed in
// Go. The files expr_every_…_test.go have one at least for every expression.
type valueCase struct {
	name  string
	only  string // the database that has it; "" for both
	check func(t *testing.T, p *port)
}

// value is a case whose values of all boats are read into V.
func value[V any](name string, e orm.Expression, want func(*Boat) V) valueCase {
	return valueCase{name: name, check: func(t *testing.T, p *port) {
		got, err := orm.Select[V](Boats.On(p.db).OrderBy(&Boats.F.ID), orm.As("x", e)).All(t.Context())
		if err != nil || len(got) != len(p.boats) {
			t.Errorf("%d rows, %v", len(got), err)
			return
		}
		for i, b := range p.boats {
			if want := want(b); !alike(got[i], want) {
				t.Errorf("boat %d: %v, want %v", b.ID, shown(got[i]), shown(want))
			}
		}
	}}
}

// finds is a case whose boats are found.
func finds(name string, c orm.Condition, want func(*Boat) bool) valueCase {
	return valueCase{name: name, check: func(t *testing.T, p *port) { p.checkFound(t, c, want) }}
}

// condition is a case whose boats are found, and left out by Not.
func condition(name string, c orm.Condition, want func(*Boat) bool) valueCase {
	return valueCase{name: name, check: func(t *testing.T, p *port) {
		p.checkFound(t, c, want)
		p.checkFound(t, orm.Not(c), func(b *Boat) bool { return !want(b) })
	}}
}

func (p *port) checkFound(t *testing.T, c orm.Condition, want func(*Boat) bool) {
	t.Helper()
	got, err := orm.Pluck(Boats.On(p.db).Filter(c).OrderBy(&Boats.F.ID), &Boats.F.ID).All(t.Context())
	if want := p.boatsThat(want); err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
}

// ordered is a case whose boats come in an order, equal ones by their keys.
func ordered(name string, by any, compare func(a, b *Boat) int) valueCase {
	return valueCase{name: name, check: func(t *testing.T, p *port) {
		got, err := orm.Pluck(Boats.On(p.db).OrderBy(by, &Boats.F.ID), &Boats.F.ID).All(t.Context())
		boats := slices.Clone(p.boats)
		slices.SortStableFunc(boats, compare)
		if want := list(boats, func(b *Boat) int64 { return b.ID }); err != nil || !slices.Equal(got, want) {
			t.Errorf("%v, %v, want %v", got, err, want)
		}
	}}
}

// on leaves a case for one kind of database.
func on(database string, c valueCase) valueCase {
	c.only = database
	return c
}

func runCases(t *testing.T, cases []valueCase) {
	each(t, func(t *testing.T, db *orm.DB) {
		p := newPort(t, db)
		for _, test := range cases {
			if test.only == "" || test.only == db.Dialect().Name() {
				t.Run(test.name, func(t *testing.T) { test.check(t, p) })
			}
		}
	})
}

// alike compares what a database computed with what Go did: moments by the time
// they mean, numbers up to the last digits of a float.
func alike(got, want any) bool {
	switch w := want.(type) {
	case float64:
		g, ok := got.(float64)
		return ok && math.Abs(g-w) <= 1e-9*max(1, math.Abs(w))
	case decimal.Decimal:
		g, ok := got.(decimal.Decimal)
		return ok && g.Equal(w)
	case time.Time:
		g, ok := got.(time.Time)
		return ok && g.Equal(w)
	}
	g, w := reflect.ValueOf(got), reflect.ValueOf(want)
	if w.Kind() == reflect.Pointer && g.Kind() == reflect.Pointer && !w.IsNil() && !g.IsNil() {
		return alike(g.Elem().Interface(), w.Elem().Interface())
	}
	return reflect.DeepEqual(got, want)
}

// shown is what a pointer leads to.
func shown(v any) any {
	if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer && !r.IsNil() {
		return r.Elem().Interface()
	}
	return v
}

// maybe is the result of a function of something that may be NULL.
func maybe[A, B any](a *A, f func(A) B) *B {
	if a == nil {
		return nil
	}
	return ptr(f(*a))
}

// Every exported function that makes an expression or a condition stands in one of
// the tables, called there; every method of theirs is the name of a case.
func TestEveryExpressionHasATypedTest(t *testing.T) {
	called, named := tablesOfCases(t)
	for _, f := range expressionMakers(t) {
		if f.receiver == "" && !called[f.name] {
			t.Errorf("orm.%s is in no table of typed cases", f.name)
		}
		if f.receiver != "" && !named[f.receiver+"."+f.name] {
			t.Errorf("no typed case is named %s.%s", f.receiver, f.name)
		}
	}
}

// Every name in the tables of lookups and of the parts of dates is one in a typed
// test, too.
func TestEveryLookupHasATypedTest(t *testing.T) {
	_, named := tablesOfCases(t)
	n := 0
	for _, file := range parseFiles(t, func(name string) bool { return name == "lookup.go" || name == "array.go" || name == "func_date.go" }) {
		ast.Inspect(file, func(node ast.Node) bool {
			if pair, ok := node.(*ast.KeyValueExpr); ok {
				if key, ok := pair.Key.(*ast.BasicLit); ok {
					name, _ := strconv.Unquote(key.Value)
					n++
					if !named[name] {
						t.Errorf("the lookup %s is in no typed test", name)
					}
				}
			}
			return true
		})
	}
	if n < 30 {
		t.Errorf("only %d lookups found", n)
	}
}

type maker struct{ receiver, name string }

// expressionMakers are the functions and methods whose result is an expression, an
// order or a part of one.
func expressionMakers(t *testing.T) (makers []maker) {
	for _, file := range parseFiles(t, func(name string) bool { return !strings.HasSuffix(name, "_test.go") }) {
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || !f.Name.IsExported() || f.Type.Results.NumFields() != 1 || !makes[typeName(f.Type.Results.List[0].Type)] {
				continue
			}
			m := maker{name: f.Name.Name}
			if f.Recv != nil {
				m.receiver = typeName(f.Recv.List[0].Type)
			}
			if m.receiver == "" || makes[m.receiver] {
				makers = append(makers, m)
			}
		}
	}
	if len(makers) < 150 {
		t.Fatalf("only %d expressions found", len(makers))
	}
	return makers
}

var makes = map[string]bool{
	"Expr": true, "Expression": true, "Aggregate": true, "WindowFunc": true, "Part": true,
	"Condition": true, "CaseExpr": true, "Branch": true, "Frame": true, "Order": true,
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.StarExpr:
		return typeName(e.X)
	}
	return ""
}

// tablesOfCases returns which functions of orm the tables call, and the names of
// their cases.
func tablesOfCases(t *testing.T) (called, named map[string]bool) {
	called, named = map[string]bool{}, map[string]bool{}
	inTables := func(name string) bool { return strings.HasPrefix(name, "expr_every_") || name == "cond_test.go" }
	for _, file := range parseFiles(t, inTables) {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				fun := n.Fun
				if x, ok := fun.(*ast.IndexExpr); ok {
					fun = x.X
				}
				if s, ok := fun.(*ast.SelectorExpr); ok && typeName(s.X) == "orm" {
					called[s.Sel.Name] = true
				}
			case *ast.BasicLit:
				if s, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
					named[s] = true
				}
			}
			return true
		})
	}
	return called, named
}

func parseFiles(t *testing.T, wanted func(name string) bool) (files []*ast.File) {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if !wanted(name) {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}
