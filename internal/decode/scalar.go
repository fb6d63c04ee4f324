package decode

import (
	"encoding"
	"encoding/base64"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// A scalar says how one value fills a type.
type scalar struct {
	kind    Kind   // which JSON value may fill it
	longest int    // text, in bytes, that is looked at; 0 means any
	message string // for what does not fit
	// empty says that an empty text is a value too, and not an input left alone.
	empty bool
	parse func(dst reflect.Value, text string, loose bool) *flaw
}

// set is the setter of s.
func (s *scalar) set(f *filling, dst reflect.Value, v Value) bool {
	v = f.textOf(v)
	switch {
	case v.kind == Null:
		return f.report(null)
	case v.kind == List || v.kind == Map || v.kind == Opaque:
		return f.report(notOne)
	case v.kind != s.kind && !(f.loose() && v.kind == Text):
		return f.report(invalid(s.message))
	case v.isEmptyText() && f.loose() && !s.empty:
		return true
	case s.longest > 0 && len(v.text) > s.longest:
		return f.report(invalid(s.message))
	}
	if flaw := checkString(v.text); flaw != nil {
		return f.report(flaw)
	}
	if flaw := s.parse(dst, v.text, f.loose()); flaw != nil {
		return f.report(flaw)
	}
	return true
}

// textOf returns the text of an XML element that has attributes besides; every other value as it is.
func (f *filling) textOf(v Value) Value {
	if f.tag != xmlTag || v.kind != Map {
		return v
	}
	text := TextOf("")
	for _, sent := range v.Fields() {
		switch {
		case sent.Name == contentName:
			text = sent.Value
		case !strings.HasPrefix(sent.Name, attributePrefix):
			return v
		case f.source.Strict:
			f.at(named(sent.Name), notKnown)
		}
	}
	return text
}

func checkString(s string) *flaw {
	if !utf8.ValidString(s) {
		return notText
	}
	if strings.IndexByte(s, 0) >= 0 {
		return hasNUL
	}
	return nil
}

var (
	timeType     = reflect.TypeFor[time.Time]()
	durationType = reflect.TypeFor[time.Duration]()
	uuidType     = reflect.TypeFor[uuid.UUID]()
)

// The longest texts that are parsed as a type. They leave room for every way of writing a value that is in use.
const (
	longestInt    = len("-9223372036854775808")
	longestFloat  = 64
	longestTime   = 64
	longestUUID   = len("urn:uuid:12345678-1234-1234-1234-123456789abc")
	longestCustom = 1024
)

// scalarOf returns how t is filled from one value, or nil.
func scalarOf(t reflect.Type) *scalar {
	switch t {
	case timeType:
		return &scalar{kind: Text, longest: longestTime, message: wantTime, parse: setTime}
	case durationType:
		return &scalar{kind: Text, longest: longestTime, message: wantDuration, parse: setDuration}
	case uuidType:
		return &scalar{kind: Text, longest: longestUUID, message: wantUUID, parse: setUUID}
	}
	if reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return customScalar(t)
	}
	switch kind := t.Kind(); {
	case kind == reflect.String:
		return &scalar{kind: Text, message: notText.message, empty: true, parse: setString}
	case kind == reflect.Bool:
		return &scalar{kind: Bool, longest: len("False"), message: wantBool, parse: setBool}
	case isInt(kind):
		return &scalar{kind: Number, longest: longestInt, message: wantInt, parse: setInt}
	case isUint(kind):
		return &scalar{kind: Number, longest: longestInt, message: wantInt, parse: setUint}
	case kind == reflect.Float32, kind == reflect.Float64:
		return &scalar{kind: Number, longest: longestFloat, message: wantFloat, parse: setFloat}
	case isBytes(t):
		return &scalar{kind: Text, message: wantBase64, empty: true, parse: setBytes}
	}
	return nil
}

func isInt(k reflect.Kind) bool  { return k >= reflect.Int && k <= reflect.Int64 }
func isUint(k reflect.Kind) bool { return k >= reflect.Uint && k <= reflect.Uint64 }
func isBytes(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
}

const (
	wantInt      = "Enter a whole number."
	wantFloat    = "Enter a number."
	wantBool     = "Enter true or false."
	wantTime     = "Enter a valid date/time."
	wantDuration = "Enter a valid duration."
	wantUUID     = "Enter a valid UUID."
	wantBase64   = "Enter valid Base64."
	wantValid    = "Enter a valid value."
)

func setString(dst reflect.Value, text string, _ bool) *flaw {
	dst.SetString(text)
	return nil
}

func setBool(dst reflect.Value, text string, _ bool) *flaw {
	switch text {
	case "true", "True", "on", "1", "yes":
		dst.SetBool(true)
	case "false", "False", "off", "0", "no":
		dst.SetBool(false)
	default:
		return invalid(wantBool)
	}
	return nil
}

