package postgres

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"net/netip"
	"reflect"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
)

var errNull = errors.New("NULL")

// direct are the types, by pointers to which assign takes values, and the kinds
// whose values they hold. A pointer to one of them takes NULL as well.
var direct = func() map[reflect.Type]orm.Kind {
	all := map[reflect.Type]orm.Kind{}
	for kind, values := range map[orm.Kind][]any{
		orm.Int:  {int64(0), int(0), int32(0), int16(0), int8(0), uint64(0), uint(0), uint32(0), uint16(0), uint8(0)},
		orm.Text: {""}, orm.Bool: {false}, orm.Float: {float64(0), float32(0)}, orm.Decimal: {decimal.Decimal{}},
		orm.Date: {orm.Day{}}, orm.Time: {orm.Clock{}}, orm.DateTime: {time.Time{}}, orm.Duration: {time.Duration(0)},
		orm.UUID: {uuid.UUID{}}, orm.IP: {netip.Addr{}, netip.Prefix{}},
	} {
		for _, v := range values {
			t := reflect.TypeOf(v)
			all[t], all[reflect.PointerTo(t)] = kind, kind
		}
	}
	all[reflect.TypeFor[[]byte]()] = orm.Binary
	return all
}()

// A source is where a value comes from: its column and its bytes, nil for NULL.
type source struct {
	types *pgtype.Map
	field *pgconn.FieldDescription
	raw   []byte
}

// assign stores a value where dest points to. The types that are most frequent,
// in the form in which they come, are taken first.
func assign(types *pgtype.Map, field *pgconn.FieldDescription, raw []byte, dest any) error {
	if raw != nil && field.Format == pgtype.BinaryFormatCode {
		switch d := dest.(type) {
		case *int64:
			if field.DataTypeOID == pgtype.Int8OID && len(raw) == 8 {
				*d = int64(binary.BigEndian.Uint64(raw))
				return nil
			}
		case *float64:
			if field.DataTypeOID == pgtype.Float8OID && len(raw) == 8 {
				*d = math.Float64frombits(binary.BigEndian.Uint64(raw))
				return nil
			}
		case *bool:
			if field.DataTypeOID == pgtype.BoolOID && len(raw) == 1 {
				*d = raw[0] != 0
				return nil
			}
		}
	} else if d, ok := dest.(*string); ok && raw != nil && isText(field.DataTypeOID) {
		*d = string(raw)
		return nil
	}
	s := source{types, field, raw}
	if d, ok := dest.(*any); ok {
		v, err := s.value()
		*d = v
		return err
	}
	if raw == nil {
		return assignNull(dest)
	}
	return s.convert(dest)
}

// isText reports whether the text of a value is its value. Types that the driver
// does not know, as citext and enums, come as text.
func isText(oid uint32) bool {
	switch oid {
	case pgtype.TextOID, pgtype.VarcharOID, pgtype.BPCharOID, pgtype.NameOID:
		return true
	}
	return false
}

// convert stores a value that is not NULL.
func (s source) convert(dest any) error {
	switch d := dest.(type) {
	case *int64:
		return signed(s, d)
	case *int:
		return signed(s, d)
	case *int32:
		return signed(s, d)
	case *int16:
		return signed(s, d)
	case *int8:
		return signed(s, d)
	case *uint64:
		return unsigned(s, d)
	case *uint:
		return unsigned(s, d)
	case *uint32:
		return unsigned(s, d)
	case *uint16:
		return unsigned(s, d)
	case *uint8:
		return unsigned(s, d)
	case *string:
		return converted(s, orm.Text, d)
	case *bool:
		return converted(s, orm.Bool, d)
	case *float64:
		return converted(s, orm.Float, d)
	case *float32:
		var wide float64
		err := converted(s, orm.Float, &wide)
		*d = float32(wide)
		return err
	case *[]byte:
		return converted(s, orm.Binary, d)
	case *time.Time:
		return scanTime(s, d)
	case *time.Duration:
		return converted(s, orm.Duration, d)
	case *decimal.Decimal:
		return scanDecimal(s, d)
	case *orm.Day:
		return converted(s, orm.Date, d)
	case *orm.Clock:
		return converted(s, orm.Time, d)
	case *uuid.UUID:
		return scanUUID(s, d)
	case *netip.Addr:
		return converted(s, orm.IP, d)
	case *netip.Prefix:
		return scanPrefix(s, d)
	}
	return s.convertPointer(dest)
}

// converted stores the Go value of a kind.
func converted[T any](s source, kind orm.Kind, dest *T) error {
	v, err := s.value()
	if err != nil {
		return err
	}
	if v, err = orm.Convert(orm.Type{Kind: kind}, v); err != nil {
		return err
	}
	value, ok := v.(T)
	if !ok {
		return fmt.Errorf("a %T has no place in a %T", v, value)
	}
	*dest = value
	return nil
}

func signed[T int | int8 | int16 | int32 | int64](s source, dest *T) error {
	n, err := s.integer()
	if err != nil {
		return err
	}
	if *dest = T(n); int64(*dest) != n {
		return fmt.Errorf("%d does not fit into %T", n, *dest)
	}
	return nil
}

func unsigned[T uint | uint8 | uint16 | uint32 | uint64](s source, dest *T) error {
	n, err := s.integer()
	if err != nil {
		return err
	}
	if *dest = T(n); n < 0 || uint64(*dest) != uint64(n) {
		return fmt.Errorf("%d does not fit into %T", n, *dest)
	}
	return nil
}

// integer takes whole numbers of every type: the sum of bigints is a numeric.
func (s source) integer() (int64, error) {
	if s.field.Format == pgtype.BinaryFormatCode {
		switch {
		case s.field.DataTypeOID == pgtype.Int8OID && len(s.raw) == 8:
			return int64(binary.BigEndian.Uint64(s.raw)), nil
		case s.field.DataTypeOID == pgtype.Int4OID && len(s.raw) == 4:
			return int64(int32(binary.BigEndian.Uint32(s.raw))), nil
		case s.field.DataTypeOID == pgtype.Int2OID && len(s.raw) == 2:
			return int64(int16(binary.BigEndian.Uint16(s.raw))), nil
		}
	}
	var n int64
	err := converted(s, orm.Int, &n)
	return n, err
}

func scanTime(s source, dest *time.Time) (err error) {
	oid := s.field.DataTypeOID
	if s.field.Format == pgtype.BinaryFormatCode && (oid == pgtype.TimestamptzOID || oid == pgtype.TimestampOID) {
		*dest, err = decodeMoment(s.raw)
		return err
	}
	return converted(s, orm.DateTime, dest)
}

func scanDecimal(s source, dest *decimal.Decimal) (err error) {
	if s.field.Format == pgtype.BinaryFormatCode && s.field.DataTypeOID == pgtype.NumericOID {
		*dest, err = decodeNumeric(s.raw)
		return err
	}
	return converted(s, orm.Decimal, dest)
}

func scanUUID(s source, dest *uuid.UUID) error {
	if s.field.Format == pgtype.BinaryFormatCode && s.field.DataTypeOID == pgtype.UUIDOID && len(s.raw) == 16 {
		copy(dest[:], s.raw)
		return nil
	}
	return converted(s, orm.UUID, dest)
}

// scanPrefix makes a network of a single address, too.
func scanPrefix(s source, dest *netip.Prefix) error {
	v, err := s.value()
	if err != nil {
		return err
	}
	if a, ok := v.(netip.Addr); ok {
		*dest = netip.PrefixFrom(a, a.BitLen())
		return nil
	}
	return converted(s, orm.IP, dest)
}
