package reload

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/combo-web/combo/headers"
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

// A policy loses nothing: each directive that it had is there with all it allowed,
// and only those of scripts and connections have more.
func FuzzAllowReload(f *testing.F) {
	f.Add("default-src 'none'; style-src 'self'")
	f.Add("script-src 'strict-dynamic' 'nonce-a', connect-src *")
	f.Add("script-src-elem;;SCRIPT-SRC x")
	f.Fuzz(func(t *testing.T, policy string) {
		if strings.Contains(policy, ",") {
			return
		}
		amended, _ := allowIn(policy, "http://localhost", "")
		before, after := headers.ParseCSP(policy), headers.ParseCSP(headers.ParseCSP(policy).String())
		if len(after.Params) != len(before.Params) || len(before.Params) > headers.MaxParams-2 {
			return // it cannot be written, or is longer than what is read
		}
		after = headers.ParseCSP(amended)
		for _, d := range after.Params {
			name := d.Name
			if !before.Has(name) {
				name = "default-src"
			}
			was, now := allowed(headers.ParseCSP(before.String()).Get(name)), allowed(d.Value)
			if (strings.HasPrefix(d.Name, "script-src") || d.Name == "connect-src") && len(now) == len(was)+1 {
				now = now[:len(was)]
			}
			if !slices.Equal(now, was) {
				t.Errorf("%q becomes %q: %s allows %q, before %q", policy, amended, d.Name, d.Value, was)
			}
		}
		for _, d := range before.Params {
			if !after.Has(d.Name) {
				t.Errorf("%q becomes %q: %s is gone", policy, amended, d.Name)
			}
		}
	})
}

// allowed are the sources of a directive.
func allowed(value string) []string {
	return slices.DeleteFunc(strings.Fields(value), func(s string) bool { return strings.EqualFold(s, "'none'") })
}
