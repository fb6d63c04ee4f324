package redact_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/combo-web/combo/internal/redact"
)

func TestIsSecret(t *testing.T) {
	for name, want := range map[string]bool{
		"password": true, "new_Password2": true, "csrfmiddlewaretoken": true, "X-Api-Key": true, "page": false, "": false,
	} {
		if got := redact.IsSecret(name); got != want {
			t.Errorf("IsSecret(%q) = %v", name, got)
		}
	}
	for name, want := range map[string]bool{"cookie": true, "Authorization": true, "X-Auth-User": true, "Accept": false} {
		if got := redact.IsSecretHeader(name); got != want {
			t.Errorf("IsSecretHeader(%q) = %v", name, got)
		}
	}
}

func TestClip(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"plain", "plain"},
		{"a\nb\tc", "a b c"},
		{"\x1b[2J\x00", "\uFFFD[2J\uFFFD"},
		{"a\u202eb\u2028c", "a\uFFFDb\uFFFDc"},
		{"\xff", "\uFFFD"},
		{strings.Repeat("x", 2049), strings.Repeat("x", 2048) + "…"},
		{strings.Repeat("x", 2047) + "ä", strings.Repeat("x", 2047) + "…"},
	} {
		if got := redact.Clip(test.in); got != test.want {
			t.Errorf("Clip(%.20q) = %.60q, want %.60q", test.in, got, test.want)
		}
	}
	if got := testing.AllocsPerRun(100, func() { redact.Clip("/posts/12/") }); got != 0 {
		t.Errorf("plain text costs %v allocations", got)
	}
}

// What comes out is one line of valid text, whatever goes in.
func FuzzClip(f *testing.F) {
	f.Add("a\r\nb\u0085", 3)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		limit = min(max(limit, 0), 1000)
		got := redact.ClipTo(s, limit)
		if !utf8.ValidString(got) || strings.ContainsAny(got, "\r\n\x1b\u0085\u2028\u202e") || utf8.RuneCountInString(got) > limit+1 {
			t.Errorf("ClipTo(%q, %d) = %q", s, limit, got)
		}
	})
}
