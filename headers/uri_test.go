package headers_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/combo-web/combo/headers"
)

func TestToURI(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"", ""},
		{"/menu/", "/menu/"},
		{"/smörgås bord/?å=€#ü", "/sm%C3%B6rg%C3%A5s%20bord/?%C3%A5=%E2%82%AC#%C3%BC"},
		{"/already%20done/%zz%", "/already%20done/%zz%"},
		{"/a[b]{c}|\\^`\"<>", "/a%5Bb%5D%7Bc%7D%7C%5C%5E%60%22%3C%3E"},
		{"/\r\n\x00\x7f", "/%0D%0A%00%7F"},
		{"/\xff", "/%FF"},
		{"https://Räksmörgås.Example:8080/å", "https://xn--rksmrgs-5wao1o.example:8080/%C3%A5"},
		{"//räk.example?x", "//xn--rk-via.example?x"},
		{"http://ü:p@ss@räk.example/", "http://%C3%BC:p@ss@xn--rk-via.example/"},
		{"http://[2001:DB8::1]:80/x", "http://[2001:DB8::1]:80/x"},
		{"http://[ö\r]x/", "http://[%C3%B6%0D]x/"},
		{"mailto:zoë@räk.example", "mailto:zo%C3%AB@r%C3%A4k.example"},
		{"/x//räk.example/", "/x//r%C3%A4k.example/"},
		{"http://" + strings.Repeat("ö", 64), "http://" + strings.Repeat("%c3%b6", 64)},
	}
	for _, test := range tests {
		if got := headers.ToURI(test.in); !strings.EqualFold(got, test.want) || !strings.Contains(test.want, "%c3") && got != test.want {
			t.Errorf("ToURI(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func TestToIRI(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"/sm%C3%B6rg%c3%a5s%20bord/?%C3%A5=%26", "/smörgås%20bord/?å=%26"},
		{"/%41%7e%2D%2e%5F", "/A~-._"},
		{"/%2F%3F%23%25%5B", "/%2F%3F%23%25%5B"},
		{"/%C3/%A4%C3%A4", "/%C3/%A4ä"},
		{"/%0A%C2%85%E2%80%AE%E2%80%A8%C2%A0", "/%0A%C2%85%E2%80%AE%E2%80%A8%C2%A0"},
		{"/\xc3", "/%C3"},
		{"/%zz%", "/%zz%"},
		{"https://xn--rksmrgs-5wao1o.example:8080/", "https://räksmörgås.example:8080/"},
		{"https://XN--rk-VIA.example", "https://räk.example"},
		{"https://xn--.example/", "https://xn--.example/"},
		{"https://xn--a.example/", "https://xn--a.example/"},
		{"https://xn--99999999.example/", "https://xn--99999999.example/"},
		{"/xn--rk-via.example", "/xn--rk-via.example"},
	}
	for _, test := range tests {
		if got := headers.ToIRI(test.in); got != test.want {
			t.Errorf("ToIRI(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

// TestPunycode uses the samples of RFC 3492 §7.1 that are in lower case.
func TestPunycode(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"他们为什么不说中文":                    "xn--ihqwcrb4cv8a8dqg056pqjye",
		"почемужеонинеговорятпорусски": "xn--b1abfaaepdrnnbgefbadotcwatmq2g4l",
		"למההםפשוטלאמדבריםעברית":       "xn--4dbcagdahymbxekheh6e0a7fei0b",
		"なぜみんな日本語を話してくれないのか":           "xn--n8jok5ay5dzabd5bym9f0cm5685rrjetr6pdxa",
		"3年b組金八先生":                     "xn--3b-ww4c5e180e575a65lsy2b",
		"bücher":                       "xn--bcher-kva",
	} {
		if got := headers.ToURI("//" + name); got != "//"+want {
			t.Errorf("ToURI(%q) = %q, want %q", name, got, want)
		}
		if got := headers.ToIRI("//" + want); got != "//"+name {
			t.Errorf("ToIRI(%q) = %q, want %q", want, got, name)
		}
	}
}

func TestEscapePath(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, path, file string }{
		{"/a/b.txt", "/a/b.txt", "/a/b.txt"},
		{"/a?b#c;d=e%f", "/a%3Fb%23c%3Bd%3De%25f", "/a%3Fb%23c%3Bd%3De%25f"},
		{"/å b:@&+$,", "/%C3%A5%20b:@&+$,", "/%C3%A5%20b%3A%40%26%2B%24%2C"},
		{`up\load's (1).txt`, "up%5Cload's%20(1).txt", "up/load's%20(1).txt"},
	}
	for _, test := range tests {
		if got := headers.EscapePath(test.in); got != test.path {
			t.Errorf("EscapePath(%q) = %q, want %q", test.in, got, test.path)
		}
		if got := headers.FilePathToURI(test.in); got != test.file {
			t.Errorf("FilePathToURI(%q) = %q, want %q", test.in, got, test.file)
		}
	}
}

func TestEscapeLeadingSlashes(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"": "", "/a": "/a", "//a": "/%2Fa", "///a": "/%2F/a", "a//b": "a//b"} {
		if got := headers.EscapeLeadingSlashes(in); got != want {
			t.Errorf("EscapeLeadingSlashes(%q) = %q, want %q", in, got, want)
		}
	}
}

// FuzzToURI checks that a URI is plain ASCII and stays as it is, and that what is
// shown of it means the same.
func FuzzToURI(f *testing.F) {
	for _, s := range []string{"/å", "http://räk.example/%e5", "//xn--a", "http://[ö]", "a@b:c", "%C3%A5%C3", "//\u212a.example"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		uri := headers.ToURI(s)
		for _, c := range []byte(uri) {
			if c <= ' ' || c >= 0x7f {
				t.Fatalf("ToURI(%q) = %q", s, uri)
			}
		}
		if again := headers.ToURI(uri); again != uri {
			t.Errorf("%q became %q, then %q", s, uri, again)
		}
		iri := headers.ToIRI(uri)
		if again := headers.ToIRI(iri); again != iri && !strings.Contains(iri, "xn--") {
			t.Errorf("%q is shown as %q, then %q", uri, iri, again)
		}
		a, err1 := url.PathUnescape(uri)
		b, err2 := url.PathUnescape(headers.ToURI(iri))
		if err1 == nil && err2 == nil && !strings.Contains(uri, "//") && a != b {
			t.Errorf("%q means %q, but %q means %q", uri, a, iri, b)
		}
	})
}

func FuzzEscapePath(f *testing.F) {
	f.Add("/a?b#c%d;e/å\x00")
	f.Fuzz(func(t *testing.T, path string) {
		if got, err := url.PathUnescape(headers.EscapePath(path)); err != nil || got != path {
			t.Errorf("%q came back as %q, %v", path, got, err)
		}
	})
}
