package headers_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/combo-web/combo/headers"
)

func TestParseCSP(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"", ""},
		{"default-src 'none'", "default-src 'none'"},
		{" Script-Src  'self' https://cdn.example ;; img-src * ;", "script-src 'self' https://cdn.example; img-src *"},
		{"upgrade-insecure-requests; img-src", "upgrade-insecure-requests; img-src"},
		{"img-src a; IMG-SRC b", "img-src a"},
		{"b@d x; ok y", "ok y"},
	}
	for _, test := range tests {
		if got := headers.ParseCSP(test.in).String(); got != test.want {
			t.Errorf("ParseCSP(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func TestCSPSet(t *testing.T) {
	t.Parallel()
	var csp headers.CSP
	csp.Set("script-src", "'self'")
	csp.Set("img-src", "x; script-src *, y\r\nz")
	csp.SetBare("sandbox")
	csp.Set("x y", "z")
	if got, want := csp.String(), "script-src 'self'; img-src x%3B script-src *%2C y  z; sandbox"; got != want {
		t.Errorf("String = %q, want %q", got, want)
	}
}

func TestParseCSPReadsMaxParams(t *testing.T) {
	t.Parallel()
	var in strings.Builder
	for i := range 2 * headers.MaxParams {
		fmt.Fprintf(&in, "d%d x;", i)
	}
	if got := len(headers.ParseCSP(in.String()).Params); got != headers.MaxParams {
		t.Errorf("read %d directives, want %d", got, headers.MaxParams)
	}
}

func FuzzParseCSP(f *testing.F) {
	f.Add("default-src 'self'; img-src; script-src a,b")
	f.Fuzz(func(t *testing.T, in string) {
		out := headers.ParseCSP(in).String()
		if !headers.ValidValue(out) {
			t.Fatalf("%q may not be sent", out)
		}
		if again := headers.ParseCSP(out).String(); again != out {
			t.Errorf("%q became %q, then %q", in, out, again)
		}
	})
}
