package functions_test

import "testing"

// The ORM relies on what SQLite brings itself; this package does not replace it.
func TestSQLiteHas(t *testing.T) {
	t.Parallel()
	db := open(t)
	for query, want := range map[string]any{
		"SELECT sin(0) + tan(0) + atan(0) + atan2(0, 1)": 0.0,
		"SELECT cos(0)": 1.0,
		"SELECT round(degrees(pi()) + radians(0))":                               180.0,
		"SELECT floor(2.5) + ceiling(2.5)":                                       5.0,
		"SELECT sign(-2.5)":                                                      int64(-1),
		"SELECT round(2.345, 1)":                                                 2.3,
		"SELECT '[1, 2]' -> 1":                                                   "2",
		"SELECT '{\"a\": 1}' ->> 'a'":                                            int64(1),
		"SELECT count(*) FROM json_each('[1, 2]')":                               int64(2),
		"SELECT json_patch('{}', '{\"a\": 1}')":                                  `{"a":1}`,
		"SELECT json_group_array(column1) FROM (VALUES (1), (2))":                "[1,2]",
		"SELECT json_type(jsonb('[1]'))":                                         "array",
		"SELECT string_agg(column1, ',' ORDER BY column1) FROM (VALUES (2),(1))": "1,2",
		"SELECT count(*) FILTER (WHERE column1 > 1) FROM (VALUES (1), (2))":      int64(1),
		"SELECT row_number() OVER ()":                                            int64(1),
		"SELECT concat_ws(',', 'a', NULL, 'b')":                                  "a,b",
		"SELECT strftime('%G-%V', '2024-12-30')":                                 "2025-01",
	} {
		if got, err := one(db, query); !same(got, want) || err != nil {
			t.Errorf("%s = %v, %v, want %v", query, got, err, want)
		}
	}
}

// These say NULL or infinity where the functions of the package fail; if that
// changes, they need no replacement.
func TestSQLiteHidesDomainErrors(t *testing.T) {
	t.Parallel()
	db := open(t)
	for _, call := range []string{"acos(2)", "asin(2)", "ln(0)", "log(2, 0)", "sqrt(-1)", "mod(5, 0)", "1 / exp(1000)", "1 / pow(0, -1)"} {
		if got, err := one(db, "SELECT ifnull("+call+", 0)"); !same(got, 0.0) && got != int64(0) || err != nil {
			t.Errorf("%s = %v, %v", call, got, err)
		}
	}
}

// SQLite's LIKE and lower know ASCII; Django leaves them so.
func TestSQLiteCase(t *testing.T) {
	t.Parallel()
	db := open(t)
	for query, want := range map[string]any{
		"SELECT 'A' LIKE 'a'": int64(1),
		"SELECT 'É' LIKE 'é'": int64(0),
		"SELECT lower('É')":   "É",
	} {
		if got, err := one(db, query); got != want || err != nil {
			t.Errorf("%s = %v, %v, want %v", query, got, err, want)
		}
	}
}
