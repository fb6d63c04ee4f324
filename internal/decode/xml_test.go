package decode_test

import (
	"strings"
	"testing"

	"github.com/combo-web/combo/internal/decode"
)

func TestXML(t *testing.T) {
	tests := []struct {
		in, want string
	}{
		{`<a/>`, `""`},
		{`<a>hi</a>`, `"hi"`},
		{`<a> hi </a>`, `" hi "`},
		{`<?xml version="1.0" encoding="UTF-8"?><!-- c --><a>1<!-- c -->2<?p i?>3</a><!-- c -->`, `"123"`},
		{"\ufeff<a/>\n", `""`},
		{`<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x42;</a>`, `"<>&\"'AB"`},
		{`<a><![CDATA[<b>&amp;</b>]]></a>`, `"<b>&amp;</b>"`},
		{`<a>&#xD7FF;&#xE000;<![CDATA[&#xD800;]]></a>`, `"\ud7ff\ue000&#xD800;"`},
		{`<a id="1" b='2'/>`, `{@id:"1" @b:"2"}`},
		{`<a id="1">hi</a>`, `{@id:"1" #text:"hi"}`},
		{"<a>\n\t<b>1</b>\r\n  <c/>\n</a>", `{b:"1" c:""}`},
		{`<a>x<b>1</b>y</a>`, `{b:"1" #text:"xy"}`},
		{`<a><b>1</b><c/><b>2</b><b>3</b></a>`, `{b:["1" "2" "3"] c:""}`},
		{`<a><b><c>1</c></b><b><c>2</c></b></a>`, `{b:[{c:"1"} {c:"2"}]}`},
		{`<a b="1"><b>2</b></a>`, `{@b:"1" b:"2"}`},
		{`<x:a xmlns:x="u" xmlns="v" x:id="1"><x:b>2</x:b></x:a>`, `{@id:"1" b:"2"}`},
		{`<a xml:lang="fr"/>`, `{@lang:"fr"}`},
		{`<a><b1/><b2/><b3/><b4/><b5/><b6/><b7/><b8/><b9/><b10/><b3/><b10/><b11/></a>`,
			`{b1:"" b2:"" b3:["" ""] b4:"" b5:"" b6:"" b7:"" b8:"" b9:"" b10:["" ""] b11:""}`},
		{"<a>\u00a0<b/></a>", `{b:"" #text:"\u00a0"}`},
	}
	for _, test := range tests {
		v, err := decode.XML(strings.NewReader(test.in), decode.Limits{})
		if got := show(v); err != nil || got != test.want {
			t.Errorf("XML(%s) = %s, %v, want %s", test.in, got, err, test.want)
		}
	}
}

func TestXMLRefuses(t *testing.T) {
	tests := []struct {
		in, want string
	}{
		{``, "400 malformed"},
		{` `, "400 malformed"},
		{`text`, "400 malformed"},
		{`<a>`, "400 malformed"},
		{`<a></b>`, "400 malformed"},
		{`</a>`, "400 malformed"},
		{`<a/><b/>`, "400 malformed"},
		{`<a/>text`, "400 malformed"},
		{`text<a/>`, "400 malformed"},
		{`<a b=1/>`, "400 malformed"},
		{`<a b/>`, "400 malformed"},
		{`<a b="1" b="2"/>`, "400 malformed"},
		{`<a x:b="1" xmlns:x="u" b="2"/>`, "400 malformed"},
		{`<a>&nbsp;</a>`, "400 malformed"},
		{`<a>&b;</a>`, "400 malformed"},
		{`<a>&</a>`, "400 malformed"},
		{`<a>&#0;</a>`, "400 malformed"},
		{`<a>&#xD800;</a>`, "400 malformed"},
		{`<a b="&#57343;"/>`, "400 malformed"},
		{`<a>&#xdbff;&#xdfff;</a>`, "400 malformed"},
		{`<a>&#x110000;</a>`, "400 malformed"},
		{`<a>&#x000000000000D800;</a>`, "400 malformed"},
		{`<a>&#000000000000055296;</a>`, "400 malformed"},
		{`<a>&amp;&#xD800;</a>`, "400 malformed"},
		{"<a>\x00</a>", "400 malformed"},
		{"<a>\xff</a>", "400 malformed"},
		{"<a b=\"\xff\"/>", "400 malformed"},
		{"<a\xff/>", "400 malformed"},
		{`<!DOCTYPE a><a/>`, "400 doctype"},
		{`<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`, "400 doctype"},
		{`<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>`, "400 doctype"},
		{`<a><!ELEMENT b></a>`, "400 doctype"},
		{`<?xml version="1.0" encoding="ISO-8859-1"?><a/>`, "415 unsupported_media_type"},
		{`<?xml version="1.0" encoding="utf-16"?><a/>`, "415 unsupported_media_type"},
		{"\xfe\xff\x00<\x00a", "400 malformed"},
	}
	for _, test := range tests {
		v, err := decode.XML(strings.NewReader(test.in), decode.Limits{})
		if got := codeOf(t, err); got != test.want || v.Kind() != decode.Absent {
			t.Errorf("XML(%q) = %s, %q, want %s", test.in, show(v), got, test.want)
		}
	}
}

