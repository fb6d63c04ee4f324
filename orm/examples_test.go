package orm_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strings"
	"testing"
)

// withMethods are the types whose methods have an Example each. Those of others
// are shown by the Example of the function or the type that makes them.
var withMethods = []string{"Table", "QuerySet", "Query", "Related", "Part", "Aggregate", "Expr", "Statements", "Loading", "Order", "DB", "Tx"}

// withoutExample are what a reader finds elsewhere, and why.
var withoutExample = map[string]string{
	"Open": "packages sqlite and postgres call it, and have Examples of their own",
}

// TestExamples looks for functions that nobody shows how to use.
func TestExamples(t *testing.T) {
	t.Parallel()
	var wanted []string
	shown := map[string]bool{}
	for file, f := range parsed(t) {
		for _, d := range f.Decls {
			d, ok := d.(*ast.FuncDecl)
			switch {
			case !ok:
			case strings.HasSuffix(file, "_test.go"):
				if name, ok := strings.CutPrefix(d.Name.Name, "Example"); ok {
					shown[name] = true
				}
			case d.Name.IsExported() && (d.Recv == nil || slices.Contains(withMethods, receiver(d))):
				wanted = append(wanted, exampleOf(d))
			}
		}
	}
	if len(wanted) < 250 {
		t.Errorf("only %d functions were found", len(wanted))
	}
	for _, name := range wanted {
		if !shown[name] && withoutExample[name] == "" {
			t.Errorf("there is no Example%s", name)
		}
	}
}

// parsed returns the files of the package and of its tests, by their names.
func parsed(t *testing.T) map[string]*ast.File {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	set, files := token.NewFileSet(), map[string]*ast.File{}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") {
			continue
		}
		f, err := parser.ParseFile(set, e.Name(), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = f
	}
	return files
}

// exampleOf returns what follows "Example" in the name of a function's Example.
func exampleOf(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return d.Name.Name
	}
	return receiver(d) + "_" + d.Name.Name
}

// receiver returns the name of the type that a method belongs to.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	e := d.Recv.List[0].Type
	for {
		switch t := e.(type) {
		case *ast.StarExpr:
			e = t.X
		case *ast.IndexExpr:
			e = t.X
		case *ast.Ident:
			return t.Name
		default:
			return ""
		}
	}
}
