package orm

import "slices"

// A grouping says whether rows are grouped, and by what beside that which is
// selected, ordered by and asked for in HAVING.
type grouping struct {
	on bool
	by []term
	// whole groups by the model's columns, all that are selected.
	whole bool
	// named are the annotations that are grouped by as a whole, since Values
	// named them.
	named []term
}

// group begins groups when the first aggregate is annotated: by what Values
// named before, or by the whole row.
func (p *planner) group() {
	if !p.chosen {
		p.grouping = grouping{on: true, whole: true}
		return
	}
	p.groupByChosen()
}

// groupByChosen groups by what is selected now: columns named later are not
// part of it.
func (p *planner) groupByChosen() {
	p.grouping = grouping{on: true}
	for _, c := range p.picked {
		p.grouping.by = append(p.grouping.by, c.term)
	}
	for _, a := range p.annotations {
		if !a.selected || len(groupsOf(a.term)) == 0 {
			continue
		}
		if aggregates(a.term) {
			p.grouping.by = append(p.grouping.by, groupsOf(a.term)...)
			continue
		}
		p.grouping.by = append(p.grouping.by, a.term)
		p.grouping.named = append(p.grouping.named, a.term)
	}
}

// groupTerms returns the terms of GROUP BY: nothing may be selected, ordered by
// or asked for that is not among them.
func (p *planner) groupTerms() []term {
	if !p.grouping.on {
		return nil
	}
	all := append([]term(nil), p.grouping.by...)
	for _, o := range p.outputs {
		if !slices.Contains(p.grouping.named, o.term) {
			all = append(all, groupsOf(o.term)...)
		}
	}
	if !p.metaOrder {
		for _, o := range p.orders {
			if !slices.Contains(p.grouping.named, o.term) {
				all = append(all, groupsOf(o.term)...)
			}
		}
	}
	for _, t := range []term{p.having, p.qualify} {
		if t != nil {
			all = append(all, groupsOf(t)...)
		}
	}
	return p.collapsed(all)
}

// collapsed leaves out columns that follow from the key of their table, where
// the database knows that they do.
func (p *planner) collapsed(all []term) []term {
	if !p.dialect.Features().GroupsByKey {
		return all
	}
	keys := map[*join]bool{}
	for _, t := range all {
		if c, ok := t.(*column); ok && c.field.Primary && !c.join.model.Unmanaged {
			keys[c.join.real()] = true
		}
	}
	var kept []term
	for _, t := range all {
		if c, ok := t.(*column); ok && keys[c.join.real()] && !c.field.Primary {
			continue
		}
		kept = append(kept, t)
	}
	return kept
}

// writeGroups writes GROUP BY, each text once.
func (w *writer) writeGroups(terms []term) error {
	seen := map[string]bool{}
	begin := " GROUP BY "
	for _, t := range terms {
		at := len(w.sql)
		w.text(begin)
		from := len(w.sql)
		if err := t.write(w); err != nil {
			return err
		}
		if text := string(w.sql[from:]); seen[text] {
			w.sql = w.sql[:at]
		} else {
			seen[text] = true
			begin = ", "
		}
	}
	return nil
}

// splitWhere parts the conditions into those on rows, on groups and on windows.
func (p *planner) splitWhere() (where, having, qualify term) {
	var rows, groups, over []term
	for _, t := range p.where {
		for _, t := range conjuncts(t) {
			switch {
			case windows(t):
				over = append(over, t)
			case aggregates(t):
				groups = append(groups, t)
			default:
				rows = append(rows, t)
			}
		}
	}
	return conjunction(rows), conjunction(groups), conjunction(over)
}

// checkQualify refuses a condition that joins one on a window function by OR with
// one on rows where rows are grouped: the latter would have to be asked before,
// the former after they are.
func (p *planner) checkQualify() error {
	if p.qualify == nil || !p.grouping.on {
		return nil
	}
	for _, t := range conjuncts(p.qualify) {
		if mixed(t) {
			return mistakef("%s: where rows are grouped, a condition on a window function cannot be joined by OR with one on rows", p.model)
		}
	}
	return nil
}

func mixed(t term) bool {
	j, ok := t.(*junction)
	if !ok {
		return false
	}
	for _, t := range j.list {
		if !windows(t) && !aggregates(t) || mixed(t) {
			return true
		}
	}
	return false
}

// conjunction joins conditions by AND; nil for none.
func conjunction(list []term) term {
	if len(list) == 0 {
		return nil
	}
	t := newJunction(allOf, false, list)
	if t == truth(true) {
		return nil
	}
	return t
}

// conjuncts returns the conditions that AND joins.
func conjuncts(t term) []term {
	j, ok := t.(*junction)
	if !ok || j.not || j.how != allOf {
		return []term{t}
	}
	var all []term
	for _, t := range j.list {
		all = append(all, conjuncts(t)...)
	}
	return all
}
