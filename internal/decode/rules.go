package decode

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A check looks at a value that has been filled in, behind its pointer.
type check func(dst reflect.Value) *flaw

// rules are what the check tag may hold: `check:"required,max=150,oneof=a|b"`. Each changes a field when the plan
// is made, so that a wrong argument is found then.
var rules = map[string]func(d *field, argument string) error{
	"required": requiredRule,
	"trim":     trimRule,
	"min":      minRule,
	"max":      maxRule,
	"oneof":    oneofRule,
}

// compileChecks reads the check tag of a field.
func (d *field) compileChecks(text string) error {
	if text == "" {
		return nil
	}
	for part := range strings.SplitSeq(text, ",") {
		name, argument, _ := strings.Cut(part, "=")
		rule, ok := rules[name]
		if !ok {
			return fmt.Errorf("check %q is not known", name)
		}
		if err := rule(d, argument); err != nil {
			return fmt.Errorf("check %q: %w", part, err)
		}
	}
	return nil
}

// requiredRule wants a value that is not empty: neither left out nor null, no empty text, list, map or file.
func requiredRule(d *field, argument string) error {
	if argument != "" {
		return fmt.Errorf("takes no argument")
	}
	d.required = true
	if size, ok := sizeOf(d.base()); ok {
		d.checks = append(d.checks, func(dst reflect.Value) *flaw {
			if size(dst) == 0 {
				return &flaw{code: "empty", message: "The submitted file is empty."}
			}
			return nil
		})
	}
	return nil
}

// trimRule takes white space from both ends of a text before anything else looks at it.
func trimRule(d *field, argument string) error {
	if argument != "" {
		return fmt.Errorf("takes no argument")
	}
	if d.base().Kind() != reflect.String {
		return fmt.Errorf("is only for strings, not for %s", d.typ)
	}
	d.trim = true
	return nil
}

func minRule(d *field, argument string) error { return d.addBound(argument, true) }
func maxRule(d *field, argument string) error { return d.addBound(argument, false) }

// addBound adds the check for a bound: of characters, items, bytes of a file, or the value itself.
func (d *field) addBound(argument string, low bool) error {
	t := d.base()
	if size, ok := sizeOf(t); ok {
		return d.addLength(argument, low, sizeWords, size)
	}
	switch kind := t.Kind(); {
	case kind == reflect.String:
		return d.addLength(argument, low, textWords, runeCount)
	case t == durationType:
		limit, err := time.ParseDuration(argument)
		return d.addCheck(err, low, limit.String(), func(v reflect.Value) int { return compare(v.Int(), int64(limit)) })
	case isInt(kind):
		limit, err := strconv.ParseInt(argument, 10, t.Bits())
		return d.addCheck(err, low, limit, func(v reflect.Value) int { return compare(v.Int(), limit) })
	case isUint(kind):
		limit, err := strconv.ParseUint(argument, 10, t.Bits())
		return d.addCheck(err, low, limit, func(v reflect.Value) int { return compare(v.Uint(), limit) })
	case kind == reflect.Float32, kind == reflect.Float64:
		limit, err := strconv.ParseFloat(argument, t.Bits())
		return d.addCheck(err, low, limit, func(v reflect.Value) int { return compare(v.Float(), limit) })
	case isBytes(t) && !isCustom(t):
		return d.addLength(argument, low, byteWords, func(v reflect.Value) int64 { return int64(v.Len()) })
	case (kind == reflect.Slice || kind == reflect.Map) && !isCustom(t):
		return d.addLength(argument, low, itemWords, func(v reflect.Value) int64 { return int64(v.Len()) })
	}
	return fmt.Errorf("is not for %s", d.typ)
}

// compare is cmp.Compare with NaN out of the way: no NaN gets this far.
func compare[N int64 | uint64 | float64](a, b N) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// addCheck adds the check for a bound of the value itself.
func (d *field) addCheck(err error, low bool, limit any, compare func(reflect.Value) int) error {
	if err != nil {
		return fmt.Errorf("argument: %w", err)
	}
	d.checks = append(d.checks, func(v reflect.Value) *flaw {
		switch sign := compare(v); {
		case low && sign < 0:
			return below(limit)
		case !low && sign > 0:
			return above(limit)
		}
		return nil
	})
	return nil
}

func below(limit any) *flaw {
	return &flaw{
		code:    "min_value",
		message: fmt.Sprintf("Ensure this value is greater than or equal to %v.", limit),
		params:  map[string]any{"limit_value": limit},
	}
}

