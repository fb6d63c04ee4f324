package functions

import (
	"database/sql/driver"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxText bounds the bytes that padding and repeating may make of a number.
const maxText = 16 << 20

// lpad is (text, length, fill).
func lpad(args []driver.Value) (driver.Value, error) {
	s, padding, err := pad(args)
	return padding + s, err
}

// rpad is (text, length, fill).
func rpad(args []driver.Value) (driver.Value, error) {
	s, padding, err := pad(args)
	return s + padding, err
}

// pad returns the text, cut off after length characters, and what it lacks. A
// negative length is 0, and an empty fill fills nothing, as in PostgreSQL.
func pad(args []driver.Value) (s, padding string, err error) {
	if s, err = text(args[0]); err != nil {
		return "", "", err
	}
	length, err := integer(args[1])
	if err != nil {
		return "", "", err
	}
	fill, err := text(args[2])
	if err != nil {
		return "", "", err
	}
	missing := length - int64(utf8.RuneCountInString(s))
	if missing <= 0 || fill == "" {
		return firstChars(s, length), "", nil
	}
	padding, err = fillChars(fill, missing)
	return s, padding, err
}

// firstChars cuts s off after n characters.
func firstChars(s string, n int64) string {
	for i := range s {
		if n <= 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// fillChars repeats fill to n characters.
func fillChars(fill string, n int64) (string, error) {
	count := int64(utf8.RuneCountInString(fill))
	whole, err := times(fill, n/count)
	return whole + firstChars(fill, n%count), err
}

// repeat is (text, times); a negative number is 0.
func repeat(args []driver.Value) (driver.Value, error) {
	s, err := text(args[0])
	if err != nil {
		return nil, err
	}
	n, err := integer(args[1])
	if err != nil {
		return nil, err
	}
	return times(s, max(n, 0))
}

func times(s string, n int64) (string, error) {
	if s == "" {
		return "", nil
	}
	if n > maxText/int64(len(s)) {
		return "", fmt.Errorf("the result is longer than %d bytes", maxText)
	}
	return strings.Repeat(s, int(n)), nil
}

// reverse is (text). Bytes that are no UTF-8 are kept.
func reverse(args []driver.Value) (driver.Value, error) {
	s, err := text(args[0])
	if err != nil {
		return nil, err
	}
	reversed := make([]byte, 0, len(s))
	for len(s) > 0 {
		_, size := utf8.DecodeLastRuneInString(s)
		reversed = append(reversed, s[len(s)-size:]...)
		s = s[:len(s)-size]
	}
	return string(reversed), nil
}
