package functions_test

import (
	"math"
	"testing"

	"github.com/combo-web/combo/orm/sqlite/internal/functions"
)

func TestMath(t *testing.T) {
	t.Parallel()
	runCalls(t, []callTest{
		{functions.Acos, args(0.5), 1.0471975511965979, ""},
		{functions.Acos, args(2), nil, "combo_acos: the function is not defined there"},
		{functions.Asin, args(0.5), 0.5235987755982989, ""},
		{functions.Asin, args(-1.5), nil, "not defined"},
		{functions.Cot, args(1), 0.6420926159343306, ""},
		{functions.Cot, args(0), nil, "not defined"},
		{functions.Exp, args(1), 2.718281828459045, ""},
		{functions.Exp, args(-1000), 0.0, ""},
		{functions.Exp, args(1000), nil, "too large"},
		{functions.Exp, args(math.Inf(1)), math.Inf(1), ""},
		{functions.Ln, args(10), 2.302585092994046, ""},
		{functions.Ln, args(0), nil, "not defined"},
		{functions.Ln, args(-1), nil, "not defined"},
		{functions.Log, args(2, 8), 3.0, ""},
		{functions.Log, args(10, 1000), 3.0, ""},
		{functions.Log, args(7, 49), 2.0, ""},
		{functions.Log, args(1, 5), nil, "not defined"},
		{functions.Log, args(0, 5), nil, "not defined"},
		{functions.Log, args(2, 0), nil, "not defined"},
		{functions.Power, args(2, 10), 1024.0, ""},
		{functions.Power, args(2, -1), 0.5, ""},
		{functions.Power, args(0, 0), 1.0, ""},
		{functions.Power, args(0, -1), nil, "not defined"},
		{functions.Power, args(-8, 0.5), nil, "not defined"},
		{functions.Power, args(10, 400), nil, "too large"},
		{functions.Sqrt, args(2), 1.4142135623730951, ""},
		{functions.Sqrt, args("6.25"), 2.5, ""},
		{functions.Sqrt, args(-1), nil, "not defined"},
		{functions.Mod, args(5, 3), int64(2), ""},
		{functions.Mod, args(-5, 3), int64(-2), ""},
		{functions.Mod, args(9007199254740993, 2), int64(1), ""},
		{functions.Mod, args(math.MinInt64, -1), int64(0), ""},
		{functions.Mod, args(5.5, 2), 1.5, ""},
		{functions.Mod, args("5.5", "-2"), 1.5, ""},
		{functions.Mod, args(5, 0), nil, "division by zero"},
		{functions.Mod, args(5.0, 0.0), nil, "division by zero"},
		{functions.Mod, args(math.Inf(1), 2), nil, "not defined"},
		{functions.BitXor, args(12, 10), int64(6), ""},
		{functions.BitXor, args(-1, 1), int64(-2), ""},
		{functions.BitXor, args(1.5, 1), nil, "an integer expected, not 1.5"},
		{functions.BitXor, args(1, "1"), nil, `an integer expected, not text "1"`},
	})
}

// Powers of the usual bases have whole logarithms, to the last bit.
func TestLogIsExact(t *testing.T) {
	t.Parallel()
	db := open(t)
	for exponent := range 20 {
		got, err := one(db, "SELECT combo_log(10, ?) = ? AND combo_log(2, ?) = ?", math.Pow10(exponent), exponent, 1<<exponent, exponent)
		if got != int64(1) || err != nil {
			t.Errorf("logarithms of 10 and 2 to the %d are not that: %v, %v", exponent, got, err)
		}
	}
}

// Numbers may be bound as decimal text, and as nothing else that Go reads.
func TestNumbers(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"", "four", "0x10", "1_0", "inf", "nan", "1.2.3", "--1", "1e999", " 4"} {
		runCalls(t, []callTest{{functions.Sqrt, args(in), nil, "a number expected"}})
	}
	runCalls(t, []callTest{
		{functions.Sqrt, args("+4e0"), 2.0, ""},
		{functions.Sqrt, args([]byte("4")), nil, "not a blob of 1 bytes"},
		{functions.Power, args(2, "x"), nil, "a number expected"},
		{functions.Mod, args("x", 2), nil, "a number expected"},
		{functions.BitXor, args("x", 2), nil, "an integer expected"},
	})
}
