package functions

import (
	"database/sql/driver"
	"fmt"
	"math"
	"math/big"
	"math/bits"

	"modernc.org/sqlite"
)

// A spread is a variance or a standard deviation. It keeps the sums of the
// values and of their squares exactly, as integers in units of a power of two:
// so nothing cancels out, the order of rows does not matter, and a window can
// take away what it has added.
type spread struct {
	name   string
	root   bool  // of the variance
	sample int64 // what is taken from the count: 1 for samples, 0 for populations

	count     int64
	infinite  int64 // how many of the values are infinite
	unit      int   // the sum is sum·2^unit, the sum of squares squares·2^(2·unit)
	sum       big.Int
	squares   big.Int
	value, sq big.Int // scratch
}

func (s *spread) Step(_ *sqlite.FunctionContext, row []driver.Value) error {
	return s.move(row[0], 1)
}

func (s *spread) WindowInverse(_ *sqlite.FunctionContext, row []driver.Value) error {
	return s.move(row[0], -1)
}

func (s *spread) Final(*sqlite.FunctionContext) {}

// move adds a value, or takes it away if sign is -1.
func (s *spread) move(v driver.Value, sign int64) error {
	mantissa, exponent, finite, err := split(v)
	switch {
	case v == nil:
		return nil
	case err != nil:
		return fmt.Errorf("%s: %w", s.name, err)
	case !finite:
		s.infinite += sign
		return nil
	}
	s.count += sign
	s.refine(exponent)
	s.value.SetInt64(mantissa)
	s.value.Lsh(&s.value, uint(exponent-s.unit))
	s.sq.Mul(&s.value, &s.value)
	if sign > 0 {
		s.sum.Add(&s.sum, &s.value)
		s.squares.Add(&s.squares, &s.sq)
	} else {
		s.sum.Sub(&s.sum, &s.value)
		s.squares.Sub(&s.squares, &s.sq)
	}
	return nil
}

// refine makes the unit small enough for values in units of 2^exponent.
func (s *spread) refine(exponent int) {
	if exponent >= s.unit {
		return
	}
	s.sum.Lsh(&s.sum, uint(s.unit-exponent))
	s.squares.Lsh(&s.squares, uint(2*(s.unit-exponent)))
	s.unit = exponent
}

// split takes a number apart into mantissa·2^exponent.
func split(v driver.Value) (mantissa int64, exponent int, finite bool, err error) {
	if n, ok := v.(int64); ok {
		return n, 0, true, nil
	}
	f, err := number(v)
	if err != nil || math.IsInf(f, 0) {
		return 0, 0, false, err
	}
	if f == 0 {
		return 0, 0, true, nil
	}
	fraction, exponent := math.Frexp(f)
	mantissa = int64(fraction * (1 << 53))
	zeros := bits.TrailingZeros64(uint64(mantissa))
	return mantissa >> zeros, exponent - 53 + zeros, true, nil
}

// WindowValue returns (n·Σx² - (Σx)²) / (n·(n - sample)).
func (s *spread) WindowValue(*sqlite.FunctionContext) (driver.Value, error) {
	if s.count <= s.sample || s.infinite > 0 {
		return nil, nil
	}
	n := big.NewInt(s.count)
	top := new(big.Int).Mul(n, &s.squares)
	top.Sub(top, new(big.Int).Mul(&s.sum, &s.sum))
	below := new(big.Int).Mul(n, big.NewInt(s.count-s.sample))

	const precision = 128 // so that rounding once more to a float is harmless
	result := new(big.Float).SetPrec(precision).SetInt(top)
	result.Quo(result, new(big.Float).SetPrec(precision).SetInt(below))
	result.SetMantExp(result, 2*s.unit)
	if s.root {
		result.Sqrt(result)
	}
	f, _ := result.Float64()
	if math.IsInf(f, 0) {
		return nil, fmt.Errorf("%s: %w", s.name, errOverflow)
	}
	return f, nil
}
