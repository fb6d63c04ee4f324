package headers

import "strings"

// Quote returns value as it stands in a parameter or a list: a token unchanged,
// anything else (the empty string too) between double quotes, with a backslash
// before each quote and backslash (RFC 9110 §5.6.4). A quoted string cannot hold
// control characters; each becomes a space.
func Quote(value string) string {
	if IsToken(value) {
		return value
	}
	return quoted(value)
}

// quoted writes value between quotes even if it is a token.
func quoted(value string) string {
	b := make([]byte, 0, len(value)+2)
	b = append(b, '"')
	for i := range len(value) {
		switch c := value[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case valueBytes[c]:
			b = append(b, c)
		default:
			b = append(b, ' ')
		}
	}
	return string(append(b, '"'))
}

// Unquote undoes [Quote]. A value that is not between quotes is returned
// unchanged. Only \" and \\ are escapes: any other backslash is kept, because
// old browsers send the paths of Windows without escaping them.
func Unquote(value string) string {
	if len(value) < 2 || value[0] != '"' || value[len(value)-1] != '"' {
		return value
	}
	value = value[1 : len(value)-1]
	if strings.IndexByte(value, '\\') < 0 {
		return value
	}
	b := make([]byte, 0, len(value))
	for i := 0; i < len(value); i++ {
		if value[i] == '\\' && i+1 < len(value) && (value[i+1] == '"' || value[i+1] == '\\') {
			i++
		}
		b = append(b, value[i])
	}
	return string(b)
}

// quotedEnd returns the index after the quoted string that starts at s[i], or -1
// if it does not end.
func quotedEnd(s string, i int) int {
	for i++; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return -1
}

// cutUnquoted cuts s around the first sep that is not inside a quoted string. It
// is not ok if a quoted string before it does not end.
func cutUnquoted(s string, sep byte) (before, after string, ok bool) {
	for i := 0; i < len(s); {
		switch s[i] {
		case sep:
			return s[:i], s[i+1:], true
		case '"':
			if i = quotedEnd(s, i); i < 0 {
				return "", "", false
			}
		default:
			i++
		}
	}
	return s, "", true
}
