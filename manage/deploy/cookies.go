package deploy

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// checkCookies looks at the cookies that the site's pages set.
func checkCookies(e *exam) (found []problem) {
	seen := map[string]bool{}
	for _, p := range e.pages() {
		for _, c := range p.cookies() {
			if !seen[c.Name] {
				seen[c.Name] = true
				found = append(found, judgeCookie(p.path, c)...)
			}
		}
	}
	if len(seen) == 0 {
		found = append(found, problem{message: "No page that was looked at sets a cookie: those of a session were not seen.", level: Note,
			fix: "Look at the Set-Cookie field that signing in is answered with."})
	}
	return found
}

func judgeCookie(path string, c *http.Cookie) (found []problem) {
	var missing []string
	if !c.Secure {
		missing = append(missing, "Secure")
	}
	if !c.HttpOnly && !isCSRF(c.Name) {
		missing = append(missing, "HttpOnly")
	}
	if c.SameSite != http.SameSiteLaxMode && c.SameSite != http.SameSiteStrictMode {
		missing = append(missing, "SameSite")
	}
	level := Warning
	if isSession(c.Name) {
		level = Error
		if !strings.HasPrefix(c.Name, "__Host-") {
			found = append(found, problem{message: fmt.Sprintf("The cookie %s of %s can be set by other hosts of the domain, and by http.", c.Name, path),
				fix: fmt.Sprintf("Name it __Host-%s, with Path=/ and without Domain.", c.Name), level: Warning})
		}
	}
	if len(missing) > 0 {
		found = append(found, problem{message: fmt.Sprintf("The cookie %s of %s is without %s.", c.Name, path, strings.Join(missing, ", ")),
			fix: "Set these fields of the http.Cookie: " + strings.Join(fieldsOf(missing), ", ") + ".", level: level})
	}
	return found
}

func fieldsOf(missing []string) []string {
	fields := make([]string, len(missing))
	for i, m := range missing {
		fields[i] = m + ": true"
		if m == "SameSite" {
			fields[i] = "SameSite: http.SameSiteLaxMode"
		}
	}
	return fields
}

// isCSRF tells whether scripts of the site have to read a cookie: by its name.
func isCSRF(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "csrf") || strings.Contains(name, "xsrf")
}

// isSession tells whether a cookie is what its owner is known by: by its name.
func isSession(name string) bool {
	name = strings.ToLower(name)
	return !isCSRF(name) && slices.ContainsFunc([]string{"sess", "sid", "auth", "token", "jwt", "remember", "login", "saml", "ticket", "magic"}, func(word string) bool {
		return strings.Contains(name, word)
	})
}
