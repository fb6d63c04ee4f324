package orm

import (
	"errors"
	"strings"
)

// indexed reports whether a column has an index that is not that of its
// uniqueness.
func (f *Field) indexed() bool {
	if f.Primary || f.uniqueColumn() {
		return false
	}
	return f.Index || f.Relation != nil && !f.Relation.Unindexed
}

// columnIndexes returns the indexes that a column asks for by itself.
func (e *editor) columnIndexes(f *Field) (statements []string) {
	table := quoted(f.model.Table)
	if f.indexed() {
		statements = append(statements, "CREATE INDEX "+quoted(e.columnIndexName(f, ""))+" ON "+table+" ("+quoted(f.Column)+")")
	}
	if ops := e.patternOps(f); ops != "" {
		statements = append(statements, "CREATE INDEX "+quoted(e.columnIndexName(f, "_like"))+" ON "+table+" ("+quoted(f.Column)+" "+ops+")")
	}
	return statements
}

// columnIndexName returns the name of the index of one column, or with "_like"
// that of its index for LIKE.
func (e *editor) columnIndexName(f *Field, suffix string) string {
	return schemaName(e.features.MaxName, f.model.Table, []string{f.Column}, suffix)
}

// patternOps returns the operator class of the index that LIKE needs beside the
// one that the column has, "" if it needs none.
func (e *editor) patternOps(f *Field) string {
	switch {
	case !e.features.PatternOps || f.Kind != Text || !f.indexed() && !f.Primary && !f.uniqueColumn():
		return ""
	case f.Max > 0:
		return "varchar_pattern_ops"
	}
	return "text_pattern_ops"
}

// createIndex returns the CREATE INDEX of an index of [Model.Indexes].
func (e *editor) createIndex(m *Model, x Index) (string, error) {
	var err error
	if x.Name, err = m.indexName(x); err != nil {
		return "", err
	}
	return e.index(m, x, "")
}

// indexName returns the name of an index, which is made of its columns if it
// has none.
func (m *Model) indexName(x Index) (string, error) {
	if x.Name != "" {
		return x.Name, nil
	}
	columns, descending := make([]string, len(x.By)), make([]bool, len(x.By))
	for i, o := range x.By {
		f := m.named(o.By)
		if f == nil || f.Many() {
			return "", errors.New("an index over expressions needs a Name")
		}
		columns[i], descending[i] = f.Column, o.Descending
	}
	return indexName(m.Table, columns, descending, x.Using), nil
}

// index returns a CREATE INDEX; nulls stands behind the columns.
func (e *editor) index(m *Model, x Index, nulls string) (string, error) {
	var b strings.Builder
	b.WriteString("CREATE INDEX " + quoted(x.Name) + " ON " + quoted(m.Table))
	if x.Using != "" && e.features.Methods {
		b.WriteString(" USING " + x.Using)
	}
	parts := make([]string, len(x.By))
	for i, o := range x.By {
		part, err := e.indexPart(m, x, i, o)
		if err != nil {
			return "", err
		}
		parts[i] = part
	}
	b.WriteString(" (" + strings.Join(parts, ", ") + ")")
	if len(x.Include) > 0 && e.features.Methods {
		fields, err := m.fieldsNamed(x.Include)
		if err != nil {
			return "", err
		}
		b.WriteString(" INCLUDE (" + columnsOf(fields) + ")")
	}
	b.WriteString(nulls)
	if x.Where == nil {
		return b.String(), nil
	}
	where, err := e.definition(m, x.Where)
	return b.String() + " WHERE " + where, err
}

// indexPart returns a column or expression of an index.
func (e *editor) indexPart(m *Model, x Index, i int, o Order) (string, error) {
	part := ""
	if f := m.named(o.By); f != nil {
		part = quoted(f.Column)
	} else {
		sql, err := e.definition(m, o.By)
		if err != nil {
			return "", err
		}
		part = "(" + sql + ")"
	}
	if i < len(x.OpClasses) && x.OpClasses[i] != "" && e.features.Methods {
		part += " " + x.OpClasses[i]
	}
	if o.Descending {
		part += " DESC"
	}
	if e.features.Methods {
		part += [...]string{"", " NULLS FIRST", " NULLS LAST"}[o.Nulls]
	}
	return part, nil
}
