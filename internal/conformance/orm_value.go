package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
)

// Values of the ORM's files keep what their database kinds need: a date is an
// orm.Day, a time of day an orm.Clock, a decimal a decimal.Decimal, and a tuple
// is no list.

// A tuple is a row of values_list, or an argument that has an order.
type tuple []any

// A setOf is an argument without an order.
type setOf []any

// A named is a row of values_list with the names of its columns.
type named object

// A local is a date and time without a zone.
type local struct{ time.Time }

// An instance stands for a row of a model; a key of nil is one that is not saved.
type instance struct {
	model string
	key   any
}

// readORM reads a JSON document of the ORM's files.
func readORM(raw []byte) (object, error) {
	v, err := readValueWith(raw, reviveORM)
	return objectOf(v), err
}

func reviveORM(kind string, o object) (any, error) {
	v := o.get("v")
	switch kind {
	case "tuple":
		return tuple(listOf(v)), nil
	case "set":
		return setOf(listOf(v)), nil
	case "named":
		return named(objectOf(v)), nil
	case "range":
		return rangeOf(listOf(v)), nil
	case "enum":
		return v, nil
	case "decimal":
		return decimal.NewFromString(textOf(v))
	case "date":
		return orm.ParseDay(textOf(v))
	case "time":
		return orm.ParseClock(textOf(v))
	case "datetime":
		return instant(textOf(v))
	case "timedelta":
		return timedelta(numberOf(o.get("days")), numberOf(o.get("seconds")), numberOf(o.get("us"))), nil
	case "tz":
		return zoneOf(textOf(v), o.get("offset"))
	case "instance":
		return instance{o.text("model"), o.get("pk")}, nil
	}
	return special(kind, o)
}

// rangeOf are the numbers of a range: from a start to before a stop.
func rangeOf(bounds []any) []any {
	list := []any{}
	if len(bounds) == 2 {
		for n := numberOf(bounds[0]); n < numberOf(bounds[1]); n++ {
			list = append(list, n)
		}
	}
	return list
}

// longest is nearly the longest time.Duration, in whole days: some 290 years.
const longest = 106_000 * 24 * time.Hour

// timedelta makes a duration; of one that is too long for Go the longest.
func timedelta(days, seconds, us int64) time.Duration {
	most := int64(longest / (24 * time.Hour))
	switch {
	case days >= most:
		return longest
	case days <= -most:
		return -longest
	}
	return time.Duration(days)*24*time.Hour + time.Duration(seconds)*time.Second + time.Duration(us)*time.Microsecond
}

// instant reads a date and time, which is local without an offset.
func instant(text string) (any, error) {
	if t, err := time.Parse("2006-01-02T15:04:05.999999999Z07:00", text); err == nil {
		return t, nil
	}
	t, err := time.Parse("2006-01-02T15:04:05.999999999", text)
	return local{t}, err
}

// zoneOf reads the name of a zone, or a fixed offset such as +0700.
func zoneOf(name string, seconds any) (*time.Location, error) {
	if strings.HasPrefix(name, "+") || strings.HasPrefix(name, "-") {
		t, err := time.Parse("-0700", name)
		return t.Location(), err
	}
	zone, err := time.LoadLocation(name)
	if err == nil {
		return zone, nil
	}
	if offset, ok := seconds.(float64); ok {
		return time.FixedZone(name, int(offset)), nil
	}
	return nil, fmt.Errorf("%q is no zone", name)
}
