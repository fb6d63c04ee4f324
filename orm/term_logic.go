package orm

// A connective joins conditions.
type connective uint8

const (
	allOf connective = iota
	anyOf
	oddOf // XOR: an odd number of them
)

// A truth is a condition known without asking: nothing or everything fulfils it.
type truth bool

func (t truth) typ() Type { return boolType }

func (t truth) operands() []term { return nil }

func (t truth) groups() []term { return nil }

func (t truth) conditional() {}

func (t truth) write(w *writer) error {
	if t {
		w.text("1 = 1")
	} else {
		w.text("1 = 0")
	}
	return nil
}

// A junction is conditions joined by AND, OR or XOR, and perhaps negated.
type junction struct {
	how  connective
	not  bool
	list []term
}

func (j *junction) typ() Type { return boolType }

func (j *junction) operands() []term { return j.list }

func (j *junction) conditional() {}

func (j *junction) groups() []term { return groupsOfAll(j.list) }

// newJunction joins conditions and leaves out those that are known.
func newJunction(how connective, not bool, list []term) term {
	t := simplified(how, list)
	if !not {
		return t
	}
	return negated(t)
}

func negated(t term) term {
	switch t := t.(type) {
	case truth:
		return !t
	case *junction:
		return &junction{t.how, !t.not, t.list}
	}
	return &junction{allOf, true, []term{t}}
}

func simplified(how connective, list []term) term {
	if how == oddOf {
		return simplifiedOdd(list)
	}
	// AND ends with a false one and forgets true ones; OR the other way round.
	ends := truth(how == anyOf)
	kept := make([]term, 0, len(list))
	for _, t := range list {
		if known, ok := t.(truth); ok {
			if known == ends {
				return ends
			}
			continue
		}
		if j, ok := t.(*junction); ok && j.how == how && !j.not {
			kept = append(kept, j.list...)
			continue
		}
		kept = append(kept, t)
	}
	switch len(kept) {
	case 0:
		return truth(len(list) == 0 || !bool(ends))
	case 1:
		return kept[0]
	}
	return &junction{how: how, list: kept}
}

func simplifiedOdd(list []term) term {
	var kept []term
	flip := false
	for _, t := range list {
		if known, ok := t.(truth); ok {
			flip = flip != bool(known)
			continue
		}
		kept = append(kept, t)
	}
	var t term
	switch len(kept) {
	case 0:
		return truth(flip || len(list) == 0)
	case 1:
		t = kept[0]
	default:
		t = &junction{how: oddOf, list: kept}
	}
	if flip {
		return negated(t)
	}
	return t
}

func (j *junction) write(w *writer) error {
	if j.not {
		w.text("NOT (")
		defer w.text(")")
	}
	if j.how == oddOf {
		return j.writeOdd(w)
	}
	between := " AND "
	if j.how == anyOf {
		between = " OR "
	}
	for i, t := range j.list {
		if i > 0 {
			w.text(between)
		}
		if err := writeCondition(w, t); err != nil {
			return err
		}
	}
	return nil
}

// writeOdd writes XOR, which neither database has for several conditions.
func (j *junction) writeOdd(w *writer) error {
	w.text("(")
	for i, t := range j.list {
		if i > 0 {
			w.text(" + ")
		}
		if err := w.format("CASE WHEN {0} THEN 1 ELSE 0 END", t); err != nil {
			return err
		}
	}
	w.text(") % 2 = 1")
	return nil
}

// writeCondition writes a condition beside others, in parentheses if it joins
// conditions itself.
func writeCondition(w *writer, t term) error {
	j, ok := t.(*junction)
	if !ok || j.not {
		return t.write(w)
	}
	w.text("(")
	defer w.text(")")
	return t.write(w)
}
