package postgres

import (
	"errors"

	"github.com/combo-web/combo/orm"
)

func (dialect) Codec(t orm.Type) orm.Codec { return orm.Codec{} }

func (dialect) ColumnType(*orm.Field) (string, error) { return "", errors.ErrUnsupported }
func (dialect) CastType(t orm.Type) (string, error) {
	switch t.Kind {
	case orm.Text:
		return "text", nil
	case orm.Bool:
		return "boolean", nil
	case orm.Int:
		return "bigint", nil
	case orm.Float:
		return "double precision", nil
	case orm.Array:
		if t.Elem.Kind == orm.Text {
			return "text[]", nil
		}
		return "bigint[]", nil
	case orm.Decimal:
		return "numeric", nil
	}
	return "", errors.ErrUnsupported
}
