package orm

import "slices"

// A Named is an expression with the name that it has in rows.
type Named struct {
	Name string
	By   Expression
}

// As names an expression, or a column by its address.
func As(name string, by any) Named { return Named{name, exprOf(by)} }

// Annotate selects expressions beside the columns. Later steps may use them by
// their names. The first aggregate groups the rows: by the columns that Values
// named before, else each row by itself.
func (q Query) Annotate(list ...Named) Query { return q.with(&annotateOp{list, true}) }

// Alias gives expressions names for later steps without selecting them.
func (q Query) Alias(list ...Named) Query { return q.with(&annotateOp{list, false}) }

type annotateOp struct {
	list     []Named
	selected bool
}

func (o *annotateOp) shape(s *shaper) {
	s.opCode(opAnnotate)
	s.flag(o.selected)
	shapeNamed(s, o.list)
}

func shapeNamed(s *shaper, list []Named) {
	s.number(len(list))
	for _, n := range list {
		s.text(n.Name)
		n.By.shape(s)
	}
}

func (o *annotateOp) apply(p *planner) error {
	grouped := false
	for _, n := range o.list {
		if err := p.checkName(n.Name); err != nil {
			return err
		}
		t, err := n.By.resolve(p.resolver())
		if err != nil {
			return err
		}
		if t, err = selectable(t); err != nil {
			return err
		}
		p.annotate(&annotation{name: n.Name, term: t, selected: o.selected})
		grouped = grouped || aggregates(t)
	}
	if grouped {
		p.group()
	}
	return nil
}

// selectable prepares a subquery to stand for a value.
func selectable(t term) (term, error) {
	if s, ok := t.(*subquery); ok {
		return s, s.value()
	}
	return t, nil
}

// annotate adds an annotation in the place of one of the same name.
func (p *planner) annotate(a *annotation) {
	for i, old := range p.annotations {
		if old.name == a.name {
			p.annotations[i] = a
			return
		}
	}
	p.annotations = append(p.annotations, a)
}

// checkName checks the name of an annotation: it becomes part of the text.
func (p *planner) checkName(name string) error {
	if !isAlias(name) {
		return mistakef("%s: %q cannot be the name of an annotation: a name has letters, digits and _ and no more than 63 of them", p.model, name)
	}
	if f, _ := p.model.lookupField(name); f != nil && !p.chosen || p.annotated(name) == nil && slices.Contains(p.order, name) {
		return mistakef("%s: the annotation %q has the name of a field", p.model, name)
	}
	return nil
}

func isAlias(name string) bool {
	if name == "" || len(name) > 63 {
		return false
	}
	for i, c := range []byte(name) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return true
}
