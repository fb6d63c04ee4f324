package postgres

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/combo-web/combo/orm"
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
	if err := orm.CheckJSON(text); err != nil {
		return nil, err
	}
	return string(text), nil
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
