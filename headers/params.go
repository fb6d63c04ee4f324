package headers

import "strings"

// MaxParams is how many parameters are read of one field; the rest is ignored.
const MaxParams = 64

// A Param is a name with a value, as in charset=utf-8 or max-age=60.
type Param struct {
	Name  string
	Value string // without quotes and escapes
	Bare  bool   // the name stands alone, without "="; Value is empty
}

// Params are parameters in the order in which they were sent. Names are compared
// without regard to case. The zero value is empty and ready to use.
type Params []Param

// Lookup returns the value of the named parameter and whether it is there. If
// it is there more than once, the last one counts.
func (p Params) Lookup(name string) (value string, ok bool) {
	if i := p.index(name); i >= 0 {
		return p[i].Value, true
	}
	return "", false
}

// Get returns the value of the named parameter, or "" if there is none.
func (p Params) Get(name string) string {
	value, _ := p.Lookup(name)
	return value
}

// Has reports whether the named parameter is there, with or without a value.
func (p Params) Has(name string) bool { return p.index(name) >= 0 }

// Set gives the named parameter a value, in its place or at the end.
func (p *Params) Set(name, value string) { p.put(Param{Name: name, Value: value}) }

// SetBare makes the named parameter stand alone, without a value.
func (p *Params) SetBare(name string) { p.put(Param{Name: name, Bare: true}) }

// Del removes all parameters of that name.
func (p *Params) Del(name string) {
	kept := (*p)[:0]
	for _, param := range *p {
		if !equalFold(param.Name, name) {
			kept = append(kept, param)
		}
	}
	*p = kept
}

func (p *Params) put(param Param) {
	if i := p.index(param.Name); i >= 0 {
		(*p)[i] = param
		return
	}
	*p = append(*p, param)
}

func (p Params) index(name string) int {
	for i := len(p) - 1; i >= 0; i-- {
		if equalFold(p[i].Name, name) {
			return i
		}
	}
	return -1
}

// ParseParams reads a value followed by parameters, such as
//
//	attachment; filename="a;b.txt"; filename*=UTF-8''%E2%82%AC.txt
//
// (RFC 9110 §5.6.6). The value is returned as it was sent, without the space
// around it; the names in lower case. Quotes and backslash escapes are undone,
// and %22, which browsers write for a quote in a form. Extended values
// (RFC 8187) and continuations (RFC 2231 §3) are decoded from UTF-8 or
// ISO-8859-1, and count before a plain parameter of the same name. Otherwise
// the last of several with one name counts.
//
// Parts that make no sense are left out: without "=", with an empty value, with
// bytes outside ASCII outside quotes, or after a quote that does not end. So is
// everything if the value itself is empty, and what follows [MaxParams] parts.
func ParseParams(value string) (string, Params) {
	head, rest, _ := strings.Cut(value, ";")
	head = trim(head)
	if head == "" {
		return "", nil
	}
	var reader paramReader
	for n := 0; rest != "" && n < MaxParams; n++ {
		part, after, ok := cutUnquoted(rest, ';')
		if !ok {
			break
		}
		reader.add(part)
		rest = after
	}
	return head, reader.params
}

// ParseMediaType is [ParseParams] for Content-Type: it also puts the media type
// in lower case (RFC 9110 §8.3.1).
func ParseMediaType(value string) (mediaType string, params Params) {
	mediaType, params = ParseParams(value)
	return lower(mediaType), params
}

// FormatParams writes a value followed by parameters, the reverse of
// [ParseParams]. A value that quotes cannot carry (control characters, text
// outside ASCII, a %22 that would be read as a quote) is written in the extended
// form of RFC 8187, with a star after the name. Parameters whose name is not a token, or
// has a star itself, are left out.
func FormatParams(value string, params Params) string {
	var b strings.Builder
	b.WriteString(value)
	for _, p := range params {
		if !isParamName(p.Name) {
			continue
		}
		b.WriteString("; ")
		b.WriteString(p.Name)
		b.WriteString(paramValue(p.Value))
	}
	return b.String()
}

// paramValue is what follows the name, the equals sign included.
func paramValue(value string) string {
	switch {
	case IsToken(value):
		return "=" + value
	case isASCII(value) && ValidValue(value) && !strings.Contains(value, "%22"):
		return "=" + quoted(value)
	default:
		return "*=" + encodeExtended(value)
	}
}

// isParamName reports whether a name can be written and read back: it is a token
// without a star, which stands for the extended form and for the parts of a value
// (RFC 8187 §3.2.1, RFC 2231 §3).
func isParamName(name string) bool { return IsToken(name) && strings.IndexByte(name, '*') < 0 }

// A paramReader collects parameters, joining the parts of one that was split.
type paramReader struct {
	params   Params
	extended [MaxParams]bool // params[i] came in the extended form
	charset  string          // of the last extended value, for its continuations
}

// add reads one part: name=value, name*=charset'lang'value, name*0=value or
// name*0*=charset'lang'value.
func (r *paramReader) add(part string) {
	name, raw, ok := strings.Cut(part, "=")
	name = lower(trim(name))
	value, valid := readParamValue(trim(raw))
	if !ok || !valid || !IsToken(name) {
		return
	}
	name, extended := strings.CutSuffix(name, "*")
	if extended {
		value = r.decode(value)
	}
	name, continued := cutContinuation(name)
	if isParamName(name) {
		r.put(name, value, extended, continued)
	}
}

// readParamValue removes the quotes of a parameter's value. What follows the
// closing quote is ignored.
func readParamValue(raw string) (value string, ok bool) {
	if raw == "" || raw[0] != '"' {
		return raw, raw != "" && isASCII(raw) && ValidValue(raw) && strings.IndexByte(raw, '"') < 0
	}
	end := quotedEnd(raw, 0)
	if end < 0 {
		return "", false
	}
	return strings.ReplaceAll(Unquote(raw[:end]), "%22", `"`), true
}

func (r *paramReader) decode(value string) string {
	charset, value := cutCharset(value)
	if charset != "" {
		r.charset = charset
	}
	if charset == "" {
		charset = r.charset
	}
	return decodeCharset(charset, value)
}

func (r *paramReader) put(name, value string, extended, continued bool) {
	i := r.params.index(name)
	switch {
	case i < 0:
		i = len(r.params)
		r.params = append(r.params, Param{Name: name, Value: value})
	case continued:
		r.params[i].Value += value
	case extended || !r.extended[i]:
		r.params[i].Value = value
	}
	r.extended[i] = r.extended[i] || extended
}

// cutContinuation cuts the *0 from the name of a parameter's part. The number
// is not looked at: the parts count in the order in which they come.
func cutContinuation(name string) (string, bool) {
	i := strings.LastIndexByte(name, '*')
	if i <= 0 {
		return name, false
	}
	if _, ok := digits(name[i+1:], 1); !ok {
		return name, false
	}
	return name[:i], true
}
