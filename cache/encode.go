package cache

import (
	"encoding/binary"
	"fmt"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/combo-web/combo/internal/json"
)

// A stored value is a byte that names this form, the time until which it is fresh,
// and JSON.
const (
	form      = 1
	formBytes = 9
)

func wrap(text []byte, until time.Time) []byte {
	b := make([]byte, 0, formBytes+len(text))
	b = append(b, form)
	b = binary.BigEndian.AppendUint64(b, uint64(until.UnixNano()))
	return append(b, text...)
}

func unwrap(stored []byte) (text []byte, until time.Time, ok bool) {
	if len(stored) < formBytes || stored[0] != form {
		return nil, time.Time{}, false
	}
	return stored[formBytes:], time.Unix(0, int64(binary.BigEndian.Uint64(stored[1:formBytes]))), true
}

func encode(v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write a %T for the cache: %w", v, err)
	}
	return text, nil
}

// decode reads what encode wrote. What it cannot read was stored by a program of
// another shape, and is as good as not there.
func decode[T any](text []byte) (v T, ok bool) {
	if text == nil {
		return v, false
	}
	if err := jsonv2.Unmarshal(text, &v, readOptions); err != nil {
		return *new(T), false
	}
	return v, true
}

// readOptions read what package json writes in its own way.
var readOptions = jsonv2.WithUnmarshalers(jsonv2.UnmarshalFromFunc(readDuration))

func readDuration(d *jsontext.Decoder, to *time.Duration) error {
	token, err := d.ReadToken()
	if err != nil {
		return err
	}
	if token.Kind() != '"' {
		return fmt.Errorf("a duration is %s, not a text", token.Kind())
	}
	*to, err = time.ParseDuration(token.String())
	return err
}
