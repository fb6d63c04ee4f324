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
	if strings.ContainsAny(strings.Join(literalsOf(text), ""), "/: ") {
		return nil, fmt.Errorf("the host %q has more than a name", text)
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
