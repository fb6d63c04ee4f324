package decode_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/combo-web/combo/internal/decode"
)

// readers are all that reads a body, each with a body of n bytes that it takes.
var readers = []struct {
	name string
	body func(n int) string
	read func(io.Reader, decode.Limits) error
}{
	{"JSON", func(n int) string { return `"` + strings.Repeat("a", n-2) + `"` },
		func(r io.Reader, l decode.Limits) error { _, err := decode.JSON(r, l); return err }},
	{"XML", func(n int) string { return "<a>" + strings.Repeat("a", n-7) + "</a>" },
		func(r io.Reader, l decode.Limits) error { _, err := decode.XML(r, l); return err }},
	{"Form", func(n int) string { return "a=" + strings.Repeat("a", n-2) },
		func(r io.Reader, l decode.Limits) error { _, err := decode.Form(r, l); return err }},
	{"Multipart", func(n int) string { return padded(n) },
		func(r io.Reader, l decode.Limits) error {
			_, files, err := decode.Multipart(r, "multipart/form-data; boundary=x", l)
			if err == nil {
				files.Close()
			}
			return err
		}},
}

// padded is a multipart form of n bytes.
func padded(n int) string {
	const head, tail = "--x\r\nContent-Disposition: form-data; name=a; filename=a\r\n\r\n", "\r\n--x--"
	return head + strings.Repeat("a", n-len(head)-len(tail)) + tail
}

func TestBodyFitsExactly(t *testing.T) {
	for _, test := range readers {
		const size = 5000
		if err := test.read(strings.NewReader(test.body(size)), decode.Limits{Bytes: size}); err != nil {
			t.Errorf("%s with a body that just fits: %v", test.name, err)
		}
		err := test.read(strings.NewReader(test.body(size+1)), decode.Limits{Bytes: size})
		if got := codeOf(t, err); got != "413 too_large" {
			t.Errorf("%s with a byte too much: %q", test.name, got)
		}
	}
}

func TestBodyInSmallPieces(t *testing.T) {
	for _, test := range readers {
		if err := test.read(iotest.OneByteReader(strings.NewReader(test.body(200))), decode.Limits{}); err != nil {
			t.Errorf("%s byte by byte: %v", test.name, err)
		}
		if err := test.read(iotest.DataErrReader(strings.NewReader(test.body(200))), decode.Limits{}); err != nil {
			t.Errorf("%s with the end in the last read: %v", test.name, err)
		}
	}
}

func TestBodyThatBreaksOff(t *testing.T) {
	for _, test := range readers {
		cause := errors.New("connection reset")
		err := test.read(breaking(test.body(5000)[:4900], cause), decode.Limits{})
		if got := codeOf(t, err); got != "400 malformed" {
			t.Errorf("%s of a broken connection: %q", test.name, got)
		}
		if !errors.Is(err, cause) {
			t.Errorf("%s of a broken connection: %v does not wrap the cause", test.name, err)
		}
	}
}

func TestBodyOverTheServersLimit(t *testing.T) {
	for _, test := range readers {
		body := http.MaxBytesReader(httptest.NewRecorder(), io.NopCloser(strings.NewReader(test.body(5000))), 4900)
		err := test.read(body, decode.Limits{})
		if got := codeOf(t, err); got != "413 too_large" {
			t.Errorf("%s of a MaxBytesReader: %q", test.name, got)
		}
		var cause *http.MaxBytesError
		if !errors.As(err, &cause) {
			t.Errorf("%s of a MaxBytesReader: %v does not wrap the cause", test.name, err)
		}
	}
}

func TestEndlessBody(t *testing.T) {
	for _, test := range readers {
		head := test.body(5000)[:4900]
		body := &flood{head: head, unit: "a"}
		const limit = 100_000
		got := codeOf(t, test.read(body, decode.Limits{Bytes: limit}))
		if got != "413 too_large" {
			t.Errorf("%s of an endless body: %q", test.name, got)
		}
		if body.taken > limit+1 {
			t.Errorf("%s took %d bytes, want at most %d", test.name, body.taken, limit+1)
		}
	}
}
