package orm

import (
	"fmt"
	"time"
)

// dateTransform returns the transform of a date or time of that name.
func dateTransform(name string, k Kind) (transformFunc, bool) {
	if name == "date" && k == DateTime || name == "time" && k == DateTime {
		as := Date
		if name == "time" {
			as = Time
		}
		return func(r *resolver, t term) (term, error) { return r.truncated(t, name, Type{Kind: as}) }, true
	}
	p, ok := parts[name]
	if !ok || k == Date && p.clock || k == Time && !p.clock || !isMoment(k) && k != Duration {
		return nil, false
	}
	return func(r *resolver, t term) (term, error) { return r.extracted(t, name) }, true
}

// lookupOf returns the lookups that a year has of its own: comparing it with a
// value is comparing the date with the first and the last moment of the year,
// which an index can find.
func (e *extractTerm) lookupOf(name string) (lookupFunc, bool) {
	if e.call.Part != "year" && e.call.Part != "iso_year" || e.call.Args[0].Kind != Date && e.call.Args[0].Kind != DateTime {
		return nil, false
	}
	switch name {
	case "exact", "gt", "gte", "lt", "lte":
		return e.compareYear, true
	}
	return nil, false
}

func (e *extractTerm) compareYear(r *resolver, name string, left term, side right) (term, error) {
	value, ok := side.term.(*place)
	if !ok || value.as.Kind != Int {
		return lookups[name](r, name, left, side)
	}
	date := e.args[0]
	bounds := yearBounds{part: e.call.Part, as: date.typ(), zone: r.zoneOf(date)}
	first, last := bounds.place(value, false), bounds.place(value, true)
	switch name {
	case "gt":
		return newTest("{0} > {1}", date, last), nil
	case "gte":
		return newTest("{0} >= {1}", date, first), nil
	case "lt":
		return newTest("{0} < {1}", date, first), nil
	case "lte":
		return newTest("{0} <= {1}", date, last), nil
	}
	return newTest("{0} BETWEEN {1} AND {2}", date, first, last), nil
}

// yearBounds makes the first and the last moment of a year.
type yearBounds struct {
	part string
	as   Type
	zone *time.Location
}

// place returns where the bound of the year at another place stands.
func (b yearBounds) place(year *place, last bool) *place {
	p := *year
	p.as, p.bare, p.inferred = b.as, true, false
	p.form = fmt.Sprint(b.part, last)
	wrap := year.wrap
	p.wrap = func(v any) (any, error) {
		if wrap != nil {
			var err error
			if v, err = wrap(v); err != nil || v == nil {
				return v, err
			}
		}
		return b.bound(v, last)
	}
	return &p
}

// inYears refuses years that have no first moment, or none after their last.
func inYears(year int) error {
	if year < 1 || year > 9998 {
		return fmt.Errorf("year %d is out of range", year)
	}
	return nil
}

func (b yearBounds) bound(v any, last bool) (any, error) {
	n, err := Convert(Type{Kind: Int}, v)
	if err != nil || n == nil {
		return n, err
	}
	year := int(n.(int64))
	if err := inYears(year); err != nil {
		return nil, err
	}
	if last {
		year++
	}
	day := b.first(year)
	if b.as.Kind == Date {
		if last {
			day = day.AddDays(-1)
		}
		return day, nil
	}
	zone := b.zone
	if zone == nil {
		zone = time.UTC
	}
	t := day.In(zone)
	if last {
		t = t.Add(-time.Microsecond)
	}
	return t, nil
}

// first returns the first day of a year.
func (b yearBounds) first(year int) Day {
	if b.part == "year" {
		return NewDay(year, time.January, 1)
	}
	// The week of January 4th is the first one.
	fourth := NewDay(year, time.January, 4)
	return fourth.AddDays(-(int(fourth.Weekday()) + 6) % 7)
}
