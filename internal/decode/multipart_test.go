package decode_test

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/combo-web/combo/internal/decode"
)

// multipartOf reads a form whose boundary is x and whose lines may end in \n alone.
func multipartOf(body string, limits decode.Limits) (decode.Pairs, io.Closer, error) {
	body = strings.ReplaceAll(body, "\n", "\r\n")
	return decode.Multipart(strings.NewReader(body), "multipart/form-data; boundary=x", limits)
}

// contentOf returns what an upload holds.
func contentOf(t *testing.T, u *decode.Upload) string {
	t.Helper()
	f, err := u.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// showParts writes pairs as name="text" and name=!filename(type)"content".
func showParts(t *testing.T, pairs decode.Pairs) string {
	t.Helper()
	var parts []string
	for _, p := range pairs {
		u, ok := p.Value.Opaque().(*decode.Upload)
		if !ok {
			parts = append(parts, fmt.Sprintf("%s=%q", p.Name, p.Value.Text()))
			continue
		}
		content := contentOf(t, u)
		if int64(len(content)) != u.Size {
			t.Errorf("%s has size %d and %d bytes", p.Name, u.Size, len(content))
		}
		parts = append(parts, fmt.Sprintf("%s=!%s(%s)%q", p.Name, u.Filename, u.ContentType, content))
	}
	return strings.Join(parts, " ")
}

func TestMultipart(t *testing.T) {
	tests := []struct {
		name, body, want string
	}{
		{"nothing", "--x--", ``},
		{"field", "--x\nContent-Disposition: form-data; name=\"a\"\n\nb\n--x--\n", `a="b"`},
		{"token", "--x\nContent-Disposition: form-data; name=a\n\nb\n--x--", `a="b"`},
		{"empty", "--x\nContent-Disposition: form-data; name=a\n\n\n--x--", `a=""`},
		{"empty without its line", "--x\nContent-Disposition: form-data; name=a\n\n--x--", `a=""`},
		{"empty name", "--x\nContent-Disposition: form-data; name=\"\"\n\nb\n--x--", `="b"`},
		{"repeats", "--x\nContent-Disposition: form-data; name=a\n\n1\n--x\nContent-Disposition: form-data; name=b\n\n2\n--x\n" +
			"Content-Disposition: form-data; name=a\n\n3\n--x--", `a="1" b="2" a="3"`},
		{"lines", "--x\nContent-Disposition: form-data; name=a\n\nb\n\n--xy\n--\n--x--", `a="b\r\n\r\n--xy\r\n--"`},
		{"preamble and epilogue", "before\n--x\nContent-Disposition: form-data; name=a\n\nb\n--x--\nafter", `a="b"`},
		{"space after boundary", "--x  \nContent-Disposition: form-data; name=a\n\nb\n--x-- \n", `a="b"`},
		{"header case", "--x\ncontent-DISPOSITION: Form-Data; NAME=a\nX-Other: 1\n\nb\n--x--", `a="b"`},
		{"folded header", "--x\nContent-Disposition: form-data;\n name=a\n\nb\n--x--", `a="b"`},
		{"unicode", "--x\nContent-Disposition: form-data; name=\"é\"\n\n😀\n--x--", `é="😀"`},
		{"charset", "--x\nContent-Disposition: form-data; name=a\nContent-Type: text/plain; charset=UTF-8\n\né\n--x--", `a="é"`},
		{"quoted", `--x` + "\n" + `Content-Disposition: form-data; name="a\"b\\c;d"` + "\n\nb\n--x--", `a"b\c;d="b"`},
		{"escaped name", "--x\nContent-Disposition: form-data; name*=utf-8''%C3%A9\n\nb\n--x--", `é="b"`},
		{"file", "--x\nContent-Disposition: form-data; name=f; filename=\"a.txt\"\nContent-Type: text/plain\n\nb\nc\n--x--",
			`f=!a.txt(text/plain)"b\r\nc"`},
		{"file without type", "--x\nContent-Disposition: form-data; name=f; filename=a\n\n\x00\xff\n--x--", `f=!a()"\x00\xff"`},
		{"empty file", "--x\nContent-Disposition: form-data; name=f; filename=a\n\n\n--x--", `f=!a()""`},
		{"untouched input", "--x\nContent-Disposition: form-data; name=f; filename=\"\"\nContent-Type: application/octet-stream\n\n\n--x--", ``},
		{"nameless file", "--x\nContent-Disposition: form-data; name=f; filename=\"\"\n\nb\n--x--", `f=!()"b"`},
		{"escaped filename", "--x\nContent-Disposition: form-data; name=f; filename=a; filename*=UTF-8'fr'%C3%A9%20b\n\n1\n--x--", `f=!é b()"1"`},
		{"quoted escaped filename", "--x\nContent-Disposition: form-data; name=f; filename*=\"utf-8''%C3%A9\"\n\n1\n--x--", `f=!é()"1"`},
		{"filename in pieces", "--x\nContent-Disposition: form-data; name=f; filename*0*=us-ascii''a%20; filename*1*=b%20; filename*2=\"c.d\"\n\n1\n--x--",
			`f=!a b c.d()"1"`},
		{"starred text in quotes", "--x\nContent-Disposition: form-data; name=f; filename=\"a; b*=c'd\\\"; e*=f'\"\n\n1\n--x--", `f=!a; b*=c'd"; e*=f'()"1"`},
		{"two files", "--x\nContent-Disposition: form-data; name=f; filename=a\n\n1\n--x\nContent-Disposition: form-data; name=f; filename=a\n\n2\n--x--",
			`f=!a()"1" f=!a()"2"`},
		{"8bit", "--x\nContent-Disposition: form-data; name=a\nContent-Transfer-Encoding: 8BIT\n\n=41\n--x--", `a="=41"`},
		{"quoted-printable", "--x\nContent-Disposition: form-data; name=a\nContent-Transfer-Encoding: Quoted-Printable\n\n=41=\nB\n--x--", `a="AB"`},
		{"base64 field", "--x\nContent-Disposition: form-data; name=a\nContent-Transfer-Encoding: base64\n\naGVs\nbG8=\n--x--", `a="hello"`},
		{"base64 file", "--x\nContent-Disposition: form-data; name=f; filename=a\nContent-Transfer-Encoding: BASE64\n\naGVsbG8=\n\n--x--", `f=!a()"hello"`},
	}
	for _, test := range tests {
		pairs, files, err := multipartOf(test.body, decode.Limits{TempDir: t.TempDir()})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if got := showParts(t, pairs); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
		if err := files.Close(); err != nil {
			t.Errorf("%s: close: %v", test.name, err)
		}
	}
}

func TestMultipartWithBareLineFeeds(t *testing.T) {
	body := "--x\nContent-Disposition: form-data; name=a\n\nb\nc\n--x--\n"
	pairs, _, err := decode.Multipart(strings.NewReader(body), "multipart/form-data; boundary=x", decode.Limits{})
	if got := showParts(t, pairs); err != nil || got != `a="b\nc"` {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestMultipartRefuses(t *testing.T) {
	const field = "Content-Disposition: form-data; name=a\n"
	tests := []struct {
		name, body, want string
	}{
		{"nothing", "", "400 malformed"},
		{"no boundary", "hello", "400 malformed"},
		{"other boundary", "--y\n" + field + "\nb\n--y--", "400 malformed"},
		{"no end", "--x\n" + field + "\nb", "400 malformed"},
		{"no end after boundary", "--x\n" + field + "\nb\n--x", "400 malformed"},
		{"no end after line", "--x\n" + field + "\nb\n--x\n", "400 malformed"},
		{"half an end", "--x\n" + field + "\nb\n--x-", "400 malformed"},
		{"header without end", "--x\n" + field, "400 malformed"},
		{"header without colon", "--x\nhello\n\nb\n--x--", "400 malformed"},
		{"no disposition", "--x\nX-A: b\n\nb\n--x--", "400 malformed"},
		{"no header", "--x\n\nb\n--x--", "400 malformed"},
		{"other disposition", "--x\nContent-Disposition: attachment; name=a\n\nb\n--x--", "400 malformed"},
		{"no name", "--x\nContent-Disposition: form-data\n\nb\n--x--", "400 malformed"},
		{"two names", "--x\nContent-Disposition: form-data; name=a; name=b\n\nb\n--x--", "400 malformed"},
		{"two file names", "--x\nContent-Disposition: form-data; name=a; filename=b; filename=c\n\nb\n--x--", "400 malformed"},
		{"foreign name", "--x\nContent-Disposition: form-data; name*=iso-8859-1''%E9\n\nb\n--x--", "415 unsupported_media_type"},
		{"foreign file name", "--x\nContent-Disposition: form-data; name=a; filename*=iso-8859-1''%E9\n\nb\n--x--", "415 unsupported_media_type"},
		{"foreign piece", "--x\nContent-Disposition: form-data; name=a; filename*0*=ascii''b; filename*1=c\n\nb\n--x--", "415 unsupported_media_type"},
		{"foreign charset", "--x\n" + field + "Content-Type: text/plain; charset=utf-16\n\nb\n--x--", "415 unsupported_media_type"},
		{"bad type", "--x\n" + field + "Content-Type: text/plain; =\n\nb\n--x--", "400 malformed"},
		{"NUL in header", "--x\nContent-Disposition: form-data; name=\"a\x00\"\n\nb\n--x--", "400 malformed"},
		{"escaped NUL in name", "--x\nContent-Disposition: form-data; name*=utf-8''a%00\n\nb\n--x--", "400 null_characters_not_allowed"},
		{"NUL", "--x\n" + field + "\nb\x00\n--x--", "400 null_characters_not_allowed"},
		{"invalid name", "--x\nContent-Disposition: form-data; name=\"\xff\"\n\nb\n--x--", "400 invalid_utf8"},
		{"invalid text", "--x\n" + field + "\n\xff\n--x--", "400 invalid_utf8"},
		{"unknown encoding", "--x\n" + field + "Content-Transfer-Encoding: x-uuencode\n\nb\n--x--", "400 malformed"},
		{"base64 with spaces", "--x\n" + field + "Content-Transfer-Encoding: base64\n\naGVs    bG8=\n--x--", "400 malformed"},
		{"base64 without end", "--x\n" + field + "Content-Transfer-Encoding: base64\n\naGVsbG8\n--x--", "400 malformed"},
		{"base64 with more", "--x\n" + field + "Content-Transfer-Encoding: base64\n\naGVsbG8=aGVs\n--x--", "400 malformed"},
		{"quoted-printable", "--x\n" + field + "Content-Transfer-Encoding: quoted-printable\n\n=Z\x00\n--x--", "400 malformed"},
		{"text between parts", "--x\n" + field + "\nb\n--x--y\n--x--", "400 malformed"},
	}
	for _, test := range tests {
		pairs, files, err := multipartOf(test.body, decode.Limits{})
		if got := codeOf(t, err); got != test.want || pairs != nil || files != nil {
			t.Errorf("%s: %v, %q, want %s", test.name, pairs, got, test.want)
		}
	}
}

// Causes are logged, so they must not hold what a person typed.
func TestMultipartErrorsKeepSecrets(t *testing.T) {
	const field = "--x\nContent-Disposition: form-data; name=a\n"
	bodies := []string{field + "s3cret\n\nb\n--x--", field + "\nb\n--x\ns3cret", field + "\nb\n--x--s3cret", field + "\nb\n--x s3cret\n--x--"}
	for _, body := range bodies {
		if _, _, err := multipartOf(body, decode.Limits{}); err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%q: error %v", body, err)
		}
	}
}

func TestMultipartBoundary(t *testing.T) {
	tests := []struct {
		contentType string
		boundary    string // "" if it is refused
		want        string
	}{
		{"multipart/form-data; boundary=a", "a", ""},
		{"Multipart/Form-Data; Boundary=a", "a", ""},
		{`multipart/form-data; boundary="a b'()+_,-./:=?"; charset=x`, "a b'()+_,-./:=?", ""},
		{"multipart/form-data; boundary=" + strings.Repeat("a", 70), strings.Repeat("a", 70), ""},
		{"multipart/form-data; boundary=" + strings.Repeat("a", 71), "", "400 malformed"},
		{"multipart/form-data", "", "400 malformed"},
		{`multipart/form-data; boundary=""`, "", "400 malformed"},
		{`multipart/form-data; boundary="a "`, "", "400 malformed"},
		{"multipart/form-data; boundary=\"a\rb\"", "", "415 unsupported_media_type"},
		{"multipart/form-data; boundary=\"a\nb\"", "", "415 unsupported_media_type"},
		{"multipart/form-data; boundary*=utf-8''a%0Db", "", "400 malformed"},
		{"multipart/form-data; boundary*=utf-8''a%0Ab", "", "400 malformed"},
		{"multipart/form-data; boundary=\"a\x00\"", "", "400 malformed"},
		{`multipart/form-data; boundary="é"`, "", "400 malformed"},
		{`multipart/form-data; boundary="a\"b"`, "", "400 malformed"},
		{"multipart/form-data; boundary=a; boundary=b", "", "415 unsupported_media_type"},
		{"multipart/mixed; boundary=a", "", "415 unsupported_media_type"},
		{"text/plain; boundary=a", "", "415 unsupported_media_type"},
		{"", "", "415 unsupported_media_type"},
	}
	for _, test := range tests {
		body := &flood{head: "--" + test.boundary + "--", unit: "\r\n"}
		_, _, err := decode.Multipart(body, test.contentType, decode.Limits{})
		if got := codeOf(t, err); got != test.want {
			t.Errorf("%s: %q, want %q", test.contentType, got, test.want)
		}
		if test.want != "" && body.taken > 0 {
			t.Errorf("%s: %d bytes of the body were read", test.contentType, body.taken)
		}
	}
}

func TestMultipartCounts(t *testing.T) {
	fields := func(n int) string {
		return strings.Repeat("--x\nContent-Disposition: form-data; name=ab\n\ncd\n", n) + "--x--"
	}
	files := func(n int) string {
		return strings.Repeat("--x\nContent-Disposition: form-data; name=a; filename=b\n\nc\n", n) + "--x--"
	}
	untouched := strings.Repeat("--x\nContent-Disposition: form-data; name=a; filename=\"\"\n\n\n", 4) + "--x--"
	tests := []struct {
		name, body string
		limits     decode.Limits
		want       string
	}{
		{"1000 fields", fields(1000), decode.Limits{}, ""},
		{"1001 fields", fields(1001), decode.Limits{}, "400 too_many_fields"},
		{"20 files", files(20), decode.Limits{}, ""},
		{"21 files", files(21), decode.Limits{}, "413 too_many_files"},
		{"files without names", untouched, decode.Limits{Files: 3}, "413 too_many_files"},
		{"bytes of fields", fields(3), decode.Limits{FieldBytes: 12}, ""},
		{"bytes of fields over", fields(3), decode.Limits{FieldBytes: 11}, "413 fields_too_large"},
		{"bytes of names over", fields(3), decode.Limits{FieldBytes: 9}, "413 fields_too_large"},
		{"files are no fields", files(3), decode.Limits{FieldBytes: 1, Fields: 1}, ""},
	}
	for _, test := range tests {
		_, closer, err := multipartOf(test.body, test.limits)
		if got := codeOf(t, err); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
		if err == nil {
			closer.Close()
		}
	}
}

// Endless parts of a form must be refused by the budget that they break, for little memory and disk.
func TestMultipartFloods(t *testing.T) {
	const field = "--x\r\nContent-Disposition: form-data; name=a\r\n"
	const file = "--x\r\nContent-Disposition: form-data; name=a; filename=b\r\n"
	const limit = 4 << 20
	tests := []struct {
		name, head, unit string
		want             string
		most             int64
	}{
		{"preamble", "", "a", "400 malformed", 24 << 10},
		{"preamble in lines", "", "a\r\n", "400 header_too_large", 24 << 10},
		{"header", "--x\r\nX-A: ", "a", "400 header_too_large", 24 << 10},
		{"headers", "--x\r\n", "X-A: b\r\n", "400 header_too_large", 24 << 10},
		{"folded header", "--x\r\nX-A: ", "a\r\n ", "400 header_too_large", 24 << 10},
		{"name of backslashes", "--x\r\nContent-Disposition: form-data; name=\"", `\`, "400 header_too_large", 24 << 10},
		{"header of the second part", field + "\r\nb\r\n--x\r\nX-A: ", "a", "400 header_too_large", 32 << 10},
		{"spaces after a boundary", field + "\r\nb\r\n--x", " ", "400 malformed", 32 << 10},
		{"field", field + "\r\n", "a", "413 fields_too_large", 1<<20 + 8<<10},
		{"field of returns", field + "\r\n", "\r", "413 fields_too_large", 1<<20 + 8<<10},
		{"field of half boundaries", field + "\r\n", "\r\n--", "413 fields_too_large", 1<<20 + 8<<10},
		{"file", file + "\r\n", "a", "413 too_large", limit + 1},
		{"file of returns", file + "\r\n", "\r", "413 too_large", limit + 1},
		{"file of lines", file + "\r\n", "\r\n", "413 too_large", limit + 1},
		{"base64 of line ends", file + "Content-Transfer-Encoding: base64\r\n\r\n", "\r\n", "413 too_large", limit + 1},
		{"base64 of spaces", file + "Content-Transfer-Encoding: base64\r\n\r\n", "QUJD                           ", "400 malformed", 16 << 10},
		{"quoted-printable of soft breaks", file + "Content-Transfer-Encoding: quoted-printable\r\n\r\n", "=\r\n", "413 too_large", limit + 1},
		{"parts", "", field + "\r\n\r\n", "400 too_many_fields", 64 << 10},
		{"files", "", file + "\r\nb\r\n", "413 too_many_files", 8 << 10},
	}
	for _, test := range tests {
		dir := t.TempDir()
		body := &flood{head: test.head, unit: test.unit}
		var err error
		bytes := allocated(func() {
			_, _, err = decode.Multipart(body, "multipart/form-data; boundary=x", decode.Limits{Bytes: limit, TempDir: dir})
		})
		if got := codeOf(t, err); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
		if body.taken > test.most {
			t.Errorf("%s: %d bytes were read, want at most %d", test.name, body.taken, test.most)
		}
		// In all, and with what the race detector adds; less than half of it is held at one time.
		if bytes > 12<<20 {
			t.Errorf("%s: %d bytes are allocated, want at most 12 MiB", test.name, bytes)
		}
		checkEmpty(t, dir)
	}
}

// checkEmpty fails if a directory holds anything.
func checkEmpty(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		t.Errorf("%s was left behind", e.Name())
	}
}

func TestMultipartMemory(t *testing.T) {
	name := func(n int) string {
		return "--x\nContent-Disposition: form-data; name=\"" + strings.Repeat(`\\`, n/2) + "\"\n\nb\n--x--"
	}
	isLinear(t, "name of backslashes", 2000, func(n int) {
		if _, _, err := multipartOf(name(n), decode.Limits{}); err != nil {
			t.Error(err)
		}
	})
	isLinear(t, "field", 100_000, func(n int) {
		if _, _, err := multipartOf("--x\nContent-Disposition: form-data; name=a\n\n"+strings.Repeat("\r", n)+"\n--x--", decode.Limits{}); err != nil {
			t.Error(err)
		}
	})
	isLinear(t, "parts", 200, func(n int) {
		if _, _, err := multipartOf(strings.Repeat("--x\nContent-Disposition: form-data; name=a\n\n\n", n)+"--x--", decode.Limits{}); err != nil {
			t.Error(err)
		}
	})
}
