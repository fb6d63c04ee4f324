package headers_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/combo-web/combo/headers"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, value string
		ok          bool
	}{
		{"Content-Type", "text/html", true},
		{"x", "", true},
		{"X-Tab", "a\tb", true},
		{"X-Text", "Zoë", true},
		{"X-Latin1", "Zo\xeb", true},
		{"", "x", false},
		{"Set Cookie", "x", false},
		{"Set-Cookie:", "x", false},
		{"X-Ümlaut", "x", false},
		{"X\r\nSet-Cookie", "x", false},
		{"Location", "/\r\nSet-Cookie: a=b", false},
		{"Location", "/\nx", false},
		{"Location", "/\rx", false},
		{"X-Out", "a\x00b", false},
		{"X-Out", "a\x1b[2J", false},
		{"X-Out", "a\x7f", false},
	}
	for _, test := range tests {
		if err := headers.Check(test.name, test.value); (err == nil) != test.ok {
			t.Errorf("Check(%q, %q) = %v, want ok %v", test.name, test.value, err, test.ok)
		}
	}
}

func TestCheckDoesNotTellTheValue(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"X-Token", "X Token"} {
		err := headers.Check(name, "secret\n")
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("Check(%q) = %v, want an error without the value", name, err)
		}
	}
	if err := headers.Check(strings.Repeat("x ", 1000), "v"); len(err.Error()) > 200 {
		t.Errorf("the error is %d bytes long", len(err.Error()))
	}
}

func TestCheckDoesNotAllocate(t *testing.T) {
	value := strings.Repeat("v", 4096)
	if n := testing.AllocsPerRun(100, func() { _ = headers.Check("Content-Security-Policy", value) }); n != 0 {
		t.Errorf("Check allocates %v times", n)
	}
}

// FuzzCheck compares with what arrives at a client of net/http: a field that may
// be sent arrives as it was, but for the space around it.
func FuzzCheck(f *testing.F) {
	f.Add("X-A", "b")
	f.Add("X-A", "b\r\nX-B: c")
	f.Add("X-A", "\x00")
	f.Fuzz(func(t *testing.T, name, value string) {
		if headers.Check(name, value) != nil {
			return
		}
		w := httptest.NewRecorder()
		w.Header()[name] = []string{value}
		var wire strings.Builder
		if err := w.Header().Write(&wire); err != nil {
			t.Fatal(err)
		}
		want := name + ": " + strings.Trim(value, " \t") + "\r\n"
		if wire.String() != want {
			t.Errorf("sent %q, want %q", wire.String(), want)
		}
	})
}

func TestIsToken(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodGet, "PROPFIND", "!#$%&'*+-.^_`|~"} {
		if !headers.IsToken(method) {
			t.Errorf("IsToken(%q) = false", method)
		}
	}
	for _, s := range []string{"", "a b", "a/b", "a\"", "a(b)", "a\x00", "ä"} {
		if headers.IsToken(s) {
			t.Errorf("IsToken(%q) = true", s)
		}
	}
}

// Every byte counts at every place, whichever way the value is read.
func TestValidValueAtEveryPlace(t *testing.T) {
	for length := range 26 {
		for at := range length {
			for c := range 256 {
				value := []byte(strings.Repeat("x", length))
				value[at] = byte(c)
				want := c == '\t' || c >= ' ' && c != 0x7f
				if got := headers.ValidValue(string(value)); got != want {
					t.Fatalf("ValidValue(%q) = %v", value, got)
				}
			}
		}
	}
}
