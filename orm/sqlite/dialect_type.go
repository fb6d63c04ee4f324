package sqlite

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	"github.com/combo-web/combo/orm"
)

// Schema tells how tables are made.
func (dialect) Schema() orm.SchemaFeatures {
	return orm.SchemaFeatures{
		MaxName:   200, // SQLite has no limit, Django has this one
		Identity:  "AUTOINCREMENT",
		CheckJSON: true,
		Tables: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' " +
			"ORDER BY name",
	}
}

// columnTypes are those that Django declares. Most of them are for people and
// for tools: SQLite itself takes the affinity from them.
var columnTypes = map[orm.Kind]string{
	orm.Text: "text", orm.Bool: "bool", orm.Float: "real", orm.Decimal: "decimal", orm.Date: "date",
	orm.Time: "time", orm.DateTime: "datetime", orm.Duration: "bigint", orm.UUID: "char(32)",
	orm.JSON: "text", orm.Binary: "BLOB", orm.IP: "char(39)",
}

// ColumnType is what CREATE TABLE says of a column.
func (dialect) ColumnType(f *orm.Field) (string, error) {
	switch {
	case f.Kind == orm.Int && f.Auto:
		return "integer", nil // no other has AUTOINCREMENT
	case f.Kind == orm.Int && f.Unsigned:
		return intType(f.Bits) + " unsigned", nil
	case f.Kind == orm.Int:
		return intType(f.Bits), nil
	case f.Kind == orm.Text && f.Max > 0:
		return "varchar(" + strconv.Itoa(f.Max) + ")", nil
	case f.Kind == orm.Array:
		return "", errors.New("SQLite has no arrays: keep the values as JSON, or use PostgreSQL")
	}
	if name, ok := columnTypes[f.Kind]; ok {
		return name, nil
	}
	return "", fmt.Errorf("no column is for %v", f.Kind)
}

func intType(bits int) string {
	switch bits {
	case 16:
		return "smallint"
	case 32:
		return "integer"
	}
	return "bigint"
}

// castTypes are the types whose affinity makes the form that a kind is kept in.
var castTypes = map[orm.Kind]string{
	orm.Int: "integer", orm.Text: "text", orm.Bool: "bool", orm.Float: "real", orm.Decimal: "NUMERIC",
	orm.Date: "date", orm.Time: "time", orm.DateTime: "datetime", orm.Duration: "bigint", orm.UUID: "char(32)",
	orm.JSON: "text", orm.Binary: "BLOB", orm.IP: "char(39)",
}

// CastType is what CAST says of a type.
func (dialect) CastType(t orm.Type) (string, error) {
	switch {
	case t.Kind == orm.Int:
		return intType(t.Bits), nil
	case t.Kind == orm.Text && t.Max > 0:
		return "varchar(" + strconv.Itoa(t.Max) + ")", nil
	}
	if name, ok := castTypes[t.Kind]; ok {
		return name, nil
	}
	return "", fmt.Errorf("SQLite has no type for %v", t.Kind)
}

// Literal is a value written into a definition.
func (d dialect) Literal(t orm.Type, v any) (string, error) {
	bound, err := d.Codec(t).Encode(v)
	if err != nil {
		return "", err
	}
	switch bound := bound.(type) {
	case nil:
		return "NULL", nil
	case bool:
		if bound {
			return "1", nil
		}
		return "0", nil
	case int64, float64:
		return fmt.Sprint(bound), nil
	case []byte:
		return "X'" + hex.EncodeToString(bound) + "'", nil
	case string:
		return orm.QuoteText(bound)
	}
	return "", fmt.Errorf("a %T cannot stand in a definition", v)
}
