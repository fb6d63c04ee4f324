package headers

import (
	"strings"
	"unicode/utf8"
)

// MaxRedirect is the length in bytes above which no redirect target is trusted.
const MaxRedirect = 2048

// Destinations says where a browser may be sent by a URL that came from a
// request, such as ?next= or Referer. The zero value allows this site's own pages
// only.
type Destinations struct {
	// Hosts are other hosts, with their port if it is not the scheme's own, that
	// an absolute URL may name. Defaults to none.
	Hosts []string
	// RequireHTTPS refuses absolute URLs that are not https. Defaults to false.
	RequireHTTPS bool
}

// IsLocalURL reports whether a browser that follows url from a page of this site
// stays on this site. Use it on every redirect target that comes from outside.
func IsLocalURL(url string) bool { return Destinations{}.Allow(url) }

// Allow reports whether a browser that follows url stays on this site or goes to
// one of the hosts. It is strict, because browsers are not: they drop tabs and
// line ends, take a backslash for a slash, and read https:evil.com as a host
// (WHATWG URL §4.4). So a URL is refused if it
//
//   - is empty, longer than [MaxRedirect], or not UTF-8;
//   - holds a control character, or a space at either end;
//   - holds a backslash, an encoded control character in its path, or %5C or %2F
//     where the path would begin with two slashes if it were decoded once more;
//   - has a colon before the first slash, unless it begins http:// or https://;
//   - names a host, after two slashes, that is not exactly one of the hosts; a
//     user name is part of the host here, and so is never allowed by accident.
func (d Destinations) Allow(url string) bool {
	if !plainURL(url) {
		return false
	}
	scheme, rest, ok := cutScheme(url)
	if !ok || d.RequireHTTPS && scheme == "http" {
		return false
	}
	authority, isNetwork := strings.CutPrefix(rest, "//")
	if !isNetwork {
		return scheme == "" && plainPath(rest)
	}
	if d.RequireHTTPS && scheme != "https" {
		return false
	}
	if i := strings.IndexAny(authority, "/?#"); i >= 0 {
		authority = authority[:i]
	}
	return d.hasHost(authority)
}

func (d Destinations) hasHost(authority string) bool {
	for _, host := range d.Hosts {
		if authority != "" && equalFold(authority, host) {
			return true
		}
	}
	return false
}

// plainURL reports whether all programs read the same characters in url.
func plainURL(url string) bool {
	if url == "" || len(url) > MaxRedirect || !utf8.ValidString(url) {
		return false
	}
	if url[0] == ' ' || url[len(url)-1] == ' ' {
		return false
	}
	for _, r := range url {
		if r < ' ' || r == '\\' || 0x7f <= r && r <= 0x9f || r == '\u2028' || r == '\u2029' || r == '\ufeff' {
			return false
		}
	}
	return true
}

// cutScheme cuts http: or https: from url. It is not ok if there is another
// scheme, or something that could be taken for one.
func cutScheme(url string) (scheme, rest string, ok bool) {
	i := strings.IndexAny(url, ":/?#")
	if i < 0 || url[i] != ':' {
		return "", url, true
	}
	scheme, rest = lower(url[:i]), url[i+1:]
	return scheme, rest, scheme == "http" || scheme == "https"
}

// plainPath reports whether path means the same to a program that decodes it
// before it redirects: such a program must find no control character, and not two
// slashes at the start.
func plainPath(path string) bool {
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		path = path[:i]
	}
	for i := range len(path) {
		if c, ok := percentByte(path[i:]); ok && !valueBytes[c] || ok && c == '\t' {
			return false
		}
	}
	first, rest := cutSlash(path)
	second, _ := cutSlash(rest)
	return !second && (!first || path[0] == '/')
}

// cutSlash cuts a slash or backslash, encoded or not, from path.
func cutSlash(path string) (cut bool, rest string) {
	if c, ok := percentByte(path); ok && (c == '/' || c == '\\') {
		return true, path[3:]
	}
	rest, cut = strings.CutPrefix(path, "/")
	return cut, rest
}
