package functions

import (
	"strings"
	"time"
)

// A stored is a date, a time or both, in one of the forms of the package's
// comment. Its t is in UTC; a date has the time 00:00, a time the year 1.
type stored struct {
	t                time.Time
	hasDate, hasTime bool
}

// parseStored reads a stored form, false if it is none. Years are 1 to 9999, as
// in Python.
func parseStored(s string) (stored, bool) {
	day, rest, ok := cutDate(s)
	if !ok {
		clock, rest, ok := cutClock(s)
		return stored{t: time.Time{}.Add(clock), hasTime: true}, ok && rest == ""
	}
	if rest == "" {
		return stored{t: day, hasDate: true}, true
	}
	if rest[0] != ' ' && rest[0] != 'T' {
		return stored{}, false
	}
	clock, rest, ok := cutClock(rest[1:])
	if !ok {
		return stored{}, false
	}
	offset, ok := parseOffset(strings.TrimPrefix(rest, " "))
	t := day.Add(clock - offset)
	return stored{t: t, hasDate: true, hasTime: true}, ok && inRange(t)
}

func inRange(t time.Time) bool { return t.Year() >= 1 && t.Year() <= 9999 }

// cutDate cuts YYYY-MM-DD from the start of s.
func cutDate(s string) (day time.Time, rest string, ok bool) {
	const form = "0000-00-00"
	if !hasForm(s, form) {
		return time.Time{}, s, false
	}
	year, month, dom := digits(s[:4]), digits(s[5:7]), digits(s[8:10])
	day = time.Date(year, time.Month(month), dom, 0, 0, 0, 0, time.UTC)
	exists := year >= 1 && day.Month() == time.Month(month) && day.Day() == dom
	return day, s[len(form):], exists
}

// cutClock cuts HH:MM[:SS[.f…]] from the start of s.
func cutClock(s string) (clock time.Duration, rest string, ok bool) {
	if !hasForm(s, "00:00") {
		return 0, s, false
	}
	hour, minute, second, micros := digits(s[:2]), digits(s[3:5]), 0, 0
	rest = s[5:]
	if hasForm(rest, ":00") {
		second, rest = digits(rest[1:3]), rest[3:]
		micros, rest = cutMicros(rest)
	}
	clock = time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute +
		time.Duration(second)*time.Second + time.Duration(micros)*time.Microsecond
	return clock, rest, hour < 24 && minute < 60 && second < 60
}

// cutMicros cuts a fraction of a second from the start of s.
func cutMicros(s string) (micros int, rest string) {
	if !hasForm(s, ".0") {
		return 0, s
	}
	rest = strings.TrimLeft(s[1:], "0123456789")
	fraction := s[1 : len(s)-len(rest)]
	return digits((fraction + "000000")[:6]), rest
}

// parseOffset reads Z, ±HH, ±HHMM, ±HH:MM or nothing as an offset from UTC.
func parseOffset(s string) (offset time.Duration, ok bool) {
	if s == "" || s == "Z" {
		return 0, true
	}
	if s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	hour, minute := s[1:], "00"
	if hasForm(hour, "00:00") {
		hour, minute = hour[:2], hour[3:]
	} else if hasForm(hour, "0000") {
		hour, minute = hour[:2], hour[2:]
	}
	if len(hour) != 2 || len(minute) != 2 || !hasForm(hour, "00") || hour > "23" || minute > "59" {
		return 0, false
	}
	offset = time.Duration(digits(hour))*time.Hour + time.Duration(digits(minute))*time.Minute
	if s[0] == '-' {
		offset = -offset
	}
	return offset, true
}

// hasForm says whether s starts as form does, where 0 stands for any digit.
func hasForm(s, form string) bool {
	if len(s) < len(form) {
		return false
	}
	for i := range len(form) {
		if isDigit := s[i] >= '0' && s[i] <= '9'; form[i] == '0' && !isDigit || form[i] != '0' && s[i] != form[i] {
			return false
		}
	}
	return true
}

// digits returns the number that a few digits spell.
func digits(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

func formatDate(t time.Time) string { return t.Format(time.DateOnly) }

func formatClock(t time.Time) string { return t.Format(time.TimeOnly + micros(t)) }

func formatDateTime(t time.Time) string { return t.Format(time.DateTime + micros(t)) }

// micros is the layout of a fraction: six digits or none.
func micros(t time.Time) string {
	if t.Nanosecond() == 0 {
		return ""
	}
	return ".000000"
}
