// Package redact knows by which names secrets go, and makes what strangers sent fit
// for a log.
package redact

import (
	"net/http"
	"slices"
	"strings"
	"unicode"
)

// words make the value of a header, cookie, parameter or field secret wherever
// they stand in its name. They hide some harmless values ("author"), which costs
// less than to show one secret.
var words = []string{
	"password", "passwd", "pwd", "secret", "token", "key", "auth", "session", "credential",
	"csrf", "signature", "card", "cvv", "pin", "otp", "jwt", "ticket", "assertion", "saml", "invit", "magic",
}

// Words returns the words that make a name that of a secret.
func Words() []string { return slices.Clone(words) }

// IsSecret reports whether a parameter, field or cookie of this name holds a secret.
func IsSecret(name string) bool {
	name = strings.ToLower(name)
	return name == "sid" || slices.ContainsFunc(words, func(word string) bool { return strings.Contains(name, word) })
}

// secretHeaders are fields whose whole value is secret, besides those with a
// secret word in their name.
var secretHeaders = []string{"Authorization", "Cookie", "Set-Cookie", "Proxy-Authorization", "X-Api-Key"}

// IsSecretHeader reports whether the value of a header field is secret.
func IsSecretHeader(name string) bool {
	return IsSecret(name) || slices.Contains(secretHeaders, http.CanonicalHeaderKey(name))
}

// maxLogged is how many bytes of one value are logged.
const maxLogged = 2048

// Clip shortens a value to 2 KiB and makes what terminals obey harmless, whatever
// handler the log has: control characters, marks that turn text around, and
// Unicode's own line ends.
func Clip(s string) string { return ClipTo(s, maxLogged) }

// ClipTo is [Clip] with another limit, in bytes. Plain text is returned as it is,
// without an allocation.
func ClipTo(s string, limit int) string {
	if len(s) <= limit && isPlain(s) {
		return s
	}
	if len(s) > limit {
		s = strings.ToValidUTF8(s[:limit], "") + "…"
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\u2028', r == '\u2029':
			return '\uFFFD'
		}
		return r
	}, s)
}

func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f {
			return false
		}
	}
	return true
}
