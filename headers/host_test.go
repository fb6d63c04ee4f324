package headers_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/combo-web/combo/headers"
)

func TestSplitHost(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, name, port string }{
		{"shop.example", "shop.example", ""},
		{"SHOP.Example.:8443", "shop.example", "8443"},
		{"localhost:0", "localhost", "0"},
		{"10.0.0.1:65535", "10.0.0.1", "65535"},
		{"[2001:DB8::1]", "[2001:db8::1]", ""},
		{"[::ffff:10.0.0.1]:80", "[::ffff:10.0.0.1]", "80"},
		{"xn--caf-dma.example", "xn--caf-dma.example", ""},
	}
	for _, test := range tests {
		if name, port, ok := headers.SplitHost(test.in); name != test.name || port != test.port || !ok {
			t.Errorf("SplitHost(%q) = %q, %q, %v", test.in, name, port, ok)
		}
	}
}

func TestSplitHostRefuses(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"", ".", "..", ":80", ".a", "a..b", "a..", "a,b", "a b", "a/b", "a@b", "a:b", "a:", "a:80:80", "a:65536", "a:000080",
		"a:+80", "a:８0", "a_b", "é.example", "a\x00", "a\n", "a%2e", "a?", "a#", `a\b`, "user:80@a",
		"[]", "[::1", "::1", "[::1]x", "[::1]:", "[::1]:x", "[::1%25lo]", "[::1%lo]", "[127.0.0.1]", "[g::1]", "[[::1]]", "[a]",
		strings.Repeat("a.", 127) + "a", "[" + strings.Repeat(":", 10000) + "]",
	} {
		if name, port, ok := headers.SplitHost(in); ok || name != "" || port != "" {
			t.Errorf("SplitHost(%.60q) = %q, %q, %v, want not ok", in, name, port, ok)
		}
	}
}

func TestCanonicalHost(t *testing.T) {
	t.Parallel()
	tests := []struct {
		scheme, in, want string
		ok               bool
	}{
		{"http", "A.example:80", "a.example", true},
		{"https", "a.example:443", "a.example", true},
		{"wss", "a.example.:443", "a.example", true},
		{"ws", "[::1]:80", "[::1]", true},
		{"https", "a.example:80", "a.example:80", true},
		{"gopher", "a.example:70", "a.example:70", true},
		{"http", "a b", "", false},
	}
	for _, test := range tests {
		if got, ok := headers.CanonicalHost(test.scheme, test.in); got != test.want || ok != test.ok {
			t.Errorf("CanonicalHost(%q, %q) = %q, %v, want %q", test.scheme, test.in, got, ok, test.want)
		}
	}
}

func TestHostAllowed(t *testing.T) {
	t.Parallel()
	patterns := []string{"Shop.example", ".friends.example", "[2001:db8::1]"}
	for host, want := range map[string]bool{
		"shop.example":         true,
		"SHOP.EXAMPLE.:8000":   true,
		"friends.example":      true,
		"a.b.friends.example":  true,
		"[2001:DB8::1]:80":     true,
		"www.shop.example":     false,
		"badfriends.example":   false,
		".friends.example":     false,
		"shop.example.evil":    false,
		"shop.example@evil":    false,
		"shop.example:80/evil": false,
		"shop.example,evil":    false,
		"":                     false,
	} {
		if got := headers.HostAllowed(host, patterns); got != want {
			t.Errorf("HostAllowed(%q) = %v, want %v", host, got, want)
		}
	}
	if !headers.HostAllowed("any.example", []string{"*"}) || headers.HostAllowed("a b", []string{"*"}) {
		t.Error("* must allow all valid hosts and no other")
	}
	if headers.HostAllowed("a.example", nil) || headers.HostAllowed("a.example", []string{""}) {
		t.Error("a host is allowed without a pattern")
	}
}

func TestSameDomain(t *testing.T) {
	t.Parallel()
	tests := []struct {
		host, pattern string
		want          bool
	}{
		{"a.example", "A.example", true},
		{"x.a.example", ".a.example", true},
		{"a.example", ".a.example", true},
		{"xa.example", ".a.example", false},
		{".a.example", ".a.example", false},
		{"x.a.example:80", ".a.example:80", true},
		{"a.example:80", "a.example:81", false},
		{"", "", false}, {"a", "", false}, {"", ".", false}, {"\u212a", "k", false},
	}
	for _, test := range tests {
		if got := headers.SameDomain(test.host, test.pattern); got != test.want {
			t.Errorf("SameDomain(%q, %q) = %v, want %v", test.host, test.pattern, got, test.want)
		}
	}
}

// FuzzSplitHost puts a valid host into a URL: net/url must find the same host in
// it, and nothing else.
func FuzzSplitHost(f *testing.F) {
	for _, s := range []string{"a.example:80", "[::1]:80", "A.", "a@b", "[::1%25a]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		name, port, ok := headers.SplitHost(in)
		if !ok {
			return
		}
		u, err := url.Parse("http://" + in + "/path")
		if err != nil || u.Path != "/path" || u.User != nil || u.Port() != port {
			t.Fatalf("%q: net/url says %+v, %v", in, u, err)
		}
		if got := strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")); got != strings.Trim(name, "[]") {
			t.Errorf("%q is %q, net/url says %q", in, name, got)
		}
		if canonical, ok := headers.CanonicalHost("", in); !ok || strings.ToLower(canonical) != canonical {
			t.Errorf("CanonicalHost(%q) = %q, %v", in, canonical, ok)
		}
	})
}
