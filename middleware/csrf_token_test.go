package middleware

import (
	"strings"
	"testing"
)

// The letters and the arithmetic are Django's; this token is the sum by hand.
func TestSecretOf(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ token, want string }{
		{strings.Repeat("a", 32) + strings.Repeat("b", 32), strings.Repeat("b", 32)}, // a is 0
		{strings.Repeat("b", 32) + strings.Repeat("a", 32), strings.Repeat("9", 32)}, // 0-1 is the last letter
		{strings.Repeat("9", 32) + strings.Repeat("9", 32), strings.Repeat("a", 32)},
		{strings.Repeat("Z", 32), strings.Repeat("Z", 32)},
		{"", ""}, {strings.Repeat("a", 31), ""}, {strings.Repeat("a", 31) + "_", ""}, {strings.Repeat("a", 63) + "\xff", ""},
	} {
		if got := secretOf(test.token); got != test.want {
			t.Errorf("secretOf(%q) = %q, want %q", test.token, got, test.want)
		}
	}
}

// Every letter is as likely as any other, in the secret and in the mask.
func TestRandomText(t *testing.T) {
	t.Parallel()
	count := map[rune]int{}
	const n = 62 * 2000
	for _, r := range randomText(n) {
		count[r]++
	}
	for _, r := range letters {
		if count[r] < 1700 || count[r] > 2300 { // over six standard deviations
			t.Errorf("%c came %d times of 2000", r, count[r])
		}
	}
	if len(count) != len(letters) || len(randomText(7)) != 7 {
		t.Errorf("%d letters", len(count))
	}
}

func TestSameSecret(t *testing.T) {
	t.Parallel()
	a := strings.Repeat("a", 32)
	if !sameSecret(a, a) || sameSecret(a, a[:31]+"b") || sameSecret("", "") || sameSecret("", a) {
		t.Error("sameSecret is wrong")
	}
}

// FuzzCSRFToken: whatever the secret, a masked token gives it back; whatever the
// text, secretOf gives nothing or 32 letters, which mask again.
func FuzzCSRFToken(f *testing.F) {
	f.Add(strings.Repeat("a", 32))
	f.Add(strings.Repeat("b", 64))
	f.Fuzz(func(t *testing.T, token string) {
		secret := secretOf(token)
		if secret == "" {
			return
		}
		if len(secret) != 32 || strings.Trim(secret, letters) != "" || len(token) == 32 && secret != token {
			t.Fatalf("secretOf(%q) = %q", token, secret)
		}
		first, second := masked(secret), masked(secret)
		if secretOf(first) != secret || secretOf(second) != secret || first == second || len(first) != 64 {
			t.Errorf("masked(%q) = %q and %q", secret, first, second)
		}
	})
}
