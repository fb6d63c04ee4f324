package orm

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/netip"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

// Convert makes the Go type of a kind of any value that converts to it without
// loss: an int64 of every kind of integer, a Day of a time.Time or "2026-01-31".
// Pointers are followed. It says what is wrong with anything else. Dialects
// begin their Encode with it. A nil value, or a nil pointer, stays nil.
//
// With [NoKind] the type is the one that follows from the value's own.
func Convert(t Type, v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	converted, err := convertAs(t)(t, v)
	if err == nil {
		return converted, nil
	}
	if plain, ok := underlying(v); ok {
		return Convert(t, plain)
	}
	return nil, err
}

func convertAs(t Type) func(Type, any) (any, error) {
	switch t.Kind {
	case Int:
		return convertInt
	case Text:
		return convertText
	case Bool:
		return convertBool
	case Float:
		return convertFloat
	case Decimal:
		return convertDecimal
	case Date:
		return convertDay
	case Time:
		return convertClock
	case DateTime:
		return convertDateTime
	case Duration:
		return convertDuration
	case UUID:
		return convertUUID
	case JSON:
		return convertJSON
	case Binary:
		return convertBytes
	case IP:
		return convertIP
	case Array:
		return convertArray
	}
	return convertPlain
}

// convertJSON takes everything: encoding/json says what it cannot encode.
func convertJSON(_ Type, v any) (any, error) { return v, nil }

// convertPlain goes by the value's own type.
func convertPlain(_ Type, v any) (any, error) {
	t := TypeOf(v)
	if t.Kind == NoKind {
		return nil, fmt.Errorf("a %T is not a value of a database", v)
	}
	return convertAs(t)(t, v)
}

// errType says that a value is of a type that a kind does not take. Convert
// looks behind names and pointers then.
func errType(v any, wanted string) error { return fmt.Errorf("%s expected, not a %T", wanted, v) }

// underlying returns the value behind a pointer, or in the basic type that a
// named type is made of; nil for a nil pointer.
func underlying(v any) (any, bool) {
	r := reflect.ValueOf(v)
	switch r.Kind() {
	case reflect.Pointer:
		if r.IsNil() {
			return nil, true
		}
		return r.Elem().Interface(), true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return renamed(v, r.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return renamed(v, r.Uint())
	case reflect.String:
		return renamed(v, r.String())
	case reflect.Bool:
		return renamed(v, r.Bool())
	case reflect.Float32, reflect.Float64:
		return renamed(v, r.Float())
	case reflect.Slice:
		if r.Type().Elem().Kind() == reflect.Uint8 {
			return renamed(v, r.Bytes())
		}
	}
	return nil, false
}

// renamed returns basic unless v was of that type before.
func renamed[T any](v any, basic T) (any, bool) {
	if _, same := v.(T); same {
		return nil, false
	}
	return basic, true
}

func convertInt(t Type, v any) (any, error) {
	n, err := toInt(v)
	if err != nil {
		return nil, err
	}
	return n, checkInt(t, n)
}

func toInt(v any) (int64, error) {
	switch v := v.(type) {
	case int64:
		return v, nil
	case int:
		return int64(v), nil
	case int32:
		return int64(v), nil
	case int16:
		return int64(v), nil
	case int8:
		return int64(v), nil
	case uint64:
		if v <= math.MaxInt64 {
			return int64(v), nil
		}
		return 0, fmt.Errorf("%d is too large", v)
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<63 {
			return int64(v), nil
		}
		return 0, fmt.Errorf("%v is not a whole number", v)
	case json.Number:
		return toInt(string(v))
	case string:
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("%q is not a whole number", excerpt(v))
		}
		return n, nil
	case decimal.Decimal:
		if b := v.BigInt(); v.IsInteger() && b.IsInt64() {
			return b.Int64(), nil
		}
		return 0, fmt.Errorf("%v is not a whole number of 64 bits", v)
	}
	return 0, errType(v, "a whole number")
}

// checkInt keeps a number that no row can hold from the database: PostgreSQL
// would refuse what SQLite would store.
func checkInt(t Type, n int64) error {
	if t.Bits == 0 || t.Bits == 64 || n >= -1<<(t.Bits-1) && n < 1<<(t.Bits-1) {
		return nil
	}
	return fmt.Errorf("%d does not fit into %d bits", n, t.Bits)
}

func convertText(_ Type, v any) (any, error) {
	switch v := v.(type) {
	case string:
		return v, CheckText(v)
	case int, int64, int32:
		return fmt.Sprint(v), nil
	case json.Number:
		return string(v), nil
	case decimal.Decimal, uuid.UUID, Day, Clock, netip.Addr, netip.Prefix:
		return fmt.Sprint(v), nil
	}
	return nil, errType(v, "a text")
}

