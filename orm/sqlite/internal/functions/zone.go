package functions

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"time"
)

// There are about 600 IANA names, so 256 zones are more than a site shows.
var zones = cache[*time.Location]{most: 256}

var errRange = errors.New("date out of range: years are 1 to 9999")

// wall returns what the calendar and the clock in a zone show at s, labelled as
// UTC. The zone nil is UTC.
func (s stored) wall(zone driver.Value) (time.Time, error) {
	loc, err := s.zone(zone)
	if err != nil {
		return time.Time{}, err
	}
	return wallIn(s.t, loc)
}

// zone returns the zone that s is looked at in. Only a date with a time has one.
func (s stored) zone(name driver.Value) (*time.Location, error) {
	if name == nil || !s.hasDate || !s.hasTime {
		return time.UTC, nil
	}
	n, err := text(name)
	if err != nil {
		return nil, fmt.Errorf("zone: %w", err)
	}
	return zones.get(n, loadZone)
}

func wallIn(t time.Time, zone *time.Location) (time.Time, error) {
	_, offset := t.In(zone).Zone()
	t = t.Add(time.Duration(offset) * time.Second)
	if !inRange(t) {
		return time.Time{}, errRange
	}
	return t, nil
}

func loadZone(name string) (*time.Location, error) {
	if offset, ok := parseOffset(strings.TrimPrefix(name, "UTC")); ok && name != "" {
		return time.FixedZone(name, int(offset/time.Second)), nil
	}
	// LoadLocation would take these for UTC and for the zone of the machine.
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("unknown time zone %s", quote(name))
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("unknown time zone %s", quote(name))
	}
	return loc, nil
}
