package sqlite

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
)

// Codec returns how values of a type travel. The forms in the file are Django's.
func (dialect) Codec(t orm.Type) orm.Codec {
	c := orm.Codec{Encode: encoder(t), Decode: decoder(t)}
	if go_ := goTypes[t.Kind]; go_ != nil {
		c.Direct = func(t reflect.Type) bool { return direct[t] && go_(base(t)) }
	} else {
		c.Direct = func(reflect.Type) bool { return false }
	}
	return c
}

func base(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

// goTypes says which Go types the values of a kind are read into as they are.
var goTypes = map[orm.Kind]func(reflect.Type) bool{
	orm.Int:      func(t reflect.Type) bool { return t.Kind() >= reflect.Int && t.Kind() <= reflect.Uint64 },
	orm.Text:     func(t reflect.Type) bool { return t.Kind() == reflect.String },
	orm.Bool:     func(t reflect.Type) bool { return t.Kind() == reflect.Bool },
	orm.Float:    func(t reflect.Type) bool { return t.Kind() == reflect.Float64 || t.Kind() == reflect.Float32 },
	orm.Binary:   func(t reflect.Type) bool { return t.Kind() == reflect.Slice },
	orm.DateTime: func(t reflect.Type) bool { return t.Kind() == reflect.Struct },
}

// encoder returns what makes the engine's form of a value. Values that have it
// already are returned as they came: to put them into an any again would cost an
// allocation each.
func encoder(t orm.Type) func(any) (any, error) {
	return func(v any) (any, error) {
		switch x := v.(type) {
		case int64:
			if t.Kind == orm.Int && (t.Bits == 0 || t.Bits == 64) {
				return v, nil
			}
		case string:
			if t.Kind == orm.Text {
				return v, orm.CheckText(x)
			}
		case float64:
			if t.Kind == orm.Float && x == x {
				return v, nil
			}
		}
		converted, err := orm.Convert(t, v)
		if err != nil || converted == nil {
			return nil, err
		}
		return encode(t, converted)
	}
}

// encode makes the stored form of a value that has the Go type of its kind.
func encode(t orm.Type, v any) (any, error) {
	if t.Kind == orm.JSON {
		return encodeJSON(v)
	}
	switch v := v.(type) {
	case int64, string, []byte, float64:
		return v, nil
	case bool:
		return encodeBool(v), nil
	case decimal.Decimal:
		return encodeDecimal(t, v)
	case orm.Day:
		return v.String(), nil
	case orm.Clock:
		return v.String(), nil
	case time.Time:
		return formatDateTime(v), nil
	case time.Duration:
		return v.Microseconds(), nil
	case uuid.UUID:
		return encodeUUID(v), nil
	case netip.Addr:
		return v.String(), nil
	case netip.Prefix:
		return v.String(), nil
	case []any:
		return nil, errArrays
	}
	return encodeJSON(v)
}

var errArrays = errors.New("SQLite has no arrays")

func encodeBool(b bool) any {
	if b {
		return int64(1)
	}
	return int64(0)
}

// encodeDecimal writes as many places as the column has, rounding as Django does.
// The column's affinity makes a number of the text.
func encodeDecimal(t orm.Type, d decimal.Decimal) (any, error) {
	if t.Digits == 0 {
		return d.String(), nil
	}
	d = d.RoundBank(int32(t.Places))
	return d.StringFixed(int32(t.Places)), orm.CheckDecimal(t, d)
}

func encodeUUID(id uuid.UUID) any {
	s := id.String()
	return s[:8] + s[9:13] + s[14:18] + s[19:23] + s[24:]
}

// formatDateTime writes a time in UTC, with microseconds if it has some.
func formatDateTime(t time.Time) string {
	t = t.UTC()
	layout := "2006-01-02 15:04:05"
	if t.Nanosecond() >= 1000 {
		layout = "2006-01-02 15:04:05.000000"
	}
	return t.Truncate(time.Microsecond).Format(layout)
}

// parseDateTime reads a time. The engine has done so already for columns that
// are declared as one, but not for expressions.
func parseDateTime(v driver.Value) (time.Time, error) {
	switch v := v.(type) {
	case time.Time:
		return v.UTC(), nil
	case string:
		converted, err := orm.Convert(orm.Type{Kind: orm.DateTime}, v)
		if err != nil {
			return time.Time{}, err
		}
		return converted.(time.Time).UTC(), nil
	}
	return time.Time{}, fmt.Errorf("%v (%T) is not a date and time", v, v)
}

// decoder returns what makes the Go type of a kind of what the engine read.
func decoder(t orm.Type) func(any) (any, error) {
	switch t.Kind {
	case orm.Int:
		return read[int64]
	case orm.Text:
		return read[string]
	case orm.Bool:
		return read[bool]
	case orm.Float:
		return read[float64]
	case orm.Binary:
		return decodeBytes
	case orm.DateTime:
		return read[time.Time]
	case orm.Decimal:
		return func(v any) (any, error) { return decodeDecimal(t, v) }
	case orm.Date:
		return decodeDay
	case orm.Time:
		return decodeClock
	case orm.Duration:
		return decodeDuration
	case orm.UUID, orm.IP:
		return func(v any) (any, error) { return orm.Convert(t, v) }
	case orm.JSON:
		return decodeJSON
	}
	return decodePlain
}

// read reads what assign knows.
func read[T any](v any) (any, error) {
	if v, ok := v.(T); ok {
		return v, nil
	}
	var value T
	err := assign(v, &value)
	return value, err
}

// decodeBytes makes empty bytes of nil, by which the engine reads them.
func decodeBytes(v any) (any, error) {
	var b []byte
	err := assign(v, &b)
	return b, err
}

// decodeDecimal reads a decimal of a number, which SQLite makes of every decimal
// that it can: a float has 15 digits that mean something.
func decodeDecimal(t orm.Type, v any) (any, error) {
	if f, ok := v.(float64); ok {
		v = strings.TrimSpace(fmt.Sprintf("%.15g", f))
	}
	d, err := orm.Convert(orm.Type{Kind: orm.Decimal}, v)
	if err != nil || t.Digits == 0 && t.Places == 0 {
		return d, err
	}
	return d.(decimal.Decimal).RoundBank(int32(t.Places)), nil
}

func decodeDay(v any) (any, error) {
	if s, ok := v.(string); ok && len(s) > len(time.DateOnly) {
		t, err := parseDateTime(s)
		return orm.DayOf(t), err
	}
	return orm.Convert(orm.Type{Kind: orm.Date}, v)
}

func decodeClock(v any) (any, error) { return orm.Convert(orm.Type{Kind: orm.Time}, v) }

func decodeDuration(v any) (any, error) {
	n, err := integer(v)
	return time.Duration(n) * time.Microsecond, err
}

// decodePlain leaves a value of unknown kind as it is.
func decodePlain(v any) (any, error) { return v, nil }
