package orm_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/combo-web/combo/orm"
)

func TestParseDay(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		in string
		ok bool
	}{
		{"2026-11-20", true},
		{"0001-01-01", true},
		{"9999-12-31", true},
		{"2024-02-29", true},
		{"2000-02-29", true},
		{"2023-02-29", false},
		{"1900-02-29", false},
		{"0000-01-01", false},
		{"2026-13-01", false},
		{"2026-00-01", false},
		{"2026-01-00", false},
		{"2026-04-31", false},
		{"2026-1-1", false},
		{"2026/01/01", false},
		{"2026-01-01 ", false},
		{"+026-01-01", false},
		{"2026-01-1x", false},
		{"", false},
		{"２026-01-01", false},
	} {
		d, err := orm.ParseDay(test.in)
		if (err == nil) != test.ok {
			t.Errorf("ParseDay(%q) = %v, %v", test.in, d, err)
		}
		if err == nil && d.String() != test.in {
			t.Errorf("ParseDay(%q) is %s", test.in, d)
		}
	}
}

func TestDayArithmetic(t *testing.T) {
	t.Parallel()
	d := orm.NewDay(2024, time.January, 31)
	for _, test := range []struct {
		what string
		got  orm.Day
		want string
	}{
		{"a day later", d.AddDays(1), "2024-02-01"},
		{"366 days earlier", d.AddDays(-366), "2023-01-30"},
		{"a month later", d.Add(0, 1, 0), "2024-03-02"},
		{"a year earlier", d.Add(-1, 0, 0), "2023-01-31"},
		{"the 0th of March", orm.NewDay(2024, time.March, 0), "2024-02-29"},
		{"the zero value", orm.Day{}, "0001-01-01"},
		{"before the zero value", orm.Day{}.AddDays(-1), "0000-12-31"},
		{"of a time in its zone", orm.DayOf(time.Date(2024, 5, 6, 23, 0, 0, 0, time.FixedZone("", -3600))), "2024-05-06"},
	} {
		if got := test.got.String(); got != test.want {
			t.Errorf("%s is %s, want %s", test.what, got, test.want)
		}
	}
	if got := orm.NewDay(2024, 12, 31).Sub(d); got != 335 {
		t.Errorf("between are %d days", got)
	}
	if y, w := orm.NewDay(2024, 12, 30).ISOWeek(); y != 2025 || w != 1 {
		t.Errorf("the week is %d of %d", w, y)
	}
	if d.Year() != 2024 || d.Month() != time.January || d.Day() != 31 || d.Weekday() != time.Wednesday || d.YearDay() != 31 {
		t.Errorf("the parts of %s are wrong", d)
	}
}

func TestDayCompares(t *testing.T) {
	t.Parallel()
	a, b := orm.NewDay(2024, 1, 1), orm.NewDay(2024, 1, 2)
	if a == b || a != orm.NewDay(2023, 12, 32) || !a.Before(b) || !b.After(a) || a.After(b) || b.Before(a) || a.Before(a) {
		t.Error("days compare wrongly")
	}
	days := []orm.Day{b, a, {}}
	slices.SortFunc(days, orm.Day.Compare)
	if !slices.Equal(days, []orm.Day{{}, a, b}) || !days[0].IsZero() || a.IsZero() {
		t.Errorf("sorted: %v", days)
	}
}

func TestDayAt(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 2*3600)
	d := orm.NewDay(2024, 5, 6)
	if got := d.In(zone).Format(time.RFC3339); got != "2024-05-06T00:00:00+02:00" {
		t.Errorf("the day begins at %s", got)
	}
	if got := d.At(orm.NewClock(7, 8, 9, 10), zone).Format(time.RFC3339Nano); got != "2024-05-06T07:08:09.00001+02:00" {
		t.Errorf("the time is %s", got)
	}
	if got := d.Format("2 January 2006"); got != "6 May 2024" {
		t.Errorf("the day reads %s", got)
	}
}

func TestDayAsText(t *testing.T) {
	t.Parallel()
	d := orm.NewDay(2024, 5, 6)
	b, err := json.Marshal(map[orm.Day]orm.Day{d: d})
	if err != nil || string(b) != `{"2024-05-06":"2024-05-06"}` {
		t.Errorf("in JSON it is %s, %v", b, err)
	}
	var back map[orm.Day]orm.Day
	if err := json.Unmarshal(b, &back); err != nil || back[d] != d {
		t.Errorf("from JSON it is %v, %v", back, err)
	}
	if _, err := json.Marshal(orm.NewDay(10000, 1, 1)); err == nil {
		t.Error("the year 10000 is marshalled")
	}
	if _, err := orm.NewDay(-1, 1, 1).Value(); err == nil {
		t.Error("the year -1 is a value")
	}
	if err := json.Unmarshal([]byte(`"2024-5-6"`), &d); err == nil {
		t.Error("an invalid day is read")
	}
}

func TestDayScan(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		src  any
		want string
	}{
		{"2024-05-06", "2024-05-06"},
		{"2024-05-06 12:00:00", "2024-05-06"},
		{[]byte("2024-05-06"), "2024-05-06"},
		{time.Date(2024, 5, 6, 7, 0, 0, 0, time.UTC), "2024-05-06"},
		{"", ""},
		{int64(3), ""},
		{nil, ""},
	} {
		var d orm.Day
		if err := d.Scan(test.src); (err == nil) != (test.want != "") || err == nil && d.String() != test.want {
			t.Errorf("Scan(%v) = %v, %v", test.src, d, err)
		}
	}
	if v, err := orm.NewDay(2024, 5, 6).Value(); v != "2024-05-06" || err != nil {
		t.Errorf("the value is %v, %v", v, err)
	}
}

// FuzzParseDay compares with package time, which reads the same days.
func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"2024-02-29", "2023-02-29", "0000-01-01", "9999-12-31", "2024-2-3", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := orm.ParseDay(s)
		want, wantErr := time.Parse(time.DateOnly, s)
		known := wantErr == nil && want.Year() > 0
		if (err == nil) != known {
			t.Fatalf("ParseDay(%q) = %v, %v; package time says %v, %v", s, d, err, want, wantErr)
		}
		if err == nil && (d.String() != s || !d.In(time.UTC).Equal(want)) {
			t.Errorf("ParseDay(%q) = %v, want %v", s, d, want)
		}
	})
}