func TestXMLLimits(t *testing.T) {
	nest := func(n int) string { return strings.Repeat("<a>", n) + strings.Repeat("</a>", n) }
	tests := []struct {
		in     string
		limits decode.Limits
		want   string
	}{
		{nest(64), decode.Limits{}, ""},
		{nest(65), decode.Limits{}, "400 too_deep"},
		{"<a>" + strings.Repeat("<b><c/></b>", 50) + "</a>", decode.Limits{Depth: 3}, ""},
		{"<a>" + strings.Repeat("<b><c/></b>", 50) + "</a>", decode.Limits{Depth: 2}, "400 too_deep"},
		{`<a b="" c=""><d/></a>`, decode.Limits{Values: 4}, ""},
		{`<a b="" c=""><d/></a>`, decode.Limits{Values: 3}, "400 too_many_values"},
		{`<a b="` + strings.Repeat("c", 60_000) + `"/>`, decode.Limits{}, ""},
		{`<a b="` + strings.Repeat("c", 66_000) + `"/>`, decode.Limits{}, "413 tag_too_large"},
		{`<a>t<b c="` + strings.Repeat(">", 66_000) + `"/></a>`, decode.Limits{}, "413 tag_too_large"},
		{`<a>` + strings.Repeat("c", 66_000) + `</a>`, decode.Limits{}, ""},
		{`<a><!-- <b ` + strings.Repeat("c", 66_000) + ` --></a>`, decode.Limits{}, ""},
		{`<a><![CDATA[<b ` + strings.Repeat("c", 66_000) + `]]></a>`, decode.Limits{}, ""},
	}
	for _, test := range tests {
		_, err := decode.XML(strings.NewReader(test.in), test.limits)
		if got := codeOf(t, err); got != test.want {
			t.Errorf("XML(%.20s…) with %+v: %q, want %q", test.in, test.limits, got, test.want)
		}
	}
}

func TestXMLFloods(t *testing.T) {
	tests := []struct {
		name, head, unit string
		want             string
		most             int64
	}{
		{"elements", "", "<a>", "400 too_deep", 8 << 10},
		{"empty elements", "<a>", "<b/>", "400 too_many_values", 512 << 10},
		{"attributes", "<a ", "b='' ", "413 tag_too_large", 80 << 10},
		{"attribute with >", "<a b='", ">", "413 tag_too_large", 80 << 10},
		{"name", "<", "a", "413 tag_too_large", 80 << 10},
		{"text", "<a>", "a", "413 too_large", 1<<20 + 1},
		{"comment", "<!--", "a", "413 too_large", 1<<20 + 1},
		{"entities", "<a>", "&amp;", "413 too_large", 1<<20 + 1},
		{"document type", "<!DOCTYPE ", "<a>", "413 too_large", 1<<20 + 1},
	}
	for _, test := range tests {
		body := &flood{head: test.head, unit: test.unit}
		_, err := decode.XML(body, decode.Limits{})
		if got := codeOf(t, err); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
		if body.taken > test.most {
			t.Errorf("%s: %d bytes were read, want at most %d", test.name, body.taken, test.most)
		}
	}
}

func TestXMLMemory(t *testing.T) {
	bodies := []struct {
		name, unit string
	}{
		{"equal elements", "<b/>"}, {"text", "aaaaa"}, {"entities", "&lt;"}, {"comments", "<!---->"}, {"attributes", "<b c=''/>"},
	}
	for _, test := range bodies {
		isLinear(t, test.name, 10_000, func(n int) {
			if _, err := decode.XML(strings.NewReader("<a>"+strings.Repeat(test.unit, n)+"</a>"), decode.Limits{}); err != nil {
				t.Errorf("%s: %v", test.name, err)
			}
		})
	}
}

func TestXMLWorstCase(t *testing.T) {
	body := `<a b="` + strings.Repeat(`" b="`, 10) + `">` + strings.Repeat("<b/>", 99_000) + "</a>"
	tag := "<a " + strings.Repeat("b='' ", 200_000) + "/>"
	got := allocated(func() {
		decode.XML(strings.NewReader(body), decode.Limits{})
		decode.XML(strings.NewReader(tag), decode.Limits{})
	})
	if got > 40<<20 {
		t.Errorf("%d bytes are allocated for the largest documents, want at most 40 MiB", got)
	}
}
