package functions

import (
	"database/sql/driver"
	"errors"
	"math"
)

var (
	errDomain   = errors.New("the function is not defined there")
	errOverflow = errors.New("the result is too large")
	errZero     = errors.New("division by zero")
)

var (
	acos = math.Acos
	asin = math.Asin
	exp  = math.Exp
	sqrt = math.Sqrt
)

func cot(x float64) float64 {
	if x == 0 {
		return math.NaN()
	}
	return 1 / math.Tan(x)
}

func ln(x float64) float64 {
	if x <= 0 {
		return math.NaN()
	}
	return math.Log(x)
}

// log is exact where x is a whole power of the base.
func log(base, x float64) float64 {
	if base <= 0 || base == 1 || x <= 0 {
		return math.NaN()
	}
	l := math.Log(x) / math.Log(base)
	if whole := math.Round(l); math.Pow(base, whole) == x {
		return whole
	}
	return l
}

func power(base, exponent float64) float64 {
	if base == 0 && exponent < 0 {
		return math.NaN()
	}
	return math.Pow(base, exponent)
}

// real1 is a function of one float. It fails where f is NaN, and where f has
// grown out of the floats.
func real1(f func(x float64) float64) func([]driver.Value) (driver.Value, error) {
	return func(args []driver.Value) (driver.Value, error) {
		x, err := number(args[0])
		if err != nil {
			return nil, err
		}
		return checked(f(x), x)
	}
}

// real2 is the same for two.
func real2(f func(x, y float64) float64) func([]driver.Value) (driver.Value, error) {
	return func(args []driver.Value) (driver.Value, error) {
		x, y, err := numbers(args[0], args[1])
		if err != nil {
			return nil, err
		}
		return checked(f(x, y), x, y)
	}
}

func checked(result float64, args ...float64) (driver.Value, error) {
	if math.IsNaN(result) {
		return nil, errDomain
	}
	if !math.IsInf(result, 0) {
		return result, nil
	}
	for _, x := range args {
		if math.IsInf(x, 0) {
			return result, nil
		}
	}
	return nil, errOverflow
}

// mod is (a, b). Integers stay exact, which floats would not beyond 2⁵³.
func mod(args []driver.Value) (driver.Value, error) {
	a, isInt := args[0].(int64)
	b, areInts := args[1].(int64)
	if isInt && areInts {
		if b == 0 {
			return nil, errZero
		}
		return a % b, nil
	}
	x, y, err := numbers(args[0], args[1])
	if err != nil {
		return nil, err
	}
	if y == 0 {
		return nil, errZero
	}
	return checked(math.Mod(x, y), x, y)
}

// bitXor is (a, b).
func bitXor(args []driver.Value) (driver.Value, error) {
	a, err := integer(args[0])
	if err != nil {
		return nil, err
	}
	b, err := integer(args[1])
	if err != nil {
		return nil, err
	}
	return a ^ b, nil
}
