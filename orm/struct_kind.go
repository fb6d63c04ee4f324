package orm

import (
	"encoding/json"
	"net/netip"
	"reflect"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

// typesOfGo are the Go types that one kind of column holds.
var typesOfGo = map[reflect.Type]Type{
	reflect.TypeFor[time.Time]():       {Kind: DateTime},
	reflect.TypeFor[time.Duration]():   {Kind: Duration},
	reflect.TypeFor[Day]():             {Kind: Date},
	reflect.TypeFor[Clock]():           {Kind: Time},
	reflect.TypeFor[uuid.UUID]():       {Kind: UUID},
	reflect.TypeFor[decimal.Decimal](): {Kind: Decimal},
	reflect.TypeFor[netip.Addr]():      {Kind: IP},
	reflect.TypeFor[netip.Prefix]():    {Kind: IP},
	reflect.TypeFor[[]byte]():          {Kind: Binary},
	reflect.TypeFor[json.RawMessage](): {Kind: JSON},
}

// kindsOfGo are those of Go's own types and of types defined by them.
var kindsOfGo = map[reflect.Kind]Type{
	reflect.Bool: {Kind: Bool}, reflect.String: {Kind: Text},
	reflect.Float32: {Kind: Float}, reflect.Float64: {Kind: Float},
	reflect.Int: {Kind: Int, Bits: 64}, reflect.Int64: {Kind: Int, Bits: 64},
	reflect.Int32: {Kind: Int, Bits: 32}, reflect.Int16: {Kind: Int, Bits: 16}, reflect.Int8: {Kind: Int, Bits: 16},
	reflect.Uint: {Kind: Int, Bits: 64, Unsigned: true}, reflect.Uint64: {Kind: Int, Bits: 64, Unsigned: true},
	reflect.Uint32: {Kind: Int, Bits: 64, Unsigned: true}, // PostgreSQL's integer has a sign
	reflect.Uint16: {Kind: Int, Bits: 32, Unsigned: true}, reflect.Uint8: {Kind: Int, Bits: 16, Unsigned: true},
}

// typeOfGo returns what a column for a Go type is; Kind is NoKind if only a tag
// can say it.
func typeOfGo(t reflect.Type) Type {
	if known, ok := typesOfGo[t]; ok {
		return known
	}
	if known, ok := kindsOfGo[t.Kind()]; ok {
		return known
	}
	if t.Kind() != reflect.Slice {
		return Type{}
	}
	if t.Elem().Kind() == reflect.Uint8 {
		return Type{Kind: Binary}
	}
	elem, _ := nullable(t.Elem())
	if of := typeOfGo(elem); of.Kind != NoKind {
		return Type{Kind: Array, Elem: &of}
	}
	return Type{}
}

// nullable returns the type of the value in a pointer or in one of the Null
// types of database/sql, and whether t is such a type.
func nullable(t reflect.Type) (reflect.Type, bool) {
	switch {
	case t.Kind() == reflect.Pointer:
		return t.Elem(), true
	case isNull(t):
		return t.Field(0).Type, true
	}
	return t, false
}

// isNull reports whether t is sql.Null[T], sql.NullString or one of its family:
// a value and whether it is valid.
func isNull(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.PkgPath() == "database/sql" && strings.HasPrefix(t.Name(), "Null") &&
		t.NumField() == 2 && t.Field(1).Name == "Valid"
}

// canBeNil reports whether a Go value can stand for NULL by itself.
func canBeNil(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Slice, reflect.Map, reflect.Interface:
		return true
	}
	return false
}