func above(limit any) *flaw {
	return &flaw{
		code:    "max_value",
		message: fmt.Sprintf("Ensure this value is less than or equal to %v.", limit),
		params:  map[string]any{"limit_value": limit},
	}
}

// words are how the length of something is spoken of.
type words struct {
	code string // without min_ or max_
	// message is formatted with "least" or "most", the limit, the unit and the length.
	message  string
	singular string
	plural   string
}

var (
	textWords = words{"length", "Ensure this value has at %s %d %s (it has %d).", "character", "characters"}
	byteWords = words{"length", "Ensure this value has at %s %d %s (it has %d).", "byte", "bytes"}
	itemWords = words{"length", "Ensure this list has at %s %d %s (it has %d).", "item", "items"}
	sizeWords = words{"size", "Ensure this file has at %s %d %s (it has %d).", "byte", "bytes"}
)

// addLength adds the check for a bound of a length.
func (d *field) addLength(argument string, low bool, w words, length func(reflect.Value) int64) error {
	limit, err := strconv.ParseInt(argument, 10, 64)
	if err != nil {
		return fmt.Errorf("argument: %w", err)
	}
	if limit < 0 {
		return fmt.Errorf("argument is negative")
	}
	if w == itemWords && !low {
		d.maxItems = &limit
	}
	d.checks = append(d.checks, func(v reflect.Value) *flaw { return w.flaw(low, limit, length(v)) })
	return nil
}

func (w words) flaw(low bool, limit, length int64) *flaw {
	code, bound := "max_"+w.code, "most"
	if low {
		code, bound = "min_"+w.code, "least"
	}
	if low && length >= limit || !low && length <= limit {
		return nil
	}
	unit := w.plural
	if limit == 1 {
		unit = w.singular
	}
	return &flaw{
		code:    code,
		message: fmt.Sprintf(w.message, bound, limit, unit, length),
		params:  map[string]any{"limit_value": limit, "show_value": length},
	}
}

func runeCount(v reflect.Value) int64 { return int64(utf8.RuneCountInString(v.String())) }

// sizeOf returns how the size of an uploaded file is read, if t is the type of one.
func sizeOf(t reflect.Type) (func(reflect.Value) int64, bool) {
	if t.Kind() != reflect.Struct || !isUpload(reflect.PointerTo(t)) {
		return nil, false
	}
	size, ok := t.FieldByName("Size")
	if !ok || size.Type.Kind() != reflect.Int64 {
		return nil, false
	}
	return func(v reflect.Value) int64 { return v.FieldByIndex(size.Index).Int() }, true
}

// oneofRule wants one of the values that its argument lists, separated by |. In a list, every item must be one.
func oneofRule(d *field, argument string) error {
	t := d.base()
	if t.Kind() == reflect.Slice && !isBytes(t) {
		t = t.Elem()
	}
	if !isPlain(t) {
		return fmt.Errorf("is not for %s", d.typ)
	}
	s := scalarOf(t)
	var choices []any
	for text := range strings.SplitSeq(argument, "|") {
		choice := reflect.New(t).Elem()
		if flaw := s.parse(choice, text, true); flaw != nil {
			return fmt.Errorf("choice %q does not fit %s", text, t)
		}
		choices = append(choices, choice.Interface())
	}
	d.checks = append(d.checks, func(v reflect.Value) *flaw { return chosen(v, choices) })
	return nil
}

// isPlain reports whether t is a string or a number, under whatever name.
func isPlain(t reflect.Type) bool {
	k := t.Kind()
	return !isCustom(t) && (k == reflect.String || isInt(k) || isUint(k) || k == reflect.Float32 || k == reflect.Float64)
}

func chosen(v reflect.Value, choices []any) *flaw {
	if v.Kind() != reflect.Slice {
		if slices.Contains(choices, v.Interface()) {
			return nil
		}
		return &flaw{
			code:    "invalid_choice",
			message: "Select a valid choice. That choice is not one of the available choices.",
			params:  map[string]any{"choices": choices},
		}
	}
	for i := range v.Len() {
		if flaw := chosen(v.Index(i), choices); flaw != nil {
			return flaw
		}
	}
	return nil
}

// base returns the field's type behind its pointer.
func (d *field) base() reflect.Type { return baseOf(d.typ) }

func baseOf(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}
