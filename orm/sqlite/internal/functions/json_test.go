package functions_test

import (
	"strings"
	"testing"

	"github.com/combo-web/combo/orm/sqlite/internal/functions"
)

func TestJSONContains(t *testing.T) {
	t.Parallel()
	db := open(t)
	for _, test := range []struct {
		document, part string
		want           int64
	}{
		{`{"a": 1, "b": 2}`, `{"b": 2}`, 1},
		{`{"a": 1, "b": 2}`, `{"b": 3}`, 0},
		{`{"a": 1}`, `{"a": 1, "b": 2}`, 0},
		{`{"a": 1}`, `{}`, 1},
		{`{"a": {"b": [1, 2], "c": null}}`, `{"a": {"b": [2]}}`, 1},
		{`{"a": null}`, `{"a": null}`, 1},
		{`{}`, `{"a": null}`, 0},
		{`{"a": [1]}`, `{"a": 1}`, 0}, // a scalar in an array at the top only
		{`{"a": 1}`, `"a"`, 0},
		{`[1, 2, 3]`, `[3, 1]`, 1},
		{`[1, 2, 3]`, `[3, 3, 3]`, 1},
		{`[1, 2, 3]`, `[4]`, 0},
		{`[1, 2, 3]`, `[]`, 1},
		{`[]`, `[]`, 1},
		{`[]`, `{}`, 0},
		{`{}`, `[]`, 0},
		{`[1, 2, 3]`, `2`, 1},
		{`["a", "b"]`, `"b"`, 1},
		{`[[1]]`, `1`, 0},
		{`[[1]]`, `[1]`, 0},
		{`[[1, 2], [3]]`, `[[2]]`, 1},
		{`[[1, 2], [3]]`, `[[2, 3]]`, 0},
		{`[{"a": 1, "b": 2}, {"a": 3}]`, `[{"a": 3}, {"b": 2}]`, 1},
		{`[{"a": 1}, {"b": 2}]`, `[{"a": 1, "b": 2}]`, 0},
		{`2`, `[2]`, 0},
		{`2`, `2`, 1},
		{`"2"`, `2`, 0},
		{`true`, `true`, 1},
		{`true`, `1`, 0},
		{`null`, `null`, 1},
		{`null`, `false`, 0},
		{`[null]`, `null`, 1},
		{`"é"`, `"\u00e9"`, 1},
		{`[10]`, `[1e1]`, 1},
		{`[10.0]`, `[10]`, 1},
		{`[-0.10]`, `[-1E-1]`, 1},
		{`[0]`, `[-0.0e5]`, 1},
		{`[9007199254740993]`, `[9007199254740992]`, 0},
		{`[0.1]`, `[0.10000000000000001]`, 0},
		{`{"a": 1, "a": 2}`, `{"a": 2}`, 1},
		{`{"a": 1, "a": 2}`, `{"a": 1}`, 0},
	} {
		if got, err := call(db, functions.JSONContains, test.document, test.part); got != test.want || err != nil {
			t.Errorf("%s contains %s = %v, %v, want %d", test.document, test.part, got, err, test.want)
		}
	}
}

func TestJSONContainsArguments(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", 9000) + strings.Repeat("]", 9000)
	tooDeep := strings.Repeat("[", 1<<20)
	runCalls(t, []callTest{
		{functions.JSONContains, args("[5, 1.5]", 5), int64(1), ""},
		{functions.JSONContains, args("[5, 1.5]", 1.5), int64(1), ""},
		{functions.JSONContains, args(deep, deep), int64(1), ""},
		{functions.JSONContains, args(tooDeep, "1"), nil, "exceeded max depth"},
		{functions.JSONContains, args("", "1"), nil, `combo_json_contains: JSON "": EOF`},
		{functions.JSONContains, args("[1]", "[1"), nil, "unexpected EOF"},
		{functions.JSONContains, args("[1] 2", "1"), nil, "text after the value"},
		{functions.JSONContains, args("[1] x", "1"), nil, "text after the value"},
		{functions.JSONContains, args("1e99999999999999999999", "1"), nil, "exponent of a number is out of range"},
		{functions.JSONContains, args([]byte("[1]"), "1"), nil, "JSON: text expected, not a blob"},
	})
}

// The functions work on what SQLite's own JSON operators give.
func TestJSONContainsInQueries(t *testing.T) {
	t.Parallel()
	got, err := one(open(t), `SELECT combo_json_contains('{"tags": ["go", "sql"]}' -> 'tags', json_array('sql'))`)
	if got != int64(1) || err != nil {
		t.Errorf("contains = %v, %v, want 1", got, err)
	}
}

func TestJSONEqual(t *testing.T) {
	runCalls(t, []callTest{
		{functions.JSONEqual, args(`{"a": 1, "b": [true, null]}`, `{"b":[true,null],"a":1.0}`), int64(1), ""},
		{functions.JSONEqual, args(`[1, 2]`, `[2, 1]`), int64(0), ""},
		{functions.JSONEqual, args(`"1"`, `1`), int64(0), ""},
		{functions.JSONEqual, args(`true`, `1`), int64(0), ""},
		{functions.JSONEqual, args(`{"a": 1}`, `{"a": 1, "b": 2}`), int64(0), ""},
		{functions.JSONEqual, args(nil, `1`), nil, ""},
		{functions.JSONEqual, args(`{`, `1`), nil, "JSON"},
	})
}
