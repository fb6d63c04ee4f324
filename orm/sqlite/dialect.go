package sqlite

import "github.com/combo-web/combo/orm"

// A dialect is SQLite's.
type dialect struct{}

func (dialect) Name() string { return "sqlite" }

func (dialect) Features() orm.Features {
	return orm.Features{MaxArgs: 32766, NullsFirst: true, NextPlaces: true, OffsetNeedsLimit: true}
}

// Dialect returns how SQLite writes SQL, for text that is made without a database.
func Dialect() orm.Dialect { return dialect{} }
