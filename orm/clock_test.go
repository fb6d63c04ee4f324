package orm_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/orm"
)

func TestParseClock(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ in, want string }{
		{"00:00", "00:00:00"},
		{"23:59", "23:59:00"},
		{"07:08:09", "07:08:09"},
		{"07:08:09.5", "07:08:09.500000"},
		{"07:08:09.000001", "07:08:09.000001"},
		{"07:08:09.000000", "07:08:09"},
		{"07:08:09.1234567", ""},
		{"07:08:09.", ""},
		{"07:08:09,5", ""},
		{"07:08:", ""},
		{"07:08:9", ""},
		{"07-08", ""},
		{"7:08", ""},
		{"24:00", ""},
		{"23:60", ""},
		{"23:59:60", ""},
		{"07:08x09", ""},
		{"", ""},
		{"07:08 ", ""},
	} {
		c, err := orm.ParseClock(test.in)
		if (err == nil) != (test.want != "") || err == nil && c.String() != test.want {
			t.Errorf("ParseClock(%q) = %v, %v, want %q", test.in, c, err, test.want)
		}
	}
}

func TestClockArithmetic(t *testing.T) {
	t.Parallel()
	c := orm.NewClock(23, 30, 15, 250)
	for _, test := range []struct {
		what string
		got  orm.Clock
		want string
	}{
		{"an hour later", c.Add(time.Hour), "00:30:15.000250"},
		{"a day and a nanosecond earlier", c.Add(-24*time.Hour - 1), "23:30:15.000250"},
		{"before midnight", orm.Clock{}.Add(-time.Microsecond), "23:59:59.999999"},
		{"24:00", orm.NewClock(24, 0, 0, 0), "00:00:00"},
		{"an hour before midnight", orm.NewClock(-1, 0, 0, 0), "23:00:00"},
		{"of a time", orm.ClockOf(time.Date(2024, 1, 1, 5, 6, 7, 8999, time.FixedZone("", 3600))), "05:06:07.000008"},
	} {
		if got := test.got.String(); got != test.want {
			t.Errorf("%s is %s, want %s", test.what, got, test.want)
		}
	}
	if c.Hour() != 23 || c.Minute() != 30 || c.Second() != 15 || c.Microsecond() != 250 {
		t.Errorf("the parts of %s are wrong", c)
	}
	if got := c.SinceMidnight(); got != 23*time.Hour+30*time.Minute+15*time.Second+250*time.Microsecond {
		t.Errorf("since midnight it is %s", got)
	}
	if got := c.Sub(orm.NewClock(23, 30, 16, 0)); got != -999750*time.Microsecond {
		t.Errorf("the difference is %s", got)
	}
	if got := c.Format(time.Kitchen); got != "11:30PM" {
		t.Errorf("the clock reads %s", got)
	}
}

func TestClockCompares(t *testing.T) {
	t.Parallel()
	a, b := orm.NewClock(1, 0, 0, 0), orm.NewClock(1, 0, 0, 1)
	if a == b || !a.Before(b) || !b.After(a) || a.After(b) || b.Before(a) || a.Before(a) {
		t.Error("clocks compare wrongly")
	}
	clocks := []orm.Clock{b, a, {}}
	slices.SortFunc(clocks, orm.Clock.Compare)
	if !slices.Equal(clocks, []orm.Clock{{}, a, b}) {
		t.Errorf("sorted: %v", clocks)
	}
}

func TestClockAsText(t *testing.T) {
	t.Parallel()
	c := orm.NewClock(7, 8, 9, 10)
	b, err := json.Marshal(c)
	if err != nil || string(b) != `"07:08:09.000010"` {
		t.Errorf("in JSON it is %s, %v", b, err)
	}
	var back orm.Clock
	if err := json.Unmarshal(b, &back); err != nil || back != c {
		t.Errorf("from JSON it is %v, %v", back, err)
	}
	for _, test := range []struct {
		src  any
		want string
	}{
		{"07:08:09.5", "07:08:09.500000"},
		{[]byte("07:08"), "07:08:00"},
		{int64(1), "00:00:00.000001"},
		{time.Date(2024, 5, 6, 7, 0, 0, 0, time.UTC), "07:00:00"},
		{"7", ""},
		{nil, ""},
	} {
		var c orm.Clock
		if err := c.Scan(test.src); (err == nil) != (test.want != "") || err == nil && c.String() != test.want {
			t.Errorf("Scan(%v) = %v, %v", test.src, c, err)
		}
	}
	if v, err := c.Value(); v != "07:08:09.000010" || err != nil {
		t.Errorf("the value is %v, %v", v, err)
	}
}

// FuzzParseClock compares with package time, which reads more: one digit for the
// hour, a comma, and more than six digits behind the point.
func FuzzParseClock(f *testing.F) {
	for _, s := range []string{"00:00", "23:59:59.999999", "24:00", "1:00", "07:08:09.", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := orm.ParseClock(s)
		layout := "15:04:05"
		if len(s) <= 5 {
			layout = "15:04"
		}
		want, wantErr := time.Parse(layout, s)
		known := wantErr == nil && strings.Index(s, ":") == 2 && !strings.Contains(s, ",") && len(s) <= len("00:00:00.000000")
		if (err == nil) != known {
			t.Fatalf("ParseClock(%q) = %v, %v; package time says %v, %v", s, c, err, want, wantErr)
		}
		if err != nil {
			return
		}
		if c != orm.ClockOf(want) {
			t.Errorf("ParseClock(%q) = %v, want %v", s, c, want)
		}
		if again, err := orm.ParseClock(c.String()); err != nil || again != c {
			t.Errorf("ParseClock(%q) = %v, %v, want %v", c.String(), again, err, c)
		}
	})
}
