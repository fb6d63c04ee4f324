package views

import (
	"slices"
	"strings"

	"github.com/combo-web/combo"
)

// An address is where a route stands, as OpenAPI writes it.
type address struct {
	host  string            // with {name} for its parameters, "" for any
	path  string            // with {name} for its parameters
	specs map[string]string // the converters of the path's parameters
	names []string          // those of specs, in order
	shown []string          // what they are called in path
}

// templateOf writes the pattern of a route as a path template. A regular
// expression and a mount have none.
func templateOf(route combo.RouteInfo) (address, bool) {
	if route.Mount || isRegexp(route) {
		return address{}, false
	}
	host, path := splitHost(route.Pattern)
	a := address{specs: map[string]string{}}
	a.host, _ = a.template(host)
	a.path, a.names = a.template(path)
	a.shown = a.names
	for _, p := range route.Params {
		a.specs[p.Name] = p.Converter
	}
	return a, true
}

// shape is the path without the names of its parameters. OpenAPI knows one path
// of a shape: /posts/{id}/ and /posts/{slug}/ are the same to it.
func (a address) shape() string {
	path := a.path
	for _, name := range a.shown {
		path = strings.Replace(path, "{"+name+"}", "{}", 1)
	}
	return path
}

// as returns the address in the words of another of its shape.
func (a address) as(other address) address {
	a.path, a.shown = other.path, other.shown
	return a
}

// isRegexp tells whether a part of a pattern is a regular expression: a parameter
// without a converter, or what stands at its ends.
func isRegexp(route combo.RouteInfo) bool {
	if strings.Contains(route.Pattern, "/^") || strings.HasSuffix(route.Pattern, "$") {
		return true
	}
	return slices.ContainsFunc(route.Params, func(p combo.Parameter) bool { return p.Converter == "" })
}

// splitHost cuts a pattern at the slash that begins the path: the first that is
// not in a parameter.
func splitHost(pattern string) (host, path string) {
	for rest := pattern; ; {
		i := strings.IndexAny(rest, "</")
		if i < 0 {
			return "", pattern
		}
		if rest[i] == '/' {
			at := len(pattern) - len(rest) + i
			return pattern[:at], pattern[at:]
		}
		_, rest = cutParameter(rest[i+1:])
	}
}

// template replaces <int:id> by {id}, and returns the names.
func (address) template(pattern string) (text string, names []string) {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(pattern, "<")
		b.WriteString(noBraces.Replace(before))
		if !ok {
			return b.String(), names
		}
		inside, after := cutParameter(rest)
		name := inside[strings.LastIndexByte(inside, ':')+1:]
		b.WriteString("{" + name + "}")
		names = append(names, name)
		pattern = after
	}
}

// noBraces keeps what stands in braces in a pattern from being a parameter.
var noBraces = strings.NewReplacer("{", "%7B", "}", "%7D")

// cutParameter cuts behind the > that ends a parameter: one in quotation marks
// is an argument of its converter.
func cutParameter(s string) (inside, after string) {
	var quote byte
	for i := range len(s) {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// servers says where a route with a host of its own is reached.
func (a address) servers(scheme string) []server {
	if a.host == "" {
		return nil
	}
	s := server{URL: scheme + "://" + a.host}
	for rest := a.host; ; {
		_, after, ok := strings.Cut(rest, "{")
		if !ok {
			return []server{s}
		}
		name, after, _ := strings.Cut(after, "}")
		if s.Variables == nil {
			s.Variables = map[string]serverVariable{}
		}
		s.Variables[name] = serverVariable{Default: name}
		rest = after
	}
}
