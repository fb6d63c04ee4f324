package orm

import "fmt"

// definition writes an expression over the columns of a model as it stands in a
// constraint, an index or a default: without arguments and without the name of
// the table.
func (e *editor) definition(m *Model, expr Expression) (string, error) {
	if f := m.named(expr); f != nil {
		return quoted(f.Column), nil
	}
	p := newPlanner(e.dialect, m, &cursor{}, nil)
	t, err := p.defined(expr)
	if err != nil {
		return "", err
	}
	for _, j := range p.joins {
		if j.parent != nil && j.refs > 0 {
			return "", fmt.Errorf("it leads to the table %s: a definition is about one table", j.model.Table)
		}
	}
	w := newWriter(e.dialect)
	w.literals = true
	err = t.write(w)
	return string(w.sql), err
}

// defined resolves an expression whose values are constants.
func (p *planner) defined(expr Expression) (term, error) {
	r := &resolver{planner: p, fixed: true}
	c, ok := expr.(Condition)
	if !ok {
		return expr.resolve(r)
	}
	f := &filtering{resolver: r}
	t, _, err := f.build(c)
	return t, err
}

// pathOf returns the path of an expression that is nothing else.
func pathOf(e Expression) (string, bool) {
	switch e := e.(type) {
	case *pathRef:
		return e.path, true
	case *orderPath:
		return e.path, true
	}
	return "", false
}
