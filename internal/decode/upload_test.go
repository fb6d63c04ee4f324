package decode_test

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/combo-web/combo/internal/decode"
)

// filesOf is a form with files of those sizes, each of its own letter.
func filesOf(sizes ...int) string {
	var b strings.Builder
	for i, size := range sizes {
		fmt.Fprintf(&b, "--x\r\nContent-Disposition: form-data; name=f%d; filename=f\r\n\r\n%s\r\n", i, strings.Repeat(string(rune('a'+i)), size))
	}
	return b.String() + "--x--"
}

func TestUploadsInMemoryAndOnDisk(t *testing.T) {
	sizes := []int{10, 300, 90, 500, 0, 1, 700}
	for _, memory := range []int64{1, 10, 100, 101, 1 << 20} {
		dir := t.TempDir()
		pairs, files, err := decode.Multipart(strings.NewReader(filesOf(sizes...)), "multipart/form-data; boundary=x", decode.Limits{Memory: memory, TempDir: dir})
		if err != nil {
			t.Fatal(err)
		}
		for i, size := range sizes {
			u := pairs[i].Value.Opaque().(*decode.Upload)
			if got, want := contentOf(t, u), strings.Repeat(string(rune('a'+i)), size); got != want {
				t.Errorf("with %d bytes of memory, file %d is %.20q…, want %.20q…", memory, i, got, want)
			}
		}
		if err := files.Close(); err != nil {
			t.Error(err)
		}
		checkEmpty(t, dir)
	}
}

func TestUploadBeyondMemoryIsNotHeld(t *testing.T) {
	body := padded(16 << 20)
	var files io.Closer
	var err error
	got := allocated(func() {
		_, files, err = decode.Multipart(strings.NewReader(body), "multipart/form-data; boundary=x", decode.Limits{Bytes: 32 << 20, TempDir: t.TempDir()})
	})
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	if got > 4<<20 {
		t.Errorf("%d bytes are allocated for a file of 16 MiB, want at most 4 MiB", got)
	}
}

