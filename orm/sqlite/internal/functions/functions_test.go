package functions_test

import (
	"database/sql"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/combo-web/combo/orm/sqlite/internal/functions"
	_ "time/tzdata" // so that the tests need no zone database
)

// open returns an empty database with the functions.
func open(t testing.TB) *sql.DB {
	t.Helper()
	if err := functions.Register(); err != nil {
		t.Fatalf("Register: %v", err)
	}
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	db.SetMaxOpenConns(1) // each connection would have a database of its own
	t.Cleanup(func() { db.Close() })
	return db
}

// call calls a function on bound arguments.
func call(db *sql.DB, name string, args ...any) (any, error) {
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(args)), ", ")
	return one(db, fmt.Sprintf("SELECT %s(%s)", name, marks), args...)
}

// one returns the one value of a query.
func one(db *sql.DB, query string, args ...any) (any, error) {
	var v any
	err := db.QueryRow(query, args...).Scan(&v)
	return v, err
}

// args lets a table of tests write its arguments in one line.
func args(list ...any) []any { return list }

// A callTest is a call and its result, or what its error says.
type callTest struct {
	name string
	args []any
	want any
	err  string
}

func runCalls(t *testing.T, tests []callTest) {
	t.Helper()
	db := open(t)
	for _, test := range tests {
		got, err := call(db, test.name, test.args...)
		switch {
		case test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)):
			t.Errorf("%s%v = %v, error %v, want an error with %q", test.name, test.args, got, err, test.err)
		case test.err == "" && err != nil:
			t.Errorf("%s%v: %v", test.name, test.args, err)
		case test.err == "" && !same(got, test.want):
			t.Errorf("%s%v = %#v, want %#v", test.name, test.args, got, test.want)
		}
	}
}

// same compares floats to a few units in the last place: the machines differ.
func same(got, want any) bool {
	g, ok := got.(float64)
	w, both := want.(float64)
	if ok && both && g != w {
		return math.Abs(g-w) <= 1e-15*math.Abs(w)
	}
	return got == want
}

// allCalls has one valid call of each function of one row.
var allCalls = []callTest{
	{name: functions.Regexp, args: args("a", "a")},
	{name: functions.DateExtract, args: args("year", "2024-02-29", "UTC")},
	{name: functions.DateTimeExtract, args: args("year", "2024-02-29 12:00:00", "UTC")},
	{name: functions.TimeExtract, args: args("hour", "12:00:00")},
	{name: functions.DateTrunc, args: args("year", "2024-02-29", "UTC")},
	{name: functions.DateTimeTrunc, args: args("year", "2024-02-29 12:00:00", "UTC")},
	{name: functions.TimeTrunc, args: args("hour", "12:00:00", "UTC")},
	{name: functions.DateTimeCastDate, args: args("2024-02-29 12:00:00", "UTC")},
	{name: functions.DateTimeCastTime, args: args("2024-02-29 12:00:00", "UTC")},
	{name: functions.TimestampDiff, args: args("2024-02-29", "2024-02-28")},
	{name: functions.TimeDiff, args: args("12:00:00", "11:00:00")},
	{name: functions.DurationMath, args: args("+", "2024-02-29", 5)},
	{name: functions.Acos, args: args(1)},
	{name: functions.Asin, args: args(1)},
	{name: functions.BitXor, args: args(1, 2)},
	{name: functions.Cot, args: args(1)},
	{name: functions.Exp, args: args(1)},
	{name: functions.Ln, args: args(1)},
	{name: functions.Log, args: args(2, 8)},
	{name: functions.Mod, args: args(5, 3)},
	{name: functions.Power, args: args(2, 3)},
	{name: functions.Sqrt, args: args(4)},
	{name: functions.LPad, args: args("a", 3, "b")},
	{name: functions.RPad, args: args("a", 3, "b")},
	{name: functions.Repeat, args: args("a", 3)},
	{name: functions.Reverse, args: args("ab")},
	{name: functions.MD5, args: args("a")},
	{name: functions.SHA1, args: args("a")},
	{name: functions.SHA224, args: args("a")},
	{name: functions.SHA256, args: args("a")},
	{name: functions.SHA384, args: args("a")},
	{name: functions.SHA512, args: args("a")},
	{name: functions.JSONContains, args: args("[1]", "1")},
	{name: functions.JSONEqual, args: args("[1]", "[1.0]")},
}

func TestRegisterTwice(t *testing.T) {
	t.Parallel()
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if err := functions.Register(); err != nil {
				t.Errorf("Register: %v", err)
			}
		})
	}
	wait.Wait()
}

// NULL in, NULL out, whichever argument it is; the zone alone may be NULL.
func TestNull(t *testing.T) {
	t.Parallel()
	db := open(t)
	for _, test := range allCalls {
		if got, err := call(db, test.name, test.args...); got == nil || err != nil {
			t.Errorf("%s%v = %v, %v, want a value", test.name, test.args, got, err)
		}
		for i := range test.args {
			list := append([]any{}, test.args...)
			list[i] = nil
			isZone := test.args[i] == "UTC"
			if got, err := call(db, test.name, list...); (got == nil) == isZone || err != nil {
				t.Errorf("%s%v = %v, %v", test.name, list, got, err)
			}
		}
	}
}

// Whatever is bound, there is a result or an error of the statement, and the
// connection works on.
func TestWrongTypes(t *testing.T) {
	t.Parallel()
	db := open(t)
	values := []any{
		"", "x", "\x00", "\xff", "9999999999999999999", "-", ":", "2024-13-01", "99:99:99", "[", "{}",
		0, -1, math.MaxInt64, math.MinInt64, 0.0, -0.5, 1e308, math.Inf(1), math.Inf(-1), []byte{}, []byte{0xff}, true,
	}
	for _, test := range allCalls {
		for i := range test.args {
			for _, v := range values {
				list := append([]any{}, test.args...)
				list[i] = v
				if _, err := call(db, test.name, list...); err != nil && strings.Contains(err.Error(), "panic") {
					t.Errorf("%s%v: %v", test.name, list, err)
				}
			}
		}
	}
	if _, err := one(db, "SELECT 1"); err != nil {
		t.Errorf("after all errors: %v", err)
	}
}

func TestArgumentCounts(t *testing.T) {
	t.Parallel()
	db := open(t)
	for _, test := range allCalls {
		for _, list := range [][]any{nil, append(args("a"), test.args...)} {
			got, err := call(db, test.name, list...)
			if err == nil || !strings.Contains(err.Error(), "wrong number of arguments") {
				t.Errorf("%s%v = %v, %v, want an error", test.name, list, got, err)
			}
		}
	}
}

// All functions may stand in an index and in a generated column.
func TestDeterministic(t *testing.T) {
	t.Parallel()
	db := open(t)
	if _, err := db.Exec("CREATE TABLE t (a, b, c)"); err != nil {
		t.Fatal(err)
	}
	for _, test := range allCalls {
		columns := strings.Join([]string{"a", "b", "c"}[:len(test.args)], ", ")
		if _, err := db.Exec(fmt.Sprintf("CREATE INDEX i_%s ON t (%s(%s))", test.name, test.name, columns)); err != nil {
			t.Errorf("index on %s: %v", test.name, err)
		}
	}
}
