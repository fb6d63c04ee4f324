package orm

import "reflect"

// A Dialect is how one database writes SQL and keeps values. It has no state.
type Dialect interface {
	// Name is "sqlite" or "postgresql".
	Name() string
	// Features tells what the database can do.
	Features() Features
	// Codec tells how values of a type travel.
	Codec(t Type) Codec
	// ColumnType is what CREATE TABLE says of a column: "varchar(150)".
	ColumnType(f *Field) (string, error)
	// Schema tells how tables are made.
	Schema() SchemaFeatures
	// Literal is a value of a type, not nil, written into a definition.
	Literal(t Type, v any) (string, error)
	// CastType is what CAST says of a type: "text", "numeric(5, 2)".
	CastType(t Type) (string, error)
	// Function returns the text of a function, "" if the database has none: {0},
	// {1} … stand for the arguments, {,} for all of them.
	Function(c Call) string
	// Place appends the place of argument n, counted from 1. bare says that its
	// type follows from the column beside it.
	Place(sql []byte, n int, t Type, bare bool) []byte
	// Lookup tells how a lookup on text is written, on a left side of a type.
	// computed says that the right side is an expression, not an argument.
	Lookup(name string, left Type, computed bool) LookupText
}

// Features are the differences between databases that queries have to know.
type Features struct {
	// MaxArgs is how many arguments a statement may have.
	MaxArgs int
	// DistinctOn says that DISTINCT ON (…) exists.
	DistinctOn bool
	// ForUpdate, SkipLocked and NoWait say that rows can be locked.
	ForUpdate, SkipLocked, NoWait bool
	// NullsFirst says that NULLs are the smallest values.
	NullsFirst bool
	// Arrays says that columns may be arrays.
	Arrays bool
	// TypedArgs says that an argument needs a cast where its type does not
	// follow from what it is compared with.
	TypedArgs bool
	// Deferrable says that unique constraints may be checked at the end.
	Deferrable bool
	// OffsetNeedsLimit says that there is no OFFSET without LIMIT.
	OffsetNeedsLimit bool
	// CompoundParentheses says that a query with an order or a slice may stand
	// in parentheses between UNION and others.
	CompoundParentheses bool
	// NextPlaces says that "?" is the place of the next argument. SQLite looks at
	// all numbered places for each of them when they are bound.
	NextPlaces bool
	// GroupsByKey says that columns follow from the key of their table in GROUP
	// BY.
	GroupsByKey bool
}

// A Codec is how the values of one type travel between Go and one database.
type Codec struct {
	// Encode makes the value that the driver binds. It takes the kind's Go type
	// and everything that converts to it without loss, and says what is wrong
	// with anything else. It is never called for nil.
	Encode func(value any) (any, error)
	// Decode makes the kind's Go value of what the driver read into an any. It
	// is never called for nil.
	Decode func(read any) (any, error)
	// Direct reports whether the driver itself can scan into a pointer to t.
	Direct func(t reflect.Type) bool
}
