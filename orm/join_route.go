package orm

import (
	"sort"
	"strings"

	"github.com/combo-web/combo/internal/suggest"
)

// A hop is one step along a foreign key, forwards or back.
type hop struct {
	via  *Field
	back bool
	many bool // may lead to several rows
}

// to returns the model that it leads to.
func (h hop) to() *Model {
	if h.back {
		return h.via.model
	}
	return h.via.Relation.to
}

// A route is a lookup path whose relations are known.
type route struct {
	hops []hop
	// names are the relations' names, and ends how many hops they made together
	// with those before.
	names []string
	ends  []int
	// relation is the field of the relation at the end, with the way it was
	// walked; nil if the path ended at a column.
	relation *Field
	target   *Field // the column at the end
	rest     []string
	// many is the place in hops of the first that leads to several rows, if
	// these were not allowed; -1 otherwise.
	many int
}

// field returns a field of a model, or a relation that leads to it.
func (m *Model) lookupField(name string) (f *Field, back bool) {
	if f := m.names[name]; f != nil {
		return f, false
	}
	f = m.reverse(name)
	return f, f != nil
}

// hopsOf returns the steps of a relation.
func hopsOf(f *Field, back bool) []hop {
	r := f.Relation
	switch {
	case r.Kind != ManyToMany:
		return []hop{{via: f, back: back, many: back && !singular(f)}}
	case back:
		return []hop{{via: r.far, back: true, many: true}, {via: r.near}}
	}
	return []hop{{via: r.near, back: true, many: true}, {via: r.far}}
}

// singular reports whether a foreign key is that of at most one row.
func singular(f *Field) bool { return f.Relation.Kind == OneToOne || f.Unique || f.Primary }

// route walks along the names of a path as far as they are relations or columns.
// Names after a column are left over. strict makes these a mistake.
func (p *planner) route(names []string, strict bool, manyAllowed bool) (*route, error) {
	way := &route{many: -1}
	m := p.model
	for i, name := range names {
		f, back := m.lookupField(name)
		if f == nil {
			if i == 0 || strict {
				return nil, p.unknown(m, name, names)
			}
			way.rest = names[i:]
			return way, nil
		}
		if f.Relation == nil {
			way.relation, way.target = nil, f
			way.rest = names[i+1:]
			if strict && len(way.rest) > 0 {
				return nil, mistakef("%s: %q in %q is no relation, nothing can follow it", m, name, strings.Join(names, "__"))
			}
			return way, nil
		}
		hops := hopsOf(f, back)
		for k, h := range hops {
			if h.many && !manyAllowed && way.many < 0 {
				way.many = len(way.hops) + k
			}
		}
		way.hops = append(way.hops, hops...)
		way.names, way.ends = append(way.names, name), append(way.ends, len(way.hops))
		last := hops[len(hops)-1]
		m, way.relation, way.target = last.to(), f, last.to().pk
		if !last.back {
			way.target = last.via.Relation.toField
		}
	}
	return way, nil
}

// unknown is the mistake of a name that a model does not have.
func (p *planner) unknown(m *Model, name string, names []string) error {
	if name == "" && len(names) == 1 {
		return mistakef("%s: the name of a column is empty: a column is its name or its address, &Table.F.Field with the &", m)
	}
	known := m.choices()
	if m == p.model {
		for _, a := range p.annotations {
			known = append(known, a.name)
		}
		sort.Strings(known)
	}
	in := ""
	if len(names) > 1 {
		in = " (in \"" + strings.Join(names, "__") + "\")"
	}
	return mistakef("%s has no field %q%s%s; it has %s", m, name, in, suggest.DidYouMean(name, known), strings.Join(known, ", "))
}

// choices returns the names that lookups know, sorted.
func (m *Model) choices() []string {
	var known []string
	for name := range m.names {
		if name != "pk" {
			known = append(known, name)
		}
	}
	for _, f := range m.related() {
		if !f.Relation.hidden() {
			known = append(known, f.Relation.QueryName)
		}
	}
	sort.Strings(known)
	return known
}
