package orm

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// A position is between two rows of an ordered query: behind the row that has
// these values, or before it.
type position struct {
	values []*string // nil for NULL; no values are the beginning
	back   bool
}

// maxCursor is the longest cursor that is made and that is looked at, in bytes. It
// holds the values of a row's order, which may be texts of some thousand characters.
const maxCursor = 64 << 10

var errCursor = &RequestError{Message: "There is no such page."}

// String returns the position as a cursor.
func (p position) String() string {
	text, _ := json.Marshal(struct {
		V []*string `json:"v"`
		B bool      `json:"b,omitempty"`
	}{p.values, p.back})
	return base64.RawURLEncoding.EncodeToString(text)
}

// parsePosition reads a cursor. Whether its values fit to the order the query
// finds out.
func parsePosition(cursor string) (position, error) {
	if cursor == "" {
		return position{}, nil
	}
	var p struct {
		V []*string `json:"v"`
		B bool      `json:"b"`
	}
	if len(cursor) > maxCursor {
		return position{}, errCursor
	}
	text, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || json.Unmarshal(text, &p) != nil || len(p.V) == 0 {
		return position{}, errCursor
	}
	for _, v := range p.V {
		if v != nil && CheckText(*v) != nil {
			return position{}, errCursor
		}
	}
	return position{p.V, p.B}, nil
}

// positionText writes a value so that Convert reads it again without loss.
func positionText(t Type, v any) (string, error) {
	v, err := Convert(t, v)
	if err != nil {
		return "", err
	}
	switch v := v.(type) {
	case string:
		return v, nil
	case time.Time:
		return v.UTC().Format(time.RFC3339Nano), nil
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64), nil
	}
	return fmt.Sprint(v), nil
}

// pageable reports whether rows can be paged by values of a kind.
func pageable(k Kind) bool {
	switch k {
	case Int, Text, Bool, Float, Decimal, Date, Time, DateTime, Duration, UUID, IP:
		return true
	}
	return false
}
