package headers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/headers"
)

func TestParseDate(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"Tue, 05 Mar 2024 10:30:00 GMT", "2024-03-05T10:30:00Z"},
		{"  Tue,  5 Mar 2024 10:30:00 GMT ", "2024-03-05T10:30:00Z"},
		{"Tuesday, 05-Mar-24 10:30:00 GMT", "2024-03-05T10:30:00Z"},
		{"Tue Mar  5 10:30:00 2024", "2024-03-05T10:30:00Z"},
		{"Thu, 29 Feb 2024 23:59:60 GMT", "2024-03-01T00:00:00Z"},
		{"Mon, 01 Jan 0999 00:00:00 GMT", "0999-01-01T00:00:00Z"},
		{"mon, 01 jan 2024 00:00:00 UTC", "2024-01-01T00:00:00Z"},
	}
	for _, test := range tests {
		got, err := headers.ParseDate(test.in, now)
		if err != nil || got.Format(time.RFC3339) != test.want {
			t.Errorf("ParseDate(%q) = %v, %v, want %s", test.in, got, err, test.want)
		}
	}
}

func TestParseDateTwoDigits(t *testing.T) {
	t.Parallel()
	tests := []struct {
		now  int
		year string
		want int
	}{
		{2024, "24", 2024},
		{2024, "74", 2074},
		{2024, "75", 1975},
		{2024, "99", 1999},
		{2060, "00", 2000},
		{2060, "99", 2099},
		{1999, "05", 1905},
	}
	for _, test := range tests {
		at := time.Date(test.now, time.July, 1, 0, 0, 0, 0, time.UTC)
		got, err := headers.ParseDate("Sunday, 05-Mar-"+test.year+" 10:30:00 GMT", at)
		if err != nil || got.Year() != test.want {
			t.Errorf("year %s in %d = %v, %v, want %d", test.year, test.now, got, err, test.want)
		}
	}
}

func TestParseDateRefuses(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"", "now", "0", "2024-03-05T10:30:00Z",
		"Tue, 32 Mar 2024 10:30:00 GMT", "Tue, 00 Mar 2024 10:30:00 GMT", "Fri, 30 Feb 2024 10:30:00 GMT",
		"Tue, 05 Foo 2024 10:30:00 GMT", "Tue, 05 anf 2024 10:30:00 GMT",
		"Tue, 05 Mar 2024 24:30:00 GMT", "Tue, 05 Mar 2024 10:60:00 GMT", "Tue, 05 Mar 2024 10:30:61 GMT",
		"Tue, 05 Mar 2024 10:30 GMT", "Tue, 05 Mar 2024 10:30:00", "Tue, 05 Mar 2024 10:30:00 CET",
		"Tue, 05 Mar 2024 10:30:00 GMT x", "Tue, 05 Mar 024 10:30:00 GMT", "Tue, 05 Mar 99999 10:30:00 GMT",
		"Tue, 05 Mar ２０２４ 10:30:00 GMT", "Tue, +5 Mar 2024 10:30:00 GMT", "05 Mar 2024 10:30:00 GMT",
		strings.Repeat(" ", 100) + "Tue" + strings.Repeat(" ", 100),
	} {
		if got, err := headers.ParseDate(in, now); err == nil {
			t.Errorf("ParseDate(%q) = %v, want an error", in, got)
		}
	}
}

func TestFormatDate(t *testing.T) {
	t.Parallel()
	at := time.Date(2024, time.March, 5, 9, 5, 7, 999, time.FixedZone("", -3600))
	if got, want := headers.FormatDate(at), "Tue, 05 Mar 2024 10:05:07 GMT"; got != want {
		t.Errorf("FormatDate = %q, want %q", got, want)
	}
}

// isDate tells whether in is a time in one of the three forms to the letter: the
// standard library also reads signs, single digits and any case.
func isDate(in string, t time.Time) bool {
	return in == t.Format(http.TimeFormat) || in == t.Format("Monday, 02-Jan-06 15:04:05 GMT") || in == t.Format(time.ANSIC)
}

// FuzzParseDate writes what was read, and has the standard library read it. What
// is a date to the standard library, ParseDate reads the same.
func FuzzParseDate(f *testing.F) {
	f.Add("Tue, 05 Mar 2024 10:30:00 GMT")
	f.Add("Tuesday, 05-Mar-24 10:30:00 GMT")
	f.Add("Tue Mar  5 10:30:00 2024")
	f.Fuzz(func(t *testing.T, in string) {
		std, stdErr := http.ParseTime(in)
		got, err := headers.ParseDate(in, now)
		if err != nil {
			if stdErr == nil && std.Year() > 99 && isDate(in, std) {
				t.Errorf("net/http reads %q as %v", in, std)
			}
			return
		}
		if again, err := http.ParseTime(headers.FormatDate(got)); err != nil || !again.Equal(got) {
			t.Errorf("%q = %v is written as %q", in, got, headers.FormatDate(got))
		}
		if stdErr == nil && std.Year() > 99 && !strings.Contains(in, "-") && !std.Equal(got) {
			t.Errorf("%q = %v, net/http says %v", in, got, std)
		}
	})
}
