// Package json writes Go values as JSON, the way answers want it.
//
// It is encoding/json's second version with the maps sorted, so that equal values give equal bytes (and ETags), and
// with the struct tags as everybody knows them: omitempty leaves out false, 0 and nil too. A nil slice is [], a nil
// map {}, a time.Duration its own text ("1h30m0s"), a []byte Base64. Text that is not UTF-8 is an error, and nothing
// is escaped that JSON does not ask for: in a page, the template escapes.
package json

import (
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	v1 "github.com/go-json-experiment/json/v1"
)

// Marshal returns v as JSON text without a line end.
func Marshal(v any) ([]byte, error) {
	return json.Marshal(v, options)
}

var options = json.JoinOptions(
	json.Deterministic(true),
	v1.OmitEmptyWithLegacySemantics(true),
	json.WithMarshalers(json.MarshalToFunc(writeDuration)),
)

func writeDuration(e *jsontext.Encoder, d time.Duration) error {
	return e.WriteToken(jsontext.String(d.String()))
}
