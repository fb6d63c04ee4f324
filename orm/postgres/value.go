package postgres

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

var errBytes = errors.New("PostgreSQL sent a value of another form than its type has")

// value makes the Go value that the type of the column stands for: that of the
// kind if there is one, json.RawMessage for JSON, and what the driver makes of all
// others.
func (s source) value() (any, error) {
	if s.raw == nil {
		return nil, nil
	}
	if isText(s.field.DataTypeOID) {
		return string(s.raw), nil
	}
	if s.field.Format == pgtype.TextFormatCode {
		return s.textValue()
	}
	if decode := decoders[s.field.DataTypeOID]; decode != nil {
		return decode(s.raw)
	}
	if t, ok := s.types.TypeForOID(s.field.DataTypeOID); ok {
		if array, ok := t.Codec.(*pgtype.ArrayCodec); ok {
			return s.array(array.ElementType.OID)
		}
	}
	return s.driverValue()
}

// driverValue is what the driver makes of a value.
func (s source) driverValue() (any, error) {
	t, ok := s.types.TypeForOID(s.field.DataTypeOID)
	if !ok {
		return string(s.raw), nil
	}
	return t.Codec.DecodeValue(s.types, s.field.DataTypeOID, s.field.Format, s.raw)
}

// decoders read the binary forms of the types that have a kind.
var decoders = map[uint32]func([]byte) (any, error){
	pgtype.Int8OID: func(b []byte) (any, error) {
		if len(b) != 8 {
			return nil, errBytes
		}
		return int64(binary.BigEndian.Uint64(b)), nil
	},
	pgtype.Int4OID: func(b []byte) (any, error) {
		if len(b) != 4 {
			return nil, errBytes
		}
		return int64(int32(binary.BigEndian.Uint32(b))), nil
	},
	pgtype.Int2OID: func(b []byte) (any, error) {
		if len(b) != 2 {
			return nil, errBytes
		}
		return int64(int16(binary.BigEndian.Uint16(b))), nil
	},
	pgtype.OIDOID: func(b []byte) (any, error) {
		if len(b) != 4 {
			return nil, errBytes
		}
		return int64(binary.BigEndian.Uint32(b)), nil
	},
	pgtype.Float8OID: func(b []byte) (any, error) {
		if len(b) != 8 {
			return nil, errBytes
		}
		return math.Float64frombits(binary.BigEndian.Uint64(b)), nil
	},
	pgtype.Float4OID: func(b []byte) (any, error) {
		if len(b) != 4 {
			return nil, errBytes
		}
		return float64(math.Float32frombits(binary.BigEndian.Uint32(b))), nil
	},
	pgtype.BoolOID: func(b []byte) (any, error) {
		if len(b) != 1 {
			return nil, errBytes
		}
		return b[0] != 0, nil
	},
	pgtype.UUIDOID: func(b []byte) (any, error) {
		if len(b) != 16 {
			return nil, errBytes
		}
		return uuid.UUID(b), nil
	},
	pgtype.JSONBOID: func(b []byte) (any, error) {
		if len(b) == 0 || b[0] != 1 {
			return nil, errBytes
		}
		return json.RawMessage(slices.Clone(b[1:])), nil
	},
	pgtype.JSONOID:        func(b []byte) (any, error) { return json.RawMessage(slices.Clone(b)), nil },
	pgtype.ByteaOID:       func(b []byte) (any, error) { return append([]byte{}, b...), nil },
	pgtype.NumericOID:     func(b []byte) (any, error) { return decodeNumeric(b) },
	pgtype.TimestamptzOID: func(b []byte) (any, error) { return decodeMoment(b) },
	pgtype.TimestampOID:   func(b []byte) (any, error) { return decodeMoment(b) },
	pgtype.DateOID:        func(b []byte) (any, error) { return decodeDay(b) },
	pgtype.TimeOID:        func(b []byte) (any, error) { return decodeClock(b) },
	pgtype.IntervalOID:    func(b []byte) (any, error) { return decodeInterval(b) },
	pgtype.InetOID:        decodeInet,
	pgtype.CIDROID:        decodeInet,
}

// textValue reads a value that came as text, as it does for JSON and for types that
// have no kind. Of one that the driver does not know the text is all there is.
func (s source) textValue() (any, error) {
	switch s.field.DataTypeOID {
	case pgtype.JSONOID, pgtype.JSONBOID:
		return json.RawMessage(slices.Clone(s.raw)), nil
	}
	return s.driverValue()
}

// maxDimensions is PostgreSQL's limit.
const maxDimensions = 6

// array reads the binary form of an array: the number of dimensions, flags, the
// type of the elements, the length and the first index of each dimension, and the
// elements with their lengths in bytes in front.
func (s source) array(elem uint32) (any, error) {
	b := s.raw
	if len(b) < 12 {
		return nil, errBytes
	}
	n := int(int32(binary.BigEndian.Uint32(b)))
	b = b[12:]
	if n < 0 || n > maxDimensions || len(b) < 8*n {
		return nil, errBytes
	}
	lengths := make([]int, n)
	for i := range lengths {
		lengths[i] = int(int32(binary.BigEndian.Uint32(b[8*i:])))
	}
	if n == 0 {
		return []any{}, nil
	}
	list, rest, err := s.elements(b[8*n:], lengths, &pgconn.FieldDescription{DataTypeOID: elem, Format: pgtype.BinaryFormatCode})
	if err == nil && len(rest) > 0 {
		err = errBytes
	}
	return list, err
}

// elements reads the elements of an array of some dimensions and returns what is
// behind them.
func (s source) elements(b []byte, lengths []int, elem *pgconn.FieldDescription) (list []any, rest []byte, err error) {
	if lengths[0] < 1 || lengths[0] > len(b)/4 {
		return nil, nil, errBytes
	}
	list = make([]any, lengths[0])
	for i := range list {
		if len(lengths) > 1 {
			list[i], b, err = s.elements(b, lengths[1:], elem)
		} else {
			list[i], b, err = s.element(b, elem)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	return list, b, nil
}

func (s source) element(b []byte, elem *pgconn.FieldDescription) (v any, rest []byte, err error) {
	if len(b) < 4 {
		return nil, nil, errBytes
	}
	n := int(int32(binary.BigEndian.Uint32(b)))
	b = b[4:]
	if n < 0 {
		return nil, b, nil
	}
	if n > len(b) {
		return nil, nil, errBytes
	}
	v, err = source{s.types, elem, b[:n]}.value()
	return v, b[n:], err
}

// plain is how a value looks in rows whose types nobody knows.
func plain(v any) (any, error) {
	if raw, ok := v.(json.RawMessage); ok {
		return decodeJSON(raw)
	}
	return v, nil
}
