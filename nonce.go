package combo

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strings"

	"github.com/combo-web/combo/headers"
)

// CSPNonce returns the nonce of the answer to r, made up on first use: 26 letters
// and digits. A script or style element of the page that has it in its nonce
// attribute runs, although the policy forbids inline code (Django's csp_nonce):
//
//	<script nonce="{{ csp_nonce }}">
//
// When it was asked for, it joins script-src and style-src of the
// Content-Security-Policy that stands when the header is sent; a page that asks
// for none has a policy without one. Ask before the answer is sent. A page with a
// nonce must not be cached for others. It is empty outside of a [Site].
func CSPNonce(r *http.Request) string {
	s := stateOf(r)
	if s == nil {
		return ""
	}
	if s.outer != nil {
		return CSPNonce(&s.outer.r)
	}
	if nonce := s.nonce.Load(); nonce != nil {
		return *nonce
	}
	nonce := rand.Text()
	s.nonce.CompareAndSwap(nil, &nonce)
	return *s.nonce.Load()
}

// CSPNonceUsed tells whether somebody has asked for the nonce of the answer: the
// page is for one answer only then, and must not be kept for others.
func CSPNonceUsed(r *http.Request) bool {
	s := stateOf(r)
	return s != nil && s.top().nonce.Load() != nil
}

// allowNonce puts a nonce into the policies of an answer.
func allowNonce(h http.Header, nonce string) {
	source := "'nonce-" + nonce + "'"
	for _, name := range []string{"Content-Security-Policy", "Content-Security-Policy-Report-Only"} {
		if len(h[name]) == 0 {
			continue
		}
		policies := slices.Clone(h[name]) // the slice may be shared by all answers
		for i, policy := range policies {
			csp := headers.ParseCSP(policy)
			for _, directive := range []string{"script-src", "style-src"} {
				allowSource(&csp, directive, source)
				if csp.Has(directive + "-elem") {
					allowSource(&csp, directive+"-elem", source)
				}
			}
			policies[i] = csp.String()
		}
		h[name] = policies
	}
}

// allowSource adds a source to a directive, which takes over from default-src if
// it is not there. Where neither is, all is allowed already.
func allowSource(csp *headers.CSP, directive, source string) {
	from := directive
	if !csp.Has(directive) {
		from = "default-src"
	}
	if !csp.Has(from) {
		return
	}
	value := csp.Get(from)
	if allowsInline(value) {
		return // a nonce would switch that off (CSP3 §6.7.3.2)
	}
	if value == "" || strings.EqualFold(value, "'none'") {
		csp.Set(directive, source)
		return
	}
	csp.Set(directive, value+" "+source)
}

// allowsInline tells whether inline code runs without a nonce.
func allowsInline(sources string) bool {
	sources = strings.ToLower(sources)
	return strings.Contains(sources, "'unsafe-inline'") && !strings.Contains(sources, "'nonce-") && !strings.Contains(sources, "'sha")
}
