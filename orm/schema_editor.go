package orm

import (
	"errors"
	"fmt"
	"strings"
)

// An editor writes the statements that change tables, one at a time. It runs
// none.
type editor struct {
	dialect  Dialect
	features SchemaFeatures
}

func newEditor(d Dialect) *editor { return &editor{d, d.Schema()} }

func quoted(name string) string { return string(appendQuoted(nil, name)) }

// columnsOf writes the columns of fields, with commas.
func columnsOf(fields []*Field) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = quoted(f.Column)
	}
	return strings.Join(names, ", ")
}

// fields returns the fields that names stand for.
func (m *Model) fieldsNamed(names []string) ([]*Field, error) {
	fields := make([]*Field, len(names))
	for i, name := range names {
		f := m.Field(name)
		if f == nil || f.Many() {
			return nil, fmt.Errorf("the model %s has no column %s%s", m, name, m.didYouMean(name))
		}
		fields[i] = f
	}
	return fields, nil
}

// createTable returns the CREATE TABLE of a model.
func (e *editor) createTable(m *Model) (string, error) {
	var parts []string
	for _, f := range m.columns {
		column, err := e.column(f)
		if err != nil {
			return "", fmt.Errorf("column %s: %w", f.Column, err)
		}
		if e.constrained(f) && !e.features.AddConstraints {
			column += e.references(f)
		}
		parts = append(parts, column)
	}
	for _, c := range m.Constraints {
		if e.separate(c) {
			continue
		}
		constraint, err := e.constraint(m, c)
		if err != nil {
			return "", fmt.Errorf("constraint %s: %w", c.Name, err)
		}
		parts = append(parts, constraint)
	}
	return "CREATE TABLE " + quoted(m.Table) + " (" + strings.Join(parts, ", ") + ")", nil
}

// column returns the definition of a column, as it stands in CREATE TABLE and in
// ADD COLUMN, without what it refers to.
func (e *editor) column(f *Field) (string, error) {
	typ, err := e.dialect.ColumnType(f)
	if err != nil {
		return "", err
	}
	parts := []string{quoted(f.Column), typ}
	if f.DBDefault != nil {
		value, err := e.columnDefault(f)
		if err != nil {
			return "", err
		}
		parts = append(parts, "DEFAULT", value)
	}
	if f.Null {
		parts = append(parts, "NULL")
	} else {
		parts = append(parts, "NOT NULL")
	}
	switch {
	case f.Primary:
		parts = append(parts, "PRIMARY KEY")
	case f.uniqueColumn():
		parts = append(parts, "UNIQUE")
	}
	if check := e.columnCheck(f); check != "" {
		parts = append(parts, "CHECK ("+check+")")
	}
	if f.Auto {
		parts = append(parts, e.features.Identity)
	}
	return strings.Join(parts, " "), nil
}

// uniqueColumn reports whether the column itself is declared to be unique.
func (f *Field) uniqueColumn() bool {
	return !f.Primary && (f.Unique || f.Relation != nil && f.Relation.Kind == OneToOne)
}

// columnCheck returns the condition that the type of a column brings along.
func (e *editor) columnCheck(f *Field) string {
	column := quoted(f.Column)
	switch {
	case f.Kind == Int && f.Unsigned && f.Relation == nil:
		return column + " >= 0"
	case f.Kind == JSON && e.features.CheckJSON:
		return "(JSON_VALID(" + column + ") OR " + column + " IS NULL)"
	}
	return ""
}

// columnDefault returns the value that the database fills in.
func (e *editor) columnDefault(f *Field) (string, error) {
	if v, ok := f.DBDefault.(*value); ok {
		return literal(e.dialect, f.Type, v.v)
	}
	if f.model == nil {
		return "", errors.New("a default that is an expression needs a model")
	}
	sql, err := e.definition(f.model, f.DBDefault)
	if err != nil || strings.HasPrefix(sql, "(") {
		return sql, err
	}
	return "(" + sql + ")", nil
}

// afterTable returns the statements that follow the CREATE TABLE of a model once
// all tables are there: constraints that lead to others, and indexes.
func (e *editor) afterTable(m *Model) (statements []string, err error) {
	for _, group := range m.UniqueTogether {
		fields, err := m.fieldsNamed(group)
		if err != nil {
			return nil, err
		}
		statements = append(statements, e.uniqueTogether(m, fields))
	}
	for _, f := range m.columns {
		if e.constrained(f) && e.features.AddConstraints {
			statements = append(statements, e.addForeignKey(f))
		}
	}
	for _, c := range m.Constraints {
		if !e.separate(c) {
			continue
		}
		index, err := e.uniqueIndex(m, c)
		if err != nil {
			return nil, fmt.Errorf("constraint %s: %w", c.Name, err)
		}
		statements = append(statements, index)
	}
	for _, f := range m.columns {
		statements = append(statements, e.columnIndexes(f)...)
	}
	for _, x := range m.Indexes {
		index, err := e.createIndex(m, x)
		if err != nil {
			return nil, fmt.Errorf("index %s: %w", x.Name, err)
		}
		statements = append(statements, index)
	}
	return e.addComment(m, statements)
}

func (e *editor) addComment(m *Model, statements []string) ([]string, error) {
	if m.Comment == "" || !e.features.Comments {
		return statements, nil
	}
	text, err := QuoteText(m.Comment)
	return append(statements, "COMMENT ON TABLE "+quoted(m.Table)+" IS "+text), err
}

func (e *editor) dropTable(m *Model) string {
	if e.features.DropCascade {
		return "DROP TABLE " + quoted(m.Table) + " CASCADE"
	}
	return "DROP TABLE " + quoted(m.Table)
}
