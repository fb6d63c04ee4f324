package functions

import (
	"database/sql/driver"
	"fmt"
	"time"
)

type part = func(t time.Time) int

var datePart = map[string]part{
	"year":         time.Time.Year,
	"iso_year":     func(t time.Time) int { year, _ := t.ISOWeek(); return year },
	"quarter":      func(t time.Time) int { return (int(t.Month()) + 2) / 3 },
	"month":        func(t time.Time) int { return int(t.Month()) },
	"week":         func(t time.Time) int { _, week := t.ISOWeek(); return week },
	"week_day":     func(t time.Time) int { return int(t.Weekday()) + 1 },
	"iso_week_day": func(t time.Time) int { return daysSinceMonday(t) + 1 },
	"day":          time.Time.Day,
}

var clockPart = map[string]part{
	"hour":   time.Time.Hour,
	"minute": time.Time.Minute,
	"second": time.Time.Second,
}

func daysSinceMonday(t time.Time) int { return (int(t.Weekday()) + 6) % 7 }

// extractor is a function (kind, datetime, zone) that knows the kinds of tables.
func extractor(tables ...map[string]part) func([]driver.Value) (driver.Value, error) {
	return func(args []driver.Value) (driver.Value, error) {
		get, err := lookUp(args[0], tables...)
		if err != nil {
			return nil, err
		}
		s, ok := parseArg(args[1])
		if !ok || !s.hasDate {
			return nil, nil
		}
		t, err := s.wall(args[2])
		if err != nil {
			return nil, err
		}
		return int64(get(t)), nil
	}
}

// extractTime is (kind, time).
func extractTime(args []driver.Value) (driver.Value, error) {
	get, err := lookUp(args[0], clockPart)
	if err != nil {
		return nil, err
	}
	s, ok := parseArg(args[1])
	if !ok || !s.hasTime {
		return nil, nil
	}
	return int64(get(s.t)), nil
}

// lookUp finds a kind in the tables that a function knows.
func lookUp[T any](kind driver.Value, tables ...map[string]T) (T, error) {
	name, ok := kind.(string)
	for _, table := range tables {
		if v, found := table[name]; ok && found {
			return v, nil
		}
	}
	var none T
	return none, fmt.Errorf("unknown kind: %s", describe(kind))
}

// parseArg reads a stored form, false for what is none and for other types.
func parseArg(v driver.Value) (stored, bool) {
	s, ok := v.(string)
	if !ok {
		return stored{}, false
	}
	return parseStored(s)
}
