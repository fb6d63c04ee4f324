package headers_test

import (
	"testing"

	"github.com/combo-web/combo/headers"
)

func TestSet(t *testing.T) {
	t.Parallel()
	set := headers.ParseSet("Cookie, accept-encoding, COOKIE, Origin")
	if got, want := set.String(), "Cookie, accept-encoding, Origin"; got != want {
		t.Errorf("ParseSet = %q, want %q", got, want)
	}
	if !set.Has("Accept-Encoding") || set.Index("origin") != 2 || set.Index("Host") != -1 {
		t.Errorf("positions in %v are wrong", set)
	}
	set.Add("ORIGIN", "Accept")
	set.Remove("cookie")
	set.Remove("Host")
	if got, want := set.String(), "accept-encoding, Origin, Accept"; got != want {
		t.Errorf("after Add and Remove: %q, want %q", got, want)
	}
	var empty headers.Set
	empty.Add("Vary")
	if empty.String() != "Vary" {
		t.Errorf("zero Set after Add = %q", empty)
	}
}
