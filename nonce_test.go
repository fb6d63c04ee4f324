package combo_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/combo-web/combo"
)

// policies is middleware that sets policies as a site's own would.
func policies(values ...string) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header()["Content-Security-Policy"] = values
			next.ServeHTTP(w, r)
		})
	}
}

func TestCSPNonce(t *testing.T) {
	for _, test := range []struct{ policy, want string }{
		{"default-src 'self'; script-src 'self'", "default-src 'self'; script-src 'self' N; style-src 'self' N"},
		{"default-src 'none'", "default-src 'none'; script-src N; style-src N"},
		{"script-src 'none'; style-src 'self'", "script-src N; style-src 'self' N"},
		{"img-src 'self'", "img-src 'self'"},
		{"script-src", "script-src N"},
		{"default-src 'none'; script-src-elem 'self'", "default-src 'none'; script-src-elem 'self' N; script-src N; style-src N"},
		{"script-src 'self'; style-src 'self' 'unsafe-inline'", "script-src 'self' N; style-src 'self' 'unsafe-inline'"},
		{"default-src 'unsafe-inline'", "default-src 'unsafe-inline'"},
		{"style-src 'unsafe-inline' 'sha256-x'", "style-src 'unsafe-inline' 'sha256-x' N"},
		{"script-src\t'self'; frame-ancestors\t'none'", "script-src 'self' N; frame-ancestors 'none'"},
	} {
		var nonce string
		site := newSite(t, combo.Config{
			Middleware: []func(http.Handler) http.Handler{policies(test.policy)},
			URLs: combo.URLs{combo.Get("", func(r *http.Request) (*combo.Response, error) {
				before := combo.CSPNonceUsed(r)
				nonce = combo.CSPNonce(r)
				if again := combo.CSPNonce(r); again != nonce || before || !combo.CSPNonceUsed(r) {
					t.Errorf("the nonce is %q, then %q; used: %v, then %v", nonce, again, before, combo.CSPNonceUsed(r))
				}
				return combo.HTML(nonce)
			}), combo.Get("plain/", say("plain"))},
		})
		w := httptest.NewRecorder()
		site.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost/", nil))
		want := strings.ReplaceAll(test.want, "N", "'nonce-"+nonce+"'")
		if got := w.Header().Get("Content-Security-Policy"); got != want || len(nonce) != 26 {
			t.Errorf("%s: the policy is %q, want %q", test.policy, got, want)
		}
		first := nonce
		w = httptest.NewRecorder()
		site.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost/plain/", nil))
		if got := w.Header().Get("Content-Security-Policy"); got != test.policy {
			t.Errorf("without a nonce the policy is %q, want %q", got, test.policy)
		}
		site.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "http://localhost/", nil))
		if nonce == first {
			t.Errorf("two answers have the nonce %q", nonce)
		}
	}
	if got := combo.CSPNonce(httptest.NewRequest("GET", "/", nil)); got != "" {
		t.Errorf("outside of a site the nonce is %q", got)
	}
}

// The policies of all answers may share one slice: a nonce must not get into it.
func TestCSPNonceLeavesSharedPoliciesAlone(t *testing.T) {
	shared := []string{"script-src 'self'", "default-src 'self'"}
	site := newSite(t, combo.Config{
		Middleware: []func(http.Handler) http.Handler{policies(shared...)},
		URLs: combo.URLs{combo.Get("", func(r *http.Request) (*combo.Response, error) {
			return combo.HTML(combo.CSPNonce(r))
		})},
	})
	w := httptest.NewRecorder()
	site.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost/", nil))
	for _, policy := range w.Header()["Content-Security-Policy"] {
		if !strings.Contains(policy, "'nonce-"+w.Body.String()+"'") {
			t.Errorf("the policy %q has no nonce", policy)
		}
	}
	if got := strings.Join(shared, "|"); got != "script-src 'self'|default-src 'self'" {
		t.Errorf("the shared policies are now %q", got)
	}
}

// A site that is mounted in another has one page, one policy and one nonce with it.
func TestCSPNonceOfAMountedSite(t *testing.T) {
	var outside string
	inner := newSite(t, combo.Config{URLs: combo.URLs{combo.Get("", func(r *http.Request) (*combo.Response, error) {
		return combo.HTML(combo.CSPNonce(r))
	})}})
	site := newSite(t, combo.Config{
		Middleware: []func(http.Handler) http.Handler{policies("script-src 'self'")},
		URLs: combo.URLs{combo.Mount("in/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			outside = combo.CSPNonce(r)
			inner.ServeHTTP(w, r)
		}))},
	})
	w := httptest.NewRecorder()
	site.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost/in/", nil))
	if got, want := w.Header().Get("Content-Security-Policy"), "script-src 'self' 'nonce-"+outside+"'"; got != want || w.Body.String() != outside {
		t.Errorf("the policy is %q, the page has the nonce %q, want %q", got, w.Body, want)
	}
}
