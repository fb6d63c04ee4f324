package headers_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/combo-web/combo/headers"
)

func TestParseList(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want []string
	}{
		{"", nil},
		{",, ,", nil},
		{"gzip", []string{"gzip"}},
		{" one two , three,", []string{"one two", "three"}},
		{`"one, two", three`, []string{"one, two", "three"}},
		{`"say \"hi, you\""`, []string{`say "hi, you"`}},
		{`pre"a,b"post, c`, []string{`pre"a,b"post`, "c"}},
		{`one, "two`, nil},
	}
	for _, test := range tests {
		if got := headers.ParseList(test.in); !slices.Equal(got, test.want) {
			t.Errorf("ParseList(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func TestParseDict(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want headers.Params
	}{
		{"", nil},
		{"a=1, B = \"2, 3\"", params("a", "1", "B", "2, 3")},
		{"bare, empty=", headers.Params{{Name: "bare", Bare: true}, {Name: "empty"}}},
		{"=nameless, =, a=1", params("a", "1")},
		{`a=1, b="open, c=2`, nil},
		{"user*=UTF-8''J%C3%A4s%C3%B8n", params("user", "Jäsøn")},
		{"uri=/a?b=c", params("uri", "/a?b=c")},
	}
	for _, test := range tests {
		if got := headers.ParseDict(test.in); !reflect.DeepEqual(got, test.want) {
			t.Errorf("ParseDict(%q) = %+v, want %+v", test.in, got, test.want)
		}
	}
}

func TestFormatDict(t *testing.T) {
	t.Parallel()
	p := headers.Params{{Name: "no-store", Bare: true}, {Name: "a", Value: "1, 2"}, {Name: "b", Value: ""}, {Name: "c\n", Value: "x"}}
	if got, want := headers.FormatDict(p), `no-store, a="1, 2", b=""`; got != want {
		t.Errorf("FormatDict = %q, want %q", got, want)
	}
}

func FuzzParseList(f *testing.F) {
	f.Add(`a, "b, c", d"e`)
	f.Add(`"\`)
	f.Fuzz(func(t *testing.T, in string) {
		items := headers.ParseList(in)
		if !headers.ValidValue(strings.Join(items, "")) {
			return
		}
		if got := headers.ParseList(headers.FormatList(items)); !slices.Equal(got, items) {
			t.Errorf("%q: %q became %q", in, items, got)
		}
	})
}

func FuzzParseDict(f *testing.F) {
	f.Add(`a=1, b="2, 3", c, d*=UTF-8''%20`)
	f.Fuzz(func(t *testing.T, in string) {
		var sendable headers.Params
		for _, p := range headers.ParseDict(in) {
			if headers.IsToken(p.Name) && !strings.HasSuffix(p.Name, "*") && headers.ValidValue(p.Value) {
				sendable = append(sendable, p)
			}
		}
		if got := headers.ParseDict(headers.FormatDict(sendable)); !reflect.DeepEqual(got, sendable) {
			t.Errorf("%q: %+v became %+v", in, sendable, got)
		}
	})
}
