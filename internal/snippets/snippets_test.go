package main

import (
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"
)

// tree is the repository, and what it says is checked by the tests below.
func tree(t *testing.T) (fs.FS, []page) {
	t.Helper()
	root, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	fsys := os.DirFS(root)
	names, err := pageNames(fsys)
	if err != nil || len(names) == 0 {
		t.Fatalf("pages %v, %v", names, err)
	}
	var pages []page
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, readPage(name, string(text)))
	}
	return fsys, pages
}

func TestSnippetsEqualTheirSources(t *testing.T) {
	t.Parallel()
	fsys, pages := tree(t)
	for _, p := range pages {
		text := strings.Join(p.lines, "\n")
		fresh, err := rewrite(fsys, p.name, text)
		if err != nil {
			t.Error(err)
		}
		if fresh != text {
			t.Errorf("%s differs from the sources of its code: run go generate ./internal/snippets", p.name)
		}
	}
}

func TestSnippetsLinksLead(t *testing.T) {
	t.Parallel()
	fsys, pages := tree(t)
	for _, p := range pages {
		for _, l := range p.links() {
			if message := follow(fsys, p, l.target); message != "" {
				t.Errorf("%s: the link %s: %s", p.at(l.line), l.target, message)
			}
		}
	}
}

// follow says why a link of a page leads nowhere, or "". Other sites are not asked.
func follow(fsys fs.FS, p page, target string) string {
	if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
		return ""
	}
	file, anchor, _ := strings.Cut(target, "#")
	name := p.name
	if file != "" {
		name = path.Join(path.Dir(p.name), file)
	}
	info, err := fs.Stat(fsys, name)
	switch {
	case err != nil:
		return "there is no such file"
	case anchor == "":
		return ""
	case info.IsDir() || !strings.HasSuffix(name, ".md"):
		return "only pages have parts"
	}
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err.Error()
	}
	if !readPage(name, string(text)).anchors()[anchor] {
		return "the page has no such part"
	}
	return ""
}

const goFile = `package p

import "fmt"

// hello greets.
func hello() {}

// A T is a type.
type T struct {
	a int
}

func (t *T) do() {}

// limits of all kinds.
const (
	small = 1
	large = 2
)

func ExampleT() {
	if true {
		fmt.Println("one") // why
	}

	// Output:
	// one
	//
	// three
}

func ExampleSilent() {
	// Nothing is printed.
}
`

var files = fstest.MapFS{"p/p.go": {Data: []byte(goFile)}}

func TestSnippetsCut(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ marker, want string }{
		{"file: p/p.go", goFile},
		{"file: p/p.go func hello", "// hello greets.\nfunc hello() {}"},
		{"file: p/p.go func T.do,hello", "func (t *T) do() {}\n\n// hello greets.\nfunc hello() {}"},
		{"file: p/p.go func T.do type T", "func (t *T) do() {}\n\n// A T is a type.\ntype T struct {\n\ta int\n}"},
		{"file: p/p.go const large", "// limits of all kinds.\nconst (\n\tsmall = 1\n\tlarge = 2\n)"},
		{"example: p/p.go ExampleT", "if true {\n\tfmt.Println(\"one\") // why\n}"},
		{"example: p/p.go ExampleSilent", "// Nothing is printed."},
		{"output: p/p.go ExampleT", "one\n\nthree"},
	} {
		got, err := cut(files, test.marker)
		if err != nil || got != test.want {
			t.Errorf("cut(%q) = %q, %v; want %q", test.marker, got, err, test.want)
		}
	}
}

func TestSnippetsCutRefuses(t *testing.T) {
	t.Parallel()
	for _, marker := range []string{
		"file: ", "file: q.go", "file: p/p.go func", "file: p/p.go func none", "file: p/p.go type hello",
		"example: p/p.go", "example: p/p.go ExampleNone", "example: p/p.go T.do", "output: p/p.go ExampleSilent",
	} {
		if got, err := cut(files, marker); err == nil {
			t.Errorf("cut(%q) = %q, want an error", marker, got)
		}
	}
}

func TestSnippetsRewrite(t *testing.T) {
	t.Parallel()
	const before = "# Title\n" +
		"<!-- file: p/p.go func hello -->\n```go\nold\n\nlines\n```\n" +
		"1. a list\n\n   <!-- file: p/p.go func T.do -->\n   ```go\n   ```\n" +
		"```sh\ngo run .\n```\n"
	const after = "# Title\n" +
		"<!-- file: p/p.go func hello -->\n```go\n// hello greets.\nfunc hello() {}\n```\n" +
		"1. a list\n\n   <!-- file: p/p.go func T.do -->\n   ```go\n   func (t *T) do() {}\n   ```\n" +
		"```sh\ngo run .\n```\n"
	for _, text := range []string{before, after} { // a second time changes nothing
		got, err := rewrite(files, "page.md", text)
		if err != nil || got != after {
			t.Errorf("rewrite = %q, %v; want %q", got, err, after)
		}
	}
	const wrong = "```go\nunmarked\n```\n<!-- file: none.go -->\n```go\nkept\n```\n"
	got, err := rewrite(files, "page.md", wrong)
	if got != wrong || err == nil || !strings.Contains(err.Error(), "page.md:1: Go code without") || !strings.Contains(err.Error(), "page.md:5: ") {
		t.Errorf("rewrite = %q, %v; want it unchanged and two errors", got, err)
	}
}

func TestSnippetsLinksAndAnchors(t *testing.T) {
	t.Parallel()
	pages := fstest.MapFS{
		"docs/a.md": {Data: []byte("# A `code` & title\n## Twice\n## Twice\n```\n## not here\n```\n<a id=\"mark\"></a>\n")},
		"x.go":      {},
	}
	p := readPage("docs/b.md", "see [a](a.md#twice-1) and `[no](none.md)`\n```\n[no](none.md)\n```\n[b]: <a.md>\n")
	var targets []string
	for _, l := range p.links() {
		targets = append(targets, l.target)
	}
	if got := strings.Join(targets, " "); got != "a.md#twice-1 a.md" {
		t.Errorf("links are %q", got)
	}
	for _, test := range []struct {
		target string
		leads  bool
	}{
		{"a.md", true}, {"a.md#a-code--title", true}, {"a.md#twice", true}, {"a.md#twice-1", true}, {"a.md#mark", true},
		{"../x.go", true}, {"https://example.com/none", true}, {"mailto:a@example.com", true},
		{"none.md", false}, {"a.md#twice-2", false}, {"a.md#not-here", false}, {"../x.go#L1", false}, {"#here", false},
	} {
		if message := follow(pages, p, test.target); (message == "") != test.leads {
			t.Errorf("the link %s: %q, want it to lead: %v", test.target, message, test.leads)
		}
	}
}