// CheckText refuses what not every database stores: a NUL, and bytes that are
// not UTF-8.
func CheckText(s string) error {
	if strings.IndexByte(s, 0) >= 0 {
		return errNUL
	}
	if !utf8.ValidString(s) {
		return errUTF8
	}
	return nil
}

var (
	errNUL  = errors.New("a text must not have a NUL in it")
	errUTF8 = errors.New("a text must be valid UTF-8")
)

func convertBool(_ Type, v any) (any, error) {
	switch v := v.(type) {
	case bool:
		return v, nil
	case int:
		return oneBit(int64(v))
	case int64:
		return oneBit(v)
	case string:
		switch v {
		case "true", "True", "t", "1":
			return true, nil
		case "false", "False", "f", "0":
			return false, nil
		}
		return nil, fmt.Errorf("%q is neither true nor false", excerpt(v))
	}
	return nil, errType(v, "true or false")
}

func oneBit(n int64) (any, error) {
	if n != 0 && n != 1 {
		return nil, fmt.Errorf("%d is neither true nor false", n)
	}
	return n == 1, nil
}

func convertFloat(_ Type, v any) (any, error) {
	f, err := toFloat(v)
	if err != nil {
		return nil, err
	}
	if math.IsNaN(f) {
		return nil, errors.New("NaN is not a number that can be stored")
	}
	return f, nil
}

func toFloat(v any) (float64, error) {
	switch v := v.(type) {
	case float64:
		return v, nil
	case float32:
		return float64(v), nil
	case int64:
		return float64(v), nil
	case int:
		return float64(v), nil
	case uint64:
		return float64(v), nil
	case decimal.Decimal:
		return v.InexactFloat64(), nil
	case json.Number:
		return toFloat(string(v))
	case string:
		f, err := strconv.ParseFloat(v, 64)
		if err != nil {
			return 0, fmt.Errorf("%q is not a number", excerpt(v))
		}
		return f, nil
	}
	return 0, errType(v, "a number")
}

func convertDecimal(t Type, v any) (any, error) {
	d, err := toDecimal(v)
	if err != nil {
		return nil, err
	}
	return d, CheckDecimal(t, d)
}

// CheckDecimal refuses a decimal with more digits before the point than its
// column has.
func CheckDecimal(t Type, d decimal.Decimal) error {
	if t.Digits == 0 {
		return nil
	}
	whole := d.Truncate(0).Coefficient()
	if whole.Sign() != 0 && len(whole.Abs(whole).String()) > t.Digits-t.Places {
		return fmt.Errorf("%v has more than %d digits before the point", d, t.Digits-t.Places)
	}
	return nil
}

func toDecimal(v any) (decimal.Decimal, error) {
	switch v := v.(type) {
	case decimal.Decimal:
		return v, checkExponent(v)
	case int64:
		return decimal.NewFromInt(v), nil
	case int:
		return decimal.NewFromInt(int64(v)), nil
	case uint64:
		return decimal.NewFromUint64(v), nil
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return decimal.Decimal{}, fmt.Errorf("%v is not a decimal number", v)
		}
		return decimal.NewFromFloat(v), nil
	case json.Number:
		return toDecimal(string(v))
	case string:
		if len(v) > 1000 { // reading takes longer than in proportion
			return decimal.Decimal{}, fmt.Errorf("%q is not a decimal number", excerpt(v))
		}
		d, err := decimal.NewFromString(v)
		if err != nil {
			return decimal.Decimal{}, fmt.Errorf("%q is not a decimal number", excerpt(v))
		}
		return d, checkExponent(d)
	}
	return decimal.Decimal{}, errType(v, "a decimal number")
}

// checkExponent refuses numbers that would take megabytes when they are written
// out: 1e999999999 is short only until then.
func checkExponent(d decimal.Decimal) error {
	if e := d.Exponent(); e < -1000 || e > 1000 {
		return fmt.Errorf("a decimal number with the exponent %d is out of range", e)
	}
	return nil
}

func convertDay(_ Type, v any) (any, error) {
	switch v := v.(type) {
	case Day:
		return v, nil
	case time.Time:
		return DayOf(v), nil
	case string:
		return ParseDay(v)
	}
	return nil, errType(v, "a date")
}

func convertClock(_ Type, v any) (any, error) {
	switch v := v.(type) {
	case Clock:
		return v, nil
	case time.Time:
		return ClockOf(v), nil
	case string:
		return ParseClock(v)
	}
	return nil, errType(v, "a time of day")
}

func convertDateTime(_ Type, v any) (any, error) {
	switch v := v.(type) {
	case time.Time:
		return v, checkYear(v)
	case Day:
		return v.In(time.UTC), nil
	case string:
		return parseMoment(v)
	}
	return nil, errType(v, "a date and time")
}

// checkYear keeps to the years that have four digits everywhere.
func checkYear(t time.Time) error {
	if y := t.UTC().Year(); y < 1 || y > 9999 {
		return fmt.Errorf("the year %d is not between 1 and 9999", y)
	}
	return nil
}