func TestUploadAfterClose(t *testing.T) {
	for _, memory := range []int64{1, 1 << 20} {
		pairs, files, err := decode.Multipart(strings.NewReader(filesOf(100)), "multipart/form-data; boundary=x", decode.Limits{Memory: memory, TempDir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		u := pairs[0].Value.Opaque().(*decode.Upload)
		f, err := u.Open()
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(files.Close(), files.Close()); err != nil {
			t.Errorf("closing twice: %v", err)
		}
		if _, err := io.ReadAll(f); !errors.Is(err, os.ErrClosed) {
			t.Errorf("read after close: %v, want %v", err, os.ErrClosed)
		}
		if _, err := u.Open(); !errors.Is(err, os.ErrClosed) {
			t.Errorf("open after close: %v, want %v", err, os.ErrClosed)
		}
	}
}

func TestUploadReaders(t *testing.T) {
	for _, memory := range []int64{1, 1 << 20} {
		pairs, files, err := decode.Multipart(strings.NewReader(filesOf(3, 10)), "multipart/form-data; boundary=x", decode.Limits{Memory: memory, TempDir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		defer files.Close()
		u := pairs[1].Value.Opaque().(*decode.Upload)
		first, _ := u.Open()
		second, _ := u.Open()
		buf := make([]byte, 4)
		if _, err := io.ReadFull(first, buf); err != nil {
			t.Fatal(err)
		}
		if rest, err := io.ReadAll(second); len(rest) != 10 || err != nil {
			t.Errorf("the second reader gives %d bytes, %v, want all 10", len(rest), err)
		}
		if at, err := first.Seek(-2, io.SeekEnd); at != 8 || err != nil {
			t.Errorf("Seek = %d, %v", at, err)
		}
		if rest, err := io.ReadAll(first); string(rest) != "bb" || err != nil {
			t.Errorf("after Seek: %q, %v", rest, err)
		}
		if n, err := first.ReadAt(buf, 8); n != 2 || err != io.EOF {
			t.Errorf("ReadAt over the end = %d, %v", n, err)
		}
		if _, err := first.ReadAt(buf, 11); err != io.EOF {
			t.Errorf("ReadAt behind the end: %v", err)
		}
	}
}

func TestZeroUpload(t *testing.T) {
	if _, err := new(decode.Upload).Open(); !errors.Is(err, os.ErrClosed) {
		t.Errorf("Open of a zero Upload: %v, want %v", err, os.ErrClosed)
	}
}

// A disk that cannot be written is the server's fault, not the client's.
func TestUploadWithoutDisk(t *testing.T) {
	_, _, err := decode.Multipart(strings.NewReader(filesOf(100)), "multipart/form-data; boundary=x",
		decode.Limits{Memory: 1, TempDir: filepath.Join(t.TempDir(), "missing")})
	var own *decode.Error
	if !errors.Is(err, os.ErrNotExist) || errors.As(err, &own) {
		t.Errorf("got %v, want the error of the file system", err)
	}
}

func TestFilename(t *testing.T) {
	long := strings.Repeat("a", 4096)
	tests := []struct {
		in, want string // in is percent-encoded
	}{
		{"photo.jpg", "photo.jpg"},
		{"été%20😀.jpg", "été 😀.jpg"},
		{"../../x", "x"},
		{`..\..\x`, "x"},
		{`../..\x`, "x"},
		{"..", ""},
		{".", ""},
		{"", ""},
		{"/", ""},
		{"a/", ""},
		{"...", ""},
		{"/etc/passwd", "passwd"},
		{`C:\x`, "x"},
		{"C:x", "C_x"},
		{"a.txt:stream", "a.txt_stream"},
		{"a%00.png", "a.png"},
		{"a%0D%0AX-B:%20c", "aX-B_ c"},
		{"a%1B[31m%7F.txt", "a[31m.txt"},
		{"photo%E2%80%AEgpj.exe", "photogpj.exe"}, // U+202E, right to left
		{"%E2%81%A6a%E2%81%A9%E2%80%8F.txt", "a.txt"}, // isolates and a mark
		{"a%E2%80%A8b%EF%BB%BF.txt", "ab.txt"},        // a line separator, a byte order mark
		{"%FF%FEa.txt", "_a.txt"},                     // not UTF-8
		{" a.txt. ", "a.txt"},
		{".htaccess", ".htaccess"},
		{"x.php.jpg", "x.php.jpg"},
		{long, long[:255]},
		{long + ".jpeg", long[:250] + ".jpeg"},
		{"b." + long, "b." + long[:253]},
		{strings.Repeat("é", 200), strings.Repeat("é", 127)},
	}
	for _, test := range tests {
		in := strings.ReplaceAll(url.PathEscape(test.in), "%25", "%")
		in = strings.NewReplacer("/", "%2F", ":", "%3A", "@", "%40", "=", "%3D").Replace(in)
		body := "--x\nContent-Disposition: form-data; name=f; filename*=utf-8''" + in + "\n\nb\n--x--"
		pairs, files, err := multipartOf(body, decode.Limits{})
		if err != nil {
			t.Errorf("%.40q: %v", test.in, err)
			continue
		}
		files.Close()
		got := pairs[0].Value.Opaque().(*decode.Upload).Filename
		if got != test.want {
			t.Errorf("%.40q is called %.300q, want %.300q", test.in, got, test.want)
		}
		if len(got) > 255 || !utf8.ValidString(got) {
			t.Errorf("%.40q is called %q", test.in, got)
		}
	}
}

func TestContentType(t *testing.T) {
	tests := []struct {
		in, want string
	}{
		{"image/png", "image/png"},
		{"text/html; charset=utf-8", "text/html; charset=utf-8"},
		{"nonsense", "nonsense"},
		{"image/é", ""},
		{strings.Repeat("a", 256), ""},
	}
	for _, test := range tests {
		pairs, _, err := multipartOf("--x\nContent-Disposition: form-data; name=f; filename=a\nContent-Type: "+test.in+"\n\nb\n--x--", decode.Limits{})
		if err != nil {
			t.Errorf("%.40q: %v", test.in, err)
			continue
		}
		if got := pairs[0].Value.Opaque().(*decode.Upload).ContentType; got != test.want {
			t.Errorf("content type %.40q is %q, want %q", test.in, got, test.want)
		}
	}
}
