//go:build unix

package decode_test

import (
	"strings"
	"testing"

	"github.com/combo-web/combo/internal/decode"
)

// Where an open file can be removed, it has no name from the start.
func TestUploadHasNoNameOnDisk(t *testing.T) {
	dir := t.TempDir()
	_, files, err := decode.Multipart(strings.NewReader(filesOf(100)), "multipart/form-data; boundary=x", decode.Limits{Memory: 1, TempDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	checkEmpty(t, dir)
}
