package orm

// A function is one that dialects write. Its name is that of Django's class.
type function struct {
	name string
	out  outFunc
	// prepare looks at the arguments and may change them. Defaults to nothing.
	prepare func(r *resolver, args []term) ([]term, error)
	// key is what the text depends on beside the name and the arguments' types.
	key string
}

// A call is a function with its arguments.
type call struct {
	f    *function
	args []Expression
}

func newCall(f *function, args ...any) Expression { return &call{f, exprsOf(args)} }

func (c *call) shape(s *shaper) {
	s.code(shapeFunc)
	s.text(c.f.name)
	s.text(c.f.key)
	shapeList(s, c.args)
}

func (c *call) resolve(r *resolver) (term, error) {
	args, err := r.all(c.args)
	if err != nil {
		return nil, err
	}
	if c.f.prepare != nil {
		if args, err = c.f.prepare(r, args); err != nil {
			return nil, err
		}
	}
	return newCallTerm(c.f.name, args, c.f.out), nil
}

// all resolves expressions in order.
func (r *resolver) all(list []Expression) ([]term, error) {
	terms := make([]term, len(list))
	for i, e := range list {
		var err error
		if terms[i], err = r.argument(e); err != nil {
			return nil, err
		}
	}
	return terms, nil
}

// A Call is a function as a dialect sees it.
type Call struct {
	// Name is that of Django's class, such as "LPad", or an operator: "+".
	Name string
	// Args are the types of the arguments, and Out that of the result. NoKind is
	// one that is not known.
	Args []Type
	Out  Type
	// Part is which part of a date is meant: "year".
	Part string
	// Zone says that the last argument is a time zone, and how it is given.
	Zone ZoneForm
	// Distinct says that an aggregate looks at equal values once.
	Distinct bool
}

// A callTerm is a function of terms.
type callTerm struct {
	call Call
	args []term
	why  error // there is no Out
}

func newCallTerm(name string, args []term, out outFunc) *callTerm {
	t := &callTerm{call: Call{Name: name}, args: args}
	t.call.Args = typesOf(args)
	if t.call.Out, t.why = out(name, args); t.why != nil {
		t.call.Out = Type{}
	}
	return t
}

func typesOf(terms []term) []Type {
	types := make([]Type, len(terms))
	for i, t := range terms {
		types[i] = t.typ()
	}
	return types
}

func (c *callTerm) typ() Type { return c.call.Out }

func (c *callTerm) undecided() error { return c.why }

func (c *callTerm) operands() []term { return c.args }

func (c *callTerm) write(w *writer) error { return w.call(c.call, c.args) }

// call writes a function in the dialect's form.
func (w *writer) call(c Call, args []term) error {
	text := w.dialect.Function(c)
	if text == "" {
		return mistakef("%s has no %s of %s", w.dialect.Name(), c.Name, kindsOf(c.Args))
	}
	return w.format(text, args...)
}

// kindsOf lists kinds, for messages.
func kindsOf(types []Type) string {
	text := ""
	for i, t := range types {
		if i > 0 {
			text += ", "
		}
		text += t.Kind.String()
	}
	return text
}
