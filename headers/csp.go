package headers

import "strings"

// CSP is a Content-Security-Policy: directives with the sources they allow (W3C
// CSP3 §2.2). The zero value is empty and ready to use.
//
//	csp.Set("script-src", "'self' 'nonce-"+nonce+"'")
//	csp.SetBare("upgrade-insecure-requests")
type CSP struct {
	Params
}

// ParseCSP reads one policy. Names are in lower case; of several directives of
// one name the first counts, as in browsers. A directive without a value is kept
// and bare: it forbids everything. At most [MaxParams] directives are read.
func ParseCSP(value string) CSP {
	var csp CSP
	for n := 0; value != "" && n < MaxParams; n++ {
		var directive string
		directive, value, _ = strings.Cut(value, ";")
		directive = trim(directive)
		name, sources := directive, ""
		if i := strings.IndexAny(directive, " \t"); i >= 0 {
			name, sources = directive[:i], directive[i:]
		}
		if name = lower(name); !IsToken(name) || csp.Has(name) {
			continue
		}
		sources = trim(sources)
		csp.Params = append(csp.Params, Param{Name: name, Value: sources, Bare: sources == ""})
	}
	return csp
}

// String writes the policy. No value can end its directive or its policy:
// semicolons and commas are written as %3B and %2C, control characters as spaces.
func (c CSP) String() string {
	directives := make([]string, 0, len(c.Params))
	for _, p := range c.Params {
		switch {
		case !IsToken(p.Name):
		case p.Bare || p.Value == "":
			directives = append(directives, p.Name)
		default:
			directives = append(directives, trim(p.Name+" "+trim(cspValue(p.Value))))
		}
	}
	return strings.Join(directives, "; ")
}

func cspValue(value string) string {
	b := make([]byte, 0, len(value))
	for i := range len(value) {
		switch c := value[i]; {
		case c == ';':
			b = append(b, "%3B"...)
		case c == ',':
			b = append(b, "%2C"...)
		case !valueBytes[c]:
			b = append(b, ' ')
		default:
			b = append(b, c)
		}
	}
	return string(b)
}
