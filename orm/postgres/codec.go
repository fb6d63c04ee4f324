package postgres

import (
	"reflect"

	"github.com/combo-web/combo/orm"
)

// Codec tells how values of a type travel.
func (dialect) Codec(t orm.Type) orm.Codec {
	return orm.Codec{
		Encode: func(v any) (any, error) { return orm.Convert(t, v) },
		Decode: func(v any) (any, error) { return orm.Convert(t, v) },
		Direct: func(reflect.Type) bool { return false },
	}
}
