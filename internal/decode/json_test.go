package decode_test

import (
	"strings"
	"testing"

	"github.com/combo-web/combo/internal/decode"
)

func TestJSON(t *testing.T) {
	tests := []struct {
		in, want string
	}{
		{`null`, `n`},
		{` true `, `true`},
		{`"a\u00e9\n"`, `"aé\n"`},
		{`"\ud83d\ude00"`, `"😀"`},
		{`"a\u0000"`, `"a\x00"`},
		{`-0`, `#-0`},
		{`9007199254740993`, `#9007199254740993`},
		{`1.50E+3`, `#1.50E+3`},
		{`[]`, `[]`},
		{`{}`, `{}`},
		{`[1,[2,[]],3]`, `[#1 [#2 []] #3]`},
		{`{"b":1,"a":{"c":[null,false]},"":""}`, `{b:#1 a:{c:[n false]} :""}`},
		{`{"a":1,"A":2}`, `{a:#1 A:#2}`},
		{"\r\n\t [ 1 ]\n", `[#1]`},
	}
	for _, test := range tests {
		v, err := decode.JSON(strings.NewReader(test.in), decode.Limits{})
		if got := show(v); err != nil || got != test.want {
			t.Errorf("JSON(%s) = %s, %v, want %s", test.in, got, err, test.want)
		}
	}
}

func TestJSONRefuses(t *testing.T) {
	tests := []string{
		``, ` `, `{`, `[`, `[1`, `[1,`, `[1,]`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `{a:1}`, `{1:1}`,
		`"a`, `'a'`, `tru`, `TRUE`, `nul`, `NaN`, `Infinity`, `-`, `+1`, `01`, `1.`, `.5`, `1e`, `0x1`, `1_000`,
		`1 2`, `{} {}`, `[] ]`, `{"a":1}x`, `null,`, "null\x00",
		`{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `[{"b":{"a":1,"a":1}}]`,
		`"\ud800"`, `"\ud800\u0041"`, `"\udc00"`, "\"\xff\"", "\"\xed\xa0\x80\"", "\"\xc0\x80\"", "{\"\xff\":1}",
		"\"a\nb\"", "\"\x01\"", `"\x41"`, `"\u12"`, "\ufeff{}", "// a\n1", `[1] /* a */`,
	}
	for _, in := range tests {
		v, err := decode.JSON(strings.NewReader(in), decode.Limits{})
		if got := codeOf(t, err); got != "400 malformed" || v.Kind() != decode.Absent {
			t.Errorf("JSON(%q) = %s, %q, want 400 malformed", in, show(v), got)
		}
	}
}

func TestJSONDepth(t *testing.T) {
	nest := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	tests := []struct {
		in    string
		limit int
		want  string
	}{
		{nest(64), 0, ""},
		{nest(65), 0, "400 too_deep"},
		{nest(3), 3, ""},
		{nest(4), 3, "400 too_deep"},
		{"[" + strings.Repeat(nest(63)+",", 50) + "1]", 0, ""}, // coming up again counts
		{strings.Repeat(`{"a":`, 65) + "1" + strings.Repeat("}", 65), 0, "400 too_deep"},
	}
	for _, test := range tests {
		_, err := decode.JSON(strings.NewReader(test.in), decode.Limits{Depth: test.limit})
		if got := codeOf(t, err); got != test.want {
			t.Errorf("JSON(%.20s…) with depth %d: %q, want %q", test.in, test.limit, got, test.want)
		}
	}
}

func TestJSONValues(t *testing.T) {
	tests := []struct {
		in    string
		limit int
		want  string
	}{
		{`[1,2,3]`, 4, ""},
		{`[1,2,3]`, 3, "400 too_many_values"},
		{`{"a":{"b":1}}`, 3, ""},
		{`{"a":{"b":1}}`, 2, "400 too_many_values"},
		{"[" + strings.Repeat("0,", 99_998) + "0]", 0, ""},
		{"[" + strings.Repeat("0,", 99_999) + "0]", 0, "400 too_many_values"},
	}
	for _, test := range tests {
		_, err := decode.JSON(strings.NewReader(test.in), decode.Limits{Values: test.limit})
		if got := codeOf(t, err); got != test.want {
			t.Errorf("JSON(%.20s…) with %d values: %q, want %q", test.in, test.limit, got, test.want)
		}
	}
}

// Endless bodies must be refused before much of them is read.
func TestJSONFloods(t *testing.T) {
	tests := []struct {
		name, head, unit string
		want             string
		most             int64
	}{
		{"brackets", "", "[", "400 too_deep", 4 << 10},
		{"objects", "", `{"a":`, "400 too_deep", 4 << 10},
		{"nulls", "[", "null,", "400 too_many_values", 1 << 20},
		{"empty lists", "[", "[],", "400 too_many_values", 512 << 10},
		{"string", `"`, "aaaa", "413 too_large", 1<<20 + 1},
		{"escapes", `"`, `\u0041`, "413 too_large", 1<<20 + 1},
		{"number", ``, "1", "413 too_large", 1<<20 + 1},
		{"white space", ``, " ", "413 too_large", 1<<20 + 1},
		{"twice the same", `{`, `"a":1,`, "400 malformed", 4 << 10},
	}
	for _, test := range tests {
		body := &flood{head: test.head, unit: test.unit}
		_, err := decode.JSON(body, decode.Limits{})
		if got := codeOf(t, err); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
		if body.taken > test.most {
			t.Errorf("%s: %d bytes were read, want at most %d", test.name, body.taken, test.most)
		}
	}
}

func TestJSONMemory(t *testing.T) {
	bodies := []struct {
		name string
		body func(n int) string
	}{
		{"numbers", func(n int) string { return "[" + strings.Repeat("0,", n) + "0]" }},
		{"lists", func(n int) string { return "[" + strings.Repeat("[],", n) + "0]" }},
		{"text", func(n int) string { return `"` + strings.Repeat("a", 10*n) + `"` }},
		{"digits", func(n int) string { return strings.Repeat("1", 10*n) }},
		{"names", namesJSON},
	}
	for _, test := range bodies {
		isLinear(t, test.name, 10_000, func(n int) {
			if _, err := decode.JSON(strings.NewReader(test.body(n)), decode.Limits{}); err != nil {
				t.Errorf("%s: %v", test.name, err)
			}
		})
	}
}

// The worst that fits into the default limits must not cost more than a small multiple of it.
func TestJSONWorstCase(t *testing.T) {
	body := "[" + strings.Repeat("0,", 99_998) + "0]"
	if got := allocated(func() { decode.JSON(strings.NewReader(body), decode.Limits{}) }); got > 20<<20 {
		t.Errorf("%d bytes are allocated for 100 000 values, want at most 20 MiB", got)
	}
}

// What a client sent may be a secret: no error that is logged quotes it.
func TestMistakesDoNotQuoteTheRequest(t *testing.T) {
	for name, read := range map[string]func() error{
		"form": func() error { _, err := decode.Query("token=%hunter2-s3cret", decode.Limits{}); return err },
		"JSON": func() error {
			_, err := decode.JSON(strings.NewReader(`{"hunter2-s3cret":{"a":1,"a":2}}`), decode.Limits{})
			return err
		},
		"XML": func() error {
			_, err := decode.XML(strings.NewReader(`<a><hunter2-s3cret></b></a>`), decode.Limits{})
			return err
		},
	} {
		err := read()
		if err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}
