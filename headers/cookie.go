package headers

import (
	"errors"
	"strings"
)

// MaxCookies is how many cookies a request may send. Browsers keep at most 180
// for one site.
const MaxCookies = 300

// ErrTooManyCookies means that a request sent more than [MaxCookies] cookies. It
// should be answered with status 431: to go on without them would log people out
// without a word.
var ErrTooManyCookies = errors.New("more cookies than are accepted")

// A Cookie is one name with its value, as a browser sends it back.
type Cookie struct {
	Name  string
	Value string // without quotes and escapes; may hold any bytes
}

// Cookies are the cookies of a request in the order in which they were sent. If
// there are several of one name, the first is the one with the longest path
// (RFC 6265 §5.4).
type Cookies []Cookie

// Get returns the value of the first cookie of that name, and whether there is
// one. The case of names matters.
func (c Cookies) Get(name string) (value string, ok bool) {
	for _, cookie := range c {
		if cookie.Name == name {
			return cookie.Value, true
		}
	}
	return "", false
}

// ParseCookies reads the Cookie fields of a request (RFC 6265 §5.4), usually one.
// Pairs end at the next semicolon, whatever quotes are around it: otherwise one
// cookie with a quote in it could swallow another. A pair without "=" has no
// name; empty pairs are left out. Quotes around a value and the escapes in them
// (\" \\ and three octal digits for any byte) are undone.
//
// The only error is [ErrTooManyCookies], and there are no cookies then.
func ParseCookies(fields ...string) (Cookies, error) {
	var cookies Cookies
	for _, rest := range fields {
		for rest != "" {
			var pair string
			pair, rest, _ = strings.Cut(rest, ";")
			cookie := parseCookie(pair)
			if cookie == (Cookie{}) {
				continue
			}
			if len(cookies) == MaxCookies {
				return nil, ErrTooManyCookies
			}
			cookies = append(cookies, cookie)
		}
	}
	return cookies, nil
}

func parseCookie(pair string) Cookie {
	name, value, ok := strings.Cut(pair, "=")
	if !ok {
		name, value = "", pair
	}
	return Cookie{Name: trim(name), Value: unquoteCookie(trim(value))}
}

// unquoteCookie removes quotes and undoes octal escapes.
func unquoteCookie(value string) string {
	if len(value) < 2 || value[0] != '"' || value[len(value)-1] != '"' {
		return value
	}
	value = value[1 : len(value)-1]
	if strings.IndexByte(value, '\\') < 0 {
		return value
	}
	b := make([]byte, 0, len(value))
	for i := 0; i < len(value); i++ {
		switch c, ok := octalByte(value[i:]); {
		case ok:
			b = append(b, c)
			i += 3
		case value[i] == '\\' && i+1 < len(value):
			i++
			b = append(b, value[i])
		default:
			b = append(b, value[i])
		}
	}
	return string(b)
}

// octalByte returns the byte that s begins with, if s begins with \ooo.
func octalByte(s string) (c byte, ok bool) {
	if len(s) < 4 || s[0] != '\\' || s[1] < '0' || s[1] > '3' {
		return 0, false
	}
	for _, digit := range []byte(s[1:4]) {
		if digit < '0' || digit > '7' {
			return 0, false
		}
		c = c<<3 | (digit - '0')
	}
	return c, true
}
