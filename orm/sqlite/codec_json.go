package sqlite

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/combo-web/combo/orm"
)

// encodeJSON writes JSON as Django does, so that the same value is the same
// text: a space behind commas and colons, ASCII only.
func encodeJSON(v any) (any, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	compact, err := compactJSON(b.Bytes())
	if err != nil {
		return nil, err
	}
	if err := orm.CheckJSON(compact); err != nil {
		return nil, err
	}
	return string(spaceJSON(make([]byte, 0, len(compact)+16), compact)), nil
}

// compactJSON drops the line end of the encoder, and the spaces of a
// json.RawMessage.
func compactJSON(b []byte) ([]byte, error) {
	var compact bytes.Buffer
	err := json.Compact(&compact, b)
	return compact.Bytes(), err
}

// spaceJSON appends compact JSON with the spaces, and with escapes for what is
// not ASCII.
func spaceJSON(to, compact []byte) []byte {
	inText, escaped := false, false
	for len(compact) > 0 {
		r, n := utf8.DecodeRune(compact)
		compact = compact[n:]
		if r >= utf8.RuneSelf {
			to = appendEscaped(to, r)
			continue
		}
		to = append(to, byte(r))
		switch {
		case inText:
			inText = r != '"' || escaped
			escaped = r == '\\' && !escaped
		case r == '"':
			inText = true
		case r == ',' || r == ':':
			to = append(to, ' ')
		}
	}
	return to
}

func appendEscaped(to []byte, r rune) []byte {
	if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
		return fmt.Appendf(to, `\u%04x\u%04x`, high, low)
	}
	return fmt.Appendf(to, `\u%04x`, r)
}

// decodeJSON reads a JSON text. SQL functions give numbers and booleans as they
// are.
func decodeJSON(v any) (any, error) {
	var s []byte
	switch v := v.(type) {
	case string:
		s = []byte(v)
	case []byte:
		s = v
	case int64:
		return float64(v), nil
	default:
		return v, nil
	}
	var value any
	if err := json.Unmarshal(s, &value); err != nil {
		return nil, fmt.Errorf("%.60q is not JSON: %w", s, err)
	}
	return value, nil
}
