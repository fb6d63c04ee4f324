package headers

import (
	"strings"
	"unicode/utf8"
)

// extendedBytes need no percent-encoding in an extended value: attr-char of
// RFC 8187 §3.2.1.
var extendedBytes = setOf(alphanumeric + "!#$&+-.^_`|~")

// encodeExtended writes an extended value: the charset, no language, the text.
func encodeExtended(value string) string { return "UTF-8''" + percentEncode(value, extendedBytes) }

// cutCharset cuts the charset and the language from an extended value. If they
// are not there it returns value alone.
func cutCharset(value string) (charset, rest string) {
	charset, rest, ok := strings.Cut(value, "'")
	if !ok {
		return "", value
	}
	_, rest, ok = strings.Cut(rest, "'")
	if !ok {
		return "", value
	}
	return lower(charset), rest
}

// decodeCharset undoes the percent-encoding of a value in one of the charsets
// that are in use. In another charset the value stays encoded.
func decodeCharset(charset, value string) string {
	switch charset {
	case "utf-8", "us-ascii", "ascii":
		return strings.ToValidUTF8(percentDecode(value), "\ufffd")
	case "iso-8859-1":
		return fromLatin1(percentDecode(value))
	}
	return value
}

func fromLatin1(s string) string {
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		b = utf8.AppendRune(b, rune(s[i]))
	}
	return string(b)
}

const upperHex = "0123456789ABCDEF"

// percentEncode writes each byte that is not in keep as %XX.
func percentEncode(s string, keep *byteSet) string {
	if keep.holds(s) {
		return s
	}
	b := make([]byte, 0, len(s)+len(s)/2)
	for i := range len(s) {
		b = appendEncoded(b, s[i], keep)
	}
	return string(b)
}

func appendEncoded(b []byte, c byte, keep *byteSet) []byte {
	if keep[c] {
		return append(b, c)
	}
	return append(b, '%', upperHex[c>>4], upperHex[c&15])
}

// percentDecode undoes %XX. A percent sign that two hexadecimal digits do not
// follow is kept.
func percentDecode(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if c, ok := percentByte(s[i:]); ok {
			b = append(b, c)
			i += 2
		} else {
			b = append(b, s[i])
		}
	}
	return string(b)
}

// percentByte returns the byte that s begins with, if s begins with %XX.
func percentByte(s string) (c byte, ok bool) {
	if len(s) < 3 || s[0] != '%' {
		return 0, false
	}
	high, ok1 := unhex(s[1])
	low, ok2 := unhex(s[2])
	return high<<4 | low, ok1 && ok2
}

func unhex(c byte) (byte, bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10, true
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}
