package headers

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// MaxCookieSize is how many bytes the name and the value of a cookie may have
// together. Browsers ignore larger ones without telling anybody (RFC 6265bis
// §5.6).
const MaxCookieSize = 4096

var (
	// cookieBytes need no quotes in a cookie's value.
	cookieBytes = setOf(alphanumeric + "!#$%&'()*+-./:<=>?@[]^_`{|}~")
	// cookiePathBytes need no percent-encoding in a cookie's path.
	cookiePathBytes = setOf(alphanumeric + "%!$&'()*+,/:=@-._~")
)

// SetCookie writes a Set-Cookie field (RFC 6265 §4.1). The fields of c mean what
// they mean in net/http: Path and Domain are left out if empty, Expires if zero;
// MaxAge is in seconds, left out if 0, and below 0 removes the cookie now.
// Quoted, Raw, RawExpires and Unparsed are ignored.
//
// A value may be any text without control characters: if need be it is quoted,
// with octal escapes for what quotes cannot hold, as [ParseCookies] and Python
// read it. Secure is added where browsers would otherwise drop the cookie: if it
// is Partitioned or its name begins with __Secure- or __Host-.
//
// The error says what a browser would refuse or could misread: a name that is
// not a token, a control character, a bad domain or SameSite, more than
// [MaxCookieSize] bytes, __Host- with a Domain or without Path=/. It never holds
// the value.
func SetCookie(c *http.Cookie) (string, error) {
	if err := checkCookie(c); err != nil {
		return "", fmt.Errorf("cookie %.60q: %w", c.Name, err)
	}
	var b strings.Builder
	b.WriteString(c.Name + "=" + quoteCookie(c.Value))
	attribute := func(name, value string) {
		if value != "" {
			b.WriteString("; " + name + "=" + value)
		}
	}
	flag := func(name string, set bool) {
		if set {
			b.WriteString("; " + name)
		}
	}
	attribute("Domain", cookieDomain(c.Domain))
	if !c.Expires.IsZero() {
		attribute("Expires", FormatDate(c.Expires))
	}
	attribute("Max-Age", cookieMaxAge(c.MaxAge))
	flag("Secure", c.Secure || c.Partitioned || hasSecurePrefix(c.Name))
	flag("HttpOnly", c.HttpOnly)
	attribute("Path", percentEncode(c.Path, cookiePathBytes))
	attribute("SameSite", sameSite(c.SameSite))
	flag("Partitioned", c.Partitioned)
	return b.String(), nil
}

func checkCookie(c *http.Cookie) error {
	switch {
	case !IsToken(c.Name):
		return errors.New("the name is not a token")
	case hasControl(c.Value):
		return errors.New("the value holds a control character")
	case hasControl(c.Path):
		return errors.New("the path holds a control character")
	case c.Domain != "" && !validName(cookieDomain(c.Domain)):
		return fmt.Errorf("%.60q is not a domain", c.Domain)
	case c.SameSite != 0 && c.SameSite != http.SameSiteDefaultMode && sameSite(c.SameSite) == "":
		return errors.New("SameSite is not Strict, Lax or None")
	case len(c.Name)+len(quoteCookie(c.Value)) > MaxCookieSize:
		return fmt.Errorf("more than %d bytes", MaxCookieSize)
	case hasPrefixFold(c.Name, "__Host-") && (c.Domain != "" || c.Path != "/"):
		return errors.New("__Host- needs Path=/ and no Domain")
	}
	return nil
}

func hasControl(s string) bool { return !ValidValue(s) || strings.IndexByte(s, '\t') >= 0 }

func hasSecurePrefix(name string) bool {
	return hasPrefixFold(name, "__Secure-") || hasPrefixFold(name, "__Host-")
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && equalFold(s[:len(prefix)], prefix)
}

// quoteCookie writes a value as Python does: in quotes, if it needs them, with
// octal escapes.
func quoteCookie(value string) string {
	if cookieBytes.holds(value) {
		return value
	}
	b := append(make([]byte, 0, len(value)+16), '"')
	for i := range len(value) {
		switch c := value[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c == ' ' || cookieBytes[c]:
			b = append(b, c)
		default:
			b = append(b, '\\', '0'+c>>6, '0'+c>>3&7, '0'+c&7)
		}
	}
	return string(append(b, '"'))
}

// cookieDomain removes a leading dot, which has no meaning since RFC 6265, and a
// port, which never had one.
func cookieDomain(domain string) string {
	domain, _, _ = strings.Cut(domain, ":")
	return asciiHost(strings.TrimPrefix(domain, "."))
}

func cookieMaxAge(seconds int) string {
	if seconds == 0 {
		return ""
	}
	return strconv.Itoa(max(seconds, 0))
}

func sameSite(s http.SameSite) string {
	switch s {
	case http.SameSiteStrictMode:
		return "Strict"
	case http.SameSiteLaxMode:
		return "Lax"
	case http.SameSiteNoneMode:
		return "None"
	}
	return ""
}
