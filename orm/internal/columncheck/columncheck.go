// Package columncheck finds mistakes in how packages name columns by addresses,
// which package orm would report only when the query runs:
//
//   - an address that is no field of a table's reference;
//   - an address further away than the reference reaches;
//   - a column of another table than the one that is queried;
//   - references made by Follow, Back and Alias in a function, where every call
//     would keep another one for good.
package columncheck

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
)

const ormPath = "github.com/combo-web/combo/orm"

// reach is how many relations deep a reference is filled.
const reach = 2

// Analyzer is the check, for a driver of golang.org/x/tools/go/analysis.
var Analyzer = &analysis.Analyzer{
	Name: "columncheck",
	Doc:  "check the columns that orm's conditions and query sets name by addresses",
	Run:  run,
}

func run(pass *analysis.Pass) (any, error) {
	if strings.TrimSuffix(pass.Pkg.Path(), "_test") == ormPath {
		return nil, nil // it hands addresses on, and tests mistakes
	}
	c := &checker{pass: pass}
	for _, file := range pass.Files {
		for _, d := range file.Decls {
			fn, inside := d.(*ast.FuncDecl)
			c.walk(d, inside && fn.Name.Name != "init", nil)
		}
	}
	return nil, nil
}

// A checker checks one package.
type checker struct{ pass *analysis.Pass }

// walk visits calls. tables are those of the queries around, the innermost last.
func (c *checker) walk(n ast.Node, inside bool, tables []types.Object) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			c.walk(n.Body, true, tables)
			return false
		case *ast.CallExpr:
			c.call(n, inside, tables)
			return false
		}
		return true
	})
}

func (c *checker) call(call *ast.CallExpr, inside bool, tables []types.Object) {
	f := c.callee(call)
	if f != nil && inside && c.keeps(f) {
		c.pass.Reportf(call.Pos(), "%s is kept for good: make it once, at package level", f.Name())
	}
	within := tables
	if table := c.queried(call); table != nil {
		within = append(tables[:len(tables):len(tables)], table)
	}
	c.walk(call.Fun, inside, tables)
	for i, arg := range call.Args {
		if f != nil && c.takesColumn(f, i) {
			c.column(arg, within)
		}
		c.walk(arg, inside, within)
	}
}

// callee returns the function of orm that is called, nil for others.
func (c *checker) callee(call *ast.CallExpr) *types.Func {
	fun := ast.Unparen(call.Fun)
	switch x := fun.(type) {
	case *ast.IndexExpr:
		fun = x.X
	case *ast.IndexListExpr:
		fun = x.X
	}
	var id *ast.Ident
	switch x := fun.(type) {
	case *ast.SelectorExpr:
		id = x.Sel
	case *ast.Ident:
		id = x
	default:
		return nil
	}
	f, ok := c.pass.TypesInfo.Uses[id].(*types.Func)
	if !ok || f.Pkg() == nil || f.Pkg().Path() != ormPath {
		return nil
	}
	return f.Origin()
}

// keeps reports whether a function makes a reference.
func (c *checker) keeps(f *types.Func) bool {
	switch f.Name() {
	case "Follow", "FollowMany", "Back", "BackMany", "NewTable":
		return true
	case "Alias":
		return receiver(f) == "Table"
	}
	return false
}

// takesColumn reports whether a parameter of a function is the address of a
// column: *T, or any where a query set takes columns.
func (c *checker) takesColumn(f *types.Func, i int) bool {
	sig := f.Type().(*types.Signature)
	if r := receiver(f); r != "" && r != "QuerySet" {
		return false
	}
	params := sig.Params()
	if params.Len() == 0 {
		return false
	}
	if i >= params.Len()-1 && sig.Variadic() {
		return columnLists[f.Name()]
	}
	if i >= params.Len() {
		return false
	}
	p, ok := params.At(i).Type().(*types.Pointer)
	if !ok {
		return false
	}
	if sig.Recv() != nil {
		return false // a row: Insert, Save
	}
	switch elem := p.Elem().(type) {
	case *types.TypeParam:
		return true
	case *types.Slice:
		_, ok := elem.Elem().(*types.TypeParam)
		return ok
	}
	return false
}

// columnLists are the methods and functions that take any columns.
var columnLists = map[string]bool{
	"OrderBy": true, "With": true, "Only": true, "Defer": true, "Distinct": true, "Values": true,
	"Latest": true, "Earliest": true, "Select": true, "GetOrCreate": true, "UpdateOrCreate": true, "Save": true,
	"BulkUpdate": true,
}

func receiver(f *types.Func) string {
	recv := f.Type().(*types.Signature).Recv()
	if recv == nil {
		return ""
	}
	return typeName(recv.Type())
}

