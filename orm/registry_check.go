package orm

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/combo-web/combo/internal/suggest"
)

// check finds what is wrong with the new models once their relations are known.
func (l *loading) check() {
	tables, rules := map[string]*Model{}, map[string]*Model{}
	for _, m := range l.registry.models {
		l.checkTable(tables, m)
		l.checkRules(rules, m, false)
	}
	for _, m := range l.models {
		l.checkTable(tables, m)
		l.checkRules(rules, m, true)
		l.checkModel(m)
	}
}

// checkTable finds two models that both want to own a table.
func (l *loading) checkTable(tables map[string]*Model, m *Model) {
	if m.Unmanaged {
		return
	}
	name := strings.ToLower(m.Table)
	if other := tables[name]; other != nil && !strings.EqualFold(other.String(), m.String()) {
		l.mistake(m, nil, "its table %s is that of %s, too", m.Table, other)
		return
	}
	tables[name] = m
}

// checkRules looks at the names of indexes and constraints, which are unique in
// a database.
func (l *loading) checkRules(rules map[string]*Model, m *Model, report bool) {
	var names []string
	for _, x := range m.Indexes {
		if x.Name != "" {
			names = append(names, x.Name)
		}
		if report && len(x.By) == 0 {
			l.mistake(m, nil, "an index %s has nothing in By", x.Name)
		}
	}
	for _, c := range m.Constraints {
		names = append(names, c.Name)
		if report && (len(c.By) == 0) == (c.Check == nil) {
			l.mistake(m, nil, "the constraint %s needs either By or Check", c.Name)
		}
	}
	for _, name := range names {
		if report {
			l.checkIdentifier(m, nil, "the name of an index or constraint", name)
		}
		if other := rules[name]; other != nil && report && !m.Unmanaged {
			l.mistake(m, nil, "the name %s of an index or constraint is used by %s, too", name, other)
		}
		rules[name] = m
	}
}

func (l *loading) checkModel(m *Model) {
	l.checkIdentifier(m, nil, "the table's name", m.Table)
	versions := 0
	for _, f := range m.Fields {
		if f == nil || f.model != m {
			continue
		}
		l.checkName(m, f, "its name", f.Name)
		l.checkField(m, f)
		if f.Version {
			versions++
		}
	}
	if versions > 1 {
		l.mistake(m, nil, "it has %d fields with Version; one is enough", versions)
	}
	l.checkGroups(m)
	l.checkWaysBack(m)
	for _, o := range m.Ordering {
		l.checkPath(m, "Ordering", o.By)
	}
	for _, name := range m.Latest {
		l.checkPath(m, "Latest", F(strings.TrimPrefix(name, "-")))
	}
}

// checkGroups looks at the names in indexes and constraints.
func (l *loading) checkGroups(m *Model) {
	for _, group := range m.UniqueTogether {
		if len(group) == 0 {
			l.mistake(m, nil, "UniqueTogether has an empty group")
		}
		for _, name := range group {
			l.checkColumn(m, "UniqueTogether", name)
		}
	}
	for _, x := range m.Indexes {
		l.checkBy(m, "an index", x.By, x.Include)
		if x.Name == "" && slices.ContainsFunc(x.By, isExpression) {
			l.mistake(m, nil, "an index over expressions needs a Name")
		}
		if len(x.OpClasses) > 0 && len(x.OpClasses) != len(x.By) {
			l.mistake(m, nil, "an index %s has %d OpClasses for %d in By", x.Name, len(x.OpClasses), len(x.By))
		}
	}
	for _, c := range m.Constraints {
		l.checkBy(m, "the constraint "+c.Name, c.By, c.Include)
		if c.Deferred && (c.Where != nil || len(c.Include) > 0 || c.expressions()) {
			l.mistake(m, nil, "the constraint %s is Deferred, which one with Where, Include or expressions cannot be", c.Name)
		}
	}
}

func (l *loading) checkBy(m *Model, where string, by []Order, include []string) {
	for _, o := range by {
		if o.By == nil {
			l.mistake(m, nil, "%s has an entry of By that is nil", where)
		}
		if path, ok := pathOf(o.By); ok {
			name, _, _ := strings.Cut(path, "__")
			l.checkColumn(m, where, name)
		}
	}
	for _, name := range include {
		l.checkColumn(m, where, name)
	}
}

func (l *loading) checkColumn(m *Model, where, name string) {
	switch f := m.Field(name); {
	case f == nil:
		l.mistake(m, nil, "%s names %q, which is no field%s", where, name, m.didYouMean(name))
	case f.Many():
		l.mistake(m, nil, "%s names %q, which is a many-to-many relation and has no column", where, name)
	}
}

// checkPath follows a path over relations. What stands behind a column is a
// transform, which is not looked at here.
func (l *loading) checkPath(m *Model, where string, e Expression) {
	path, ok := pathOf(e)
	if !ok {
		return
	}
	at := m
	for name := range strings.SplitSeq(path, "__") {
		f, back := at.Field(name), l.waysOf(at).byName[name]
		switch {
		case f != nil && f.Relation == nil:
			return
		case f != nil && name != f.Name && name != "pk":
			return // author_id
		case f != nil:
			at = f.Relation.to
		case back != nil:
			at = back.model
		default:
			l.mistake(m, nil, "%s names %q, but %s has no field %s%s", where, path, at, name, at.didYouMean(name))
			return
		}
		if at == nil {
			return // the relation's own mistake
		}
	}
}

// didYouMean ends a message on a name that the model does not have.
func (m *Model) didYouMean(name string) string {
	known := make([]string, 0, len(m.names))
	for n := range m.names {
		known = append(known, n)
	}
	return suggest.DidYouMean(name, known)
}

// checkNames looks at the names of a model before anything is made of them.
func (l *loading) checkNames(m *Model) {
	if m.App == "" || m.Name == "" {
		l.mistake(m, nil, "a model needs an App and a Name")
		return
	}
	for _, part := range []string{m.App, m.Name} {
		if !isName(part) || strings.Contains(part, "__") && m.made == nil || part[0] == '_' || strings.HasSuffix(part, "_") {
			l.mistake(m, nil, "the name %q must be letters and digits, beginning with a letter, with single _ between them", part)
		}
	}
}

// checkName looks at a name that stands in lookup paths.
func (l *loading) checkName(m *Model, f *Field, what, name string) {
	switch {
	case !isName(name):
		l.mistake(m, f, "%s %q must be letters, digits and _, beginning with a letter", what, name)
	case strings.Contains(name, "__"):
		l.mistake(m, f, "%s %q contains __, which stands between the parts of a path", what, name)
	case strings.HasSuffix(name, "_"):
		l.mistake(m, f, "%s %q ends in _, which cannot be told from the __ behind it", what, name)
	case name == "pk":
		l.mistake(m, f, "%s is \"pk\", which means the key of any model", what)
	}
}

// isName reports whether a name is letters, digits and _, not beginning with a
// digit. Letters are those of all languages, as in Python's and Go's names.
func isName(name string) bool {
	for i, r := range name {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return name != "" && len(name) <= maxName && utf8.ValidString(name)
}

// checkIdentifier looks at a name that is only seen by the database.
func (l *loading) checkIdentifier(m *Model, f *Field, what, name string) {
	switch {
	case name == "":
		l.mistake(m, f, "%s is empty", what)
	case len(name) > maxName:
		l.mistake(m, f, "%s %s is longer than %d bytes", what, name, maxName)
	case !utf8.ValidString(name) || strings.ContainsRune(name, 0):
		l.mistake(m, f, "%s %q is not text", what, name)
	}
}
