package orm

// A right is the right side of a lookup, resolved.
type right struct {
	term term   // a value, an expression, NULL; nil for a list or a flag
	list []term // of a list whose parts are not alike
	run  *run   // of a list of values
	sub  *subquery
	form operandForm
	flag bool
	one  any // the value itself, for messages and checks
}

// A run is a list of values: n places beginning with a value, or one value that
// is the whole list.
type run struct {
	value, n int
	as       Type
	wrap     func(any) (any, error)
}

// rightSide resolves the right side of a lookup.
func (r *resolver) rightSide(o *operand) (right, error) {
	s := right{form: o.form, one: o.one}
	var err error
	switch o.form {
	case oneValue:
		s.term, err = r.value(o.one, Type{})
	case anExpression:
		s.term, err = o.one.(Expression).resolve(r)
		if q, ok := s.term.(*subquery); ok && err == nil && q.bare {
			s.sub = q
		}
	case aQuery:
		s.sub, err = r.subquery(o.one.(Query))
		s.term = s.sub
	case aFlag:
		s.flag = o.one.(bool)
	case listOfValues:
		err = r.listSide(o, &s)
	}
	return s, err
}

func (r *resolver) listSide(o *operand, s *right) error {
	list := o.list()
	if o.mixed || r.fixed {
		for _, v := range list {
			part := operandOf(v, "")
			one, err := r.rightSide(&part)
			if err != nil {
				return err
			}
			s.list = append(s.list, one.term)
		}
		return nil
	}
	if len(list) == 0 {
		return nil
	}
	s.run = &run{value: r.cursor.next, n: places(len(list), r.arrays()), as: typeOf(list[0])}
	if r.arrays() || s.run.n > maxPlaces {
		r.cursor.take()
		return nil
	}
	r.cursor.next += s.run.n
	return nil
}

// arrays reports whether a list is one argument.
func (p *planner) arrays() bool { return p.dialect.Features().Arrays }

// meeting returns a value as it is compared with a term: it takes its type.
func meeting(t, beside term) term {
	switch t := t.(type) {
	case *place:
		met := *t
		if as := beside.typ(); t.inferred && as.Kind != NoKind && !finer(t.as, as) {
			met.as = unlimited(as)
		}
		if c, ok := beside.(*column); ok {
			met.of = c.field
		}
		met.bare = !valueOnly(beside) && sameFamily(met.as, beside.typ())
		return &met
	case *null:
		return &null{beside.typ()}
	}
	return t
}

// unlimited returns the type of values that a column may be compared with: a
// longer text than it holds only means that no row is equal.
func unlimited(t Type) Type {
	t.Digits, t.Places, t.Max = 0, 0, 0
	return t
}

// finer reports whether a number would lose its fraction in another's type.
func finer(value, column Type) bool {
	return column.Kind == Int && (value.Kind == Float || value.Kind == Decimal)
}

func sameFamily(a, b Type) bool { return a.Kind == b.Kind }

// valueOnly reports whether a term is a value, from which no type follows.
func valueOnly(t term) bool {
	switch t.(type) {
	case *place, *constant, *null:
		return true
	}
	return false
}
