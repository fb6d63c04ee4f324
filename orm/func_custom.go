package orm

import "regexp"

// Func is a function that this package does not know, written as its name and
// its arguments: Func("levenshtein", Type{Kind: Int}, F("name"), "ann"). It is on
// the application to know that its databases have it. NoKind makes its type that
// of the arguments.
func Func(name string, as Type, args ...any) Expr[any] {
	if !functionName.MatchString(name) {
		return invalid[any]("%q is not the name of a function", name)
	}
	return SQL(name+"({,})", as, args...)
}

var functionName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?$`)

// SQL is an expression written in SQL. {0}, {1} … stand for the arguments, {,}
// for all of them with commas between. The text must come from the program, never
// from a request. NoKind makes its type that of the arguments.
func SQL(text string, as Type, args ...any) Expr[any] {
	return Expr[any]{&custom{texts: Texts{SQLite: text, PostgreSQL: text}, as: as, args: exprsOf(args)}}
}

// Texts is SQL that is not the same on all databases.
type Texts struct {
	SQLite, PostgreSQL string
}

// SQLFor is [SQL] with a text for each database.
func SQLFor(texts Texts, as Type, args ...any) Expr[any] {
	return Expr[any]{&custom{texts: texts, as: as, args: exprsOf(args)}}
}

// A custom is an expression written in SQL.
type custom struct {
	texts Texts
	as    Type
	args  []Expression
}

func (c *custom) shape(s *shaper) {
	s.code(shapeRaw)
	s.text(c.texts.SQLite)
	s.text(c.texts.PostgreSQL)
	s.typ(c.as)
	shapeList(s, c.args)
}

func (c *custom) resolve(r *resolver) (term, error) {
	args, err := r.all(c.args)
	if err != nil {
		return nil, err
	}
	text := c.texts.SQLite
	if r.dialect.Name() == "postgresql" {
		text = c.texts.PostgreSQL
	}
	if text == "" {
		return nil, mistakef("%s: an expression has no SQL for %s", r.model, r.dialect.Name())
	}
	t := &customTerm{template: template{text, args, c.as}}
	if c.as.Kind == NoKind {
		t.as, t.why = givesCommon("the expression", args)
	}
	return t, nil
}

type customTerm struct {
	template
	why error
}

func (c *customTerm) undecided() error { return c.why }
