package functions

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
)

// jsonContains is (document, part), with the rules of PostgreSQL's @>: an object
// contains one whose members it all has, an array one whose elements it all
// contains, in any order and number. An array contains a scalar at the top
// level only. Numbers are equal by value, and of two members of one name the
// last counts.
func jsonContains(args []driver.Value) (driver.Value, error) {
	document, err := parseJSON(args[0])
	if err != nil {
		return nil, err
	}
	part, err := parseJSON(args[1])
	if err != nil {
		return nil, err
	}
	if elements, ok := document.([]any); ok && isScalar(part) {
		return arrayContains(elements, []any{part}), nil
	}
	return contains(document, part), nil
}

// jsonEqual is (a, b).
func jsonEqual(args []driver.Value) (driver.Value, error) {
	a, err := parseJSON(args[0])
	if err != nil {
		return nil, err
	}
	b, err := parseJSON(args[1])
	if err != nil {
		return nil, err
	}
	return reflect.DeepEqual(a, b), nil
}

// parseJSON reads a document. In it, numbers are in their one canonical form.
func parseJSON(v driver.Value) (any, error) {
	if n, ok := v.(int64); ok {
		v = strconv.FormatInt(n, 10)
	}
	if f, ok := v.(float64); ok {
		v = spellFloat(f)
	}
	s, err := text(v)
	if err != nil {
		return nil, fmt.Errorf("JSON: %w", err)
	}
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return nil, fmt.Errorf("JSON %s: %w", quote(s), err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("JSON %s: text after the value", quote(s))
	}
	return canonical(value)
}

// canonical replaces the numbers in v, in place.
func canonical(v any) (any, error) {
	var err error
	switch v := v.(type) {
	case json.Number:
		return canonicalNumber(v)
	case []any:
		for i := range v {
			if v[i], err = canonical(v[i]); err != nil {
				return nil, err
			}
		}
	case map[string]any:
		for name := range v {
			if v[name], err = canonical(v[name]); err != nil {
				return nil, err
			}
		}
	}
	return v, nil
}

// canonicalNumber spells equal numbers alike: 10, 1e1 and 10.0 are 1e1.
func canonicalNumber(n json.Number) (any, error) {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(string(n)), "e")
	digits, negative := strings.CutPrefix(mantissa, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	power := 0
	if exponent != "" {
		var err error
		if power, err = strconv.Atoi(exponent); err != nil || power > 1<<30 || power < -1<<30 {
			return nil, errors.New("JSON: the exponent of a number is out of range")
		}
	}
	power -= len(fraction)
	significant := strings.TrimRight(whole+fraction, "0")
	power += len(whole) + len(fraction) - len(significant)
	significant = strings.TrimLeft(significant, "0")
	if significant == "" {
		return json.Number("0"), nil
	}
	if negative {
		significant = "-" + significant
	}
	return json.Number(significant + "e" + strconv.Itoa(power)), nil
}

func isScalar(v any) bool {
	switch v.(type) {
	case map[string]any, []any:
		return false
	}
	return true
}

func contains(document, part any) bool {
	switch part := part.(type) {
	case map[string]any:
		members, ok := document.(map[string]any)
		return ok && objectContains(members, part)
	case []any:
		elements, ok := document.([]any)
		return ok && arrayContains(elements, part)
	}
	return isScalar(document) && document == part
}

func objectContains(members, part map[string]any) bool {
	for name, wanted := range part {
		value, ok := members[name]
		if !ok || !contains(value, wanted) {
			return false
		}
	}
	return true
}

// arrayContains compares each pair of arrays and objects, and looks scalars up.
func arrayContains(elements, part []any) bool {
	scalars := map[any]bool{}
	var nested []any
	for _, e := range elements {
		if isScalar(e) {
			scalars[e] = true
		} else {
			nested = append(nested, e)
		}
	}
	for _, wanted := range part {
		if isScalar(wanted) && !scalars[wanted] || !isScalar(wanted) && !anyContains(nested, wanted) {
			return false
		}
	}
	return true
}

func anyContains(elements []any, part any) bool {
	for _, e := range elements {
		if contains(e, part) {
			return true
		}
	}
	return false
}
