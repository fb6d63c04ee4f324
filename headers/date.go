package headers

import (
	"errors"
	"net/http"
	"strings"
	"time"
)

var errDate = errors.New("not an HTTP date")

// FormatDate writes a date for a field, in GMT and to the second:
// Sun, 06 Nov 1994 08:49:37 GMT (RFC 9110 §5.6.7).
func FormatDate(t time.Time) string { return t.UTC().Format(http.TimeFormat) }

// ParseDate reads a date in any of the three forms of RFC 9110 §5.6.7:
//
//	Sun, 06 Nov 1994 08:49:37 GMT
//	Sunday, 06-Nov-94 08:49:37 GMT
//	Sun Nov  6 08:49:37 1994
//
// The name of the day is not compared with the date. A year below 100 is taken to
// be in the century of now, or in the one before if that is more than 50 years
// after now; now is not used otherwise. The result is in UTC.
func ParseDate(value string, now time.Time) (time.Time, error) {
	var f [6]string
	if !splitDate(value, &f) {
		return time.Time{}, errDate
	}
	if _, ok := digits(f[1], 1); !ok { // Sun Nov 6 08:49:37 1994
		f = [6]string{f[0], f[2], f[1], f[4], f[3], "GMT"}
	}
	day, ok1 := dateNumber(f[1], 31)
	month, ok2 := parseMonth(f[2])
	year, ok3 := parseYear(f[3], now)
	clock, ok4 := parseClock(f[4])
	if !ok1 || !ok2 || !ok3 || !ok4 || !isWord(f[0]) || f[5] != "GMT" && f[5] != "UTC" {
		return time.Time{}, errDate
	}
	date := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if date.Day() != day {
		return time.Time{}, errDate
	}
	return date.Add(clock), nil
}

// splitDate cuts a date into its five or six parts at spaces, commas and hyphens.
func splitDate(value string, parts *[6]string) bool {
	value = trim(value)
	if len(value) > 64 {
		return false
	}
	n := 0
	for value != "" {
		i := strings.IndexAny(value, " ,-")
		if i < 0 {
			i = len(value)
		}
		if i > 0 {
			if n == len(parts) {
				return false
			}
			parts[n] = value[:i]
			n++
		}
		value = value[min(i+1, len(value)):]
	}
	return n >= 5
}

func dateNumber(s string, limit int) (int, bool) {
	n, ok := digits(s, 100)
	return int(n), ok && len(s) <= 2 && int(n) <= limit
}

func isWord(s string) bool {
	for i := range len(s) {
		if c := lowerByte(s[i]); c < 'a' || c > 'z' {
			return false
		}
	}
	return len(s) >= 3
}

func parseMonth(s string) (time.Month, bool) {
	const names = "janfebmaraprmayjunjulaugsepoctnovdec"
	if len(s) != 3 || !isWord(s) {
		return 0, false
	}
	i := strings.Index(names, lower(s))
	return time.Month(i/3 + 1), i >= 0 && i%3 == 0
}

// parseYear reads two or four digits.
func parseYear(s string, now time.Time) (int, bool) {
	n, ok := digits(s, 9999)
	if !ok || len(s) != 2 && len(s) != 4 {
		return 0, false
	}
	year := int(n)
	if year < 100 {
		current := now.UTC().Year()
		if year += current - current%100; year > current+50 {
			year -= 100
		}
	}
	return year, true
}

// parseClock reads 08:49:37. The second may be 60: a leap second.
func parseClock(s string) (time.Duration, bool) {
	hour, rest, _ := strings.Cut(s, ":")
	minute, second, _ := strings.Cut(rest, ":")
	h, ok1 := dateNumber(hour, 23)
	m, ok2 := dateNumber(minute, 59)
	sec, ok3 := dateNumber(second, 60)
	clock := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(sec)*time.Second
	return clock, ok1 && ok2 && ok3
}
