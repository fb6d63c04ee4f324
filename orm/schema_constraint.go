package orm

import (
	"errors"
	"slices"
	"strings"
)

// constrained reports whether the database keeps a foreign key.
func (e *editor) constrained(f *Field) bool {
	return f.Relation != nil && !f.Many() && !f.Relation.Unconstrained
}

// references returns what stands behind a column that is a foreign key.
func (e *editor) references(f *Field) string {
	r := f.Relation
	sql := " REFERENCES " + quoted(r.to.Table) + " (" + quoted(r.toField.Column) + ")"
	if !r.Immediate {
		sql += " DEFERRABLE INITIALLY DEFERRED"
	}
	return sql
}

// foreignKeyName returns the name of the constraint of a foreign key.
func (e *editor) foreignKeyName(f *Field) string {
	r := f.Relation
	suffix := "_fk_" + r.to.Table + "_" + r.toField.Column
	return schemaName(e.features.MaxName, f.model.Table, []string{f.Column}, suffix)
}

func (e *editor) addForeignKey(f *Field) string {
	return "ALTER TABLE " + quoted(f.model.Table) + " ADD CONSTRAINT " + quoted(e.foreignKeyName(f)) +
		" FOREIGN KEY (" + quoted(f.Column) + ")" + e.references(f)
}

// uniqueTogetherName returns the name of the constraint on a group of columns.
func (e *editor) uniqueTogetherName(m *Model, fields []*Field) string {
	columns := make([]string, len(fields))
	for i, f := range fields {
		columns[i] = f.Column
	}
	return schemaName(e.features.MaxName, m.Table, columns, "_uniq")
}

func (e *editor) uniqueTogether(m *Model, fields []*Field) string {
	name, table, columns := quoted(e.uniqueTogetherName(m, fields)), quoted(m.Table), columnsOf(fields)
	if e.features.AddConstraints {
		return "ALTER TABLE " + table + " ADD CONSTRAINT " + name + " UNIQUE (" + columns + ")"
	}
	return "CREATE UNIQUE INDEX " + name + " ON " + table + " (" + columns + ")"
}

// separate reports whether a unique constraint is kept by an index of its own:
// one on some rows, on expressions, or with more columns than are unique.
func (e *editor) separate(c Constraint) bool {
	if len(c.By) == 0 {
		return false
	}
	if c.Where != nil || len(c.Include) > 0 && e.features.Methods {
		return true
	}
	return c.expressions()
}

// expressions reports whether anything but columns is unique together.
func (c Constraint) expressions() bool {
	return slices.ContainsFunc(c.By, func(o Order) bool { return isExpression(o) || o.Descending })
}

// isExpression reports whether an order is by anything but a path.
func isExpression(o Order) bool {
	_, path := pathOf(o.By)
	return !path
}

// constraint returns a constraint as it stands in CREATE TABLE and behind ADD.
func (e *editor) constraint(m *Model, c Constraint) (string, error) {
	sql := "CONSTRAINT " + quoted(c.Name) + " "
	if c.Check != nil {
		check, err := e.definition(m, c.Check)
		return sql + "CHECK (" + check + ")", err
	}
	names := make([]string, len(c.By))
	for i, o := range c.By {
		names[i], _ = pathOf(o.By)
	}
	fields, err := m.fieldsNamed(names)
	if err != nil {
		return "", err
	}
	nulls, err := e.nullsEqual(c)
	if err != nil {
		return "", err
	}
	sql += "UNIQUE" + nulls + " (" + columnsOf(fields) + ")"
	if c.Deferred && e.dialect.Features().Deferrable {
		sql += " DEFERRABLE INITIALLY DEFERRED"
	}
	return sql, nil
}

// nullsEqual returns the words that make two NULLs the same.
func (e *editor) nullsEqual(c Constraint) (string, error) {
	switch {
	case !c.NullsEqual:
		return "", nil
	case !e.features.NullsEqual:
		return "", errors.New("NullsEqual: NULLs are never equal in this database")
	}
	return " NULLS NOT DISTINCT", nil
}

// uniqueIndex returns the index that keeps a unique constraint.
func (e *editor) uniqueIndex(m *Model, c Constraint) (string, error) {
	nulls, err := e.nullsEqual(c)
	if err != nil {
		return "", err
	}
	sql, err := e.index(m, Index{Name: c.Name, By: c.By, Where: c.Where, Include: c.Include}, nulls)
	return strings.Replace(sql, "CREATE INDEX", "CREATE UNIQUE INDEX", 1), err
}
