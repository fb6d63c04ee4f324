package middleware

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// FuzzOrigin compares the matching of origins with one that takes the URL apart.
func FuzzOrigin(f *testing.F) {
	for _, seed := range []string{"https://a.example.com", "https://evilexample.com", "https://a.b.example.com", "https://x#.example.com", "http://a.example.com", "https://exact.org", "null"} {
		f.Add(seed)
	}
	match := matchOrigin([]string{"https://*.example.com", "https://exact.org"})
	f.Fuzz(func(t *testing.T, origin string) {
		u, err := url.Parse(origin)
		want := origin == "https://exact.org"
		if err == nil && u.Scheme == "https" && origin == "https://"+u.Host {
			labels := strings.Split(u.Host, ".")
			want = want || len(labels) == 3 && slices.Equal(labels[1:], []string{"example", "com"}) && plainLabel(labels[0])
		}
		if match(origin) != want {
			t.Errorf("%q matches: %v, want %v", origin, match(origin), want)
		}
	})
}

func plainLabel(label string) bool {
	return label != "" && strings.IndexFunc(label, func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsLower(r) && !unicode.IsDigit(r) && r != '-' && r != '_'
	}) < 0
}
