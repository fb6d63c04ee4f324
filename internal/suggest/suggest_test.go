package suggest_test

import (
	"testing"

	"github.com/combo-web/combo/internal/suggest"
)

func TestDidYouMean(t *testing.T) {
	known := []string{"serve", "check", "routes", "version", "help"}
	for _, test := range []struct{ name, want string }{
		{"serv", `; did you mean "serve"?`},
		{"server", `; did you mean "serve"?`},
		{"route", `; did you mean "routes"?`},
		{"hlep", `; did you mean "help"?`},
		{"check", `; did you mean "check"?`},
		{"migrate", ""},
		{"x", ""},
		{"", ""},
	} {
		if got := suggest.DidYouMean(test.name, known); got != test.want {
			t.Errorf("DidYouMean(%q) = %q, want %q", test.name, got, test.want)
		}
	}
}

func TestNearestOfEquals(t *testing.T) {
	if got := suggest.Nearest("cat", []string{"hat", "bat", "car"}); got != "bat" {
		t.Errorf("Nearest = %q, want the first by letters, bat", got)
	}
}
