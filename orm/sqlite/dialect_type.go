package sqlite

import (
	"errors"

	"github.com/combo-web/combo/orm"
)

func (dialect) ColumnType(*orm.Field) (string, error) { return "", errors.ErrUnsupported }
func (dialect) CastType(orm.Type) (string, error)     { return "", errors.ErrUnsupported }
