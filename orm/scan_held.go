package orm

import (
	"fmt"
	"reflect"
	"time"
)

// heldStorer returns what stores a kind in another Go type than its own, which a
// word of a tag allows: a day or a time of day in a time.Time, an UUID or an
// address in a string.
func heldStorer(kind Kind, t reflect.Type) setFunc {
	switch {
	case kind == Date && t == reflect.TypeFor[time.Time]():
		return storeDay
	case kind == Time && t == reflect.TypeFor[time.Time]():
		return storeClock
	case (kind == UUID || kind == IP) && t.Kind() == reflect.String:
		return storeText
	}
	return nil
}

// storeDay stores a day as its midnight in UTC.
func storeDay(dst reflect.Value, v any) error {
	dst.Set(reflect.ValueOf(v.(Day).In(time.UTC)))
	return nil
}

// storeClock stores a time of day as that of the first of all days, in UTC.
func storeClock(dst reflect.Value, v any) error {
	dst.Set(reflect.ValueOf(Day{}.At(v.(Clock), time.UTC)))
	return nil
}

func storeText(dst reflect.Value, v any) error {
	dst.SetString(fmt.Sprint(v))
	return nil
}
