package orm

// Add is a + b: numbers, a duration and a date or time, or two durations. NULL
// makes it NULL, as in all arithmetic. The types that go together, and what
// comes of them, are Django's: a Date and a Duration make a DateTime, an Int and
// a Decimal a Decimal, but a Float and a Decimal need [WithType].
func Add(a, b any) Expr[any] { return combine("+", a, b) }

// Sub is a - b: as [Add], and between two dates or times their Duration.
func Sub(a, b any) Expr[any] { return combine("-", a, b) }

// Mul is a * b.
func Mul(a, b any) Expr[any] { return combine("*", a, b) }

// Div is a / b, of Ints without the fraction. Division by zero is NULL on SQLite
// and an error on PostgreSQL.
func Div(a, b any) Expr[any] { return combine("/", a, b) }

// Rem is the remainder of a / b, with the sign of a: the operator %.
func Rem(a, b any) Expr[any] { return combine("%", a, b) }

// Pow is a to the power of b: the operator ^ of PostgreSQL. That of Ints is an
// Int; [Power] gives a Float.
func Pow(a, b any) Expr[any] { return combine("^", a, b) }

// Neg is -a.
func Neg(a any) Expr[any] { return combine("*", a, -1) }

// BitAnd is the bits that are set in both Ints: Django's bitand.
func BitAnd(a, b any) Expr[any] { return combine("&", a, b) }

// BitOr is the bits that are set in one of two Ints: Django's bitor.
func BitOr(a, b any) Expr[any] { return combine("|", a, b) }

// BitXor is the bits that are set in exactly one of two Ints: Django's bitxor.
func BitXor(a, b any) Expr[any] { return combine("#", a, b) }

// BitLeft is the bits of an Int moved to the left: Django's bitleftshift.
func BitLeft(a, n any) Expr[any] { return combine("<<", a, n) }

// BitRight is the bits of an Int moved to the right: Django's bitrightshift.
func BitRight(a, n any) Expr[any] { return combine(">>", a, n) }

func combine(op string, a, b any) Expr[any] {
	return Expr[any]{&arithmetic{op, exprOf(a), exprOf(b)}}
}

// An arithmetic is two expressions joined by an operator.
type arithmetic struct {
	op   string
	l, r Expression
}

func (c *arithmetic) shape(s *shaper) {
	s.code(shapeCombined)
	s.text(c.op)
	c.l.shape(s)
	c.r.shape(s)
}

func (c *arithmetic) resolve(r *resolver) (term, error) {
	args, err := r.all([]Expression{c.l, c.r})
	if err != nil {
		return nil, err
	}
	return newCallTerm(c.op, args, givesCombined), nil
}

// givesCombined is the type of arithmetic.
func givesCombined(op string, args []term) (Type, error) {
	for _, a := range args {
		if err := typeMistake(a); err != nil {
			return Type{}, err
		}
	}
	a, b := args[0].typ().Kind, args[1].typ().Kind
	if k := combinedKind(op, a, b); k != NoKind || a == NoKind && b == NoKind {
		return Type{Kind: k}, nil
	}
	return Type{}, mistakef("cannot infer the type of %s %s %s; WithType says which is meant", a, op, b)
}

func combinedKind(op string, a, b Kind) Kind {
	switch op {
	case "&", "|", "#", "<<", ">>":
		return bitsKind(a, b)
	case "+":
		if k := movedKind(a, b); k != NoKind {
			return k
		}
		return combinedNumber(op, a, b)
	case "-":
		if k := movedKind(a, b); k != NoKind && (a != Duration || b == Duration) {
			return k
		}
		if k := distanceKind(a, b); k != NoKind {
			return k
		}
	}
	return combinedNumber(op, a, b)
}

func bitsKind(a, b Kind) Kind {
	if (a == Int || a == NoKind) && (b == Int || b == NoKind) && a != b || a == Int && b == Int {
		return Int
	}
	return NoKind
}

// combinedNumber is the kind of arithmetic on numbers. NULL is of any kind.
func combinedNumber(op string, a, b Kind) Kind {
	switch {
	case a == NoKind && isNumber(b):
		return b
	case !isNumber(a) || !isNumber(b) && b != NoKind:
		return NoKind
	case a == b || b == NoKind:
		return a
	case op == "^":
		return NoKind
	case a == Int:
		return b
	case b == Int:
		return a
	}
	return NoKind
}

// movedKind is the kind of a date or time and a duration.
func movedKind(a, b Kind) Kind {
	if a == Duration {
		a, b = b, a
	}
	switch {
	case b != Duration:
		return NoKind
	case a == Date:
		return DateTime
	case a == Time, a == DateTime, a == Duration:
		return a
	}
	return NoKind
}

// distanceKind is Duration if a and b are dates or times that have a distance.
func distanceKind(a, b Kind) Kind {
	if isMoment(a) && a == b || a == Date && b == DateTime || a == DateTime && b == Date {
		return Duration
	}
	return NoKind
}
