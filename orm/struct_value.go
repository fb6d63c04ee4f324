package orm

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

// parseDefault reads a value that a tag says: a func() any if it is made anew
// for each row.
func parseDefault(t Type, s string) (any, error) {
	if t.Kind == UUID && s == "random" {
		return func() any { return uuid.New() }, nil
	}
	if t.Kind == Array && s == "[]" || t.Kind == JSON {
		if _, err := parseValue(t, s); err != nil {
			return nil, err
		}
		return func() any { v, _ := parseValue(t, s); return v }, nil
	}
	return parseValue(t, s)
}

// parseDBDefault reads a value that the database fills in.
func parseDBDefault(t Type, s string) (Expression, error) {
	if s == "now" && (t.Kind == DateTime || t.Kind == Date || t.Kind == Time) {
		return &databaseNow{t}, nil
	}
	v, err := parseValue(t, s)
	if err != nil {
		return nil, err
	}
	return &value{v: v, as: t}, nil
}

// parseValue reads the text of a value.
func parseValue(t Type, s string) (v any, err error) {
	switch t.Kind {
	case Int:
		v, err = strconv.ParseInt(s, 10, 64)
	case Text:
		v = s
	case Bool:
		v, err = strconv.ParseBool(s)
	case Float:
		v, err = strconv.ParseFloat(s, 64)
	case Decimal:
		v, err = decimal.NewFromString(s)
	case Date:
		v, err = ParseDay(s)
	case Time:
		v, err = ParseClock(s)
	case DateTime:
		v, err = time.Parse(time.RFC3339Nano, s)
	case Duration:
		v, err = time.ParseDuration(s)
	case UUID:
		v, err = uuid.Parse(s)
	case IP:
		v, err = netip.ParseAddr(s)
	case JSON:
		err = json.Unmarshal([]byte(s), &v)
	case Array:
		v = []any{}
		if s != "[]" {
			err = errors.New("the only array is []: give another with t.Field(&p.X).Default")
		}
	default:
		err = fmt.Errorf("a %s has no text: give it with t.Field(&p.X).Default", t.Kind)
	}
	return v, err
}

// readChoices reads the choices of a tag, "d:Draft|p:Published", or those that
// the Go type says by a method Choices() []Choice.
func readChoices(t Type, words tag, inner reflect.Type) (choices []Choice, err error) {
	if !words.has("choices") {
		return choicesOf(inner), nil
	}
	for _, part := range splitList(words["choices"]) {
		text, label, labelled := strings.Cut(part, ":")
		if !labelled {
			label = text
		}
		v, err := parseValue(t, text)
		if err != nil {
			return nil, fmt.Errorf("the tag's choice %q: %w", text, err)
		}
		choices = append(choices, Choice{Value: v, Label: label})
	}
	return choices, nil
}

// choicesOf asks the zero value of a type for its choices.
func choicesOf(t reflect.Type) []Choice {
	if c, ok := reflect.New(t).Interface().(interface{ Choices() []Choice }); ok {
		return c.Choices()
	}
	return nil
}
