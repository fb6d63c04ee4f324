package decode_test

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/combo-web/combo/internal/decode"
)

// The memory is that of all files together.
func TestUploadsShareTheMemory(t *testing.T) {
	tests := []struct {
		sizes  []int
		onDisk int
	}{
		{[]int{100, 50}, 0}, {[]int{100, 51}, 1}, {[]int{151}, 1}, {[]int{151, 151, 100}, 1}, {[]int{50, 50, 50, 50}, 1},
	}
	for _, test := range tests {
		open := openFiles(t)
		_, files, err := decode.Multipart(strings.NewReader(filesOf(test.sizes...)), "multipart/form-data; boundary=x", decode.Limits{Memory: 150, TempDir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		if got := openFiles(t) - open; got != test.onDisk {
			t.Errorf("%v: %d files on disk, want %d", test.sizes, got, test.onDisk)
		}
		files.Close()
	}
}

// A form that turns out to be wrong after its files were read must give them back.
func TestBodyGivesFilesBack(t *testing.T) {
	dir := t.TempDir()
	body := filesOf(1000)
	body = strings.TrimSuffix(body, "--x--") + "--x\r\nContent-Disposition: form-data; name=\"a[9]\"\r\n\r\n1\r\n--x--"
	open := openFiles(t)
	_, files, err := decode.Body(strings.NewReader(body), "multipart/form-data; boundary=x", decode.Limits{Memory: 1, TempDir: dir})
	if files != nil || codeOf(t, err) != "400 sparse_list" {
		t.Fatalf("got %v, %v", files, err)
	}
	if got := openFiles(t); got != open {
		t.Errorf("%d files are open, before it were %d", got, open)
	}
	_, _, err = decode.Body(io.MultiReader(strings.NewReader(filesOf(1000)[:900]), breaking("", errors.New("gone"))),
		"multipart/form-data; boundary=x", decode.Limits{Memory: 1, TempDir: dir})
	if codeOf(t, err) != "400 malformed" {
		t.Fatal(err)
	}
	if got := openFiles(t); got != open {
		t.Errorf("%d files are open after a broken connection, before it were %d", got, open)
	}
	checkEmpty(t, dir)
}

// openFiles returns how many temporary files of uploads this process has open.
func openFiles(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatalf("list the open files: %v", err)
	}
	n := 0
	for _, e := range entries {
		if name, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil && strings.Contains(name, "upload-") {
			n++
		}
	}
	return n
}
