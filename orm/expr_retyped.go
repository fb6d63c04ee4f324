package orm

// WithType is an expression whose value has another type than follows from its parts,
// as Django's ExpressionWrapper and output_field. A number becomes one of the
// other kind, an Int losing its fraction; nothing else is changed. For a value,
// it is the type that it is bound as.
func WithType(e any, as Type) Expr[any] {
	x := exprOf(e)
	if v, ok := unwrapped(x).(*value); ok {
		return Expr[any]{&value{v: v.v, as: as}}
	}
	return Expr[any]{&retyped{x, as}}
}

// Typed says what Go type the value of an expression has, without changing
// anything: Typed[decimal.Decimal](Sum(F("price"))).
func Typed[T any](e any) Expr[T] { return Expr[T]{unwrapped(exprOf(e))} }

// A retyped is an expression of another type.
type retyped struct {
	e  Expression
	as Type
}

func (a *retyped) shape(s *shaper) {
	s.code(shapeOther)
	s.text("as")
	s.typ(a.as)
	a.e.shape(s)
}

func (a *retyped) resolve(r *resolver) (term, error) {
	t, err := r.argument(a.e)
	if err != nil {
		return nil, err
	}
	return &retypedTerm{asType(t, a.as), a.as}, nil
}

// asType gives plain values the type that is wanted of the term they stand in,
// where they are its value.
func asType(t term, as Type) term {
	switch t := t.(type) {
	case *place, *null:
		return likened(t, as)
	case *caseTerm:
		c := *t
		c.then = asTypes(t.then, as)
		return &c
	case *callTerm:
		switch t.call.Name {
		case "Coalesce", "NullIf", "Greatest", "Least":
			c := *t
			c.args = asTypes(t.args, as)
			c.call.Args = typesOf(c.args)
			return &c
		}
	}
	return t
}

func asTypes(list []term, as Type) []term {
	typed := make([]term, len(list))
	for i, t := range list {
		typed[i] = asType(t, as)
	}
	return typed
}

type retypedTerm struct {
	inner term
	as    Type
}

func (a *retypedTerm) typ() Type { return a.as }

func (a *retypedTerm) operands() []term { return []term{a.inner} }

func (a *retypedTerm) groups() []term { return groupsAs(a, a.inner) }

func (a *retypedTerm) write(w *writer) error {
	from := a.inner.typ()
	if from.Kind == a.as.Kind || !isNumber(from.Kind) && from.Kind != NoKind || !isNumber(a.as.Kind) || valueOnly(a.inner) {
		return a.inner.write(w)
	}
	return w.call(Call{Name: "As", Args: []Type{from}, Out: a.as}, []term{a.inner})
}

// groupsAs returns what GROUP BY has to say of a term around another: the term
// itself, unless the inner one is grouped otherwise.
func groupsAs(t, inner term) []term {
	list := groupsOf(inner)
	if len(list) == 1 && list[0] == inner {
		return []term{t}
	}
	return list
}
