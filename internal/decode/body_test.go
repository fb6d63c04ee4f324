package decode_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/combo-web/combo/internal/decode"
)

func TestBody(t *testing.T) {
	const multipart = "--x\r\nContent-Disposition: form-data; name=a.b\r\n\r\n1\r\n--x--"
	tests := []struct {
		contentType, body string
		tag, want         string
	}{
		{"application/x-www-form-urlencoded", "a.b=1", "form", `{a:{b:"1"}}`},
		{"application/x-www-form-urlencoded; charset=UTF-8", "a=1", "form", `{a:"1"}`},
		{"multipart/form-data; boundary=x", multipart, "form", `{a:{b:"1"}}`},
		{"application/json", `{"a":1}`, "json", `{a:#1}`},
		{"APPLICATION/JSON; charset=utf-8", `{"a":1}`, "json", `{a:#1}`},
		{"text/json", `1`, "json", `#1`},
		{"application/merge-patch+json", `{}`, "json", `{}`},
		{"application/xml", `<a><b>1</b></a>`, "xml", `{b:"1"}`},
		{"text/xml; charset=us-ascii", `<a/>`, "xml", `""`},
		{"application/atom+xml", `<a/>`, "xml", `""`},
	}
	for _, test := range tests {
		source, files, err := decode.Body(strings.NewReader(test.body), test.contentType, decode.Limits{})
		if err != nil {
			t.Errorf("%s: %v", test.contentType, err)
			continue
		}
		if got := show(source.Root); source.Tag != test.tag || got != test.want {
			t.Errorf("%s: %s %s, want %s %s", test.contentType, source.Tag, got, test.tag, test.want)
		}
		if source.Loose != (test.tag != "json") || source.Strict {
			t.Errorf("%s: loose %t, strict %t", test.contentType, source.Loose, source.Strict)
		}
		if err := files.Close(); err != nil {
			t.Errorf("%s: close: %v", test.contentType, err)
		}
	}
}

func TestBodyRefuses(t *testing.T) {
	tests := []struct {
		contentType, body, want string
	}{
		{"", "a=1", "415 unsupported_media_type"},
		{",", "a=1", "415 unsupported_media_type"},
		{"text/plain", "a=1", "415 unsupported_media_type"},
		{"text/html", "a=1", "415 unsupported_media_type"},
		{"image/svg+json", "1", "415 unsupported_media_type"},
		{"application/jsonx", "1", "415 unsupported_media_type"},
		{"application/json; charset=utf-16", "1", "415 unsupported_media_type"},
		{"application/x-www-form-urlencoded; charset=iso-8859-1", "a=1", "415 unsupported_media_type"},
		{"multipart/mixed; boundary=x", "--x--", "415 unsupported_media_type"},
		{"application/x-www-form-urlencoded", "a[9]=1", "400 sparse_list"},
		{"application/x-www-form-urlencoded", "a=%", "400 malformed"},
		{"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a[9]\"\r\n\r\n1\r\n--x--", "400 sparse_list"},
		{"application/json", "{", "400 malformed"},
		{"application/xml", "{", "400 malformed"},
	}
	for _, test := range tests {
		_, _, err := decode.Body(strings.NewReader(test.body), test.contentType, decode.Limits{})
		if got := codeOf(t, err); got != test.want {
			t.Errorf("%s %s: %q, want %q", test.contentType, test.body, got, test.want)
		}
	}
}

func TestErrorText(t *testing.T) {
	_, _, err := decode.Body(strings.NewReader(""), "text/plain", decode.Limits{})
	if want := "A body of this kind is not understood here."; err.Error() != want {
		t.Errorf("error is %q, want %q", err, want)
	}
	err = &decode.Error{Message: "No.", Err: io.ErrUnexpectedEOF}
	if want := "No. (unexpected EOF)"; err.Error() != want || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("error is %q, want %q that wraps its cause", err, want)
	}
}
