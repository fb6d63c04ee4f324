// Conformance runs the test cases of other web frameworks, recorded as data,
// against combo and says how many have the same answer.
//
//	CORPORA=folder go run ./internal/conformance [-min name=percent] [-in-scope name=count] [name ...]
//
// For each file of the folder that it knows it prints one line: passed and
// in-scope cases, those out of scope, and the percentage of passed in all cases.
// With V=1 in the environment it prints every failure and why cases are
// out of scope. The exit status is 1 if a threshold is not reached.
//
// Every answer comes from an exported function that an application would call.
// What the files hold is described in docs/conformance.md.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	os.Exit(run(os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// suites are the files that the program knows.
func suites(getenv func(string) string) []suite {
	return append([]suite{djangoURLs(), werkzeugRouting(), httpParsing()}, ormSuites(getenv)...)
}

// run is the program: it returns the exit status.
func run(args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	want, err := parseThresholds(args, stderr)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	folder, err := openFolder(getenv("CORPORA"))
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	results, notes, err := folder.run(suites(getenv), selection{want.only, getenv("CASE")})
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 2
	}
	report{out: stdout, verbose: getenv("V") == "1"}.print(results, notes)
	short := want.check(results)
	for _, problem := range short {
		fmt.Fprintln(stderr, problem)
	}
	return min(len(short), 1)
}
