package orm

import (
	"bytes"
	"errors"
	"strconv"
)

var (
	errNULInJSON = errors.New("a text in JSON must not have a NUL in it")
	errSurrogate = errors.New("a text in JSON must not have half of a character in it")
)

// CheckJSON refuses the escapes of valid JSON that not every database stores: a
// NUL, and half of a character.
func CheckJSON(text []byte) error {
	for {
		i := bytes.IndexByte(text, '\\')
		if i < 0 {
			return nil
		}
		text = text[i:]
		unit, ok := escapedUnit(text)
		switch {
		case !ok:
			text = text[2:]
			continue
		case unit == 0:
			return errNULInJSON
		case unit >= 0xDC00 && unit < 0xE000:
			return errSurrogate
		case unit >= 0xD800 && unit < 0xDC00:
			if low, ok := escapedUnit(text[6:]); !ok || low < 0xDC00 || low >= 0xE000 {
				return errSurrogate
			}
			text = text[6:]
		}
		text = text[6:]
	}
}

// escapedUnit reads \uXXXX at the beginning of a text.
func escapedUnit(text []byte) (unit uint64, ok bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return unit, err == nil
}
