package orm

// Types of expressions follow from those of their parts by Django's rules. Where
// they do not, that is a mistake only when the type is needed: [WithType] may give it.

// An undecided term knows why its type does not follow.
type undecided interface{ undecided() error }

// typeMistake returns why the type of a term does not follow, nil if it does or
// if it does not matter: NULL has none.
func typeMistake(t term) error {
	if r, ok := t.(*annotationRef); ok {
		return typeMistake(r.to.term)
	}
	if u, ok := t.(undecided); ok && t.typ().Kind == NoKind {
		return u.undecided()
	}
	return nil
}

// An outFunc says what the type of a function is, given its arguments.
type outFunc func(name string, args []term) (Type, error)

// gives is for functions that have one type.
func gives(k Kind) outFunc {
	return func(string, []term) (Type, error) { return Type{Kind: k}, nil }
}

// givesFirst is for functions that have the type of their first argument.
func givesFirst(_ string, args []term) (Type, error) {
	return computed(args[0].typ()), typeMistake(args[0])
}

// computed is the type of what is computed of a column: it may have more digits.
func computed(t Type) Type {
	t.Max, t.Digits, t.Places = 0, 0, 0
	return t
}

// givesCommon is for functions that have the type that all arguments have. Those
// of no type are NULL.
func givesCommon(name string, args []term) (Type, error) {
	var common Type
	for _, a := range args {
		if err := typeMistake(a); err != nil {
			return Type{}, err
		}
		t := a.typ()
		switch {
		case t.Kind == NoKind || sameClass(common, t):
		case common.Kind == NoKind:
			common = computed(t)
		default:
			return Type{}, mistakef("%s contains mixed types: %s, %s; WithType says which is meant", name, common.Kind, t.Kind)
		}
	}
	return common, nil
}

func sameClass(a, b Type) bool { return a.Kind == b.Kind }

// givesNumber is for functions of numbers: a Decimal if one argument is, a Float
// of an Int, else the type of the arguments.
func givesNumber(name string, args []term) (Type, error) {
	integer := false
	for _, a := range args {
		switch a.typ().Kind {
		case Decimal:
			return Type{Kind: Decimal}, nil
		case Int:
			integer = true
		}
	}
	if integer || len(args) == 0 {
		return Type{Kind: Float}, nil
	}
	return givesCommon(name, args)
}

func isNumber(k Kind) bool { return k == Int || k == Float || k == Decimal }

func isMoment(k Kind) bool { return k == Date || k == Time || k == DateTime }

// alike gives plain numbers among arguments the type of the columns beside them.
func alike(args []term) []term {
	var beside term
	for _, a := range args {
		if !valueOnly(a) && a.typ().Kind != NoKind {
			beside = a
			break
		}
	}
	if beside == nil {
		return args
	}
	list := make([]term, len(args))
	for i, a := range args {
		list[i] = likened(a, beside.typ())
	}
	return list
}

func likened(t term, as Type) term {
	switch t := t.(type) {
	case *null:
		return &null{as}
	case *place:
		if !t.inferred || !becomes(t.as.Kind, as.Kind) {
			break
		}
		met := *t
		met.as = Type{Kind: as.Kind, Elem: as.Elem}
		return &met
	}
	return t
}

// becomes reports whether a plain value is taken for one of another kind.
func becomes(value, beside Kind) bool {
	switch {
	case value == beside, beside == JSON:
		return true
	case value == Int:
		return beside == Float || beside == Decimal
	case value == Float:
		return beside == Decimal
	case value == Text:
		return beside == UUID || beside == IP || isMoment(beside)
	}
	return false
}
