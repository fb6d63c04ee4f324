package decode_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/combo-web/combo/internal/decode"
)

func TestQuery(t *testing.T) {
	tests := []struct {
		in, want string
	}{
		{``, ``},
		{`&`, ``},
		{`a`, `a:""`},
		{`a=`, `a:""`},
		{`=a`, `:"a"`},
		{`a=1&b=2&a=3`, `a:"1" b:"2" a:"3"`},
		{`&&a=1&&`, `a:"1"`},
		{`a=b=c`, `a:"b=c"`},
		{`a=1;b=2`, `a:"1;b=2"`},
		{`a+b=c+d%2B`, `a b:"c d+"`},
		{`%61=%C3%A9%F0%9F%98%80`, `a:"é😀"`},
		{`a=é`, `a:"é"`},
		{`a%26=b%3Dc`, `a&:"b=c"`},
		{`a[b]=1&a.b=2`, `a[b]:"1" a.b:"2"`},
		{`a=%0D%0A%09%7F`, `a:"\r\n\t\x7f"`},
		{`a=%E2%80%A8`, `a:"\u2028"`},
	}
	for _, test := range tests {
		pairs, err := decode.Query(test.in, decode.Limits{})
		if got := showFields(pairs); err != nil || got != test.want {
			t.Errorf("Query(%q) = %s, %v, want %s", test.in, got, err, test.want)
		}
		pairs, err = decode.Form(strings.NewReader(test.in), decode.Limits{})
		if got := showFields(pairs); err != nil || got != test.want {
			t.Errorf("Form(%q) = %s, %v, want %s", test.in, got, err, test.want)
		}
	}
}

func TestQueryRefuses(t *testing.T) {
	tests := []struct {
		in, want string
	}{
		{`a=%`, "400 malformed"},
		{`a=%4`, "400 malformed"},
		{`a=%zz`, "400 malformed"},
		{`%=a`, "400 malformed"},
		{`ok=1&a=%%41`, "400 malformed"},
		{`a=%00`, "400 null_characters_not_allowed"},
		{"a=b\x00c", "400 null_characters_not_allowed"},
		{`a%00=1`, "400 null_characters_not_allowed"},
		{`a=%FF`, "400 invalid_utf8"},
		{"a=\xff", "400 invalid_utf8"},
		{`%C3=1`, "400 invalid_utf8"},
		{`a=%ED%A0%80`, "400 invalid_utf8"}, // a surrogate
		{`a=%C0%AF`, "400 invalid_utf8"},    // longer than it must be
	}
	for _, test := range tests {
		pairs, err := decode.Query(test.in, decode.Limits{})
		if got := codeOf(t, err); got != test.want || pairs != nil {
			t.Errorf("Query(%q) = %s, %q, want %s", test.in, showFields(pairs), got, test.want)
		}
	}
}

func TestFormLimits(t *testing.T) {
	many := func(n int) string { return strings.Repeat("a&", n-1) + "a" }
	tests := []struct {
		in     string
		limits decode.Limits
		want   string
	}{
		{many(1000), decode.Limits{}, ""},
		{many(1001), decode.Limits{}, "400 too_many_fields"},
		{many(50_000), decode.Limits{}, "400 too_many_fields"},
		{many(3), decode.Limits{Fields: 3}, ""},
		{many(4), decode.Limits{Fields: 3}, "400 too_many_fields"},
		{"&&&&" + many(3) + "&&&&", decode.Limits{Fields: 3}, ""},
		{"a=bcd", decode.Limits{FieldBytes: 5}, ""},
		{"a=bcde", decode.Limits{FieldBytes: 5}, "413 too_large"},
		{"a=bcde", decode.Limits{Bytes: 5}, "413 too_large"},
	}
	for _, test := range tests {
		_, err := decode.Form(strings.NewReader(test.in), test.limits)
		if got := codeOf(t, err); got != test.want {
			t.Errorf("Form(%.20s…) with %+v: %q, want %q", test.in, test.limits, got, test.want)
		}
	}
}

// A query of any size must cost no more than the fields that it may have.
func TestQueryIsRefusedEarly(t *testing.T) {
	query := strings.Repeat("a&", 1<<20)
	if got := allocated(func() { decode.Query(query, decode.Limits{}) }); got > 256<<10 {
		t.Errorf("%d bytes are allocated for a query of a million fields, want at most 256 KiB", got)
	}
}

func TestFormMemory(t *testing.T) {
	limits := decode.Limits{Fields: 1 << 20}
	isLinear(t, "fields", 10_000, func(n int) { decode.Query(strings.Repeat("a=b&", n), limits) })
	isLinear(t, "escapes", 10_000, func(n int) { decode.Query("a="+strings.Repeat("%41", n), limits) })
	isLinear(t, "ampersands", 10_000, func(n int) { decode.Query(strings.Repeat("&", n), decode.Limits{}) })
	isLinear(t, "names", 5_000, func(n int) {
		pairs, err := decode.Query(manyNames(n), limits)
		if err != nil {
			t.Fatal(err)
		}
		pairs.Tree()
	})
}

func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a.b.key%d=1&", i)
	}
	return b.String()
}
