package orm

import (
	"encoding/json"
	"net/netip"
	"reflect"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

// typeOf returns the type that follows from a Go value.
func typeOf(v any) Type {
	switch v.(type) {
	case nil:
		return Type{}
	case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64:
		return Type{Kind: Int, Bits: 64}
	case string:
		return Type{Kind: Text}
	case bool:
		return boolType
	case float32, float64:
		return Type{Kind: Float}
	case decimal.Decimal:
		return Type{Kind: Decimal}
	case Day:
		return Type{Kind: Date}
	case Clock:
		return Type{Kind: Time}
	case time.Time:
		return Type{Kind: DateTime}
	case time.Duration:
		return Type{Kind: Duration}
	case uuid.UUID:
		return Type{Kind: UUID}
	case []byte:
		return Type{Kind: Binary}
	case netip.Addr, netip.Prefix:
		return Type{Kind: IP}
	case json.RawMessage, map[string]any:
		return Type{Kind: JSON}
	default:
		return typeOfOther(v)
	}
}

// typeOfOther looks at what the type is made of: an enum is a named string.
func typeOfOther(v any) Type {
	t := reflect.TypeOf(v)
	switch t.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return Type{Kind: Int, Bits: 64}
	case reflect.String:
		return Type{Kind: Text}
	case reflect.Bool:
		return boolType
	case reflect.Float32, reflect.Float64:
		return Type{Kind: Float}
	case reflect.Slice:
		elem := typeOf(reflect.Zero(t.Elem()).Interface())
		return Type{Kind: Array, Elem: &elem}
	case reflect.Map:
		return Type{Kind: JSON}
	}
	return Type{}
}
