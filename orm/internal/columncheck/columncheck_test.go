package columncheck_test

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestAnalyzer compares what the command finds in a package with the package's
// comments "// want".
func TestAnalyzer(t *testing.T) {
	out, err := exec.Command("go", "run", "./cmd", "./testdata/shop").CombinedOutput()
	if err == nil {
		t.Error("the command found nothing wrong")
	}
	found := map[int]string{}
	for _, m := range regexp.MustCompile(`shop\.go:(\d+):\d+: (.*)`).FindAllSubmatch(out, -1) {
		line, _ := strconv.Atoi(string(m[1]))
		found[line] += string(m[2])
	}
	source, err := os.ReadFile("testdata/shop/shop.go")
	if err != nil {
		t.Fatal(err)
	}
	wanted := 0
	lines := bufio.NewScanner(bytes.NewReader(source))
	for line := 1; lines.Scan(); line++ {
		_, comment, ok := strings.Cut(lines.Text(), "// want ")
		if !ok {
			continue
		}
		wanted++
		if want, err := strconv.Unquote(comment); err != nil || !strings.Contains(found[line], want) {
			t.Errorf("line %d: %q, want %s", line, found[line], comment)
		}
		delete(found, line)
	}
	for line, message := range found {
		t.Errorf("line %d: not wanted: %s", line, message)
	}
	if wanted < 10 || t.Failed() {
		t.Errorf("%d comments; the command said\n%s", wanted, out)
	}
}
