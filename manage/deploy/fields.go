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
	missing := map[string][]string{} // what is wrong, and where
	for _, path := range paths {
		a, err := e.secure(visit{path: path, header: []string{"Accept", "text/html"}})
		if err != nil {
			return append(found, unanswered(err))
		}
		for _, wrong := range judgeFields(a.header) {
			missing[wrong] = append(missing[wrong], e.pageName(path))
		}
	}
	for _, wrong := range sortedKeys(missing) {
		found = append(found, problem{message: fmt.Sprintf("%s (%s).", wrong, strings.Join(missing[wrong], ", ")),
			fix: "Use middleware.SecurityHeaders around all routes, and let handlers add to its policy only what they need."})
	}
	return append(found, e.checkNonce()...)
}

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

// judgeFields says what is wrong with the header of an answer.
func judgeFields(h http.Header) (wrong []string) {
	csp := policyOf(h)
	if len(csp.Params) == 0 {
		wrong = append(wrong, "Content-Security-Policy is not sent: markup that gets into a page can run code")
	} else {
		wrong = append(wrong, judgePolicy(csp)...)
	}
	if !strings.EqualFold(h.Get("X-Content-Type-Options"), "nosniff") {
		wrong = append(wrong, "X-Content-Type-Options is not nosniff: a text may be run as code")
	}
	if frame := strings.ToUpper(h.Get("X-Frame-Options")); frame != "DENY" && frame != "SAMEORIGIN" && !csp.Has("frame-ancestors") {
		wrong = append(wrong, "Neither frame-ancestors nor X-Frame-Options is sent: other sites can show pages in a frame and have visitors click in them")
	}
	switch h.Get("Referrer-Policy") {
	case "", "unsafe-url", "no-referrer-when-downgrade":
		wrong = append(wrong, "Referrer-Policy does not keep addresses of pages from other sites")
	}
	for name, reason := range map[string]string{
		"Cross-Origin-Opener-Policy":   "windows of other sites stay connected with pages",
		"Cross-Origin-Resource-Policy": "other sites can load what is here",
		"Permissions-Policy":           "injected code may ask for camera, microphone and place",
	} {
		if h.Get(name) == "" {
			wrong = append(wrong, name+" is not sent: "+reason)
		}
	}
	return wrong
}

// policyOf reads the first of the policies: each further one only forbids more.
func policyOf(h http.Header) headers.CSP {
	policy, _, _ := strings.Cut(h.Get("Content-Security-Policy"), ",")
	return headers.ParseCSP(policy)
}

// judgePolicy says where a policy lets injected markup run code.
func judgePolicy(csp headers.CSP) (wrong []string) {
	name := "script-src"
	if !csp.Has(name) {
		name = "default-src"
	}
	if !csp.Has(name) {
		return []string{"Content-Security-Policy has neither script-src nor default-src: code may come from anywhere"}
	}
	sources := strings.Fields(strings.ToLower(csp.Get(name)))
	trusted := slices.ContainsFunc(sources, isNonceOrHash) // 'unsafe-inline' does not count beside them
	for _, source := range sources {
		switch {
		case source == "'unsafe-eval'", source == "'unsafe-inline'" && !trusted:
			wrong = append(wrong, fmt.Sprintf("Content-Security-Policy has %s in %s", source, name))
		case source == "*", source == "http:", source == "https:", source == "data:", source == "blob:":
			if !slices.Contains(sources, "'strict-dynamic'") {
				wrong = append(wrong, fmt.Sprintf("Content-Security-Policy lets %s come from %s", name, source))
			}
		}
	}
	return wrong
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
