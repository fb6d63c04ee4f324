package orm

import "strings"

// A resolver turns expressions into terms: it finds the columns that they name in
// one SELECT and joins tables for them. The copies that are handed on differ in
// what they allow.
type resolver struct {
	*planner
	// alone forbids joins: the columns of an UPDATE.
	alone bool
	// reuse are the joins to many rows that may be used again.
	reuse joinSet
	// summarize is set for the aggregates of a whole query: annotations are
	// those of the query inside.
	summarize bool
	// deep is how many subqueries are made around what is resolved, beyond
	// that of the planner.
	deep int
	// prefix are the relations before every path: the order of a related model.
	prefix []string
	// fixed takes values for constants: they belong to a model, not to a query.
	fixed bool
}

// value takes the next value of the query.
func (r *resolver) value(v any, as Type) (term, error) {
	t := as
	if t.Kind == NoKind {
		t = typeOf(v)
	}
	if v == nil {
		return &null{t}, nil
	}
	if r.fixed {
		return &constant{v: v, as: t}, nil
	}
	return &place{value: r.cursor.take(), as: t, inferred: as.Kind == NoKind}, nil
}

// constant makes an argument of something that belongs to the shape already.
func (r *resolver) constant(v any, as Type) term { return &constant{v: v, as: as} }

// path finds a column or an annotation, with the transforms behind it.
func (r *resolver) path(path string) (term, error) {
	names := r.full(path)
	if a, rest := r.annotation(names); a != nil {
		t, err := r.reference(a)
		if err != nil {
			return nil, err
		}
		return r.transformed(t, rest)
	}
	way, err := r.route(names, false, true)
	if err != nil {
		return nil, err
	}
	joins := r.follow(way.hops, r.reuse)
	joins, target := trim(joins, way.hops, way.target)
	if r.alone && len(joins) > 1 {
		return nil, mistakef("%s: %q leads to another table, which an update cannot use", r.model, path)
	}
	r.reuse.add(joins)
	c := columnOf(joins, way, target)
	if len(way.rest) > 0 {
		c.relation = nil // transforms are those of the key
	}
	return r.transformed(c, way.rest)
}

// full returns the names of a path with those before it.
func (r *resolver) full(path string) []string {
	names := splitNames(path)
	if len(r.prefix) == 0 {
		return names
	}
	return append(append([]string(nil), r.prefix...), names...)
}

// outer finds a column of the query around.
func (r *resolver) outer(path string) (term, error) {
	if r.planner.outer == nil {
		return nil, mistakef("%s: Outer(%q) stands in no subquery", r.model, path)
	}
	return r.around(func(around *resolver) (term, error) { return around.path(path) })
}

// around finds a column by the resolver of the query around.
func (r *resolver) around(find func(*resolver) (term, error)) (term, error) {
	around := *r.planner.outer
	t, err := find(&around)
	if err == nil {
		r.planner.outside(t, &around)
	}
	return t, err
}

// outside notes a column of a query around in all the queries between.
func (p *planner) outside(t term, owner *resolver) {
	for q := p; q != nil && q != owner.planner; {
		q.outers = append(q.outers, t)
		q.manyOut = q.manyOut || joined(t)
		if q.outer == nil {
			return
		}
		q = q.outer.planner
	}
}

// columnOf returns the column at the end of a route.
func columnOf(joins []*join, way *route, target *Field) *column {
	c := &column{join: joins[len(joins)-1], field: target}
	if way.relation != nil {
		c.relation, c.key = way.relation, way.target
	}
	return c
}

// annotation finds the annotation that the first names of a path are.
func (p *planner) annotation(names []string) (*annotation, []string) {
	for n := 1; n <= len(names); n++ {
		if a := p.annotated(strings.Join(names[:n], "__")); a != nil {
			return a, names[n:]
		}
	}
	return nil, nil
}

// reference returns the term of an annotation.
func (r *resolver) reference(a *annotation) (term, error) {
	if r.alone && joined(a.term) {
		return nil, mistakef("%s: annotation %q leads to another table, which an update cannot use", r.model, a.name)
	}
	if !r.summarize || a.summary {
		return a.term, nil
	}
	if !a.selected {
		return nil, mistakef("%s: %q is an alias, which cannot be aggregated; Annotate selects it", r.model, a.name)
	}
	return &annotationRef{a}, nil
}

// joined reports whether a term needs another table than the first.
func joined(t term) bool {
	return anyTerm(t, func(t term) bool {
		c, ok := t.(*column)
		return ok && c.join.parent != nil
	})
}

// transformed applies transforms by name.
func (r *resolver) transformed(t term, names []string) (term, error) {
	for _, name := range names {
		next, err := r.transform(t, name)
		if err != nil {
			return nil, err
		}
		t = next
	}
	return t, nil
}

// transform applies one, such as the year of a date or the key of a JSON object.
func (r *resolver) transform(t term, name string) (term, error) {
	if c, ok := t.(*column); ok && c.relation != nil {
		t = &column{join: c.join, field: c.field}
	}
	if make, ok := findTransform(name, t.typ()); ok {
		return make(r, t)
	}
	return nil, mistakef("%s: %q is neither a lookup nor a transform of %s", r.model, name, describe(t))
}

func isRelation(t term) bool {
	c, ok := t.(*column)
	return ok && c.relation != nil
}

// describe says what a term is, for messages.
func describe(t term) string {
	if c, ok := t.(*column); ok {
		if c.relation != nil {
			return "the relation " + c.relation.model.String() + "." + c.relation.Name
		}
		return c.field.model.String() + "." + c.field.Name + " (" + t.typ().Kind.String() + ")"
	}
	return "an expression (" + t.typ().Kind.String() + ")"
}

// A cursor hands out the values of a query by their numbers, in the order in
// which its shape wrote them down.
type cursor struct{ next int }

func (c *cursor) take() int {
	c.next++
	return c.next - 1
}

// An annotationRef is an annotation named where the query around, or the same query's
// GROUP BY and ORDER BY, can use its name.
type annotationRef struct{ to *annotation }

func (r *annotationRef) typ() Type { return r.to.term.typ() }

// operands are none: what the annotation aggregates, it aggregates inside.
func (r *annotationRef) operands() []term { return nil }

func (r *annotationRef) groups() []term { return []term{r.to.term} }

func (r *annotationRef) write(w *writer) error {
	if w.wrapped(r) {
		return nil
	}
	return r.to.term.write(w)
}
