package combo

import (
	"fmt"
	"regexp"
	"strings"
)

// A hostPattern matches the host of a request: "<tenant>.example.com".
type hostPattern struct {
	pattern pattern
	re      *regexp.Regexp
}

// hostLabel is what a parameter without a converter holds in a host: one label.
var hostLabel = &converter{
	spec: "str", source: `[^.]+`, format: formatText,
	accepts: func(s string) bool { return s != "" && !strings.ContainsAny(s, "./:") },
}

func parseHostPattern(text string, converters map[string]Converter) (*hostPattern, error) {
	for _, literal := range literalsOf(text) {
		if i := strings.IndexFunc(literal, notOfHosts); i >= 0 {
			return nil, fmt.Errorf("the host %q has more than a name: %q", text, literal[i:])
		}
	}
	p, err := parsePattern(text, converters)
	if err != nil {
		return nil, err
	}
	for i, t := range p.tokens {
		p.tokens[i].literal = strings.ToLower(t.literal)
		if t.conv != nil && isPlainText(t.conv) {
			p.tokens[i].conv = hostLabel
		}
	}
	re, err := regexp.Compile(p.source())
	if err != nil {
		return nil, fmt.Errorf("the host %q: %w", text, err)
	}
	return &hostPattern{pattern: p, re: re}, nil
}

// notOfHosts tells whether a character is in no name that a request can have.
func notOfHosts(c rune) bool {
	return c != '-' && c != '.' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z')
}

// literalsOf returns the parts of a pattern outside of its parameters.
func literalsOf(text string) []string {
	var parts []string
	for {
		literal, after, found := strings.Cut(text, "<")
		parts = append(parts, literal)
		if !found {
			return parts
		}
		_, text, _ = strings.Cut(after, ">")
	}
}

// match returns the values of the host's parameters, in order.
func (h *hostPattern) match(host string) (values []string, ok bool) {
	m := h.re.FindStringSubmatch(host)
	if m == nil {
		return nil, false
	}
	i := 1
	for _, t := range h.pattern.tokens {
		if t.conv == nil {
			continue
		}
		if !t.conv.accepts(m[i]) {
			return nil, false
		}
		i++
	}
	return m[1:], true
}
