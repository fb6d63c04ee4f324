package headers_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/combo-web/combo/headers"
)

func TestIsLocalURL(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"/", "/menu/", "/menu/?next=http://evil.example/&x=//evil", "/a//b", "/a:b", "?page=2", "#top", "menu/today",
		"./x", "../x", "/sök/é", "/%E2%82%AC", "/a b", "/x?a=%0A", "/me@home", "/.well-known/x", "/a%2fb",
	} {
		if !headers.IsLocalURL(url) {
			t.Errorf("IsLocalURL(%q) = false", url)
		}
	}
}

func TestIsLocalURLRefuses(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"", " ", "//evil", "///evil", "////evil", `/\evil`, `\\evil`, `\/evil`, `\evil`, `/a\b`, "/\t/evil", "/\n/evil", "\t//evil",
		"/%09/evil", "/%0a/evil", "/%00", "/%5cevil", "/%5Cevil", "/%2f%2fevil", "/%2Fevil", "%2f%2fevil", "%2fevil", "%5cevil",
		"https:evil", "https:/evil", "https:///evil", "https://evil", "HTTP://evil", "http:", "http://", "http:?", "http://a@evil", "//a@evil",
		"javascript:alert(1)", "JavaScript:alert(1)", "java\nscript:alert(1)", " javascript:alert(1)", "\x01javascript:alert(1)",
		"data:text/html,x", "vbscript:x", "mailto:a@b", "ftp:9", "x:y", "1x:y", "a.b:80/c", ":x", "é:x",
		"\x00//evil", "/\x00", "/a\x7f", "\u2028//evil", "/\u0085", "\ufeff//evil", " //evil", "/evil ", "\xff", "/\xc0\xaf",
		"/" + strings.Repeat("a", 20000),
	} {
		if headers.IsLocalURL(url) {
			t.Errorf("IsLocalURL(%.60q) = true", url)
		}
	}
}

func TestDestinationsAllow(t *testing.T) {
	t.Parallel()
	open := headers.Destinations{Hosts: []string{"shop.example", "pay.example:8443"}}
	https := headers.Destinations{Hosts: open.Hosts, RequireHTTPS: true}
	tests := []struct {
		url         string
		open, https bool
	}{
		{"/menu", true, true},
		{"https://shop.example", true, true},
		{"HTTPS://SHOP.example/x?y#z", true, true},
		{"http://shop.example/", true, false},
		{"//shop.example/", true, false},
		{"https://pay.example:8443/", true, true},
		{"https://pay.example/", false, false},
		{"https://shop.example:443/", false, false},
		{"https://shop.example.evil/", false, false},
		{"https://evil.shop.example/", false, false},
		{"https://shop.example@evil/", false, false},
		{"https://evil@shop.example/", false, false},
		{`https://shop.example\@evil/`, false, false},
		{"https://shop.example%2f@evil", false, false},
		{"https:shop.example", false, false},
		{"https:///shop.example", false, false},
		{"ftp://shop.example/", false, false},
		{"/menu?x=https://evil", true, true},
	}
	for _, test := range tests {
		if got := open.Allow(test.url); got != test.open {
			t.Errorf("Allow(%q) = %v", test.url, got)
		}
		if got := https.Allow(test.url); got != test.https {
			t.Errorf("with RequireHTTPS: Allow(%q) = %v", test.url, got)
		}
	}
}

// FuzzIsLocalURL holds each URL that is called local against a model of what
// browsers do, and against net/url, also after one more decoding.
func FuzzIsLocalURL(f *testing.F) {
	for _, s := range []string{"/a", "//evil", `/\evil`, "/%2fevil", "/\t/e", "https:evil", "a:b", "?//x", "/%25/x", "./%2f/x", "/%2e/%2fx"} {
		f.Add(s)
	}
	base, _ := url.Parse("https://shop.example/dir/page")
	f.Fuzz(func(t *testing.T, s string) {
		if !headers.IsLocalURL(s) {
			return
		}
		if host := browserHost(s); host != "shop.example" {
			t.Errorf("a browser reads %q as host %q", s, host)
		}
		path, _, _ := strings.Cut(s, "?")
		path, _, _ = strings.Cut(path, "#")
		if decoded, err := url.PathUnescape(path); err == nil && strings.HasPrefix(s, "/") && browserHost(decoded) != "shop.example" {
			t.Errorf("%q leaves the site if it is decoded once more", s)
		}
		if u, err := base.Parse(s); err == nil && (u.Host != base.Host || u.Scheme != base.Scheme) {
			t.Errorf("net/url reads %q as %v", s, u)
		}
		if headers.Check("Location", s) != nil {
			t.Errorf("%q may not be sent", s)
		}
	})
}

// browserHost is the host that a browser on https://shop.example goes to: the
// URL parser of the WHATWG, as far as the host is concerned. Other schemes
// than http and https have the host "other:".
func browserHost(s string) string {
	s = strings.Trim(s, "\x00\x01\x02\x03\x04\x05\x06\x07\x08\t\n\v\f\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f ")
	s = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(s)
	scheme, rest, hasScheme := browserScheme(s)
	switch {
	case !hasScheme:
		rest = s
	case scheme != "http" && scheme != "https":
		return "other:"
	}
	end := strings.IndexAny(rest, "?#")
	if end < 0 {
		end = len(rest)
	}
	rest = strings.ReplaceAll(rest[:end], `\`, "/")
	slashes := len(rest) - len(strings.TrimLeft(rest, "/"))
	// A special URL has its host after any number of slashes if it has a scheme
	// other than that of the page; with the same scheme, after two or more.
	if slashes < 2 && !(hasScheme && scheme == "http") {
		return "shop.example"
	}
	host, _, _ := strings.Cut(rest[slashes:], "/")
	return host[strings.LastIndex(host, "@")+1:]
}

func browserScheme(s string) (scheme, rest string, ok bool) {
	scheme, rest, ok = strings.Cut(s, ":")
	for i, c := range []byte(strings.ToLower(scheme)) {
		if !('a' <= c && c <= 'z' || i > 0 && strings.IndexByte("0123456789+-.", c) >= 0) {
			return "", "", false
		}
	}
	return strings.ToLower(scheme), rest, ok && scheme != ""
}