func setInt(dst reflect.Value, text string, _ bool) *flaw {
	if !isDigits(strings.TrimPrefix(text, "-")) {
		return invalid(wantInt)
	}
	bits := dst.Type().Bits()
	n, err := strconv.ParseInt(text, 10, bits)
	if err != nil && text[0] == '-' {
		return below(int64(-1) << (bits - 1))
	}
	if err != nil {
		return above(int64(1)<<(bits-1) - 1)
	}
	dst.SetInt(n)
	return nil
}

func setUint(dst reflect.Value, text string, _ bool) *flaw {
	if !isDigits(strings.TrimPrefix(text, "-")) {
		return invalid(wantInt)
	}
	if text[0] == '-' {
		return below(0)
	}
	bits := dst.Type().Bits()
	n, err := strconv.ParseUint(text, 10, bits)
	if err != nil {
		return above(uint64(1)<<bits - 1)
	}
	dst.SetUint(n)
	return nil
}

func setFloat(dst reflect.Value, text string, _ bool) *flaw {
	// Only what is written in decimal: strconv would take "inf", "nan", "0x1p4" and "+1" as well.
	if strings.Trim(text, "0123456789.eE+-") != "" || text[0] == '+' {
		return invalid(wantFloat)
	}
	n, err := strconv.ParseFloat(text, dst.Type().Bits())
	if err != nil {
		return invalid(wantFloat)
	}
	dst.SetFloat(n)
	return nil
}

func setBytes(dst reflect.Value, text string, loose bool) *flaw {
	data := []byte(text)
	if !loose {
		var err error
		if data, err = base64.StdEncoding.Strict().DecodeString(text); err != nil {
			return invalid(wantBase64)
		}
	}
	dst.SetBytes(data)
	return nil
}

// looseTimes are what inputs of type date and datetime-local send. They are read as UTC.
var looseTimes = []string{time.DateOnly, "2006-01-02T15:04", "2006-01-02T15:04:05"}

func setTime(dst reflect.Value, text string, loose bool) *flaw {
	t, err := time.Parse(time.RFC3339, text)
	for i := 0; err != nil && loose && i < len(looseTimes); i++ {
		t, err = time.Parse(looseTimes[i], text)
	}
	if err != nil || !isStrictTime(text) {
		return invalid(wantTime)
	}
	dst.Set(reflect.ValueOf(t))
	return nil
}

// isStrictTime refuses what time.Parse takes and the formats do not have: an hour of one digit, a comma for the point,
// and an offset of a day.
func isStrictTime(text string) bool {
	return len(text) == len(time.DateOnly) ||
		text[len("2006-01-02T15")] == ':' && !strings.Contains(text, ",") &&
			!strings.Contains(text, "+24:") && !strings.Contains(text, "-24:") && !strings.HasSuffix(text, ":60")
}

func setDuration(dst reflect.Value, text string, _ bool) *flaw {
	d, err := time.ParseDuration(text)
	if err != nil {
		return invalid(wantDuration)
	}
	dst.SetInt(int64(d))
	return nil
}

// setUUID asks Validate first: Parse takes any two bytes for the braces around a UUID.
func setUUID(dst reflect.Value, text string, _ bool) *flaw {
	id, err := uuid.Parse(text)
	if err != nil || uuid.Validate(text) != nil {
		return invalid(wantUUID)
	}
	dst.Set(reflect.ValueOf(id))
	return nil
}

// isCustom reports whether t reads its own text or JSON.
func isCustom(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) || p.Implements(reflect.TypeFor[json.Unmarshaler]())
}

// customScalar is for types that read their own text.
func customScalar(t reflect.Type) *scalar {
	s := &scalar{kind: Text, longest: longestCustom, message: wantValid, parse: setCustom(wantValid)}
	if t.Kind() == reflect.Struct {
		s.parse = func(dst reflect.Value, text string, loose bool) *flaw {
			if hasHugeExponent(text) {
				return invalid(wantValid)
			}
			return setCustom(wantValid)(dst, text, loose)
		}
	}
	return s
}

func setCustom(message string) func(reflect.Value, string, bool) *flaw {
	return func(dst reflect.Value, text string, _ bool) *flaw {
		if dst.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)) != nil {
			return invalid(message)
		}
		return nil
	}
}

// hasHugeExponent reports whether text is a short way to write a number of ten thousand digits and more, as
// "1e1000000": types of exact numbers, such as big.Rat, would write it out.
func hasHugeExponent(text string) bool {
	i := strings.IndexAny(text, "eEpP")
	if i < 0 || strings.Trim(text[:i], "0123456789.+-/_x") != "" {
		return false
	}
	exponent := strings.TrimLeft(text[i+1:], "+-0_")
	return len(exponent) > 3 && isDigits(strings.ReplaceAll(exponent, "_", ""))
}
