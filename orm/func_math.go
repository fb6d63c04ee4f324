package orm

// Functions of numbers. NULL makes them NULL. Where one argument is a Decimal
// the result is one, else a Float, but for those that keep the type of their
// argument. What has no result, such as the root of -1, is an error of the
// database.

// Abs is the number without its sign, of the same type.
func Abs(x any) Expr[any] { return sameCall("Abs", x) }

// Ceil is the smallest whole number that is not less, of the same type.
func Ceil(x any) Expr[any] { return sameCall("Ceil", x) }

// Floor is the largest whole number that is not greater, of the same type.
func Floor(x any) Expr[any] { return sameCall("Floor", x) }

// Sign is -1, 0 or 1, of the same type.
func Sign(x any) Expr[any] { return sameCall("Sign", x) }

// Round rounds to a number of digits behind the point, halves away from zero. A
// negative number rounds to tens, hundreds …, which SQLite cannot. The type is
// that of x.
func Round(x any, digits int) Expr[any] {
	f := &function{name: "Round", out: givesFirst, prepare: wholePlaces(digits)}
	if digits < 0 {
		f.key = "tens" // which not every database has
	}
	return Expr[any]{newCall(f, x, digits)}
}

func wholePlaces(digits int) func(*resolver, []term) ([]term, error) {
	return func(r *resolver, args []term) ([]term, error) {
		if digits < 0 && r.dialect.Name() == "sqlite" {
			return nil, mistakef("%s: SQLite cannot Round to %d digits", r.model, digits)
		}
		return args, nil
	}
}

// Mod is the remainder of a / b, with the sign of a.
func Mod(a, b any) Expr[any] { return numberCall("Mod", a, b) }

// Power is a to the power of b.
func Power(a, b any) Expr[any] { return numberCall("Power", a, b) }

// Sqrt is the square root.
func Sqrt(x any) Expr[any] { return numberCall("Sqrt", x) }

// Exp is e to the power of x.
func Exp(x any) Expr[any] { return numberCall("Exp", x) }

// Ln is the natural logarithm.
func Ln(x any) Expr[any] { return numberCall("Ln", x) }

// Log is the logarithm of x to a base.
func Log(base, x any) Expr[any] { return numberCall("Log", base, x) }

// Sin, and the functions behind it, take and give radians.
func Sin(x any) Expr[any] { return numberCall("Sin", x) }

// Cos is the cosine.
func Cos(x any) Expr[any] { return numberCall("Cos", x) }

// Tan is the tangent.
func Tan(x any) Expr[any] { return numberCall("Tan", x) }

// Cot is the cotangent.
func Cot(x any) Expr[any] { return numberCall("Cot", x) }

// ASin is the arc sine.
func ASin(x any) Expr[any] { return numberCall("ASin", x) }

// ACos is the arc cosine.
func ACos(x any) Expr[any] { return numberCall("ACos", x) }

// ATan is the arc tangent.
func ATan(x any) Expr[any] { return numberCall("ATan", x) }

// ATan2 is the arc tangent of y / x, in the quadrant of both.
func ATan2(y, x any) Expr[any] { return numberCall("ATan2", y, x) }

// Degrees makes degrees of radians.
func Degrees(x any) Expr[any] { return numberCall("Degrees", x) }

// Radians makes radians of degrees.
func Radians(x any) Expr[any] { return numberCall("Radians", x) }

// Pi is π.
func Pi() Expr[float64] { return Expr[float64]{newCall(&function{name: "Pi", out: givesNumber})} }

// Random is another number for each row, from 0 up to but not including 1.
func Random() Expr[float64] {
	return Expr[float64]{newCall(&function{name: "Random", out: givesNumber})}
}

func sameCall(name string, args ...any) Expr[any] {
	return Expr[any]{newCall(&function{name: name, out: givesFirst}, args...)}
}

func numberCall(name string, args ...any) Expr[any] {
	return Expr[any]{newCall(&function{name: name, out: givesNumber}, args...)}
}
