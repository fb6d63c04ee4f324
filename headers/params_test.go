package headers_test

import (
	"fmt"
	"mime"
	"reflect"
	"strings"
	"testing"

	"github.com/combo-web/combo/headers"
)

// params makes Params of names and values in turn.
func params(pairs ...string) headers.Params {
	var p headers.Params
	for i := 0; i < len(pairs); i += 2 {
		p = append(p, headers.Param{Name: pairs[i], Value: pairs[i+1]})
	}
	return p
}

func TestParseParams(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in     string
		value  string
		params headers.Params
	}{
		{"", "", nil},
		{"text/html", "text/html", nil},
		{" Text/HTML ; Charset = utf-8 ;", "Text/HTML", params("charset", "utf-8")},
		{"; charset=utf-8", "", nil},
		{`form-data; name="a;b"; filename="say \"hi\".txt"`, "form-data", params("name", "a;b", "filename", `say "hi".txt`)},
		{`form-data; name="50%22 screen"`, "form-data", params("name", `50" screen`)},
		{`form-data; filename="C:\docs\menu.txt"`, "form-data", params("filename", `C:\docs\menu.txt`)},
		{"x; a=; b; =c; ; d=1", "x", params("d", "1")},
		{`x; a=""`, "x", params("a", "")},
		{"x; a=é; b=1", "x", params("b", "1")},
		{`x; a="open; b=1`, "x", nil},
		{`x; b=1; a="open\"; c=2`, "x", params("b", "1")},
		{`x; a="1" junk; b=2`, "x", params("a", "1", "b", "2")},
		{"x; a=1; A=2", "x", params("a", "2")},
		{"multipart/form-data; boundary=----=_Part_7", "multipart/form-data", params("boundary", "----=_Part_7")},
		{"x; name=my file.txt", "x", params("name", "my file.txt")},
		{"x; title*=UTF-8'de'Caf%C3%A9%20Noir", "x", params("title", "Café Noir")},
		{"x; title*=ISO-8859-1''Caf%E9", "x", params("title", "Café")},
		{"x; title*=KOI8-R''%C1", "x", params("title", "%C1")},
		{"x; title*=UTF-8''%E9", "x", params("title", "\ufffd")},
		{"x; title*=100%", "x", params("title", "100%")},
		{"x; title*='half", "x", params("title", "'half")},
		{`x; title*=UTF-8''new; title="old"`, "x", params("title", "new")},
		{`x; title="old"; title*=UTF-8''new`, "x", params("title", "new")},
		{"x; a*0=one; a*1=two", "x", params("a", "onetwo")},
		{"x; a*0*=UTF-8''%E2%82%AC; a*1*=%20; a*2=x", "x", params("a", "€ x")},
		{`x; a"="b`, "x", nil},
		{"x; *=1; *0=2", "x", nil},
	}
	for _, test := range tests {
		value, got := headers.ParseParams(test.in)
		if value != test.value || !reflect.DeepEqual(got, test.params) {
			t.Errorf("ParseParams(%q) = %q, %+v, want %q, %+v", test.in, value, got, test.value, test.params)
		}
	}
}

func TestParseParamsReadsMaxParams(t *testing.T) {
	t.Parallel()
	var in strings.Builder
	in.WriteString("x")
	for i := range 2 * headers.MaxParams {
		fmt.Fprintf(&in, ";p%d=1", i)
	}
	if _, p := headers.ParseParams(in.String()); len(p) != headers.MaxParams {
		t.Errorf("read %d parameters, want %d", len(p), headers.MaxParams)
	}
}

func TestParseMediaType(t *testing.T) {
	t.Parallel()
	mediaType, p := headers.ParseMediaType("Application/JSON; Charset=UTF-8")
	if mediaType != "application/json" || p.Get("charset") != "UTF-8" {
		t.Errorf("ParseMediaType = %q, %v", mediaType, p)
	}
}

func TestParams(t *testing.T) {
	t.Parallel()
	var p headers.Params
	p.Set("a", "1")
	p.SetBare("b")
	p.Set("A", "2")
	if got, ok := p.Lookup("a"); got != "2" || !ok {
		t.Errorf("Lookup(a) = %q, %v", got, ok)
	}
	if !p.Has("B") || !p[1].Bare || p.Get("b") != "" {
		t.Errorf("b is %v", p[1])
	}
	p.Del("A")
	if _, ok := p.Lookup("a"); ok || len(p) != 1 {
		t.Errorf("after Del: %v", p)
	}
	if p.Has("c") || p.Get("c") != "" {
		t.Error("c is there")
	}
}

func TestFormatParams(t *testing.T) {
	t.Parallel()
	tests := []struct {
		params headers.Params
		want   string
	}{
		{nil, "x"},
		{params("a", "1", "b", "two words"), `x; a=1; b="two words"`},
		{params("a", ""), `x; a=""`},
		{params("a", "é€"), "x; a*=UTF-8''%C3%A9%E2%82%AC"},
		{params("a", "1\r\n2"), "x; a*=UTF-8''1%0D%0A2"},
		{params("a", "5%22 6"), "x; a*=UTF-8''5%2522%206"},
		{params("a b", "1", "", "2", "c", "3"), "x; c=3"},
	}
	for _, test := range tests {
		if got := headers.FormatParams("x", test.params); got != test.want {
			t.Errorf("FormatParams(%+v) = %q, want %q", test.params, got, test.want)
		}
	}
}

// FuzzParseParams writes what was read and reads it again: it must be the same.
func FuzzParseParams(f *testing.F) {
	f.Add(`text/html; charset="utf-8"; a*0*=UTF-8''%E2; a*1=b`)
	f.Add(`x; a"="b;`)
	f.Add(`x;a*=iso-8859-1''%e9;a="\\"`)
	f.Fuzz(func(t *testing.T, in string) {
		value, p := headers.ParseParams(in)
		out := headers.FormatParams(value, p)
		value2, p2 := headers.ParseParams(out)
		if value2 != value {
			t.Errorf("%q: value %q became %q", in, value, value2)
		}
		for _, param := range p {
			if strings.ToValidUTF8(param.Value, "") != param.Value {
				continue
			}
			if got, ok := p2.Lookup(param.Name); !ok || got != param.Value {
				t.Errorf("%q -> %q: %s is %q, was %q", in, out, param.Name, got, param.Value)
			}
		}
	})
}

// FuzzFormatParams has the standard library read what was written.
func FuzzFormatParams(f *testing.F) {
	f.Add("plain", "quoted value")
	f.Add("\"; a=b", "\r\n")
	f.Add("é\\", "100%25")
	f.Fuzz(func(t *testing.T, a, b string) {
		if strings.ToValidUTF8(a+b, "") != a+b || a == "" || b == "" {
			return
		}
		field := headers.FormatParams("attachment", params("a", a, "b", b))
		if !headers.ValidValue(field) {
			t.Errorf("%q may not be sent", field)
		}
		_, got, err := mime.ParseMediaType(field)
		if err != nil || got["a"] != a || got["b"] != b {
			t.Errorf("mime reads %q as %q, %v; want %q, %q", field, got, err, a, b)
		}
	})
}
