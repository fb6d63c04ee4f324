package deploy

import (
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/combo-web/combo"
)

// A server without limits of its own is found: net/http as it comes.
func TestAServerWithoutLimits(t *testing.T) {
	e, err := newExam(Target{Config: combo.Config{Secret: []string{strings.Repeat("s", 32)}, Log: slog.New(slog.DiscardHandler)}})
	if err != nil {
		t.Fatal(err)
	}
	if e.stranger, err = enter(t.Context(), nil, false); err != nil {
		t.Fatal(err)
	}
	defer e.stranger.close()
	go func() { _ = http.Serve(e.stranger, e.site) }()
	var said []string
	for _, p := range e.probeLimits() {
		said = append(said, p.message)
	}
	got := strings.Join(said, "\n")
	for _, want := range []string{"A header that is too large is answered with 404, not with 431.", "A header with too many fields is answered with 404, not with 431."} {
		if !strings.Contains(got, want) {
			t.Errorf("found %q, want %q", got, want)
		}
	}
	if len(said) != 2 {
		t.Errorf("found %q: the limit of bodies is the site's", got)
	}
}
