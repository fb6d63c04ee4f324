package orm

import "strings"

// A tree is the relations that are loaded by joins, by name.
type tree map[string]*branch

// A branch is a relation that is loaded, with those behind it.
type branch struct {
	relation *Field
	back     bool
	join     *join
	tree     tree
	implied  bool // by With(), which names none
}

// add notes the relations of a path, up to the first that leads to many rows:
// those and what is behind them are loaded by statements of their own.
func (t tree) add(m *Model, names []string) error {
	for _, name := range names {
		f, back := m.lookupField(name)
		if f == nil || f.Relation == nil {
			return mistakef("%s has no relation %q to load (in %q); it has %s", m, name, strings.Join(names, "__"), strings.Join(m.relations(), ", "))
		}
		hops := hopsOf(f, back)
		if len(hops) > 1 || hops[0].many {
			return nil
		}
		b := t[name]
		if b == nil {
			b = &branch{relation: f, back: back, tree: tree{}}
			t[name] = b
		}
		t, m = b.tree, hops[0].to()
	}
	return nil
}

// relations returns the names of relations, for messages.
func (m *Model) relations() []string {
	var names []string
	for _, name := range m.choices() {
		if f, _ := m.lookupField(name); f.Relation != nil && name != f.Attr() || f.Many() {
			names = append(names, name)
		}
	}
	return names
}

func (t tree) joinOf(names []string) *join {
	b := t[names[0]]
	if b == nil || len(names) == 1 {
		if b == nil {
			return nil
		}
		return b.join
	}
	return b.tree.joinOf(names[1:])
}

// selectRelated joins the relations that are loaded and selects their columns.
func (p *planner) selectRelated() error {
	if len(p.related) == 0 {
		return nil
	}
	return p.selectTree(p.related, p.start(), "", p.mask)
}

func (p *planner) selectTree(t tree, from *join, path string, left mask) error {
	for _, name := range sortedKeys(t) {
		b := t[name]
		if loads, err := left.loads(from.model, name, b); err != nil {
			return err
		} else if !loads {
			continue
		}
		hops := hopsOf(b.relation, b.back)
		b.join = p.join(from, hops[0], nil)
		inside := left.below(name)
		fields, err := inside.columns(b.join.model)
		if err != nil {
			return err
		}
		full := name
		if path != "" {
			full = path + "__" + name
		}
		for _, f := range fields {
			c := &column{join: b.join, field: f}
			p.outputs = append(p.outputs, selected{term: c, out: output{name: f.Attr(), path: full, typ: f.Type, field: f}})
		}
		if err := p.selectTree(b.tree, b.join, full, inside); err != nil {
			return err
		}
	}
	return nil
}
