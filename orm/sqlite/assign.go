package sqlite

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"time"
)

var (
	errWrongScan = errors.New("not as many places as columns, or no row")
	errNull      = errors.New("NULL")
)

// direct are the types, by pointers to which assign takes values. A pointer to
// one of them takes NULL as well.
var direct = func() map[reflect.Type]bool {
	types := []any{int64(0), int(0), int32(0), int16(0), int8(0), uint64(0), uint(0), uint32(0), uint16(0), uint8(0),
		"", false, float64(0), float32(0), []byte(nil), time.Time{}}
	all := map[reflect.Type]bool{}
	for _, v := range types {
		t := reflect.TypeOf(v)
		all[t], all[reflect.PointerTo(t)] = true, true
	}
	delete(all, reflect.TypeFor[*[]byte]())
	return all
}()

// assign stores a value of the engine where dest points to.
func assign(v driver.Value, dest any) error {
	switch d := dest.(type) {
	case nil:
		return nil
	case *any:
		*d = v
		return nil
	case *int64:
		if n, ok := v.(int64); ok {
			*d = n
			return nil
		}
	case *string:
		if s, ok := v.(string); ok {
			*d = s
			return nil
		}
	}
	if v == nil {
		return assignNull(dest)
	}
	return convert(v, dest)
}

// assignNull stores NULL, for which only a pointer or bytes have a place.
func assignNull(dest any) error {
	switch d := dest.(type) {
	case *[]byte:
		*d = nil
	case **int64:
		*d = nil
	case **int:
		*d = nil
	case **int32:
		*d = nil
	case **int16:
		*d = nil
	case **int8:
		*d = nil
	case **uint64:
		*d = nil
	case **uint:
		*d = nil
	case **uint32:
		*d = nil
	case **uint16:
		*d = nil
	case **uint8:
		*d = nil
	case **string:
		*d = nil
	case **bool:
		*d = nil
	case **float64:
		*d = nil
	case **float32:
		*d = nil
	case **time.Time:
		*d = nil
	default:
		return errNull
	}
	return nil
}

// convert stores a value that is not NULL.
func convert(v driver.Value, dest any) error {
	switch d := dest.(type) {
	case *int64:
		return signed(v, d)
	case *int:
		return signed(v, d)
	case *int32:
		return signed(v, d)
	case *int16:
		return signed(v, d)
	case *int8:
		return signed(v, d)
	case *uint64:
		return unsigned(v, d)
	case *uint:
		return unsigned(v, d)
	case *uint32:
		return unsigned(v, d)
	case *uint16:
		return unsigned(v, d)
	case *uint8:
		return unsigned(v, d)
	case *string:
		return text(v, d)
	case *bool:
		return boolean(v, d)
	case *float64:
		return float(v, d)
	case *float32:
		return float(v, d)
	case *[]byte:
		return blob(v, d)
	case *time.Time:
		return moment(v, d)
	}
	return convertPointer(v, dest)
}

// convertPointer stores a value where a pointer to it is wanted.
func convertPointer(v driver.Value, dest any) error {
	switch d := dest.(type) {
	case **int64:
		return pointed(v, d)
	case **int:
		return pointed(v, d)
	case **int32:
		return pointed(v, d)
	case **int16:
		return pointed(v, d)
	case **int8:
		return pointed(v, d)
	case **uint64:
		return pointed(v, d)
	case **uint:
		return pointed(v, d)
	case **uint32:
		return pointed(v, d)
	case **uint16:
		return pointed(v, d)
	case **uint8:
		return pointed(v, d)
	case **string:
		return pointed(v, d)
	case **bool:
		return pointed(v, d)
	case **float64:
		return pointed(v, d)
	case **float32:
		return pointed(v, d)
	case **time.Time:
		return pointed(v, d)
	}
	return fmt.Errorf("a %T has no place in a %T", v, dest)
}

func pointed[T any](v driver.Value, dest **T) error {
	value := new(T)
	*dest = value
	return assign(v, value)
}

func signed[T int | int8 | int16 | int32 | int64](v driver.Value, dest *T) error {
	n, err := integer(v)
	if err != nil {
		return err
	}
	if *dest = T(n); int64(*dest) != n {
		return fmt.Errorf("%d does not fit into %T", n, *dest)
	}
	return nil
}

func unsigned[T uint | uint8 | uint16 | uint32 | uint64](v driver.Value, dest *T) error {
	n, err := integer(v)
	if err != nil {
		return err
	}
	if *dest = T(n); n < 0 || uint64(*dest) != uint64(n) {
		return fmt.Errorf("%d does not fit into %T", n, *dest)
	}
	return nil
}

// integer takes whole numbers in every form: SQLite keeps 3.0 in a column that
// is declared so, and sums as floats.
func integer(v driver.Value) (int64, error) {
	switch v := v.(type) {
	case int64:
		return v, nil
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<63 {
			return int64(v), nil
		}
	case string:
		return strconv.ParseInt(v, 10, 64)
	}
	return 0, fmt.Errorf("%v (%T) is not a whole number", v, v)
}

func text(v driver.Value, dest *string) error {
	switch v := v.(type) {
	case string:
		*dest = v
	case []byte:
		*dest = string(v)
	case int64:
		*dest = strconv.FormatInt(v, 10)
	case float64:
		*dest = strconv.FormatFloat(v, 'g', -1, 64)
	case time.Time:
		*dest = formatDateTime(v)
	default:
		return fmt.Errorf("%v (%T) is not a text", v, v)
	}
	return nil
}

func boolean(v driver.Value, dest *bool) error {
	n, ok := v.(int64)
	if !ok || n != 0 && n != 1 {
		return fmt.Errorf("%v (%T) is neither 0 nor 1", v, v)
	}
	*dest = n == 1
	return nil
}

func float[T float32 | float64](v driver.Value, dest *T) error {
	switch v := v.(type) {
	case float64:
		*dest = T(v)
	case int64:
		*dest = T(v)
	default:
		return fmt.Errorf("%v (%T) is not a number", v, v)
	}
	return nil
}

func blob(v driver.Value, dest *[]byte) error {
	switch v := v.(type) {
	case []byte:
		// The engine reads empty bytes as nil, which is NULL here.
		if *dest = v; v == nil {
			*dest = []byte{}
		}
	case string:
		*dest = []byte(v)
	default:
		return fmt.Errorf("a %T is not bytes", v)
	}
	return nil
}

func moment(v driver.Value, dest *time.Time) error {
	t, err := parseDateTime(v)
	*dest = t
	return err
}
