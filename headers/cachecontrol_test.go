package headers_test

import (
	"testing"
	"time"

	"github.com/combo-web/combo/headers"
)

func TestParseCacheControl(t *testing.T) {
	t.Parallel()
	cc := headers.ParseCacheControl(` No-Store ,MAX-AGE = "60", private="Set-Cookie, X-User"`, "must-revalidate, min-fresh=x")
	for _, name := range []string{"no-store", "No-Store", "private", "must-revalidate", "min-fresh"} {
		if !cc.Has(name) {
			t.Errorf("%s is missing in %v", name, cc)
		}
	}
	if cc.Has("public") || cc.Has("no-cache") {
		t.Errorf("%v has too much", cc)
	}
	if got := headers.ParseList(cc.Get("private")); len(got) != 2 || got[1] != "X-User" {
		t.Errorf("private = %q", got)
	}
	if got, want := cc.String(), `no-store, max-age=60, private="Set-Cookie, X-User", must-revalidate, min-fresh=x`; got != want {
		t.Errorf("String = %s, want %s", got, want)
	}
}

func TestCacheControlDuration(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want time.Duration
		ok   bool
	}{
		{"max-age=0", 0, true},
		{"max-age=90", 90 * time.Second, true},
		{"max-age=10, max-age=20", 20 * time.Second, true},
		{"max-age=99999999999999999999", (1<<31 - 1) * time.Second, true},
		{"max-age", 0, false},
		{"max-age=", 0, false},
		{"max-age=-1", 0, false},
		{"max-age=1.5", 0, false},
		{"s-maxage=1", 0, false},
	}
	for _, test := range tests {
		if got, ok := headers.ParseCacheControl(test.in).Duration("max-age"); got != test.want || ok != test.ok {
			t.Errorf("%q: %v, %v, want %v, %v", test.in, got, ok, test.want, test.ok)
		}
	}
}

func TestCacheControlSet(t *testing.T) {
	t.Parallel()
	var cc headers.CacheControl
	cc.SetBare("public")
	cc.SetDuration("max-age", 90*time.Second+time.Millisecond)
	cc.SetDuration("stale-while-revalidate", -time.Hour)
	cc.Del("immutable")
	if got, want := cc.String(), "public, max-age=90, stale-while-revalidate=0"; got != want {
		t.Errorf("String = %q, want %q", got, want)
	}
}
