package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// A page is a Markdown file.
type page struct {
	name   string
	lines  []string
	fences []fence
}

// A fence is a block of code in a page.
type fence struct {
	open, end int    // the lines with its marks, counted from 0
	indent    string // in front of the marks
	language  string
	marker    string // what the comment above says; "" if there is none
}

var (
	fenceSyntax  = regexp.MustCompile("^( *)(```+|~~~+)\\s*([^\\s`]*)")
	markerSyntax = regexp.MustCompile(`^ *<!-- ((?:example|output|file): .*?) -->$`)
)

// readPage finds the fences of a page. One that does not end runs to the end of
// the page, as Markdown says.
func readPage(name, text string) page {
	p := page{name: name, lines: strings.Split(text, "\n")}
	for i := 0; i < len(p.lines); i++ {
		m := fenceSyntax.FindStringSubmatch(p.lines[i])
		if m == nil {
			continue
		}
		f := fence{open: i, end: len(p.lines), indent: m[1], language: m[3]}
		if i > 0 {
			if above := markerSyntax.FindStringSubmatch(p.lines[i-1]); above != nil {
				f.marker = above[1]
			}
		}
		for j := i + 1; j < len(p.lines); j++ {
			if line := strings.TrimSpace(p.lines[j]); strings.HasPrefix(line, m[2]) && strings.Trim(line, m[2][:1]) == "" {
				f.end = j
				break
			}
		}
		p.fences = append(p.fences, f)
		i = f.end
	}
	return p
}

// at names a line, as compilers do.
func (p page) at(line int) string { return fmt.Sprintf("%s:%d", p.name, line+1) }

// prose calls f with each line that is no code, without the code in it.
func (p page) prose(f func(line int, text string)) {
	next := 0
	for i, text := range p.lines {
		for next < len(p.fences) && i > p.fences[next].end {
			next++
		}
		if next < len(p.fences) && i >= p.fences[next].open {
			continue
		}
		f(i, text)
	}
}

// A link is one that a page has, to a file or a part of one.
type link struct {
	line   int
	target string
}

var (
	codeSpan   = regexp.MustCompile("``.+?``|`[^`]+`")
	inlineLink = regexp.MustCompile(`\]\(\s*<?([^)\s>]*)>?(?:\s+"[^"]*")?\s*\)`)
	linkTarget = regexp.MustCompile(`^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)`)
)

func (p page) links() []link {
	var list []link
	p.prose(func(line int, text string) {
		text = codeSpan.ReplaceAllString(text, "code")
		for _, m := range inlineLink.FindAllStringSubmatch(text, -1) {
			list = append(list, link{line, m[1]})
		}
		if m := linkTarget.FindStringSubmatch(text); m != nil {
			list = append(list, link{line, m[1]})
		}
	})
	return list
}

var (
	heading     = regexp.MustCompile(`^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$`)
	headingLink = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	htmlAnchor  = regexp.MustCompile(`<a\s+(?:id|name)="([^"]+)"`)
)

// anchors are the names of the page's parts, as GitHub makes them of headings.
func (p page) anchors() map[string]bool {
	found := map[string]bool{}
	p.prose(func(_ int, text string) {
		if m := htmlAnchor.FindStringSubmatch(text); m != nil {
			found[m[1]] = true
		}
		m := heading.FindStringSubmatch(text)
		if m == nil {
			return
		}
		name := anchorOf(headingLink.ReplaceAllString(m[1], "$1"))
		unique := name
		for n := 1; found[unique]; n++ {
			unique = name + "-" + strconv.Itoa(n)
		}
		found[unique] = true
	})
	return found
}

func anchorOf(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r):
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}
