package reload

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strings"

	"github.com/combo-web/combo/headers"
)

// allowReload lets the Content-Security-Policies of a page load the script and
// ask for events: these two addresses, and nothing else that they forbid. It
// returns the nonce that the script needs, "" if none.
func allowReload(h http.Header, origin string) (nonce string) {
	for _, name := range []string{"Content-Security-Policy", "Content-Security-Policy-Report-Only"} {
		var amended []string
		for _, field := range h.Values(name) {
			for policy := range strings.SplitSeq(field, ",") {
				policy, nonce = allowIn(policy, origin, nonce)
				amended = append(amended, policy)
			}
		}
		if len(amended) > 0 {
			h[name] = amended
		}
	}
	return nonce
}

// allowIn amends one policy.
func allowIn(policy, origin, nonce string) (amended, used string) {
	csp := headers.ParseCSP(policy)
	if len(csp.Params) == 0 {
		return policy, nonce
	}
	if name, sources := governing(csp, "script-src-elem", "script-src", "default-src"); name != "" {
		source := origin + scriptPath
		if hasSource(sources, "'strict-dynamic'") { // addresses do not count beside it
			if nonce == "" {
				nonce = rand.Text()
			}
			source = "'nonce-" + nonce + "'"
		}
		addSource(&csp, name, "script-src", sources, source)
	}
	if name, sources := governing(csp, "connect-src", "default-src"); name != "" {
		addSource(&csp, name, "connect-src", sources, origin+eventsPath)
	}
	return csp.String(), nonce
}

// governing returns the first of the directives that a policy has.
func governing(csp headers.CSP, names ...string) (name, sources string) {
	for _, n := range names {
		if csp.Has(n) {
			return n, csp.Get(n)
		}
	}
	return "", ""
}

// addSource lets a directive allow one source more. default-src is left alone:
// what it says is said again by the directive that it stands for.
func addSource(csp *headers.CSP, name, own, sources, source string) {
	if name == "default-src" {
		name = own
	}
	kept := slices.DeleteFunc(strings.Fields(sources), func(s string) bool { return strings.EqualFold(s, "'none'") })
	csp.Set(name, strings.Join(append(kept, source), " "))
}

func hasSource(sources, source string) bool {
	for s := range strings.FieldsSeq(sources) {
		if strings.EqualFold(s, source) {
			return true
		}
	}
	return false
}
