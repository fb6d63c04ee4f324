package middleware_test

import (
	"testing"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/middleware"
)

func TestAllowedHosts(t *testing.T) {
	t.Parallel()
	bare := stack(say("hello"), middleware.AllowedHosts("example.com", ".example.org", "127.0.0.1"))
	for host, want := range map[string]int{
		"example.com": 200, "EXAMPLE.com.": 200, "example.com:8000": 200, "a.example.org": 200, "example.org": 200, "127.0.0.1:80": 200,
		"www.example.com": 400, "evil.test": 400, "example.com.evil.test": 400, "exampleXorg": 400, "exa_mple.com": 400, "": 400,
		"example.com@evil.test": 400, "example.com:80:80": 400,
	} {
		r := "http://example.com/"
		w := sendTo(bare, r, host)
		if w.Code != want {
			t.Errorf("Host %q: %d, want %d", host, w.Code, want)
		}
	}
	// The words are the kernel's.
	kernel := sendTo(siteAround(t, combo.Config{Hosts: []string{"example.com"}}), "http://example.com/", "evil.test")
	own := sendTo(bare, "http://example.com/", "evil.test")
	if own.Body.String() != kernel.Body.String() || own.Code != kernel.Code {
		t.Errorf("here %d %q, the kernel %d %q", own.Code, own.Body, kernel.Code, kernel.Body)
	}
	// A part of a site has fewer; what the client asked for is what a trusted proxy says.
	config := combo.Config{Hosts: []string{"*"}, TrustedProxies: []string{"192.0.2.1"}, ProxyHost: true}
	site := siteAround(t, config, middleware.AllowedHosts("example.com"))
	if w := send(site, "GET", "http://inner.test/text/", "", "X-Forwarded-Host: example.com"); w.Code != 200 {
		t.Errorf("behind a proxy: %d", w.Code)
	}
	if w := send(site, "GET", "http://example.com/text/", "", "X-Forwarded-Host: evil.test"); w.Code != 400 {
		t.Errorf("another host behind a proxy: %d", w.Code)
	}
	if w := sendTo(stack(say(""), middleware.AllowedHosts("*")), "http://example.com/", "any.test"); w.Code != 200 {
		t.Errorf("*: %d", w.Code)
	}
}

func TestAllowedHostsMistakes(t *testing.T) {
	t.Parallel()
	wantPanic(t, func() { middleware.AllowedHosts() }, "no hosts")
	for _, host := range []string{"", ".", "https://example.com", "example.com:80", "a b", "*.example.com"} {
		wantPanic(t, func() { middleware.AllowedHosts("example.com", host) }, "AllowedHosts", "is not a host")
	}
}
