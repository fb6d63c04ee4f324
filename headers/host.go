package headers

import (
	"net/netip"
	"strings"
)

// hostBytes may stand in a name: letters, digits, hyphens and dots.
var hostBytes = setOf(alphanumeric + "-.")

// SplitHost splits a Host field into name and port and puts the name into one
// spelling: lower case, without a final dot, an IPv6 address in its brackets. The
// port is "" if none is given. It is not ok if host is not valid: names of more
// than 253 bytes, with an empty label or with other bytes than letters, digits,
// hyphens and dots; brackets without an IPv6 address (RFC 3986 §3.2.2); a port
// above 65535.
func SplitHost(host string) (name, port string, ok bool) {
	if strings.HasPrefix(host, "[") {
		return splitAddress(host)
	}
	name, port, hasPort := strings.Cut(host, ":")
	name = strings.TrimSuffix(name, ".")
	if !validName(name) || hasPort && !validPort(port) {
		return "", "", false
	}
	return lower(name), port, true
}

// CanonicalHost returns a Host field in the spelling of [SplitHost], without the
// port if it is the scheme's own (http and ws: 80, https and wss: 443). It is not
// ok if host is not valid.
func CanonicalHost(scheme, host string) (canonical string, ok bool) {
	name, port, ok := SplitHost(host)
	if !ok || port == "" || port == defaultPort(scheme) {
		return name, ok
	}
	return name + ":" + port, true
}

// HostAllowed reports whether a Host field is valid and its name, whatever the
// port, matches one of the patterns: "*" for any, "example.com" for that name,
// ".example.com" for that name and all below it.
func HostAllowed(host string, patterns []string) bool {
	name, _, ok := SplitHost(host)
	if !ok {
		return false
	}
	for _, pattern := range patterns {
		if pattern == "*" || SameDomain(name, pattern) {
			return true
		}
	}
	return false
}

// SameDomain reports whether host is pattern, or, if pattern begins with a dot,
// the name after the dot or one below it. The case of ASCII letters does not
// matter; ports, if any, must be the same. An empty pattern matches nothing.
func SameDomain(host, pattern string) bool {
	if pattern == "" || host == "" {
		return false
	}
	if pattern[0] != '.' {
		return equalFold(host, pattern)
	}
	if equalFold(host, pattern[1:]) {
		return true
	}
	return len(host) > len(pattern) && equalFold(host[len(host)-len(pattern):], pattern)
}

func splitAddress(host string) (name, port string, ok bool) {
	address, rest, ok := strings.Cut(host[1:], "]")
	if !ok || len(address) > 45 || strings.IndexByte(address, '%') >= 0 {
		return "", "", false
	}
	if ip, err := netip.ParseAddr(address); err != nil || !ip.Is6() {
		return "", "", false
	}
	port, hasPort := strings.CutPrefix(rest, ":")
	if rest != "" && !hasPort || hasPort && !validPort(port) {
		return "", "", false
	}
	return "[" + lower(address) + "]", port, true
}

func validName(name string) bool {
	if name == "" || len(name) > 253 || !hostBytes.holds(name) {
		return false
	}
	return name[0] != '.' && name[len(name)-1] != '.' && !strings.Contains(name, "..")
}

func validPort(port string) bool {
	n, ok := digits(port, 65536)
	return ok && len(port) <= 5 && n <= 65535
}

func defaultPort(scheme string) string {
	switch scheme {
	case "http", "ws":
		return "80"
	case "https", "wss":
		return "443"
	}
	return ""
}
