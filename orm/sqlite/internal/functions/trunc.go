package functions

import (
	"database/sql/driver"
	"time"
)

type cut = func(t time.Time) time.Time

var dateCut = map[string]cut{
	"year":    func(t time.Time) time.Time { return date(t.Year(), 1, 1) },
	"quarter": func(t time.Time) time.Time { return date(t.Year(), t.Month()-(t.Month()-1)%3, 1) },
	"month":   func(t time.Time) time.Time { return date(t.Year(), t.Month(), 1) },
	"week":    func(t time.Time) time.Time { return date(t.Year(), t.Month(), t.Day()-daysSinceMonday(t)) },
	"day":     func(t time.Time) time.Time { return date(t.Year(), t.Month(), t.Day()) },
}

// The times cut are labelled as UTC, where hours start with those of Go's
// absolute time.
var clockCut = map[string]cut{
	"hour":   func(t time.Time) time.Time { return t.Truncate(time.Hour) },
	"minute": func(t time.Time) time.Time { return t.Truncate(time.Minute) },
	"second": func(t time.Time) time.Time { return t.Truncate(time.Second) },
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// truncDate is (kind, date, zone).
func truncDate(args []driver.Value) (driver.Value, error) {
	return trunc(args, stored.isDate, formatDate, dateCut)
}

// truncDateTime is (kind, datetime, zone). A day begins at the first moment that
// the zone has of it; an hour that a clock shows twice is two hours.
func truncDateTime(args []driver.Value) (driver.Value, error) {
	cut, err := lookUp(args[0], dateCut, clockCut)
	if err != nil {
		return nil, err
	}
	s, ok := parseArg(args[1])
	if !ok || !s.hasDate {
		return nil, nil
	}
	zone, err := s.zone(args[2])
	if err != nil {
		return nil, err
	}
	wall, err := wallIn(s.t, zone)
	if err != nil {
		return nil, err
	}
	begin := cut(wall)
	t := begin.Add(s.t.Sub(wall))
	if _, day := dateCut[args[0].(string)]; day {
		t = midnight(begin, zone)
	}
	if !inRange(t) {
		return nil, errRange
	}
	return formatDateTime(t), nil
}

// midnight returns when a day that is labelled as UTC begins in a zone.
func midnight(day time.Time, zone *time.Location) time.Time {
	t := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, zone)
	if t.Day() != day.Day() {
		// The clock was put forward over midnight.
		_, t = t.ZoneBounds()
	}
	return t.UTC()
}

// truncTime is (kind, time, zone).
func truncTime(args []driver.Value) (driver.Value, error) {
	return trunc(args, stored.isTime, formatClock, clockCut)
}

// castDate is (datetime, zone).
func castDate(args []driver.Value) (driver.Value, error) {
	return trunc([]driver.Value{"day", args[0], args[1]}, stored.isDate, formatDate, dateCut)
}

// castTime is (datetime, zone).
func castTime(args []driver.Value) (driver.Value, error) {
	s, ok := parseArg(args[0])
	if !ok {
		return nil, nil
	}
	t, err := s.wall(args[1])
	if err != nil {
		return nil, err
	}
	return formatClock(t), nil
}

func (s stored) isDate() bool { return s.hasDate }
func (s stored) isTime() bool { return s.hasTime }

func trunc(args []driver.Value, fits func(stored) bool, format func(time.Time) string, tables ...map[string]cut) (driver.Value, error) {
	cut, err := lookUp(args[0], tables...)
	if err != nil {
		return nil, err
	}
	s, ok := parseArg(args[1])
	if !ok || !fits(s) {
		return nil, nil
	}
	t, err := s.wall(args[2])
	if err != nil {
		return nil, err
	}
	return format(cut(t)), nil
}
