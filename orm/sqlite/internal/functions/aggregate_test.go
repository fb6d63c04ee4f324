package functions_test

import (
	"database/sql"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/combo-web/combo/orm/sqlite/internal/functions"
)

// fill makes a table t of the values, in their order.
func fill(t *testing.T, db *sql.DB, values ...any) {
	t.Helper()
	if _, err := db.Exec("DROP TABLE IF EXISTS t; CREATE TABLE t (id INTEGER PRIMARY KEY, x)"); err != nil {
		t.Fatal(err)
	}
	for _, v := range values {
		if _, err := db.Exec("INSERT INTO t (x) VALUES (?)", v); err != nil {
			t.Fatal(err)
		}
	}
}

// The variances are those of exact arithmetic.
func TestSpread(t *testing.T) {
	t.Parallel()
	db := open(t)
	for _, test := range []struct {
		values          []any
		varPop, varSamp any
	}{
		{args(), nil, nil},
		{args(nil, nil), nil, nil},
		{args(5), 0.0, nil},
		{args(nil, 5, nil), 0.0, nil},
		{args(2, 4, 4, 4, 5, 5, 7, 9), 4.0, 32.0 / 7},
		{args(2, 4, nil, 4, "4", 5.0, 5, 7, "9.0"), 4.0, 32.0 / 7},
		{args(0.1, 0.1, 0.1), 0.0, 0.0},
		{args(1e9+4, 1e9+7, 1e9+13, 1e9+16), 22.5, 30.0},
		{args(1e15+4, 1e15+7, 1e15+13, 1e15+16), 22.5, 30.0},
		{args(1e-150, 3e-150), 1e-300, 2e-300},
		{args(-1.5, 1.5), 2.25, 4.5},
		{args(math.MaxInt64, math.MaxInt64-2), 1.0, 2.0},
		{args(1e300, 0.0, 1e-300, math.Inf(1)), nil, nil},
	} {
		fill(t, db, test.values...)
		for name, want := range map[string]any{
			functions.VarPop: test.varPop, functions.VarSamp: test.varSamp,
			functions.StddevPop: root(test.varPop), functions.StddevSamp: root(test.varSamp),
		} {
			got, err := one(db, "SELECT "+name+"(x) FROM t")
			if !same(got, want) || err != nil {
				t.Errorf("%s of %v = %v, %v, want %v", name, test.values, got, err, want)
			}
		}
	}
}

func root(v any) any {
	if f, ok := v.(float64); ok {
		return math.Sqrt(f)
	}
	return v
}

func TestSpreadErrors(t *testing.T) {
	t.Parallel()
	db := open(t)
	for _, test := range []struct {
		name   string
		values []any
		err    string
	}{
		{functions.VarPop, args(1e200, 1), "combo_var_pop: the result is too large"},
		{functions.StddevSamp, args(1, "x"), `combo_stddev_samp: a number expected, not text "x"`},
		{functions.VarSamp, args(1, []byte("1")), "a number expected"},
	} {
		fill(t, db, test.values...)
		got, err := one(db, "SELECT "+test.name+"(x) FROM t")
		if err == nil || !strings.Contains(err.Error(), test.err) {
			t.Errorf("%s of %v = %v, %v, want an error with %q", test.name, test.values, got, err, test.err)
		}
	}
	fill(t, db, 1e200, 3e200) // whose variance is no float
	if got, err := one(db, "SELECT combo_stddev_pop(x) FROM t"); !same(got, 1e200) || err != nil {
		t.Errorf("deviation = %v, %v, want 1e200", got, err)
	}
}

// A moving window takes away exactly what it added, after any outlier.
func TestSpreadWindow(t *testing.T) {
	t.Parallel()
	db := open(t)
	fill(t, db, 1, 1e300, nil, math.Inf(1), 2, 4, 1e-5, "8", nil, nil, nil, 3)
	for _, name := range []string{functions.VarPop, functions.VarSamp, functions.StddevPop, functions.StddevSamp} {
		moving := column(t, db, fmt.Sprintf("SELECT %s(x) OVER (ORDER BY id ROWS 2 PRECEDING) FROM t WHERE id > 3 ORDER BY id", name))
		afresh := column(t, db, fmt.Sprintf("SELECT (SELECT %s(x) FROM t WHERE id BETWEEN max(4, r.id - 2) AND r.id) FROM t r WHERE id > 3 ORDER BY id", name))
		if fmt.Sprint(moving) != fmt.Sprint(afresh) {
			t.Errorf("%s in a window = %v, want %v", name, moving, afresh)
		}
	}
}

func column(t *testing.T, db *sql.DB, query string) (list []any) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var v any
		if err := rows.Scan(&v); err != nil {
			t.Fatal(err)
		}
		list = append(list, v)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestAnyValue(t *testing.T) {
	t.Parallel()
	db := open(t)
	for _, test := range []struct {
		values []any
		want   string
	}{
		{args(), "<nil>"},
		{args(nil), "<nil>"},
		{args(nil, "a\x00b", nil), "a\x00b"},
		{args(nil, []byte("b"), nil), "[98]"},
		{args(7), "7"},
	} {
		fill(t, db, test.values...)
		if got, err := one(db, "SELECT combo_any_value(x) FROM t"); fmt.Sprint(got) != test.want || err != nil {
			t.Errorf("any_value of %v = %v, %v, want %v", test.values, got, err, test.want)
		}
	}
}

// The value is a copy of what lay in memory that later rows use.
func TestAnyValueIsKept(t *testing.T) {
	t.Parallel()
	got, err := one(open(t), `WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 100)
		SELECT combo_any_value(iif(i = 1, printf('kept %d', i), NULL)) || max(printf('lost %d', i)) FROM n`)
	if got != "kept 1lost 99" || err != nil {
		t.Errorf("any_value = %v, %v, want kept 1", got, err)
	}
}

// The value is one of the group, and one that is in the window.
func TestAnyValueOfGroups(t *testing.T) {
	t.Parallel()
	db := open(t)
	fill(t, db, "a", nil, "b", nil, nil, "c", "d")
	groups := column(t, db, "SELECT combo_any_value('group ' || (id % 2)) FROM t GROUP BY id % 2 ORDER BY 1")
	if fmt.Sprint(groups) != "[group 0 group 1]" {
		t.Errorf("groups = %v", groups)
	}
	inside := `SELECT count(*) FROM (SELECT id, combo_any_value(x) OVER (ORDER BY id ROWS 1 PRECEDING) AS v FROM t) AS w
		WHERE v IS NULL AND NOT EXISTS (SELECT 1 FROM t WHERE id BETWEEN w.id - 1 AND w.id AND x IS NOT NULL)
		   OR v IN (SELECT x FROM t WHERE id BETWEEN w.id - 1 AND w.id)`
	if got, err := one(db, inside); got != int64(7) || err != nil {
		t.Errorf("windows with a value of their own = %v, %v, want 7", got, err)
	}
}
