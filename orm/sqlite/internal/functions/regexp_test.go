package functions_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/combo-web/combo/orm/sqlite/internal/functions"
)

func TestRegexp(t *testing.T) {
	t.Parallel()
	runCalls(t, []callTest{
		{functions.Regexp, args("b+", "abbc"), int64(1), ""},
		{functions.Regexp, args("^b", "abbc"), int64(0), ""},
		{functions.Regexp, args("", ""), int64(1), ""},
		{functions.Regexp, args("(?i)ÉTÉ", "un été"), int64(1), ""},
		{functions.Regexp, args(`\bgo\b`, "let's go!"), int64(1), ""},
		{functions.Regexp, args("^a.c$", "a\nc"), int64(0), ""},
		{functions.Regexp, args("(?s)^a.c$", "a\nc"), int64(1), ""},
		{functions.Regexp, args("^a\x00b$", "a\x00b"), int64(1), ""},
		{functions.Regexp, args("^12$", 12), int64(1), ""},
		{functions.Regexp, args("^-?1.5$", 1.5), int64(1), ""},
		{functions.Regexp, args(`^2\.0$`, 2.0), int64(1), ""},
		{functions.Regexp, args("e[+]300$", 1e300), int64(1), ""},
		{functions.Regexp, args("^b$", []byte("b")), int64(1), ""},
		{functions.Regexp, args(5, "5"), nil, "pattern: text expected, not 5"},
		{functions.Regexp, args("a(", "a"), nil, `pattern "a(": missing closing ) "a("`},
		{functions.Regexp, args("(?<!a)b", "b"), nil, "RE2 has no lookaround"},
		{functions.Regexp, args(`(a)\1`, "aa"), nil, "no references"},
		{functions.Regexp, args(strings.Repeat("a", 8<<10), "a"), int64(0), ""},
		{functions.Regexp, args(strings.Repeat("a", 8<<10+1), "a"), nil, "pattern of 8193 bytes is longer than 8192"},
		{functions.Regexp, args(`^\pL{1,1000}$`, "été"), int64(1), ""},
		{functions.Regexp, args(`(\wabcdefghijklmno){1000}`, "a"), nil, "too complex: it repeats too much"},
		{functions.Regexp, args(strings.Repeat(`\pL1`, 1000), "a"), nil, "too complex: it has too many classes"},
	})
}

func TestRegexpOperator(t *testing.T) {
	t.Parallel()
	got, err := one(open(t), "SELECT group_concat(v, '') FROM (SELECT column1 AS v FROM (VALUES ('a'), ('b'), (NULL))) WHERE v REGEXP '(?i)' || 'B'")
	if got != "b" || err != nil {
		t.Errorf("WHERE … REGEXP = %v, %v, want b", got, err)
	}
}

// More patterns than are kept, each twice: the right one answers.
func TestRegexpForgets(t *testing.T) {
	t.Parallel()
	db := open(t)
	for i := range 300 {
		pattern := fmt.Sprintf("^%d$", i%150)
		if got, err := call(db, functions.Regexp, pattern, i%150); got != int64(1) || err != nil {
			t.Fatalf("regexp(%q, %d) = %v, %v", pattern, i%150, got, err)
		}
	}
}

// Pattern and text of each row differ, in memory that SQLite uses again.
func TestRegexpOverRows(t *testing.T) {
	t.Parallel()
	got, err := one(open(t), `WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 500)
		SELECT sum(('x' || i) REGEXP ('^x' || i || '$')) FROM n`)
	if got != int64(500) || err != nil {
		t.Errorf("matches = %v, %v, want 500", got, err)
	}
}
