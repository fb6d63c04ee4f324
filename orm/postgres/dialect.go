package postgres

import "github.com/combo-web/combo/orm"

// A dialect is PostgreSQL's.
type dialect struct{}

func (dialect) Name() string { return "postgresql" }

func (dialect) Features() orm.Features {
	return orm.Features{
		MaxArgs: 65535, DistinctOn: true, ForUpdate: true, SkipLocked: true, NoWait: true, Arrays: true,
		TypedArgs: true, Deferrable: true, CompoundParentheses: true, GroupsByKey: true,
	}
}

// Dialect returns how PostgreSQL writes SQL, for text that is made without a
// database.
func Dialect() orm.Dialect { return dialect{} }
