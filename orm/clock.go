package orm

import (
	"database/sql/driver"
	"fmt"
	"strings"
	"time"
)

// A Clock is a time of day with microseconds, without a day and without a zone:
// the Go type of [Time] columns. Clocks compare with ==. The zero value is
// midnight.
type Clock struct{ n int64 } // microseconds since midnight, less than a day

const microsOfDay = secondsOfDay * 1_000_000

// NewClock returns the time of day of an hour, a minute and a second. Numbers
// outside of their ranges carry over, and days are dropped: 24:00 is midnight.
func NewClock(hour, minute, second, microsecond int) Clock {
	return clockOf(((int64(hour)*60+int64(minute))*60+int64(second))*1_000_000 + int64(microsecond))
}

func clockOf(micros int64) Clock {
	return Clock{((micros % microsOfDay) + microsOfDay) % microsOfDay}
}

// ClockOf returns the time of day that a time shows in its own zone, cut off to
// microseconds.
func ClockOf(t time.Time) Clock {
	hour, minute, second := t.Clock()
	return NewClock(hour, minute, second, t.Nanosecond()/1000)
}

// ParseClock reads a time of day: "15:04", "15:04:05" or "15:04:05.999999" with
// one to six digits behind the point.
func ParseClock(s string) (Clock, error) {
	hour, okH := parseDigits(s, 0, 2)
	minute, okM := parseDigits(s, 3, 2)
	second, micros, okS := parseSeconds(s)
	if !okH || !okM || !okS || s[2] != ':' {
		return Clock{}, fmt.Errorf("%.40q is not a time of day, as in 15:04:05", s)
	}
	if hour > 23 || minute > 59 || second > 59 {
		return Clock{}, fmt.Errorf("there is no time of day %s", s)
	}
	return NewClock(hour, minute, second, micros), nil
}

// parseSeconds reads what stands behind "15:04".
func parseSeconds(s string) (second, micros int, ok bool) {
	if len(s) <= 5 {
		return 0, 0, true
	}
	second, ok = parseDigits(s, 6, 2)
	if !ok || s[5] != ':' || len(s) == 8 {
		return second, 0, ok && s[5] == ':'
	}
	digits := s[9:]
	if s[8] != '.' || len(digits) > 6 {
		return 0, 0, false
	}
	micros, ok = parseDigits(digits, 0, len(digits))
	for range 6 - len(digits) {
		micros *= 10
	}
	return second, micros, ok && digits != ""
}

// Hour returns the hour, 0 to 23.
func (c Clock) Hour() int { return int(c.n / 3_600_000_000) }

// Minute returns the minute of the hour, 0 to 59.
func (c Clock) Minute() int { return int(c.n / 60_000_000 % 60) }

// Second returns the second of the minute, 0 to 59.
func (c Clock) Second() int { return int(c.n / 1_000_000 % 60) }

// Microsecond returns the microseconds of the second, 0 to 999,999.
func (c Clock) Microsecond() int { return int(c.n % 1_000_000) }

// SinceMidnight returns how long it is since midnight, in a day whose clocks are
// not changed.
func (c Clock) SinceMidnight() time.Duration { return time.Duration(c.n) * time.Microsecond }

// Add returns the time of day some time later, across midnight if need be. Parts
// of microseconds are dropped.
func (c Clock) Add(d time.Duration) Clock { return clockOf(c.n + d.Microseconds()) }

// Sub returns how long c is after o in the same day, negative if it is before.
func (c Clock) Sub(o Clock) time.Duration { return time.Duration(c.n-o.n) * time.Microsecond }

// Before reports whether c is before o.
func (c Clock) Before(o Clock) bool { return c.n < o.n }

// After reports whether c is after o.
func (c Clock) After(o Clock) bool { return c.n > o.n }

// Compare returns -1 if c is before o, 1 if it is after, 0 if they are the same:
// for [slices.SortFunc].
func (c Clock) Compare(o Clock) int {
	switch {
	case c.n < o.n:
		return -1
	case c.n > o.n:
		return 1
	}
	return 0
}

// String returns the time of day in the form "15:04:05", with ".999999" behind
// it if there are microseconds.
func (c Clock) String() string { return string(c.append(make([]byte, 0, 15))) }

func (c Clock) append(b []byte) []byte {
	b = appendDigits(b, c.Hour(), 2)
	b = appendDigits(append(b, ':'), c.Minute(), 2)
	b = appendDigits(append(b, ':'), c.Second(), 2)
	if micros := c.Microsecond(); micros != 0 {
		b = appendDigits(append(b, '.'), micros, 6)
	}
	return b
}

// appendDigits appends a number with zeros in front, n digits in all.
func appendDigits(b []byte, value, n int) []byte {
	b = append(b, strings.Repeat("0", n)...)
	for i := len(b) - 1; value > 0; i-- {
		b[i] += byte(value % 10)
		value /= 10
	}
	return b
}

// Format returns the time of day as a layout of package time shows it.
func (c Clock) Format(layout string) string { return Day{}.At(c, time.UTC).Format(layout) }

// AppendText appends the time of day as [Clock.String] returns it.
func (c Clock) AppendText(b []byte) ([]byte, error) { return c.append(b), nil }

// MarshalText returns the time of day as [Clock.String] does, which is its form
// in JSON and in URLs, too.
func (c Clock) MarshalText() ([]byte, error) { return c.AppendText(nil) }

// UnmarshalText reads what [ParseClock] reads.
func (c *Clock) UnmarshalText(text []byte) (err error) {
	*c, err = ParseClock(string(text))
	return err
}

// Scan implements [database/sql.Scanner] for queries that do not go through this
// package: it takes times, whose time of day is that of their own zone, text, and
// microseconds since midnight.
func (c *Clock) Scan(src any) (err error) {
	switch v := src.(type) {
	case time.Time:
		*c = ClockOf(v)
	case string:
		*c, err = ParseClock(v)
	case []byte:
		*c, err = ParseClock(string(v))
	case int64:
		*c = clockOf(v)
	default:
		err = fmt.Errorf("a time of day cannot be read from %T", src)
	}
	return err
}

// Value implements [driver.Valuer]: text as [Clock.String] returns it.
func (c Clock) Value() (driver.Value, error) { return c.String(), nil }
