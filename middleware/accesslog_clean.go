package middleware

import (
	"net/url"
	"strings"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/internal/redact"
)

// maxLogged is how many bytes of a path, a query or a referrer are logged.
const maxLogged = 2048

// hidden stands in place of a secret.
const hidden = "•••"

// loggedPath is the path, or the pattern of a route that has a secret in its path:
// the link of a mail that sets a new password.
func (v *visit) loggedPath() string {
	if combo.SiteOf(v.r) != nil {
		return combo.LogPath(v.r)
	}
	if hasSecretParam(v.r.Pattern) {
		return v.r.Pattern
	}
	return clean(v.path, maxLogged)
}

// hasSecretParam looks at the names between the brackets of a pattern: <str:token>
// and (?P<token>…), and {token} of net/http.
func hasSecretParam(pattern string) bool {
	for {
		open := strings.IndexAny(pattern, "<{")
		if open < 0 {
			return false
		}
		pattern = pattern[open+1:]
		end := strings.IndexAny(pattern, ">}")
		if end < 0 {
			return false
		}
		name := pattern[:end]
		if redact.IsSecret(name[strings.LastIndexByte(name, ':')+1:]) {
			return true
		}
		pattern = pattern[end:]
	}
}

// clean cuts a value and makes it fit for one line.
func clean(s string, limit int) string { return redact.ClipTo(s, limit) }

// cleanReferrer leaves out the query, where secrets of other sites stand, and a
// name and password in front of the host.
func cleanReferrer(referrer string) string {
	if end := strings.IndexAny(referrer, "?#"); end >= 0 {
		referrer = referrer[:end]
	}
	if scheme, rest, ok := strings.Cut(referrer, "://"); ok {
		host, _, _ := strings.Cut(rest, "/")
		if at := strings.LastIndexByte(host, '@'); at >= 0 {
			referrer = scheme + "://" + rest[at+1:]
		}
	}
	return clean(referrer, maxLogged)
}

// cleanQuery hides the values of names that look secret.
func cleanQuery(query string) string {
	whole := len(query) <= maxLogged
	if !whole {
		query = query[:maxLogged]
	}
	var b strings.Builder
	done := 0 // bytes of the query that are in b
	for at := 0; at < len(query); {
		end := len(query)
		if i := strings.IndexAny(query[at:], "&;"); i >= 0 {
			end = at + i
		}
		if equals := strings.IndexByte(query[at:end], '='); equals >= 0 && isSecretPair(query[at:at+equals], query[at+equals+1:end]) {
			b.WriteString(query[done:at+equals+1] + hidden)
			done = end
		}
		at = end + 1
	}
	if done > 0 {
		b.WriteString(query[done:])
		query = b.String()
	}
	if !whole {
		query += "…"
	}
	return clean(query, len(query))
}

// isSecretPair judges by the name, and by a value that holds another query:
// next=%2Freset%3Ftoken%3D7. What cannot be read is taken for a secret.
func isSecretPair(name, value string) bool {
	if isSecretText(name) {
		return true
	}
	return strings.ContainsAny(value, "=%") && isSecretText(value) && strings.Contains(fullyUnescaped(value), "=")
}

// isSecretName knows the code, too, that other sites send back when somebody signs
// in with them.
func isSecretName(name string) bool {
	return redact.IsSecret(name) || strings.Contains(strings.ToLower(name), "code")
}

// isSecretText tells whether a text as it stands in a query has a secret name in
// it, however often it is escaped.
func isSecretText(s string) bool {
	return isSecretName(s) || strings.ContainsAny(s, "%+") && isSecretName(fullyUnescaped(s))
}

// fullyUnescaped undoes escapes of escapes, three deep at most. What is not an
// escape makes the text secret: "=" and a secret name.
func fullyUnescaped(s string) string {
	for range 3 {
		if strings.IndexByte(s, '%') < 0 {
			return s
		}
		u, err := url.QueryUnescape(s)
		if err != nil {
			return "secret="
		}
		s = u
	}
	if strings.IndexByte(s, '%') >= 0 {
		return "secret="
	}
	return s
}
