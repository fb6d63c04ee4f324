package orm

// An ordered term is one of ORDER BY.
type orderTerm struct {
	term  term
	desc  bool
	nulls Nulls
	// place is the number of the term among the outputs, from 1, if it is selected
	// and that may stand for it; 0 if not.
	place int
}

func (o *orderTerm) write(w *writer) error {
	if err := o.term.write(w); err != nil {
		return err
	}
	o.writeDirection(w)
	return nil
}

func (o *orderTerm) writeDirection(w *writer) {
	if o.desc {
		w.text(" DESC")
	}
	switch o.nulls {
	case NullsFirst:
		w.text(" NULLS FIRST")
	case NullsLast:
		w.text(" NULLS LAST")
	}
}

func (o *orderTerm) flip() {
	o.desc = !o.desc
	switch o.nulls {
	case NullsFirst:
		o.nulls = NullsLast
	case NullsLast:
		o.nulls = NullsFirst
	}
}

// castValue keeps a constant from being read as the number of a column.
func castValue(t term) term {
	if !valueOnly(t) {
		return t
	}
	return &castTerm{t}
}

// A castTerm is a value with its type written out.
type castTerm struct{ of term }

func (c *castTerm) typ() Type { return c.of.typ() }

func (c *castTerm) operands() []term { return []term{c.of} }

func (c *castTerm) groups() []term { return nil }

func (c *castTerm) write(w *writer) error {
	cast, err := w.dialect.CastType(c.typ())
	if err != nil || cast == "" {
		cast = "text"
	}
	return w.format("CAST({0} AS "+cast+")", c.of)
}
