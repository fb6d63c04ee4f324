package headers_test

import (
	"testing"

	"github.com/combo-web/combo/headers"
)

func TestParseETag(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want headers.ETag
		out  string
	}{
		{"", headers.ETag{}, ""},
		{`"v1"`, headers.ETag{Tag: "v1"}, `"v1"`},
		{` W/"v1" `, headers.ETag{Tag: "v1", Weak: true}, `W/"v1"`},
		{`w/"v1"`, headers.ETag{Tag: "v1", Weak: true}, `W/"v1"`},
		{"v1", headers.ETag{Tag: "v1"}, `"v1"`},
		{`"`, headers.ETag{Tag: `"`}, `"%22"`},
		{"a b\r\n", headers.ETag{Tag: "a b"}, `"a%20b"`},
	}
	for _, test := range tests {
		got := headers.ParseETag(test.in)
		if got != test.want || got.String() != test.out {
			t.Errorf("ParseETag(%q) = %+v, %s, want %+v, %s", test.in, got, got, test.want, test.out)
		}
	}
}

func TestETagMatch(t *testing.T) {
	t.Parallel()
	strong, weak := headers.ETag{Tag: "1"}, headers.ETag{Tag: "1", Weak: true}
	tests := []struct {
		a, b           headers.ETag
		strong, weakly bool
	}{
		{weak, weak, false, true},
		{weak, headers.ETag{Tag: "2", Weak: true}, false, false},
		{weak, strong, false, true},
		{strong, strong, true, true},
		{headers.ETag{}, headers.ETag{}, false, false},
	}
	for _, test := range tests {
		if got := test.a.MatchStrong(test.b); got != test.strong {
			t.Errorf("%v.MatchStrong(%v) = %v", test.a, test.b, got)
		}
		if got := test.a.MatchWeak(test.b); got != test.weakly {
			t.Errorf("%v.MatchWeak(%v) = %v", test.a, test.b, got)
		}
	}
}

func TestETagOf(t *testing.T) {
	t.Parallel()
	a, b := headers.ETagOf([]byte("a")), headers.ETagOf([]byte("b"))
	if a == b || a.Weak || len(a.Tag) != 43 {
		t.Errorf("ETagOf = %v and %v", a, b)
	}
	if headers.ETagOf(nil).IsZero() {
		t.Error("the tag of an empty body is zero")
	}
}

func TestParseETags(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in, want string
	}{
		{"", ""},
		{" , ,", ""},
		{"*", "*"},
		{`"a", *`, "*"},
		{`"a,b" , W/"c",d`, `"a,b", W/"c", "d"`},
		{`W/*`, `W/"*"`},
		{`"a" junk, "b"`, `"a", "b"`},
		{`"a", "open`, `"a"`},
		{`"back\", "slash"`, `"back\", "slash"`},
	}
	for _, test := range tests {
		if got := headers.ParseETags(test.in).String(); got != test.want {
			t.Errorf("ParseETags(%q) = %s, want %s", test.in, got, test.want)
		}
	}
}

func TestETagsMatch(t *testing.T) {
	t.Parallel()
	tags := headers.ParseETags(`"s", W/"w"`)
	tests := []struct {
		tag          string
		strong, weak bool
	}{
		{`"s"`, true, true},
		{`W/"s"`, false, true},
		{`"w"`, false, true},
		{`"x"`, false, false},
	}
	for _, test := range tests {
		e := headers.ParseETag(test.tag)
		if tags.MatchStrong(e) != test.strong || tags.MatchWeak(e) != test.weak {
			t.Errorf("%s: strong %v, weak %v", test.tag, tags.MatchStrong(e), tags.MatchWeak(e))
		}
	}
	if any := headers.ParseETags("*"); !any.MatchStrong(headers.ETag{}) || !any.MatchWeak(headers.ETag{}) {
		t.Error("* does not match everything")
	}
}

func FuzzParseETags(f *testing.F) {
	f.Add(`W/"a", "b,c", d, *`)
	f.Add(`w/`)
	f.Add("\"a\x7f\" \xff")
	f.Fuzz(func(t *testing.T, in string) {
		tags := headers.ParseETags(in)
		out := tags.String()
		if !headers.ValidValue(out) {
			t.Fatalf("%q became %q, which may not be sent", in, out)
		}
		again := headers.ParseETags(out)
		if again.String() != out || len(again.Tags) > len(tags.Tags) {
			t.Errorf("%q became %q, then %q", in, out, again)
		}
	})
}