// parseMoment reads what ISO 8601 and Django write; without a zone it is UTC.
func parseMoment(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999Z07:00",
		"2006-01-02 15:04:05.999999999", "2006-01-02T15:04:05.999999999", "2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, checkYear(t)
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a date and time", excerpt(s))
}

func convertDuration(_ Type, v any) (any, error) {
	switch v := v.(type) {
	case time.Duration:
		return v, nil
	case string:
		d, err := time.ParseDuration(v)
		if err != nil {
			return nil, fmt.Errorf("%q is not a duration", excerpt(v))
		}
		return d, nil
	}
	return nil, errType(v, "a duration")
}

func convertUUID(_ Type, v any) (any, error) {
	switch v := v.(type) {
	case uuid.UUID:
		return v, nil
	case [16]byte:
		return uuid.UUID(v), nil
	case string:
		if len(v) == 32 || len(v) == 36 {
			if id, err := uuid.Parse(v); err == nil {
				return id, nil
			}
		}
		return nil, fmt.Errorf("%q is not a UUID", excerpt(v))
	}
	return nil, errType(v, "a UUID")
}

func convertBytes(_ Type, v any) (any, error) {
	if b, ok := v.([]byte); ok {
		return b, nil
	}
	return nil, errType(v, "bytes")
}

func convertIP(_ Type, v any) (any, error) {
	switch v := v.(type) {
	case netip.Addr:
		if !v.IsValid() || v.Zone() != "" {
			return nil, fmt.Errorf("%v is not an address that can be stored", v)
		}
		return v, nil
	case netip.Prefix:
		if !v.IsValid() {
			return nil, fmt.Errorf("%v is not a network", v)
		}
		return v, nil
	case string:
		return parseIP(v)
	}
	return nil, errType(v, "an IP address")
}

// parseIP makes NULL of an empty text, as Django does: it stands for no address.
func parseIP(s string) (any, error) {
	if s == "" {
		return nil, nil
	}
	if strings.Contains(s, "/") {
		if p, err := netip.ParsePrefix(s); err == nil {
			return p, nil
		}
	} else if a, err := netip.ParseAddr(s); err == nil && a.Zone() == "" {
		return a, nil
	}
	return nil, fmt.Errorf("%q is not an IP address", excerpt(s))
}

func convertArray(t Type, v any) (any, error) {
	r := reflect.ValueOf(v)
	if r.Kind() != reflect.Slice && r.Kind() != reflect.Array || t.Elem == nil {
		return nil, errType(v, "a list")
	}
	list := make([]any, r.Len())
	for i := range list {
		item, err := Convert(*t.Elem, r.Index(i).Interface())
		if err != nil {
			return nil, fmt.Errorf("item %d: %w", i, err)
		}
		list[i] = item
	}
	return list, nil
}

// excerpt keeps an error from carrying a whole document.
func excerpt(s string) string {
	if len(s) <= 60 {
		return s
	}
	return strings.ToValidUTF8(s[:60], "") + "…"
}

// TypeOf returns the type of values that a Go value is one of; NoKind for one
// that belongs to none.
func TypeOf(v any) Type {
	if v == nil {
		return Type{}
	}
	return TypeFor(reflect.TypeOf(v))
}

// TypeFor is [TypeOf] of the values of a Go type. Pointers are followed.
func TypeFor(t reflect.Type) Type {
	if kind, ok := kindOfType[t]; ok {
		return Type{Kind: kind}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return TypeFor(t.Elem())
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return Type{Kind: Binary}
		}
		if elem := TypeFor(t.Elem()); elem.Kind != NoKind {
			return Type{Kind: Array, Elem: &elem}
		}
	}
	return Type{Kind: kindOfKind[t.Kind()]}
}

var kindOfType = map[reflect.Type]Kind{
	reflect.TypeFor[decimal.Decimal](): Decimal,
	reflect.TypeFor[Day]():             Date,
	reflect.TypeFor[Clock]():           Time,
	reflect.TypeFor[time.Time]():       DateTime,
	reflect.TypeFor[time.Duration]():   Duration,
	reflect.TypeFor[uuid.UUID]():       UUID,
	reflect.TypeFor[netip.Addr]():      IP,
	reflect.TypeFor[netip.Prefix]():    IP,
	reflect.TypeFor[json.RawMessage](): JSON,
}

var kindOfKind = map[reflect.Kind]Kind{
	reflect.Int: Int, reflect.Int8: Int, reflect.Int16: Int, reflect.Int32: Int, reflect.Int64: Int,
	reflect.Uint: Int, reflect.Uint8: Int, reflect.Uint16: Int, reflect.Uint32: Int, reflect.Uint64: Int,
	reflect.String: Text, reflect.Bool: Bool, reflect.Float32: Float, reflect.Float64: Float,
	reflect.Map: JSON,
}
