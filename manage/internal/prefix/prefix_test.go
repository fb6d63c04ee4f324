package prefix_test

import (
	"fmt"
	"testing"

	"github.com/combo-web/combo/manage/internal/prefix"
)

func TestParse(t *testing.T) {
	got := prefix.Parse([]string{"10.1.2.3/8", "192.0.2.1", "::1", "unix", "nonsense", "2001:db8::1/32"})
	if want := "[10.0.0.0/8 192.0.2.1/32 ::1/128 2001:db8::/32]"; fmt.Sprint(got) != want {
		t.Errorf("Parse gave %v, want %s", got, want)
	}
}
