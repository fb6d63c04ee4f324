package functions

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

const microsPerDay = int64(24 * time.Hour / time.Microsecond)

var errDurationRange = errors.New("duration out of range")

// timestampDiff is (a, b).
func timestampDiff(args []driver.Value) (driver.Value, error) {
	return diff(args, "date or datetime", stored.isDate)
}

// timeDiff is (a, b).
func timeDiff(args []driver.Value) (driver.Value, error) {
	return diff(args, "time", func(s stored) bool { return s.hasTime && !s.hasDate })
}

func diff(args []driver.Value, what string, fits func(stored) bool) (driver.Value, error) {
	var sides [2]stored
	for i, arg := range args {
		s, ok := parseArg(arg)
		if !ok || !fits(s) {
			return nil, fmt.Errorf("a %s expected, not %s", what, describe(arg))
		}
		sides[i] = s
	}
	return sides[0].t.UnixMicro() - sides[1].t.UnixMicro(), nil
}

// durationMath is (op, a, b).
func durationMath(args []driver.Value) (driver.Value, error) {
	op, _ := args[0].(string)
	switch a, b := args[1], args[2]; strings.TrimSpace(op) {
	case "+":
		return plus(a, b)
	case "-":
		return minus(a, b)
	case "*":
		return multiply(a, b)
	case "/":
		return divide(a, b)
	}
	return nil, fmt.Errorf("unknown operator: %s", describe(args[0]))
}

// An operand is a duration in microseconds, or a date, a time or both.
type operand struct {
	stored
	micros int64
}

func (o operand) isDuration() bool { return !o.hasDate && !o.hasTime }

// operands reads both sides, false if one is neither a duration nor text in a
// stored form: the result is NULL then.
func operands(a, b driver.Value) (x, y operand, ok bool) {
	x, okX := toOperand(a)
	y, okY := toOperand(b)
	return x, y, okX && okY
}

func toOperand(v driver.Value) (operand, bool) {
	switch v := v.(type) {
	case int64:
		return operand{micros: v}, true
	case float64: // a duration that SQLite has multiplied
		micros, err := roundMicros(v)
		return operand{micros: micros}, err == nil
	}
	s, ok := parseArg(v)
	return operand{stored: s}, ok
}

func plus(a, b driver.Value) (driver.Value, error) {
	x, y, ok := operands(a, b)
	switch {
	case !ok:
		return nil, nil
	case x.isDuration() && y.isDuration():
		return addMicros(x.micros, y.micros)
	case x.isDuration():
		return y.add(x.micros)
	case y.isDuration():
		return x.add(y.micros)
	}
	return nil, fmt.Errorf("%s and %s cannot be added", describe(a), describe(b))
}

func minus(a, b driver.Value) (driver.Value, error) {
	x, y, ok := operands(a, b)
	switch {
	case !ok:
		return nil, nil
	case y.isDuration() && y.micros == math.MinInt64:
		return nil, errDurationRange
	case y.isDuration() && x.isDuration():
		return addMicros(x.micros, -y.micros)
	case y.isDuration():
		return x.add(-y.micros)
	case x.hasDate && y.hasDate || !x.hasDate && !y.hasDate && x.hasTime:
		return x.t.UnixMicro() - y.t.UnixMicro(), nil
	}
	return nil, fmt.Errorf("%s cannot be subtracted from %s", describe(b), describe(a))
}

func addMicros(a, b int64) (driver.Value, error) {
	sum := a + b
	if (a < 0) == (b < 0) && (sum < 0) != (a < 0) {
		return nil, errDurationRange
	}
	return sum, nil
}

// add moves a date, a time or both, and writes the result in its stored form.
func (s stored) add(micros int64) (driver.Value, error) {
	if !s.hasDate {
		return formatClock(s.t.Add(time.Duration(micros%microsPerDay) * time.Microsecond)), nil
	}
	// A sum that overflows is 290,000 years away, and out of range as well.
	t := time.UnixMicro(s.t.UnixMicro() + micros).UTC()
	if !inRange(t) {
		return nil, errRange
	}
	if !s.hasTime && micros%microsPerDay == 0 {
		return formatDate(t), nil
	}
	return formatDateTime(t), nil
}

// multiply is exact for integers.
func multiply(a, b driver.Value) (driver.Value, error) {
	m, isInt := a.(int64)
	n, areInts := b.(int64)
	if isInt && areInts {
		return multiplyMicros(m, n)
	}
	x, y, err := numbers(a, b)
	if err != nil {
		return nil, err
	}
	return roundMicros(x * y)
}

func multiplyMicros(m, n int64) (driver.Value, error) {
	product := m * n
	// The smallest integer has no opposite: -1 times it is itself.
	if m != 0 && (product/m != n || m == -1 && n == math.MinInt64) {
		return nil, errDurationRange
	}
	return product, nil
}

func divide(a, b driver.Value) (driver.Value, error) {
	x, y, err := numbers(a, b)
	if err != nil {
		return nil, err
	}
	if y == 0 {
		return nil, errZero
	}
	return roundMicros(x / y)
}

func roundMicros(f float64) (int64, error) {
	f = math.RoundToEven(f)
	// The comparison is false for NaN, which zero times infinity is.
	if !(f >= -1<<63 && f < 1<<63) {
		return 0, errDurationRange
	}
	return int64(f), nil
}
