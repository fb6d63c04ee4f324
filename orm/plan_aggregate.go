package orm

// An emptier knows its value over no rows. ok is false if the database has to be
// asked for it.
type emptier interface{ empty() (value any, ok bool) }

// aggregate makes the plan of aggregates over all rows of a query: in one SELECT,
// or around a subquery if the rows are sliced, grouped, distinct or combined.
func (p *planner) aggregate(list []Named) (*plan, error) {
	if len(list) == 0 {
		return &plan{empty: true}, nil
	}
	terms, err := p.summaries(list)
	if err != nil {
		return nil, err
	}
	p.locking, p.related = nil, nil
	p.clearOrder(false)
	if p.needsWrap(terms) {
		return p.aggregateAround(list, terms)
	}
	p.clearOrder(true)
	p.selectNothing()
	outputs := p.summaryOutputs(list, terms)
	if p.noRows() && allEmpty(outputs) {
		return emptySummary(outputs), nil
	}
	if err := p.prepare(); err != nil {
		return nil, err
	}
	for i, t := range terms {
		p.outputs = append(p.outputs, selected{term: t, alias: list[i].Name, out: outputs[i]})
	}
	w := newWriter(p.dialect)
	if err := w.query(p); err != nil {
		return nil, err
	}
	return &plan{statement: string(w.sql), args: w.args, columns: outputs}, nil
}

// summaries resolves the aggregates. One of them may name those before.
func (p *planner) summaries(list []Named) ([]term, error) {
	terms := make([]term, len(list))
	r := p.resolver()
	r.summarize = true
	kept := p.annotations
	for i, n := range list {
		if !isAlias(n.Name) {
			return nil, mistakef("%s: %q cannot be the name of an aggregate: a name has letters, digits and _ and no more than 63 of them", p.model, n.Name)
		}
		t, err := n.By.resolve(r)
		if err != nil {
			return nil, err
		}
		if !aggregates(t) {
			return nil, mistakef("%s: %q is no aggregate", p.model, n.Name)
		}
		terms[i] = t
		p.annotations = append(p.annotations[:len(p.annotations):len(p.annotations)], &annotation{name: n.Name, term: t, selected: true, summary: true})
	}
	p.annotations = kept
	return terms, nil
}

// needsWrap reports whether the rows have to be made by a subquery.
func (p *planner) needsWrap(terms []term) bool {
	_, having, qualify := p.splitWhere()
	if p.grouping.on && !p.grouping.whole || p.slice.set() || p.distinct || p.combined != nil || having != nil || qualify != nil {
		return true
	}
	for _, a := range p.annotations {
		if aggregates(a.term) {
			return true
		}
	}
	return anyTerms(terms, func(t term) bool {
		r, ok := t.(*annotationRef)
		return ok && (isSubquery(r.to.term) || windows(r.to.term))
	})
}

func isSubquery(t term) bool {
	switch t.(type) {
	case *subquery, *existence:
		return true
	}
	return false
}

func anyTerms(terms []term, has func(term) bool) bool {
	for _, t := range terms {
		if anyTerm(t, has) {
			return true
		}
	}
	return false
}

// aggregateAround makes the plan of aggregates over the rows of a subquery.
func (p *planner) aggregateAround(list []Named, terms []term) (*plan, error) {
	outputs := p.summaryOutputs(list, terms)
	if p.nothing() && allEmpty(outputs) {
		return emptySummary(outputs), nil
	}
	if !p.distinct && p.combined == nil {
		p.reduce(terms)
	}
	p.wrapped = true
	if err := p.prepare(); err != nil {
		return nil, err
	}
	p.nameOutputs()
	w := newWriter(p.dialect)
	w.wrap = &wrap{inner: p, alias: "subquery"}
	w.text("SELECT ")
	for i, t := range terms {
		if i > 0 {
			w.text(", ")
		}
		if err := w.selected(p, t); err != nil {
			return nil, err
		}
	}
	w.text(" FROM ")
	if len(p.outputs) == 0 {
		p.outputs = append(p.outputs, selected{term: literalText("1", Type{})})
	}
	if err := w.inside(p, "subquery"); err != nil {
		return nil, err
	}
	return &plan{statement: string(w.sql), args: w.args, columns: outputs}, nil
}

// reduce selects no more of the subquery than the aggregates name.
func (p *planner) reduce(terms []term) {
	_, _, qualify := p.splitWhere()
	if p.grouping.whole && !p.chosen {
		p.grouping = grouping{on: true, by: []term{&column{join: p.start(), field: p.model.pk}}}
	}
	p.bare = true
	if qualify != nil {
		return
	}
	for _, a := range p.annotations {
		if p.grouping.on && len(groupsOf(a.term)) > 0 {
			continue // it decides how many groups there are
		}
		a.selected = a.selected && anyTerms(terms, func(t term) bool {
			r, ok := t.(*annotationRef)
			return ok && r.to == a
		})
	}
}

// nameOutputs calls all columns by their numbers: the name of an annotation may
// be that of a column, too.
func (p *planner) nameOutputs() {
	for i := range p.outputs {
		p.outputs[i].alias = ""
	}
	if p.combined != nil {
		for _, part := range p.combined.parts {
			part.nameOutputs()
		}
	}
}

func (p *planner) summaryOutputs(list []Named, terms []term) []output {
	outputs := make([]output, len(terms))
	for i, t := range terms {
		outputs[i] = output{name: list[i].Name, typ: t.typ(), codec: p.dialect.Codec(t.typ())}
	}
	for i, t := range terms {
		value, ok := emptyValue(t)
		outputs[i].empty = value
		if !ok {
			outputs[i].empty = notEmpty
		}
	}
	return outputs
}

// notEmpty marks an output whose value over no rows is not known here.
var notEmpty = &struct{ int }{}

func allEmpty(outputs []output) bool {
	for _, o := range outputs {
		if o.empty == any(notEmpty) {
			return false
		}
	}
	return true
}

func emptyValue(t term) (any, bool) {
	if e, ok := t.(emptier); ok {
		return e.empty()
	}
	a, ok := t.(aggregator)
	return nil, ok && a.aggregates()
}

// A valueAt is the number of a value of the query: the default of an aggregate. An
// argAt is that of the argument which brings it to a plan that asks nothing.
type (
	valueAt int
	argAt   int
)

// emptySummary is the plan of aggregates over rows that are known to be none.
// Queries with other defaults have it as well, so these are arguments.
func emptySummary(outputs []output) *plan {
	p := &plan{empty: true, columns: outputs}
	for i := range outputs {
		if v, ok := outputs[i].empty.(valueAt); ok {
			outputs[i].empty = argAt(len(p.args))
			p.args = append(p.args, argument{value: int(v)})
		}
	}
	return p
}

// emptyOf returns the value that an aggregate has over no rows.
func (p *plan) emptyOf(i int, args []any) any {
	if at, ok := p.columns[i].empty.(argAt); ok {
		return args[at]
	}
	return p.columns[i].empty
}

// noRows reports whether no row can be found.
func (p *planner) noRows() bool {
	return p.without || p.slice.none() || p.condition() == truth(false)
}
