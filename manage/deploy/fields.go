package deploy

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/combo-web/combo/headers"
)

// checkHeaders looks at a page, at a page that is not there, and below each
// prefix that answers everything, as files do.
func checkHeaders(e *exam) (found []problem) {
	paths := []string{"/", "/" + e.ours + "/nowhere/"}
	for _, r := range e.ownRoutes() {
		if r.Mount && len(r.Params) == 0 && strings.HasPrefix(r.Pattern, "/") && len(paths) < maxForms {
			paths = append(paths, strings.TrimSuffix(r.Pattern, "/")+"/"+e.ours)
		}
	}
	missing, weak := where{}, where{}
	for _, path := range paths {
		a, err := e.secure(visit{path: path, header: []string{"Accept", "text/html"}})
		if err != nil {
			return append(found, unanswered(err))
		}
		if names := missingFields(a.header); len(names) > 0 {
			missing.add(strings.Join(names, ", "), e.pageName(path))
		}
		for _, w := range judgePolicy(policyOf(a.header)) {
			weak.add(w, e.pageName(path))
		}
	}
	for _, names := range sortedKeys(missing) {
		found = append(found, problem{message: fmt.Sprintf("Fields that protect visitors are missing: %s (%s).", names, missing.of(names)),
			fix: "Use middleware.SecurityHeaders around all routes."})
	}
	for _, w := range sortedKeys(weak) {
		found = append(found, problem{message: fmt.Sprintf("Content-Security-Policy %s (%s).", w, weak.of(w)),
			fix: "Let middleware.SecurityHeaders send its policy, and give scripts of pages the nonce of combo.CSPNonce."})
	}
	return append(found, e.checkNonce()...)
}

// where tells the pages of which something is true.
type where map[string][]string

func (w where) add(what, page string) { w[what] = append(w[what], page) }
func (w where) of(what string) string { return strings.Join(w[what], ", ") }

func (e *exam) pageName(path string) string {
	before, _, ours := strings.Cut(path, e.ours)
	switch {
	case !ours:
		return path
	case before == "/":
		return "a page that is not there"
	}
	return "below " + before
}

// missingFields returns the names of what an answer does not have, or has in a way
// that does not help.
func missingFields(h http.Header) (names []string) {
	frame := strings.ToUpper(h.Get("X-Frame-Options"))
	for _, field := range []struct {
		name string
		good bool
	}{
		{"Content-Security-Policy", h.Get("Content-Security-Policy") != ""},
		{"X-Content-Type-Options", strings.EqualFold(h.Get("X-Content-Type-Options"), "nosniff")},
		{"X-Frame-Options", frame == "DENY" || frame == "SAMEORIGIN" || policyOf(h).Has("frame-ancestors")},
		{"Referrer-Policy", !slices.Contains([]string{"", "unsafe-url", "no-referrer-when-downgrade"}, h.Get("Referrer-Policy"))},
		{"Cross-Origin-Opener-Policy", h.Get("Cross-Origin-Opener-Policy") != ""},
		{"Cross-Origin-Resource-Policy", h.Get("Cross-Origin-Resource-Policy") != ""},
		{"Permissions-Policy", h.Get("Permissions-Policy") != ""},
	} {
		if !field.good {
			names = append(names, field.name)
		}
	}
	return names
}

// policyOf reads the first of the policies: each further one only forbids more.
func policyOf(h http.Header) headers.CSP {
	policy, _, _ := strings.Cut(h.Get("Content-Security-Policy"), ",")
	return headers.ParseCSP(policy)
}

// judgePolicy says where a policy lets injected markup run code or change what
// the page looks like.
func judgePolicy(csp headers.CSP) (wrong []string) {
	if len(csp.Params) == 0 {
		return nil // it is missing
	}
	if !csp.Has("script-src") && !csp.Has("default-src") {
		wrong = append(wrong, "has neither script-src nor default-src: code may come from anywhere")
	}
	for _, name := range []string{"script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem"} {
		if !csp.Has(name) && strings.Count(name, "-") == 1 {
			name = "default-src" // the others fall back to one that is judged anyway
		}
		for _, w := range judgeSources(name, csp.Get(name)) {
			if !slices.Contains(wrong, w) {
				wrong = append(wrong, w)
			}
		}
	}
	return wrong
}

func judgeSources(name, value string) (wrong []string) {
	sources := strings.Fields(strings.ToLower(value))
	trusted := slices.ContainsFunc(sources, isNonceOrHash) // 'unsafe-inline' does not count beside them
	for _, source := range sources {
		switch {
		case source == "'unsafe-eval'", source == "'unsafe-inline'" && !trusted:
			wrong = append(wrong, fmt.Sprintf("has %s in %s", source, name))
		case isAnywhere(source) && !(slices.Contains(sources, "'strict-dynamic'") && !strings.HasPrefix(name, "style-")):
			wrong = append(wrong, fmt.Sprintf("lets %s come from %s", name, source))
		}
	}
	return wrong
}

// isAnywhere tells whether a source is a whole scheme, or every host: "https:",
// "https://*", "*:443".
func isAnywhere(source string) bool {
	if strings.HasSuffix(source, ":") {
		return true
	}
	if _, rest, ok := strings.Cut(source, "://"); ok {
		source = rest
	}
	host, _, _ := strings.Cut(source, "/")
	host, _, _ = strings.Cut(host, ":")
	return host == "*"
}

func isNonceOrHash(source string) bool {
	return strings.HasPrefix(source, "'nonce-") || strings.HasPrefix(source, "'sha")
}

// checkNonce asks for a page twice: a nonce that stays is known to everybody.
func (e *exam) checkNonce() []problem {
	for _, p := range e.pages() {
		nonce := nonceIn(p.header)
		if nonce == "" {
			continue
		}
		again, err := e.secure(visit{path: p.path, header: []string{"Accept", "text/html,*/*;q=0.8"}})
		if err != nil {
			return []problem{unanswered(err)}
		}
		if nonceIn(again.header) == nonce {
			return []problem{{message: fmt.Sprintf("The nonce in the policy of %s is the same in two answers: injected markup can have it, too.", p.path),
				fix: "Make it anew for each answer, as combo.CSPNonce does, and do not cache the page for several visitors."}}
		}
	}
	return nil
}

func nonceIn(h http.Header) string {
	for source := range strings.FieldsSeq(h.Get("Content-Security-Policy")) {
		if nonce, ok := strings.CutPrefix(source, "'nonce-"); ok {
			return strings.TrimRight(nonce, "';")
		}
	}
	return ""
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
