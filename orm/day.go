package orm

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// A Day is a date without a time of day and without a zone, as a calendar has
// it: the Go type of [Date] columns. Days compare with ==. The zero value is the
// 1st of January of the year 1, as that of [time.Time].
type Day struct{ n int32 } // days since 0001-01-01

// NewDay returns the day of a year, a month and a day of the month, which may be
// outside of their ranges as in [time.Date]: the 32nd of January is the 1st of
// February.
func NewDay(year int, month time.Month, day int) Day {
	return dayOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DayOf returns the day that a time lies in, in the time's own zone.
func DayOf(t time.Time) Day {
	year, month, day := t.Date()
	return NewDay(year, month, day)
}

const (
	secondsOfDay = 24 * 60 * 60
	unixOfYear1  = -62135596800 // of 0001-01-01
)

// dayOf returns the day that begins with a midnight in UTC.
func dayOf(midnight time.Time) Day {
	return Day{int32((midnight.Unix() - unixOfYear1) / secondsOfDay)}
}

// ParseDay reads a day in the form "2006-01-02", of the years 1 to 9999.
func ParseDay(s string) (Day, error) {
	year, okY := parseDigits(s, 0, 4)
	month, okM := parseDigits(s, 5, 2)
	day, okD := parseDigits(s, 8, 2)
	if !okY || !okM || !okD || len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return Day{}, fmt.Errorf("%.40q is not a day, as in 2006-01-02", s)
	}
	if year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, time.Month(month)) {
		return Day{}, fmt.Errorf("there is no day %s", s)
	}
	return NewDay(year, time.Month(month), day), nil
}

// parseDigits reads a number of exactly n digits at a place of s.
func parseDigits(s string, at, n int) (value int, ok bool) {
	if len(s) < at+n {
		return 0, false
	}
	for i := at; i < at+n; i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		value = value*10 + int(s[i]-'0')
	}
	return value, true
}

func daysIn(year int, month time.Month) int { return NewDay(year, month+1, 0).Day() }

// In returns the midnight that the day begins with in a zone; where the clocks
// are changed at midnight, the first instant of the day as [time.Date] has it.
func (d Day) In(zone *time.Location) time.Time {
	year, month, day := d.Date()
	return time.Date(year, month, day, 0, 0, 0, 0, zone)
}

// At returns the instant of a time of that day in a zone.
func (d Day) At(c Clock, zone *time.Location) time.Time {
	year, month, day := d.Date()
	return time.Date(year, month, day, c.Hour(), c.Minute(), c.Second(), c.Microsecond()*1000, zone)
}

func (d Day) midnight() time.Time { return time.Unix(int64(d.n)*secondsOfDay+unixOfYear1, 0).UTC() }

// Date returns the year, the month and the day of the month.
func (d Day) Date() (year int, month time.Month, day int) { return d.midnight().Date() }

// Year returns the year.
func (d Day) Year() int { return d.midnight().Year() }

// Month returns the month.
func (d Day) Month() time.Month { return d.midnight().Month() }

// Day returns the day of the month, from 1.
func (d Day) Day() int { return d.midnight().Day() }

// Weekday returns the day of the week.
func (d Day) Weekday() time.Weekday { return d.midnight().Weekday() }

// YearDay returns the day of the year, from 1.
func (d Day) YearDay() int { return d.midnight().YearDay() }

// ISOWeek returns the year and the week that ISO 8601 counts the day to.
func (d Day) ISOWeek() (year, week int) { return d.midnight().ISOWeek() }

// AddDays returns the day n days later, or earlier if n is negative.
func (d Day) AddDays(n int) Day { return Day{d.n + int32(n)} }

// Add returns the day some years, months and days later. As with
// [time.Time.AddDate], a month after the 31st of January is the 2nd or 3rd of March.
func (d Day) Add(years, months, days int) Day {
	return dayOf(d.midnight().AddDate(years, months, days))
}

// Sub returns how many days d is after o, negative if it is before.
func (d Day) Sub(o Day) int { return int(d.n) - int(o.n) }

// Before reports whether d is before o.
func (d Day) Before(o Day) bool { return d.n < o.n }

// After reports whether d is after o.
func (d Day) After(o Day) bool { return d.n > o.n }

// Compare returns -1 if d is before o, 1 if it is after, 0 if they are the same:
// for [slices.SortFunc].
func (d Day) Compare(o Day) int {
	switch {
	case d.n < o.n:
		return -1
	case d.n > o.n:
		return 1
	}
	return 0
}

// IsZero reports whether d is the zero value.
func (d Day) IsZero() bool { return d == Day{} }

// String returns the day in the form "2006-01-02".
func (d Day) String() string { return string(d.append(make([]byte, 0, 10))) }

func (d Day) append(b []byte) []byte { return d.midnight().AppendFormat(b, time.DateOnly) }

// Format returns the day as a layout of package time shows it.
func (d Day) Format(layout string) string { return d.midnight().Format(layout) }

// AppendText appends the day in the form "2006-01-02". A year outside of 1 to
// 9999, which [ParseDay] does not read and databases do not keep, is an error.
func (d Day) AppendText(b []byte) ([]byte, error) {
	if year := d.Year(); year < 1 || year > 9999 {
		return nil, fmt.Errorf("the year %d is outside of 1 to 9999", year)
	}
	return d.append(b), nil
}

// MarshalText returns the day in the form "2006-01-02", which is its form in
// JSON and in URLs, too.
func (d Day) MarshalText() ([]byte, error) { return d.AppendText(nil) }

// UnmarshalText reads a day in the form "2006-01-02".
func (d *Day) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDay(string(text))
	return err
}

// Scan implements [database/sql.Scanner] for queries that do not go through this
// package: it takes times, whose day is that of their own zone, and text that
// begins with a day.
func (d *Day) Scan(src any) (err error) {
	switch v := src.(type) {
	case time.Time:
		*d = DayOf(v)
	case string:
		*d, err = ParseDay(v[:min(len(v), 10)])
	case []byte:
		*d, err = ParseDay(string(v[:min(len(v), 10)]))
	default:
		err = fmt.Errorf("a day cannot be read from %T", src)
	}
	return err
}

// Value implements [driver.Valuer]: text in the form "2006-01-02".
func (d Day) Value() (driver.Value, error) {
	text, err := d.MarshalText()
	if err != nil {
		return nil, err
	}
	return string(text), nil
}
