package orm

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"reflect"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

// checkValue reports whether a value that a model itself gives is one of a type.
// It is as strict as people are who write a model down: a number is no text.
func checkValue(t Type, v any) error {
	ok := false
	switch t.Kind {
	case JSON:
		_, err := json.Marshal(v)
		return err
	case Array:
		rv := reflect.ValueOf(v)
		if rv.Kind() != reflect.Slice {
			break
		}
		for i := range rv.Len() {
			if err := checkValue(elemType(*t.Elem), rv.Index(i).Interface()); err != nil {
				return fmt.Errorf("element %d: %w", i, err)
			}
		}
		return nil
	case Int, Text, Bool, Float, Binary:
		ok = isOfKind(t, reflect.ValueOf(v))
	default:
		ok = isOfType(t, v)
	}
	if !ok {
		return fmt.Errorf("%v is a %T, not a %s", v, v, t.Kind)
	}
	return nil
}

// isOfKind compares with the kinds whose Go values may have a type of their own.
func isOfKind(t Type, v reflect.Value) bool {
	if !v.IsValid() {
		return false
	}
	switch {
	case t.Kind == Int && v.CanInt():
		return fits(t, v.Int())
	case t.Kind == Int && v.CanUint():
		return v.Uint() < 1<<63 && fits(t, int64(v.Uint()))
	case t.Kind == Float:
		return v.CanFloat() || v.CanInt()
	case t.Kind == Binary:
		return v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8
	}
	return t.Kind == Text && v.Kind() == reflect.String || t.Kind == Bool && v.Kind() == reflect.Bool
}

// fits reports whether a number is in the range of an Int.
func fits(t Type, n int64) bool {
	if t.Unsigned && n < 0 {
		return false
	}
	if t.Bits != 16 && t.Bits != 32 {
		return true
	}
	half := int64(1) << (t.Bits - 1)
	return n >= -half && n < half
}

func isOfType(t Type, v any) (ok bool) {
	switch s, text := v.(string); t.Kind {
	case Decimal:
		_, ok = v.(decimal.Decimal)
		if _, err := decimal.NewFromString(s); text && err == nil {
			ok = true
		}
		return ok || reflect.ValueOf(v).CanInt()
	case Date:
		_, ok = v.(Day)
	case Time:
		_, ok = v.(Clock)
	case DateTime:
		_, ok = v.(time.Time)
	case Duration:
		_, ok = v.(time.Duration)
	case UUID:
		_, ok = v.(uuid.UUID)
		if text {
			ok = uuid.Validate(s) == nil
		}
	case IP:
		ok = isIP(v)
	}
	return ok
}

func isIP(v any) bool {
	switch v := v.(type) {
	case netip.Addr:
		return v.IsValid()
	case netip.Prefix:
		return v.IsValid()
	case string:
		_, errAddr := netip.ParseAddr(v)
		_, errPrefix := netip.ParsePrefix(v)
		return errAddr == nil || errPrefix == nil
	}
	return false
}

// textOf returns the text of a value whose kind is string.
func textOf(v any) (string, bool) {
	rv := reflect.ValueOf(v)
	if rv.Kind() != reflect.String {
		return "", false
	}
	return rv.String(), true
}
