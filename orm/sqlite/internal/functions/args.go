package functions

import (
	"database/sql/driver"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// text returns v if it is text.
func text(v driver.Value) (string, error) {
	if s, ok := v.(string); ok {
		return s, nil
	}
	return "", fmt.Errorf("text expected, not %s", describe(v))
}

// integer returns v if it is an integer.
func integer(v driver.Value) (int64, error) {
	if n, ok := v.(int64); ok {
		return n, nil
	}
	return 0, fmt.Errorf("an integer expected, not %s", describe(v))
}

// number returns v as a float. Text that spells a decimal number is one, as for
// SQLite's own functions: decimals are bound as text.
func number(v driver.Value) (float64, error) {
	switch v := v.(type) {
	case int64:
		return float64(v), nil
	case float64:
		return v, nil
	case string:
		if f, err := strconv.ParseFloat(v, 64); err == nil && isDecimal(v) {
			return f, nil
		}
	}
	return 0, fmt.Errorf("a number expected, not %s", describe(v))
}

// numbers returns both as floats.
func numbers(a, b driver.Value) (x, y float64, err error) {
	if x, err = number(a); err != nil {
		return 0, 0, err
	}
	y, err = number(b)
	return x, y, err
}

// isDecimal refuses what ParseFloat takes besides decimal numbers: "inf",
// "0x1p-2", "1_000".
func isDecimal(s string) bool {
	return strings.Trim(s, "0123456789.+-eE") == ""
}

// describe names a value in an error, shortened, so that an error does not
// carry a whole document.
func describe(v driver.Value) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case string:
		return "text " + quote(v)
	case []byte:
		return fmt.Sprintf("a blob of %d bytes", len(v))
	}
	return fmt.Sprint(v)
}

func quote(s string) string {
	const most = 60
	if len(s) > most {
		return strconv.QuoteToASCII(s[:most]) + "…"
	}
	return strconv.QuoteToASCII(s)
}

// spell writes a value as text, numbers as Python and SQLite do.
func spell(v driver.Value) string {
	switch v := v.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return spellFloat(v)
	}
	return fmt.Sprint(v)
}

func spellFloat(f float64) string {
	size := math.Abs(f)
	if size != 0 && (size < 1e-4 || size >= 1e16) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}
