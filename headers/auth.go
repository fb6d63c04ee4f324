package headers

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// Auth is an Authorization field, or one challenge of WWW-Authenticate: a scheme
// with either a token or parameters (RFC 9110 §11). Write Authorization and
// Proxy-Authorization fields, too, with [Auth.String].
type Auth struct {
	Scheme string // in lower case: basic, digest, bearer
	Token  string // of a scheme such as Basic or Bearer
	Params Params // of a scheme such as Digest
}

// ParseAuth reads one Authorization field or one challenge. It is not ok if the
// field is empty or its scheme is not a token. What follows the scheme is
// parameters, read as by [ParseDict], if it holds an "=" that is not padding at
// its end; otherwise it is a token.
func ParseAuth(value string) (auth Auth, ok bool) {
	scheme, rest, _ := strings.Cut(trim(value), " ")
	if !IsToken(scheme) {
		return Auth{}, false
	}
	auth = Auth{Scheme: lower(scheme)}
	rest = trim(rest)
	if strings.Contains(strings.TrimRight(rest, "="), "=") {
		auth.Params = ParseDict(rest)
	} else {
		auth.Token = rest
	}
	return auth, true
}

// ParseChallenges reads WWW-Authenticate fields, each with one or more
// challenges, [MaxParams] in all at most. A new challenge begins where a word is followed by a space, or
// stands alone, instead of being followed by "=".
func ParseChallenges(fields ...string) []Auth {
	var challenges []Auth
	for _, field := range fields {
		start, at := 0, 0
		for rest := field; rest != ""; {
			item, after, ok := cutUnquoted(rest, ',')
			if !ok {
				break
			}
			if at > start && beginsChallenge(trim(item)) {
				challenges = appendChallenge(challenges, field[start:at])
				start = at
			}
			at = len(field) - len(after)
			rest = after
		}
		challenges = appendChallenge(challenges, field[start:])
	}
	return challenges
}

// BasicAuth returns the Basic credentials of a user, in UTF-8 (RFC 7617). The
// name must not hold a colon, which separates it from the password.
func BasicAuth(user, password string) Auth {
	return Auth{Scheme: "basic", Token: base64.StdEncoding.EncodeToString([]byte(user + ":" + password))}
}

// Basic returns the user and the password of Basic credentials. It is not ok for
// another scheme, or if they are not valid Base64 of UTF-8 without control
// characters and with a colon.
func (a Auth) Basic() (user, password string, ok bool) {
	if a.Scheme != "basic" {
		return "", "", false
	}
	decoded, err := base64.StdEncoding.DecodeString(a.Token)
	if err != nil || !utf8.Valid(decoded) || hasControl(string(decoded)) {
		return "", "", false
	}
	return strings.Cut(string(decoded), ":")
}

// Bearer returns the token of Bearer credentials (RFC 6750 §2.1), or "".
func (a Auth) Bearer() string {
	if a.Scheme != "bearer" {
		return ""
	}
	return a.Token
}

// String writes the field. Parameters are quoted where RFC 7616 §3.3 and §3.4 ask
// for it even if they are tokens. Characters that cannot stand in a token are
// left out.
func (a Auth) String() string {
	rest := keepToken68(a.Token)
	if len(a.Params) > 0 {
		rest = a.formatParams()
	}
	if rest == "" {
		return titleScheme(a.Scheme)
	}
	return titleScheme(a.Scheme) + " " + rest
}

func (a Auth) formatParams() string {
	items := make([]string, 0, len(a.Params))
	challenge := !a.Params.Has("response")
	for _, p := range a.Params {
		if isDictName(p.Name) && !p.Bare && mustQuote(lower(p.Name), challenge) {
			items = append(items, p.Name+"="+quoted(p.Value))
		} else if item := FormatDict(Params{p}); item != "" {
			items = append(items, item)
		}
	}
	return strings.Join(items, ", ")
}

func mustQuote(name string, challenge bool) bool {
	switch name {
	case "realm", "domain", "nonce", "opaque", "username", "uri", "response", "cnonce":
		return true
	case "qop":
		return challenge
	}
	return false
}

// beginsChallenge reports whether an item of a list of challenges begins a new one.
func beginsChallenge(item string) bool {
	i := 0
	for i < len(item) && tokenBytes[item[i]] {
		i++
	}
	after := trim(item[i:])
	return i > 0 && (after == "" || after[0] != '=')
}

func appendChallenge(challenges []Auth, s string) []Auth {
	auth, ok := ParseAuth(strings.Trim(s, " \t,"))
	if !ok || len(challenges) == MaxParams {
		return challenges
	}
	return append(challenges, auth)
}

// keepToken68 drops what would end the field or the token.
func keepToken68(token string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f || r == ',' || r == '"' {
			return -1
		}
		return r
	}, token)
}

// titleScheme writes a scheme as people do: Basic, Digest.
func titleScheme(scheme string) string {
	b := lowerBytes([]byte(scheme))
	for i := range b {
		if (i == 0 || b[i-1] == '-') && 'a' <= b[i] && b[i] <= 'z' {
			b[i] -= 'a' - 'A'
		}
	}
	return string(b)
}
