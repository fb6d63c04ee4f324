package combo

import (
	"strings"
	"unicode/utf8"
)

// checkPath says why a decoded request path is not canonical, or "". Router,
// authorization, files, cache and log all see this one path, so nothing that
// two readers could take differently gets past here: no encoded slash, no
// backslash, control character, invalid UTF-8 or dot segment.
func checkPath(path, escaped string) string {
	if !strings.HasPrefix(path, "/") {
		return "The path does not begin with a slash."
	}
	if escaped != "" && hasEncodedSlash(escaped) {
		return "The path has an encoded slash."
	}
	plain := true // plain ASCII without dots needs one pass only
	for i := range len(path) {
		switch c := path[i]; {
		case c < 0x20 || c == 0x7f:
			return "The path has a control character."
		case c == '\\':
			return "The path has a backslash."
		case c >= utf8.RuneSelf || c == '.':
			plain = false
		}
	}
	if plain {
		return ""
	}
	if !utf8.ValidString(path) {
		return "The path is not valid UTF-8."
	}
	if hasControlRune(path) {
		return "The path has a control character."
	}
	if hasDotSegment(path) {
		return "The path has a dot segment."
	}
	return ""
}

func hasEncodedSlash(escaped string) bool {
	for {
		i := strings.IndexByte(escaped, '%')
		if i < 0 || len(escaped) < i+3 {
			return false
		}
		if escaped[i+1] == '2' && escaped[i+2]|0x20 == 'f' {
			return true
		}
		escaped = escaped[i+1:]
	}
}

// hasControlRune finds the C1 controls, U+0080 to U+009F.
func hasControlRune(s string) bool {
	for _, r := range s {
		if 0x7f <= r && r <= 0x9f {
			return true
		}
	}
	return false
}

func hasDotSegment(path string) bool {
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "." || segment == ".." {
			return true
		}
	}
	return false
}

// mergeSlashes makes one slash of several.
func mergeSlashes(path string) string {
	if !strings.Contains(path, "//") {
		return path
	}
	b := make([]byte, 0, len(path))
	for i := range len(path) {
		if c := path[i]; c != '/' || len(b) == 0 || b[len(b)-1] != '/' {
			b = append(b, c)
		}
	}
	return string(b)
}

// escapePath writes a decoded path as it stands in a URL, as Django does: all
// but RFC 3986's unreserved characters, sub-delims, ":", "@" and "/" encoded.
func escapePath(path string) string {
	extra := 0
	for i := range len(path) {
		if !pathByte[path[i]] {
			extra += 2
		}
	}
	if extra == 0 {
		return path
	}
	const hex = "0123456789ABCDEF"
	b := make([]byte, 0, len(path)+extra)
	for i := range len(path) {
		if c := path[i]; pathByte[c] {
			b = append(b, c)
		} else {
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return string(b)
}

var pathByte = func() (table [256]bool) {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=:@/"
	for i := range len(plain) {
		table[plain[i]] = true
	}
	return table
}()
