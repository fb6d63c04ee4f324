package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// A value of a corpus file is read into: nil, bool, int64, *big.Int, float64,
// string, []byte, uuid.UUID, time.Time, time.Duration, []any for lists, tuples
// and sets, object for mappings with text as keys, mapping for all others,
// multi for several values per name, or tagged.

// An object is a mapping by text, in the order in which it was written.
type object []member

type member struct {
	key   string
	value any
}

// A mapping has keys of any kind.
type mapping [][2]any

// A multi is a mapping with several values per name.
type multi []multiMember

type multiMember struct {
	key    string
	values []any
}

// A tagged is a value of a kind that has no form of its own here: the state of
// a data structure, an environment, something that could not be recorded.
type tagged struct {
	kind string
	all  object // with "$t" and "v"
}

// get returns the member of a name, nil if there is none.
func (o object) get(key string) any {
	v, _ := o.lookup(key)
	return v
}

func (o object) lookup(key string) (any, bool) {
	for _, m := range o {
		if m.key == key {
			return m.value, true
		}
	}
	return nil, false
}

// text returns the member of a name if it is text, else "".
func (o object) text(key string) string { return textOf(o.get(key)) }

func (o object) list(key string) []any { return listOf(o.get(key)) }

func (o object) object(key string) object { return objectOf(o.get(key)) }

func (t tagged) v() any { return t.all.get("v") }

func textOf(v any) string {
	s, _ := v.(string)
	return s
}

func listOf(v any) []any {
	l, _ := v.([]any)
	return l
}

func objectOf(v any) object {
	o, _ := v.(object)
	return o
}

// readValue reads a JSON document.
func readValue(raw []byte) (any, error) { return readValueWith(raw, special) }

// A reviver makes the value of a kind that JSON has no form for.
type reviver func(kind string, o object) (any, error)

// readValueWith reads a JSON document whose special values another function
// makes.
func readValueWith(raw []byte, revive reviver) (any, error) {
	d := valueDecoder{json.NewDecoder(bytes.NewReader(raw)), revive}
	d.UseNumber()
	return d.value()
}

// A valueDecoder reads values one after the other.
type valueDecoder struct {
	*json.Decoder
	revive reviver
}

func (d valueDecoder) value() (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case json.Number:
		return number(t.String())
	case json.Delim:
		if t == '[' {
			return d.restOfList()
		}
		return d.restOfObject()
	}
	return t, nil // nil, bool, string
}

func (d valueDecoder) restOfList() (any, error) {
	list := []any{}
	for d.More() {
		v, err := d.value()
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := d.Token()
	return list, err
}

func (d valueDecoder) restOfObject() (any, error) {
	o := object{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		v, err := d.value()
		if err != nil {
			return nil, err
		}
		o = append(o, member{textOf(key), v})
	}
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	if kind, ok := o.get("$t").(string); ok {
		return d.revive(kind, o)
	}
	return o, nil
}

func number(text string) (any, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, nil
	}
	if n, ok := new(big.Int).SetString(text, 10); ok {
		return n, nil
	}
	return strconv.ParseFloat(text, 64)
}

// special reads what JSON has no form for. A kind that is not known stays as it
// is: a case that needs it fails or falls under a rule.
func special(kind string, o object) (any, error) {
	v := o.get("v")
	switch kind {
	case "tuple", "set", "safe", "lazy", "str":
		return v, nil
	case "bytes":
		return base64.StdEncoding.DecodeString(textOf(v))
	case "int":
		return number(textOf(v))
	case "float":
		return strconv.ParseFloat(strings.ToLower(textOf(v)), 64)
	case "uuid":
		return uuid.Parse(textOf(v))
	case "date", "datetime":
		return moment(textOf(v))
	case "timedelta":
		return duration(listOf(v))
	case "map":
		return pairs(listOf(v)), nil
	case "querydict":
		return several(listOf(v)), nil
	}
	return tagged{kind, o}, nil
}

// moment reads a date or a time; without an offset it is in UTC.
func moment(text string) (any, error) {
	for _, layout := range []string{"2006-01-02T15:04:05.999999999Z07:00", "2006-01-02T15:04:05.999999999", "2006-01-02"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return nil, fmt.Errorf("%q is no date", text)
}

func duration(parts []any) (any, error) {
	if len(parts) != 3 {
		return nil, fmt.Errorf("%v is no timedelta", parts)
	}
	var sum time.Duration
	for i, unit := range []time.Duration{24 * time.Hour, time.Second, time.Microsecond} {
		n, _ := parts[i].(int64)
		sum += time.Duration(n) * unit
	}
	return sum, nil
}

func pairs(list []any) mapping {
	m := mapping{}
	for _, p := range list {
		if kv := listOf(p); len(kv) == 2 {
			m = append(m, [2]any{kv[0], kv[1]})
		}
	}
	return m
}

// several reads [[name, [value …]] …].
func several(list []any) multi {
	m := multi{}
	for _, p := range list {
		if kv := listOf(p); len(kv) == 2 {
			m = append(m, multiMember{textOf(kv[0]), listOf(kv[1])})
		}
	}
	return m
}

// contains tells whether f is true of v or of anything in it.
func contains(v any, f func(any) bool) bool {
	if f(v) {
		return true
	}
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			if contains(item, f) {
				return true
			}
		}
	case object:
		for _, m := range v {
			if contains(m.value, f) {
				return true
			}
		}
	case mapping:
		for _, p := range v {
			if contains(p[0], f) || contains(p[1], f) {
				return true
			}
		}
	case multi:
		for _, m := range v {
			if contains(m.values, f) {
				return true
			}
		}
	case tagged:
		return contains(v.v(), f)
	}
	return false
}

// isTagged returns a test for contains.
func isTagged(kind string) func(any) bool {
	return func(v any) bool {
		t, ok := v.(tagged)
		return ok && t.kind == kind
	}
}
