package postgres

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// encodeJSON writes a value as JSON.
func encodeJSON(v any) (any, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	text := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	if err := checkJSON(text); err != nil {
		return nil, err
	}
	return string(text), nil
}

var (
	errNULInJSON = errors.New("a text in JSON must not have a NUL in it")
	errSurrogate = errors.New("a text in JSON must not have half of a character in it")
)

// checkJSON refuses the escapes of valid JSON that PostgreSQL does not store.
func checkJSON(text []byte) error {
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

// decodeJSON makes what encoding/json makes of a JSON text. An expression may give
// numbers and texts as they are.
func decodeJSON(v any) (any, error) {
	raw, ok := v.(json.RawMessage)
	if !ok {
		if n, ok := v.(int64); ok {
			return float64(n), nil
		}
		return v, nil
	}
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return nil, fmt.Errorf("%.60q is not JSON: %w", raw, err)
	}
	return value, nil
}
