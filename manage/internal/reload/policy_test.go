package reload

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestAllowReload(t *testing.T) {
	const js, events = " http://localhost:8000/.combo/reload.js", " http://localhost:8000/.combo/reload"
	for _, test := range []struct {
		policies, want []string
	}{
		{nil, nil},
		{[]string{"img-src 'self'"}, []string{"img-src 'self'"}},
		{[]string{""}, []string{""}},
		{[]string{"default-src 'self'"}, []string{"default-src 'self'; script-src 'self'" + js + "; connect-src 'self'" + events}},
		{[]string{"default-src 'none'; style-src 'self'"}, []string{"default-src 'none'; style-src 'self'; script-src" + js + "; connect-src" + events}},
		{[]string{"script-src 'none'"}, []string{"script-src" + js}},
		{[]string{"script-src"}, []string{"script-src" + js}},
		{[]string{"script-src 'self'; script-src-elem 'nonce-a'; connect-src *"}, []string{"script-src 'self'; script-src-elem 'nonce-a'" + js + "; connect-src *" + events}},
		{[]string{"script-src 'self', default-src 'self'", "connect-src a.test"},
			[]string{"script-src 'self'" + js, "default-src 'self'; script-src 'self'" + js + "; connect-src 'self'" + events, "connect-src a.test" + events}},
	} {
		h := http.Header{"Content-Security-Policy": test.policies}
		if nonce := allowReload(h, "http://localhost:8000"); nonce != "" {
			t.Errorf("%q needs the nonce %q", test.policies, nonce)
		}
		if got := h["Content-Security-Policy"]; !slices.Equal(got, test.want) {
			t.Errorf("%q becomes\n%q, want\n%q", test.policies, got, test.want)
		}
	}
}

func TestAllowReloadByNonce(t *testing.T) {
	h := http.Header{
		"Content-Security-Policy":             {"script-src 'strict-dynamic' 'nonce-a'"},
		"Content-Security-Policy-Report-Only": {"script-src 'STRICT-dynamic'"},
	}
	nonce := allowReload(h, "http://localhost")
	if nonce == "" || nonce == "a" {
		t.Fatalf("the nonce is %q", nonce)
	}
	for name, values := range h {
		if !strings.HasSuffix(values[0], " 'nonce-"+nonce+"'") {
			t.Errorf("%s is %q, want the nonce %s", name, values, nonce)
		}
	}
}
