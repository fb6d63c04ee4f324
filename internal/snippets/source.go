package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"strings"
)

// cut returns what the marker of a fence names.
func cut(fsys fs.FS, marker string) (string, error) {
	kind, rest, _ := strings.Cut(marker, ": ")
	words := strings.Fields(rest)
	if len(words) == 0 {
		return "", errors.New("the comment names no file")
	}
	text, err := fs.ReadFile(fsys, words[0])
	if err != nil {
		return "", err
	}
	if kind == "file" && len(words) == 1 {
		return string(text), nil
	}
	s, err := parseSource(words[0], text)
	if err != nil {
		return "", err
	}
	switch {
	case kind == "file":
		return s.declarations(words[1:])
	case len(words) != 2:
		return "", fmt.Errorf("want %s: file.go ExampleName", kind)
	case kind == "output":
		return s.output(words[1])
	}
	return s.body(words[1])
}

// A source is a parsed Go file.
type source struct {
	name string
	text string
	set  *token.FileSet
	file *ast.File
}

func parseSource(name string, text []byte) (*source, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	return &source{name, string(text), set, file}, nil
}

// slice returns the text between two positions.
func (s *source) slice(from, to token.Pos) string {
	return s.text[s.set.Position(from).Offset:s.set.Position(to).Offset]
}

// body returns what stands in the braces of an Example, without the comment that
// says what it prints.
func (s *source) body(name string) (string, error) {
	example, wanted, err := s.example(name)
	if err != nil {
		return "", err
	}
	end := example.Body.Rbrace
	if wanted != nil {
		end = wanted.Pos()
	}
	return dedented(s.slice(example.Body.Lbrace+1, end)), nil
}

// output returns what an Example prints.
func (s *source) output(name string) (string, error) {
	_, wanted, err := s.example(name)
	if err == nil && wanted == nil {
		err = fmt.Errorf("%s in %s has no output", name, s.name)
	}
	if err != nil {
		return "", err
	}
	_, text, _ := strings.Cut(wanted.Text(), ":")
	return strings.TrimSpace(text), nil
}

// example finds an Example and its comment "Output:", nil if it has none.
func (s *source) example(name string) (*ast.FuncDecl, *ast.CommentGroup, error) {
	for _, d := range s.file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv != nil || f.Name.Name != name || f.Body == nil {
			continue
		}
		var wanted *ast.CommentGroup
		for _, c := range s.file.Comments {
			if c.Pos() > f.Body.Lbrace && c.End() < f.Body.Rbrace {
				wanted = c
			}
		}
		if wanted != nil && !isOutput(wanted.Text()) {
			wanted = nil
		}
		return f, wanted, nil
	}
	return nil, nil, fmt.Errorf("there is no %s in %s", name, s.name)
}

func isOutput(comment string) bool {
	comment = strings.ToLower(comment)
	return strings.HasPrefix(comment, "output:") || strings.HasPrefix(comment, "unordered output:")
}

// declarations returns those of a list such as "func hello,URLs type input", in
// that order, with an empty line between two.
func (s *source) declarations(words []string) (string, error) {
	if len(words)%2 != 0 {
		return "", errors.New("want file: file.go func name,name type name")
	}
	var parts []string
	for i := 0; i < len(words); i += 2 {
		for name := range strings.SplitSeq(words[i+1], ",") {
			d := s.find(words[i], name)
			if d == nil {
				return "", fmt.Errorf("there is no %s %s in %s", words[i], name, s.name)
			}
			parts = append(parts, s.slice(start(d), d.End()))
		}
	}
	return strings.Join(parts, "\n\n"), nil
}

// find returns the declaration of a function, a method ("People.add"), a type, a
// variable or a constant; a group of them as a whole.
func (s *source) find(keyword, name string) ast.Decl {
	for _, d := range s.file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if keyword == "func" && nameOf(d) == name {
				return d
			}
		case *ast.GenDecl:
			if d.Tok.String() == keyword && declares(d, name) {
				return d
			}
		}
	}
	return nil
}

func nameOf(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	t := f.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if generic, ok := t.(*ast.IndexExpr); ok {
		t = generic.X
	}
	receiver, _ := t.(*ast.Ident)
	return fmt.Sprintf("%v.%s", receiver, f.Name.Name)
}

func declares(d *ast.GenDecl, name string) bool {
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Name.Name == name {
				return true
			}
		case *ast.ValueSpec:
			for _, ident := range spec.Names {
				if ident.Name == name {
					return true
				}
			}
		}
	}
	return false
}

// start is where a declaration begins, its comment included.
func start(d ast.Decl) token.Pos {
	var doc *ast.CommentGroup
	switch d := d.(type) {
	case *ast.FuncDecl:
		doc = d.Doc
	case *ast.GenDecl:
		doc = d.Doc
	}
	if doc != nil {
		return doc.Pos()
	}
	return d.Pos()
}

// dedented takes one tab away from the lines of a function's body. Lines of raw
// strings that have none stay.
func dedented(body string) string {
	lines := strings.Split(strings.Trim(body, "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(line, "\t")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
