package postgres

import (
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
)

// Codec tells how values of a type travel.
func (dialect) Codec(t orm.Type) orm.Codec {
	return orm.Codec{Encode: encoder(t), Decode: decoder(t), Direct: func(g reflect.Type) bool {
		kind, ok := direct[g]
		return ok && kind == t.Kind
	}}
}

// encoder returns what makes the driver's form of a value. Values that have it
// already are returned as they came: to put them into an any again would cost an
// allocation each.
func encoder(t orm.Type) func(any) (any, error) {
	if t.Kind == orm.Array && t.Elem != nil {
		return arrayEncoder(*t.Elem)
	}
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
		case bool:
			if t.Kind == orm.Bool {
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

var errEncode = errors.New("PostgreSQL has no type for it")

// encode makes the driver's form of a value that has the Go type of its kind.
func encode(t orm.Type, v any) (any, error) {
	if t.Kind == orm.JSON {
		return encodeJSON(v)
	}
	switch x := v.(type) {
	case int64, string, float64, bool, []byte, time.Time, netip.Addr, netip.Prefix:
		return v, nil
	case decimal.Decimal:
		return x.StringFixed(max(0, -x.Exponent())), nil
	case orm.Day:
		return pgtype.Date{Time: x.In(time.UTC), Valid: true}, nil
	case orm.Clock:
		return pgtype.Time{Microseconds: x.SinceMidnight().Microseconds(), Valid: true}, nil
	case time.Duration:
		return encodeDuration(x), nil
	case uuid.UUID:
		return pgtype.UUID{Bytes: x, Valid: true}, nil
	case []any:
		return newList(orm.Type{}, x)
	}
	if orm.TypeOf(v).Kind == orm.JSON {
		return encodeJSON(v)
	}
	return nil, fmt.Errorf("%T: %w", v, errEncode)
}

// encodeDuration makes days of what is longer than one, as Django does: the parts
// of an interval can be asked for.
func encodeDuration(d time.Duration) pgtype.Interval {
	const day = 24 * time.Hour
	days := d / day
	if d%day < 0 {
		days--
	}
	return pgtype.Interval{Days: int32(days), Microseconds: (d - days*day).Microseconds(), Valid: true}
}

// decoder returns what makes the Go value of a kind of what the driver read. It
// has its type already, unless the column is of another one.
func decoder(t orm.Type) func(any) (any, error) {
	switch t.Kind {
	case orm.NoKind:
		return plain
	case orm.JSON:
		return decodeJSON
	case orm.Array:
		return func(v any) (any, error) { return decodeArray(t, v) }
	case orm.IP:
		return func(v any) (any, error) { return v, nil }
	}
	return func(v any) (any, error) {
		if kindOf(v) == t.Kind {
			return v, nil
		}
		return orm.Convert(orm.Type{Kind: t.Kind}, v)
	}
}

// kindOf returns the kind that a value has the Go type of.
func kindOf(v any) orm.Kind {
	switch v.(type) {
	case int64:
		return orm.Int
	case string:
		return orm.Text
	case bool:
		return orm.Bool
	case float64:
		return orm.Float
	case decimal.Decimal:
		return orm.Decimal
	case orm.Day:
		return orm.Date
	case orm.Clock:
		return orm.Time
	case time.Time:
		return orm.DateTime
	case time.Duration:
		return orm.Duration
	case uuid.UUID:
		return orm.UUID
	case []byte:
		return orm.Binary
	}
	return orm.NoKind
}
