package headers_test

import (
	"testing"

	"github.com/combo-web/combo/headers"
)

func TestQuote(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"token", "token"},
		{"", `""`},
		{"two words", `"two words"`},
		{`say "hi"`, `"say \"hi\""`},
		{`C:\dir`, `"C:\\dir"`},
		{"naïve", `"naïve"`},
		{"a\r\nb\x00", `"a  b "`},
		{"a\tb", "\"a\tb\""},
	}
	for _, test := range tests {
		if got := headers.Quote(test.in); got != test.want {
			t.Errorf("Quote(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func TestUnquote(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"token", "token"},
		{`"two words"`, "two words"},
		{`""`, ""},
		{`"`, `"`},
		{`"open`, `"open`},
		{`"say \"hi\""`, `say "hi"`},
		{`"C:\temp\\x"`, `C:\temp\x`},
		{`"\\\""`, `\"`},
		{`"\"`, `\`},
	}
	for _, test := range tests {
		if got := headers.Unquote(test.in); got != test.want {
			t.Errorf("Unquote(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func FuzzQuote(f *testing.F) {
	for _, s := range []string{"a", "", `"\`, "a b", "\x00\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		quoted := headers.Quote(s)
		if !headers.ValidValue(quoted) {
			t.Errorf("Quote(%q) = %q may not be sent", s, quoted)
		}
		if got := headers.Unquote(quoted); got != s && headers.ValidValue(s) {
			t.Errorf("Unquote(Quote(%q)) = %q", s, got)
		}
	})
}
