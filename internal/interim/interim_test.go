package interim_test

import (
	"testing"

	"github.com/combo-web/combo/internal/interim"
)

func TestIs(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status int
		want   bool
	}{{0, false}, {99, false}, {100, true}, {101, false}, {102, true}, {103, true}, {199, true}, {200, false}, {304, false}, {599, false}} {
		if got := interim.Is(test.status); got != test.want {
			t.Errorf("Is(%d) = %v, want %v", test.status, got, test.want)
		}
	}
}
