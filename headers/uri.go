package headers

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const unreserved = alphanumeric + "-._~" // RFC 3986 §2.3

var (
	unreservedBytes = setOf(unreserved)
	uriBytes        = setOf(unreserved + "%/#=:;$&()+,!?*@'")
	userBytes       = setOf(unreserved + "%!$&'()*+,;=:@")
	addressBytes    = setOf(unreserved + "%:[]")
	pathBytes       = setOf(unreserved + "/:@&+$,!*'()")
	filePathBytes   = setOf(unreserved + "/!*()'")
)

// ToURI writes an IRI, or a part of one, as a URI: what a URI cannot hold is
// percent-encoded, from UTF-8, and the name of a host written in Punycode and
// lower case (RFC 3987 §3.1). Percent signs stay, so a URI comes out unchanged.
// Hosts are not normalized or checked otherwise.
func ToURI(iri string) string {
	before, authority, after := cutAuthority(iri)
	return percentEncode(before, uriBytes) + uriAuthority(authority) + percentEncode(after, uriBytes)
}

// ToIRI writes a URI, or a part of one, as people read it: percent-encoded
// letters, digits, "-", ".", "_", "~" and text in UTF-8 are decoded, and hosts in
// Punycode (RFC 3987 §3.2). Reserved characters, bytes that are not UTF-8,
// spaces, and the characters that control terminals or the direction of text stay
// encoded. Use it to show a URL, never to compare one: many letters look alike.
func ToIRI(uri string) string {
	before, authority, after := cutAuthority(uri)
	return decodeReadable(before) + iriAuthority(authority) + decodeReadable(after)
}

// EscapePath percent-encodes what would end the path of a URI or be read as
// something else in it: "?", "#", ";", "=", "%" and all that [ToURI] encodes. Use
// it on a decoded path such as that of a [net/url.URL].
func EscapePath(path string) string { return percentEncode(path, pathBytes) }

// FilePathToURI writes the path of a file as the path of a URI: backslashes become
// slashes, and the rest is percent-encoded.
func FilePathToURI(path string) string {
	return percentEncode(strings.ReplaceAll(path, `\`, "/"), filePathBytes)
}

// EscapeLeadingSlashes encodes the second of two slashes at the start of a path,
// which a browser would take for the start of a host: //x becomes /%2Fx.
func EscapeLeadingSlashes(path string) string {
	if rest, ok := strings.CutPrefix(path, "//"); ok {
		return "/%2F" + rest
	}
	return path
}

// cutAuthority splits a URL around what stands between // and the path. Without
// an authority, all of it is before.
func cutAuthority(url string) (before, authority, after string) {
	i := strings.IndexAny(url, "/?#")
	if i < 0 || !strings.HasPrefix(url[i:], "//") || i > 0 && url[i-1] != ':' {
		return url, "", ""
	}
	before, rest := url[:i+2], url[i+2:]
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		return before, rest[:end], rest[end:]
	}
	return before, rest, ""
}

func uriAuthority(authority string) string {
	user, host, port := splitAuthority(authority)
	if strings.HasPrefix(host, "[") {
		host = percentEncode(host, addressBytes)
	} else {
		host = lower(percentEncode(asciiHost(host), uriBytes))
	}
	return percentEncode(user, userBytes) + host + percentEncode(port, uriBytes)
}

func iriAuthority(authority string) string {
	user, host, port := splitAuthority(authority)
	return decodeReadable(user) + decodeReadable(unicodeHost(host)) + decodeReadable(port)
}

// splitAuthority cuts user@host:port; the at sign and the colon stay with user
// and port.
func splitAuthority(authority string) (user, host, port string) {
	at := strings.LastIndexByte(authority, '@') + 1
	user, host = authority[:at], authority[at:]
	if strings.HasPrefix(host, "[") {
		if end := strings.IndexByte(host, ']') + 1; end > 0 {
			return user, host[:end], host[end:]
		}
		return user, host, ""
	}
	if colon := strings.IndexByte(host, ':'); colon >= 0 {
		return user, host[:colon], host[colon:]
	}
	return user, host, ""
}

// decodeReadable decodes what people read and keeps the rest encoded.
func decodeReadable(s string) string {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c, ok := percentByte(s[i:])
		if ok && (c >= utf8.RuneSelf || unreservedBytes[c]) && !endsEscape(b, c) {
			b = append(b, c)
			i += 2
		} else {
			b = append(b, s[i])
		}
	}
	return encodeUnreadable(b)
}

// endsEscape reports whether c would make an escape of a stray percent sign at
// the end of b, so that decoding once more would give something else.
func endsEscape(b []byte, c byte) bool {
	n := len(b)
	return isHex(c) && (n > 0 && b[n-1] == '%' || n > 1 && b[n-2] == '%' && isHex(b[n-1]))
}

func isHex(c byte) bool {
	_, ok := unhex(c)
	return ok
}

// encodeUnreadable encodes the bytes outside ASCII that are not UTF-8 or that
// nobody can see.
func encodeUnreadable(s []byte) string {
	if isASCII(string(s)) {
		return string(s)
	}
	b := make([]byte, 0, len(s))
	for len(s) > 0 {
		r, size := utf8.DecodeRune(s)
		if r < utf8.RuneSelf || !isHidden(r) && (r != utf8.RuneError || size > 1) {
			b = append(b, s[:size]...)
		} else {
			for _, c := range s[:size] {
				b = appendEncoded(b, c, unreservedBytes)
			}
		}
		s = s[size:]
	}
	return string(b)
}

// isHidden reports whether r is nothing to see: a control character, a space, a
// mark that turns the direction of text.
func isHidden(r rune) bool {
	return unicode.IsControl(r) || unicode.IsSpace(r) || unicode.Is(unicode.Bidi_Control, r)
}
