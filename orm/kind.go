package orm

// A Kind says what a column or an expression holds. Which type of the database
// keeps it, and in what form, is Django's choice for the field of the same name.
type Kind uint8

// The kinds. The Go type is the one of values in rows that are maps.
const (
	NoKind   Kind = iota // not known
	Int                  // int64; Type.Bits says how wide the column is
	Text                 // string; Type.Max says how many characters
	Bool                 // bool
	Float                // float64
	Decimal              // decimal.Decimal; Type.Digits and Type.Places
	Date                 // orm.Day
	Time                 // orm.Clock, a time of day
	DateTime             // time.Time, stored in UTC
	Duration             // time.Duration, stored with microseconds
	UUID                 // uuid.UUID
	JSON                 // any, as encoding/json decodes it
	Binary               // []byte
	IP                   // netip.Addr, or netip.Prefix where the column has a mask
	Array                // []any of Type.Elem; PostgreSQL only
)

// A Type is a kind with what the database needs to know of it.
type Type struct {
	Kind Kind
	// Bits is the width of an Int: 16, 32 or 64. Defaults to 64.
	Bits int
	// Unsigned says that an Int is never negative; the table checks it.
	Unsigned bool
	// Max is how many characters a Text may have. Defaults to 0: no limit.
	Max int
	// Digits and Places are those of a Decimal, as in NUMERIC(Digits, Places).
	Digits, Places int
	// Elem is what an Array holds.
	Elem *Type
}
