package deploy

import (
	"crypto/rand"
	"os"
	"strings"
	"testing"
)

func TestBefore(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"v1.2.3", "v1.2.4", true},
		{"v1.2.4", "v1.2.3", false},
		{"v1.2.3", "v1.2.3", false},
		{"v1.9.0", "v1.10.0", true},
		{"v0.38", "v0.38.1", true},
		{"v1.2.3-rc.1", "v1.2.3", true},
		{"v1.2.3", "v1.2.3-rc.1", false},
		{"v0.0.0-20200101000000-abcdefabcdef", "v0.38.0", true},
		{"v3.2.0+incompatible", "v4.0.0", true},
		{"(devel)", "v1.0.0", false},
		{"", "v1.0.0", false},
		{"v1.2.3.4", "v2.0.0", false},
		{"v99999999999999999999.0.0", "v2.0.0", false},
	} {
		if got := before(test.a, test.b); got != test.want {
			t.Errorf("before(%q, %q) = %v", test.a, test.b, got)
		}
	}
}

func TestOlderGo(t *testing.T) {
	for version, want := range map[string]string{
		"go1.26.5": "", "go1.26.8": "", "go1.27.0": "", "go1.27": "", "go1.27rc1": "", "devel go1.28-abcdef": "", "": "", "(devel)": "",
		"go1.26": "1.26.5", "go1.26.4": "1.26.5", "go1.26.4 X:jsonv2": "1.26.5", "go1.25.99": "1.26.5",
	} {
		if got := olderGo(version); got != want {
			t.Errorf("olderGo(%q) = %q, want %q", version, got, want)
		}
	}
}

func FuzzBefore(f *testing.F) {
	f.Add("v1.2.3", "v1.2.4-rc1")
	f.Add("v1.2", "go1.3")
	f.Fuzz(func(t *testing.T, a, b string) {
		if before(a, b) && before(b, a) {
			t.Errorf("%q and %q are before each other", a, b)
		}
		if before(a, a) {
			t.Errorf("%q is before itself", a)
		}
	})
}

func TestWeakness(t *testing.T) {
	for range 2000 { // what "openssl rand" and rand.Text give is never refused
		for _, secret := range []string{randomText(t, 32, "0123456789abcdef"), randomText(t, 32, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), randomText(t, 44, base64Digits)} {
			if reason := weakness(secret); reason != "" && !strings.HasPrefix(reason, "it has the word") {
				t.Fatalf("%q can be guessed: %s", secret, reason)
			}
		}
	}
	for _, secret := range []string{"", "a", strings.Repeat("ab", 30), "12345678901234567890123456789012", "zyxwvutsrqponmlkjihgfedcbazyxwvu", strings.Repeat("a", 40) + "b", "Change-me-5f8h3k9d0s8f7g6h5j4k3l2"} {
		if weakness(secret) == "" {
			t.Errorf("%q is taken for random", secret)
		}
	}
}

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

func randomText(t *testing.T, n int, digits string) string {
	t.Helper()
	b := make([]byte, n)
	if _, err := rand.Read(b); err != nil {
		t.Fatal(err)
	}
	for i := range b {
		b[i] = digits[int(b[i])%len(digits)]
	}
	return string(b)
}

// The document names the modules of which holes are known, and says that there
// are no others.
func TestTheDocumentHasAllModules(t *testing.T) {
	b, err := os.ReadFile("../../docs/deploy-check.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(b), "### ops.E31\n")
	section, _, _ = strings.Cut(section, "\n###")
	for _, h := range holes {
		if !strings.Contains(section, "`"+h.module+"`") {
			t.Errorf("the section on ops.E31 does not name %s", h.module)
		}
	}
	if got := strings.Count(section, ".com/") + strings.Count(section, ".org/"); got != len(holes) || len(holes) != 15 {
		t.Errorf("the section on ops.E31 says fifteen and names %d modules, want %d", got, len(holes))
	}
}
