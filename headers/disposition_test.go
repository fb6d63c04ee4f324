package headers_test

import (
	"mime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/combo-web/combo/headers"
)

func TestAttachment(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"", "attachment"},
		{"menu.pdf", `attachment; filename="menu.pdf"`},
		{"my menu.pdf", `attachment; filename="my menu.pdf"`},
		{`"; filename=x.bat`, `attachment; filename="\"; filename=x.bat"`},
		{`a\b`, `attachment; filename="a\\b"`},
		{"x\r\nSet-Cookie: a=b", `attachment; filename="x__Set-Cookie: a=b"`},
		{"a\x00b\x7fc", `attachment; filename="a_b_c"`},
		{"Café.pdf", `attachment; filename="Caf_.pdf"; filename*=UTF-8''Caf%C3%A9.pdf`},
		{"🎷.mp3", `attachment; filename="_.mp3"; filename*=UTF-8''%F0%9F%8E%B7.mp3`},
		{"100%41.txt", `attachment; filename="100_41.txt"; filename*=UTF-8''100%2541.txt`},
		{"invoice\u202efdp.exe", `attachment; filename="invoice_fdp.exe"`},
		{"bad\xff.txt", `attachment; filename="bad_.txt"`},
	}
	for _, test := range tests {
		if got := headers.Attachment(test.in); got != test.want {
			t.Errorf("Attachment(%q) =\n %s, want\n %s", test.in, got, test.want)
		}
	}
	if got, want := headers.Inline("a.txt"), `inline; filename="a.txt"`; got != want {
		t.Errorf("Inline = %q, want %q", got, want)
	}
}

func TestParseDisposition(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, kind, filename string }{
		{"", "", ""},
		{"Attachment", "attachment", ""},
		{`attachment; filename="a.txt"`, "attachment", "a.txt"},
		{`attachment; filename="e.txt"; filename*=UTF-8''%C3%A9.txt`, "attachment", "é.txt"},
		{`attachment; filename*=UTF-8''%C3%A9.txt; filename="e.txt"`, "attachment", "é.txt"},
		{`attachment; filename="../../etc/passwd"`, "attachment", "passwd"},
		{`form-data; filename="C:\docs\a.txt"`, "form-data", "a.txt"},
		{`attachment; filename=".."`, "attachment", ""},
		{`attachment; filename="a/."`, "attachment", ""},
		{`attachment; filename*=UTF-8''a%00b%0d`, "attachment", "a_b_"},
	}
	for _, test := range tests {
		kind, filename, _ := headers.ParseDisposition(test.in)
		if kind != test.kind || filename != test.filename {
			t.Errorf("ParseDisposition(%q) = %q, %q, want %q, %q", test.in, kind, filename, test.kind, test.filename)
		}
	}
}

// FuzzAttachment has the standard library and this package read what was
// written: one filename, the one that was given but for what is replaced in it.
func FuzzAttachment(f *testing.F) {
	for _, name := range []string{"a.txt", `"; filename=x.bat`, "\r\n", "é%41", "\u202e", strings.Repeat("長", 300)} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		field := headers.Attachment(name)
		if !headers.ValidValue(field) {
			t.Fatalf("%q may not be sent", field)
		}
		_, p, err := mime.ParseMediaType(field)
		if err != nil {
			t.Fatalf("mime cannot read %q: %v", field, err)
		}
		_, _, own := headers.ParseDisposition(field)
		if p["filename"] != own.Get("filename") {
			t.Errorf("%q: mime reads %q, this package %q", field, p["filename"], own.Get("filename"))
		}
		if got := own.Get("filename"); utf8.RuneCountInString(got) != utf8.RuneCountInString(name) && utf8.ValidString(name) {
			t.Errorf("%q came back as %q", name, got)
		}
	})
}
