package functions_test

import (
	"math"
	"testing"

	"github.com/combo-web/combo/orm/sqlite/internal/functions"
)

const (
	second = 1_000_000
	hour   = 3600 * second
	day    = 24 * hour
)

func TestDiff(t *testing.T) {
	t.Parallel()
	const stamp, clock = functions.TimestampDiff, functions.TimeDiff
	runCalls(t, []callTest{
		{stamp, args("2024-03-01 00:00:00", "2024-02-28 23:59:59.999999"), int64(day + 1), ""},
		{stamp, args("2024-02-28", "2024-03-01"), int64(-2 * day), ""},
		{stamp, args("2024-02-28 01:00:00", "2024-02-28"), int64(hour), ""},
		{stamp, args("2024-02-28 01:00:00+01:00", "2024-02-28"), int64(0), ""},
		{stamp, args("9999-12-31 23:59:59.999999", "0001-01-01 00:00:00"), int64(315537897599999999), ""},
		{stamp, args("2024-02-30", "2024-02-28"), nil, `a date or datetime expected, not text "2024-02-30"`},
		{stamp, args("2024-02-28", 5), nil, "not 5"},
		{stamp, args("2024-02-28", "01:00:00"), nil, "expected"},
		{clock, args("01:00:00", "00:30:00.000001"), int64(hour/2 - 1), ""},
		{clock, args("00:00:00", "23:00:00"), int64(-23 * hour), ""},
		{clock, args("00:00:00", "25:00:00"), nil, "a time expected"},
		{clock, args("2024-02-28 01:00:00", "00:00:00"), nil, "a time expected"},
	})
}

func TestDurationMath(t *testing.T) {
	t.Parallel()
	const name = functions.DurationMath
	runCalls(t, []callTest{
		{name, args("+", "2024-02-28 23:00:00", 2*hour), "2024-02-29 01:00:00", ""},
		{name, args(" + ", 2*hour, "2024-02-28 23:00:00"), "2024-02-29 01:00:00", ""},
		{name, args("-", "2024-02-28 00:00:00", 1), "2024-02-27 23:59:59.999999", ""},
		{name, args("+", "2024-02-28T23:00:00+01:00", 0), "2024-02-28 22:00:00", ""},
		{name, args("+", "2024-02-28", day), "2024-02-29", ""},
		{name, args("-", "2024-03-01", 366*day), "2023-03-01", ""},
		{name, args("+", "2024-02-28", 36*hour), "2024-02-29 12:00:00", ""},
		{name, args("+", "23:00:00", 2*hour), "01:00:00", ""},
		{name, args("-", "01:00:00", 2*hour), "23:00:00", ""},
		{name, args("+", "01:00:00", 3*day+1), "01:00:00.000001", ""},
		{name, args("+", "01:00:00", math.MaxInt64), "05:00:54.775807", ""},
		{name, args("+", "2024-02-28 23:00:00", 1.5*hour), "2024-02-29 00:30:00", ""},

		{name, args("+", 5, 7), int64(12), ""},
		{name, args("-", 5, 7), int64(-2), ""},
		{name, args("-", "2024-02-28", "2024-02-27 23:00:00"), int64(hour), ""},
		{name, args("-", "01:00:00", "02:00:00"), int64(-hour), ""},
		{name, args("*", 5, 7), int64(35), ""},
		{name, args("*", hour, 1.5), int64(1.5 * hour), ""},
		{name, args("*", "0.5", hour), int64(hour / 2), ""},
		{name, args("*", 9007199254740993, 3), int64(27021597764222979), ""},
		{name, args("/", hour, 4), int64(hour / 4), ""},
		{name, args("/", 5, 2), int64(2), ""}, // half to even, as Python
		{name, args("/", 7, 2), int64(4), ""},
		{name, args("/", hour, "0.5"), int64(2 * hour), ""},

		{name, args("+", "rubbish", 1), nil, ""},
		{name, args("+", 1, []byte("2024-02-28")), nil, ""},
		{name, args("+", 1e300, "2024-02-28"), nil, ""},
		{name, args("+", "2024-02-28", "2024-02-28"), nil, "cannot be added"},
		{name, args("-", 5, "2024-02-28"), nil, "cannot be subtracted"},
		{name, args("-", "2024-02-28", "01:00:00"), nil, "cannot be subtracted"},
		{name, args("+", "9999-12-31", day), nil, "out of range"},
		{name, args("-", "0001-01-01 00:00:00", 1), nil, "out of range"},
		{name, args("+", "2024-02-28", math.MaxInt64), nil, "out of range"},
		{name, args("-", "2024-02-28", math.MinInt64), nil, "out of range"},
		{name, args("+", math.MaxInt64, 1), nil, "out of range"},
		{name, args("+", math.MinInt64, -1), nil, "out of range"},
		{name, args("-", -1, math.MinInt64), nil, "out of range"},
		{name, args("-", 5, math.MinInt64), nil, "out of range"},
		{name, args("+", "9999-12-31", math.MaxInt64), nil, "out of range"},
		{name, args("*", math.MaxInt64, 2), nil, "out of range"},
		{name, args("*", -1, math.MinInt64), nil, "out of range"},
		{name, args("*", math.MinInt64, -1), nil, "out of range"},
		{name, args("*", math.MaxInt64, 2.0), nil, "out of range"},
		{name, args("*", math.Inf(1), 0), nil, "out of range"},
		{name, args("*", "2024-02-28", 2), nil, "a number expected"},
		{name, args("/", 5, 0), nil, "division by zero"},
		{name, args("%", 5, 2), nil, `unknown operator: text "%"`},
		{name, args(1, 5, 2), nil, "unknown operator: 1"},
	})
}
