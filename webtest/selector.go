package webtest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// A selector is a list of steps, one below the other: main form.login[action].
type selector []step

// A step is what one element must be.
type step struct {
	tag     string // "" for any
	classes []string
	attrs   []attrTest
}

type attrTest struct {
	name, value string
	any         bool // whatever the value is
}

// parseSelector reads the part of CSS that names elements: tag, #id, .class,
// [attribute], [attribute=value] and the descendant combinator.
func parseSelector(text string) (selector, error) {
	var s selector
	rest := strings.TrimSpace(text)
	for rest != "" {
		one, after, err := parseStep(rest)
		if err != nil {
			return nil, err
		}
		s = append(s, one)
		rest = strings.TrimLeft(after, " \t\n")
	}
	if len(s) == 0 {
		return nil, errors.New("it is empty")
	}
	return s, nil
}

// parseStep reads up to the next space.
func parseStep(text string) (s step, rest string, err error) {
	for text != "" && text[0] != ' ' {
		switch text[0] {
		case '#', '.':
			var name string
			if name, rest, err = parseName(text[1:]); err != nil {
				return s, "", err
			}
			if text[0] == '#' {
				s.attrs = append(s.attrs, attrTest{name: "id", value: name})
			} else {
				s.classes = append(s.classes, name)
			}
		case '[':
			var t attrTest
			if t, rest, err = parseAttr(text[1:]); err != nil {
				return s, "", err
			}
			s.attrs = append(s.attrs, t)
		case '*':
			rest = text[1:]
		default:
			if s.tag, rest, err = parseName(text); err != nil {
				return s, "", err
			}
		}
		text = rest
	}
	return s, text, nil
}

func parseName(text string) (name, rest string, err error) {
	end := strings.IndexFunc(text, func(r rune) bool {
		return r < 0x80 && r != '-' && r != '_' && !('0' <= r && r <= '9') && !('a' <= r|0x20 && r|0x20 <= 'z')
	})
	if end < 0 {
		end = len(text)
	}
	if end == 0 {
		return "", "", fmt.Errorf("a name was expected at %q", text)
	}
	return text[:end], text[end:], nil
}

// parseAttr reads what follows a [.
func parseAttr(text string) (t attrTest, rest string, err error) {
	if t.name, rest, err = parseName(text); err != nil {
		return t, "", err
	}
	t.name = strings.ToLower(t.name)
	if after, ok := strings.CutPrefix(rest, "]"); ok {
		t.any = true
		return t, after, nil
	}
	rest, ok := strings.CutPrefix(rest, "=")
	if !ok || rest == "" {
		return t, "", fmt.Errorf("[%s is not closed", t.name)
	}
	end := "]"
	if q := rest[:1]; q == `"` || q == "'" {
		rest, end = rest[1:], q+"]"
	}
	if t.value, rest, ok = strings.Cut(rest, end); !ok {
		return t, "", fmt.Errorf("[%s is not closed", t.name)
	}
	return t, rest, nil
}

// matches tells whether an element is what the last step says, below elements
// that are what the steps before say.
func (s selector) matches(n *html.Node) bool {
	last := len(s) - 1
	if !s[last].matches(n) {
		return false
	}
	if last == 0 {
		return true
	}
	for above := n.Parent; above != nil; above = above.Parent {
		if s[:last].matches(above) {
			return true
		}
	}
	return false
}

func (s step) matches(n *html.Node) bool {
	if n.Type != html.ElementNode || s.tag != "" && !strings.EqualFold(s.tag, n.Data) {
		return false
	}
	has := strings.Fields(attr(n, "class"))
	for _, class := range s.classes {
		if !slices.Contains(has, class) {
			return false
		}
	}
	for _, t := range s.attrs {
		if v, ok := lookupAttr(n, t.name); !ok || !t.any && v != t.value {
			return false
		}
	}
	return true
}
