// Command columncheck runs package columncheck over packages:
//
//	go run ./orm/internal/columncheck/cmd ./...
//
// It calls go vet with itself as the tool, which knows how to load packages and
// does not look at what has not changed.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"

	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/combo-web/combo/orm/internal/columncheck"
)

func main() {
	if calledByVet(os.Args[1:]) {
		unitchecker.Main(columncheck.Analyzer) // does not return
	}
	self, err := os.Executable()
	if err != nil {
		fail(err)
	}
	vet := exec.Command("go", append([]string{"vet", "-vettool=" + self}, os.Args[1:]...)...)
	vet.Stdout, vet.Stderr = os.Stdout, os.Stderr
	if err := vet.Run(); err != nil {
		fail(err)
	}
}

// calledByVet reports whether the arguments are those of go vet: flags, and the
// description of one package.
func calledByVet(args []string) bool {
	return len(args) == 0 || strings.HasPrefix(args[0], "-") || strings.HasSuffix(args[len(args)-1], ".cfg")
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "columncheck:", err)
	os.Exit(1)
}