func typeName(t types.Type) string {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := t.(*types.Named); ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == ormPath {
		return n.Obj().Name()
	}
	return ""
}

// queried returns the variable of the table that the query of a call is about:
// Posts in Posts.On(db).Filter(…). nil: that is not to be seen.
func (c *checker) queried(call *ast.CallExpr) types.Object {
	for {
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok {
			return nil
		}
		switch x := ast.Unparen(sel.X).(type) {
		case *ast.CallExpr:
			call = x
		case *ast.Ident, *ast.SelectorExpr:
			if typeName(c.pass.TypesInfo.TypeOf(x)) == "Table" {
				return c.object(x)
			}
			return nil
		default:
			return nil
		}
	}
}

func (c *checker) object(e ast.Expr) types.Object {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return c.pass.TypesInfo.Uses[e]
	case *ast.SelectorExpr:
		return c.pass.TypesInfo.Uses[e.Sel]
	}
	return nil
}

// column checks what stands for a column.
func (c *checker) column(arg ast.Expr, tables []types.Object) {
	t := c.pass.TypesInfo.TypeOf(arg)
	if t == nil {
		return
	}
	if _, pointer := t.Underlying().(*types.Pointer); !pointer || typeName(t) != "" {
		return // a name, an expression, an order
	}
	p := path{checker: c}
	e := ast.Unparen(arg)
	if u, ok := e.(*ast.UnaryExpr); ok && u.Op == token.AND {
		e = ast.Unparen(u.X)
		if _, made := e.(*ast.CompositeLit); made {
			c.pass.Reportf(arg.Pos(), "a new value is no column: name one by the address of a field of a table's reference")
			return
		}
	}
	p.walk(e)
	switch {
	case p.unknown:
	case p.table == nil && p.local:
		c.pass.Reportf(arg.Pos(), "%s is no column: name one by the address of a field of a table's reference", types.ExprString(arg))
	case p.hops > reach:
		c.pass.Reportf(arg.Pos(), "%s is %d relations away, a reference reaches %d: use orm.Follow", types.ExprString(arg), p.hops, reach)
	case p.table != nil && len(tables) > 0 && !contains(tables, p.table):
		c.pass.Reportf(arg.Pos(), "%s is a column of %s, but %s is queried", types.ExprString(arg), p.table.Name(), tables[len(tables)-1].Name())
	}
}

func contains(list []types.Object, o types.Object) bool {
	for _, x := range list {
		if x == o {
			return true
		}
	}
	return false
}

// A path is the way from a variable to a field.
type path struct {
	*checker
	table   types.Object // whose F the way begins at
	hops    int          // relations on the way
	local   bool         // it begins at a variable of a function that is no reference
	unknown bool
}

func (p *path) walk(e ast.Expr) {
	switch e := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		p.selector(e)
	case *ast.IndexExpr:
		if _, slice := p.pass.TypesInfo.TypeOf(e.X).Underlying().(*types.Slice); slice {
			p.hops++
		}
		p.walk(e.X)
	case *ast.Ident:
		p.root(e)
	default:
		p.unknown = true
	}
}

func (p *path) selector(e *ast.SelectorExpr) {
	if e.Sel.Name == "F" && typeName(p.pass.TypesInfo.TypeOf(e.X)) == "Table" {
		p.table = p.object(e.X)
		p.unknown = p.table == nil
		return
	}
	if v, ok := p.pass.TypesInfo.Uses[e.Sel].(*types.Var); ok && !v.IsField() {
		return // a reference of another package: pkg.Boss
	}
	if _, pointer := p.pass.TypesInfo.TypeOf(e.X).Underlying().(*types.Pointer); pointer && !p.begins(e.X) {
		if _, indexed := ast.Unparen(e.X).(*ast.IndexExpr); !indexed {
			p.hops++
		}
	}
	p.walk(e.X)
}

// begins reports whether an expression is where a reference begins: Posts.F, or a
// variable.
func (p *path) begins(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		v, ok := p.pass.TypesInfo.Uses[e.Sel].(*types.Var)
		return ok && !v.IsField() || e.Sel.Name == "F" && typeName(p.pass.TypesInfo.TypeOf(e.X)) == "Table"
	}
	return false
}

// root looks at the variable where the way begins. A pointer in a function may be
// a reference that was handed over (p in NewTable, b := Posts.F); a value is none.
func (p *path) root(id *ast.Ident) {
	v, ok := p.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok {
		p.unknown = true
		return
	}
	_, pointer := v.Type().Underlying().(*types.Pointer)
	p.local = !pointer
	p.unknown = pointer
}
