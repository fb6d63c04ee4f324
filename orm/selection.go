package orm

import "slices"

// A selection is a SELECT that is ready to be written.
type selection struct {
	outputs []selected
	// hidden is how many of the last outputs are only there to be ordered by.
	hidden     int
	orders     []orderTerm
	orderTexts []string
	metaOrder  bool // the order is the model's own, which groups do without
	groups     []term
	filters    term // WHERE
	having     term
	qualify    term
	on         []term // of DISTINCT ON
}

// A selected is a term that is selected, and what it is called.
type selected struct {
	term  term
	alias string // "" if it has no name in the text
	out   output
}

// selectPaths selects columns by their paths, and annotations by their names,
// as Values does.
func (p *planner) selectPaths(names []string) error {
	if p.combined != nil {
		p.chosen, p.order = true, names
		return nil
	}
	var picks []picked
	var marked []*annotation
	for _, name := range names {
		if a := p.annotated(name); a != nil {
			if !a.selected && !slices.Contains(p.order, name) {
				return mistakef("%s: %q is an alias, which cannot be selected; Annotate selects it", p.model, name)
			}
			marked = append(marked, a)
			continue
		}
		r := p.resolver()
		t, err := r.path(name)
		if err != nil {
			return err
		}
		picks = append(picks, picked{name, t})
	}
	for _, a := range p.annotations {
		a.selected = slices.Contains(marked, a)
	}
	p.settleGroups()
	p.chosen, p.picked, p.order = true, picks, names
	p.related, p.mask = nil, mask{}
	return nil
}

// settleGroups keeps grouping by the whole row when less of it is selected.
func (p *planner) settleGroups() {
	if !p.grouping.on || !p.grouping.whole {
		return
	}
	p.grouping.whole = false
	start := p.start()
	for _, f := range p.model.columns {
		p.grouping.by = append(p.grouping.by, &column{join: start, field: f})
	}
	for _, a := range p.annotations {
		if a.selected {
			p.grouping.by = append(p.grouping.by, groupsOf(a.term)...)
		}
	}
}

// prepare resolves what depends on all steps. It may be called again.
func (p *planner) prepare() error {
	if p.prepared {
		return nil
	}
	p.prepared = true
	p.start()
	if p.without {
		p.where = []term{truth(false)}
	}
	if p.combined != nil {
		return p.prepareCombined()
	}
	if err := p.selectOutputs(); err != nil {
		return err
	}
	if err := p.resolveOrdering(); err != nil {
		return err
	}
	if err := p.resolveDistinct(); err != nil {
		return err
	}
	p.filters, p.having, p.qualify = p.splitWhere()
	if err := p.checkQualify(); err != nil {
		return err
	}
	p.groups = p.groupTerms()
	if p.grouping.on && p.metaOrder {
		p.orders = nil
	}
	return nil
}

// selectOutputs lists what is selected.
func (p *planner) selectOutputs() error {
	if p.chosen {
		p.selectChosen()
		return nil
	}
	if !p.bare {
		if err := p.selectColumns(); err != nil {
			return err
		}
	}
	for _, a := range p.selectedAnnotations() {
		p.selectAnnotation(a)
	}
	return p.selectRelated()
}

func (p *planner) selectChosen() {
	for _, name := range p.order {
		if a := p.annotated(name); a != nil {
			p.selectAnnotation(a)
			continue
		}
		for _, c := range p.picked {
			if c.name == name {
				p.outputs = append(p.outputs, selected{term: c.term, out: outputOf(name, c.term)})
			}
		}
	}
	for _, a := range p.selectedAnnotations() {
		if !slices.Contains(p.order, a.name) {
			p.selectAnnotation(a)
		}
	}
}

func (p *planner) selectAnnotation(a *annotation) {
	p.outputs = append(p.outputs, selected{term: a.term, alias: a.name, out: outputOf(a.name, a.term)})
}

// outputOf describes a column of the rows.
func outputOf(name string, t term) output {
	out := output{name: name, typ: t.typ()}
	if c, ok := t.(*column); ok {
		out.field = c.field
	}
	return out
}

// selectColumns selects the model's own columns, but for those left out by Only
// and Defer.
func (p *planner) selectColumns() error {
	fields, err := p.mask.columns(p.model)
	if err != nil {
		return err
	}
	start := p.start()
	for _, f := range fields {
		t := &column{join: start, field: f}
		p.outputs = append(p.outputs, selected{term: t, out: output{name: f.Attr(), typ: f.Type, field: f}})
	}
	return nil
}

// resolveDistinct finds the columns of DISTINCT ON, and selects what rows are
// ordered by: a distinct row has no other columns.
func (p *planner) resolveDistinct() error {
	for _, name := range p.distinctOn {
		if name == "pk" {
			name = p.model.pk.Name
		}
		t, err := p.resolver().path(name)
		if err != nil {
			return err
		}
		p.on = append(p.on, t)
	}
	if !p.distinct || len(p.distinctOn) > 0 {
		return nil
	}
	for _, o := range p.orders {
		if o.place == 0 && !p.selects(o.term) {
			p.outputs = append(p.outputs, selected{term: o.term, out: output{typ: o.term.typ()}})
			p.hidden++
		}
	}
	return nil
}

// selects reports whether a term is selected already, by its text.
func (p *planner) selects(t term) bool {
	text, err := textOfTerm(p.dialect, t)
	if err != nil {
		return false
	}
	for _, o := range p.outputs {
		if have, err := textOfTerm(p.dialect, o.term); err == nil && have == text {
			return true
		}
	}
	return false
}

// textOfTerm writes a term alone. Tables are called by their place here, as their
// names are not chosen yet.
func textOfTerm(d Dialect, t term) (string, error) {
	w := newWriter(d)
	w.anonymous = true
	err := t.write(w)
	return string(w.sql), err
}
