package postgres

import (
	"fmt"
	"net/netip"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
)

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
	case **decimal.Decimal:
		*d = nil
	case **time.Time:
		*d = nil
	case **time.Duration:
		*d = nil
	case **orm.Day:
		*d = nil
	case **orm.Clock:
		*d = nil
	case **uuid.UUID:
		*d = nil
	case **netip.Addr:
		*d = nil
	case **netip.Prefix:
		*d = nil
	default:
		return errNull
	}
	return nil
}

// convertPointer stores a value where a pointer to it is wanted.
func (s source) convertPointer(dest any) error {
	switch d := dest.(type) {
	case **int64:
		return pointed(s, d)
	case **int:
		return pointed(s, d)
	case **int32:
		return pointed(s, d)
	case **int16:
		return pointed(s, d)
	case **int8:
		return pointed(s, d)
	case **uint64:
		return pointed(s, d)
	case **uint:
		return pointed(s, d)
	case **uint32:
		return pointed(s, d)
	case **uint16:
		return pointed(s, d)
	case **uint8:
		return pointed(s, d)
	case **string:
		return pointed(s, d)
	case **bool:
		return pointed(s, d)
	case **float64:
		return pointed(s, d)
	case **float32:
		return pointed(s, d)
	case **decimal.Decimal:
		return pointed(s, d)
	case **time.Time:
		return pointed(s, d)
	case **time.Duration:
		return pointed(s, d)
	case **orm.Day:
		return pointed(s, d)
	case **orm.Clock:
		return pointed(s, d)
	case **uuid.UUID:
		return pointed(s, d)
	case **netip.Addr:
		return pointed(s, d)
	case **netip.Prefix:
		return pointed(s, d)
	}
	v, err := s.value()
	if err != nil {
		return err
	}
	return fmt.Errorf("a %T has no place in a %T", v, dest)
}

func pointed[T any](s source, dest **T) error {
	value := new(T)
	*dest = value
	return assign(s.types, s.field, s.raw, value)
}
