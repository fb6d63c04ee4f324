// Snippets keeps the Go code in the repository's Markdown true: it is cut from
// files that are compiled and tested. "go generate ./..." runs it, and a test
// fails while a page differs from its sources.
//
// A fence of Go code has a comment in the line above it that says where the code
// comes from. Files are named from the root of the repository.
//
//	<!-- example: example_urls_test.go ExampleInclude -->       the body of an Example
//	<!-- output: example_urls_test.go ExampleInclude -->        what it prints
//	<!-- file: examples/hello/greet/greet.go -->                a whole file
//	<!-- file: examples/hello/greet/greet.go func hello,URLs --> declarations with their comments
//	<!-- file: people.go type Person func People.URLs -->       of several kinds, and methods
//
// What stands in the fence is replaced by it.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

//go:generate go run .

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run rewrites the fences of all pages of the repository.
func run() error {
	root, err := repository()
	if err != nil {
		return err
	}
	fsys := os.DirFS(root)
	names, err := pageNames(fsys)
	if err != nil {
		return err
	}
	var errs []error
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		fresh, err := rewrite(fsys, name, string(text))
		errs = append(errs, err)
		if fresh == string(text) {
			continue
		}
		fmt.Println(name)
		errs = append(errs, os.WriteFile(filepath.Join(root, name), []byte(fresh), 0o644))
	}
	return errors.Join(errs...)
}

// repository returns the folder of go.mod, from the working directory upwards.
func repository() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("there is no go.mod here or above")
		}
		dir = parent
	}
}

// pageNames lists the Markdown files. Hidden folders and testdata are left out.
func pageNames(fsys fs.FS) ([]string, error) {
	var names []string
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		switch base := entry.Name(); {
		case err != nil:
			return err
		case entry.IsDir() && (base == "testdata" || strings.HasPrefix(base, ".") && base != "."):
			return fs.SkipDir
		case !entry.IsDir() && strings.HasSuffix(base, ".md"):
			names = append(names, name)
		}
		return nil
	})
	return names, err
}

// rewrite returns a page with its fences as their sources are now. The error
// tells of all fences that have no source; they are left as they are.
func rewrite(fsys fs.FS, name, text string) (string, error) {
	p := readPage(name, text)
	var errs []error
	var fresh []string
	done := 0 // lines that are in fresh
	for _, f := range p.fences {
		if f.marker == "" {
			if f.language == "go" {
				errs = append(errs, fmt.Errorf("%s: Go code without a comment above that says where it comes from", p.at(f.open)))
			}
			continue
		}
		code, err := cut(fsys, f.marker)
		if err == nil && strings.Contains(code, "```") {
			err = errors.New("the code would end the fence")
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", p.at(f.open), err))
			continue
		}
		fresh = append(fresh, p.lines[done:f.open+1]...)
		fresh = append(fresh, indented(code, f.indent)...)
		done = f.end
	}
	fresh = append(fresh, p.lines[done:]...)
	return strings.Join(fresh, "\n"), errors.Join(errs...)
}

// indented returns the lines of a text with an indent, that of the list in
// which the fence stands.
func indented(text, indent string) []string {
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = indent + line
		}
	}
	return lines
}
