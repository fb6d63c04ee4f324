package decode_test

import (
	"math/big"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/internal/decode"
	"github.com/google/uuid"
)

type colour string

// A level reads its own text.
type level int

func (l *level) UnmarshalText(text []byte) error {
	switch string(text) {
	case "low":
		*l = 1
	case "high":
		*l = 2
	default:
		return uuid.Validate("no")
	}
	return nil
}

// scalars has a field of each type of a single value, under the same name in each source.
type scalars struct {
	String   string        `form:"string" json:"string" xml:"string"`
	Colour   colour        `form:"colour" json:"colour" xml:"colour"`
	Bool     bool          `form:"bool" json:"bool" xml:"bool"`
	Int      int           `form:"int" json:"int" xml:"int"`
	Int8     int8          `form:"int8" json:"int8" xml:"int8"`
	Int64    int64         `form:"int64" json:"int64" xml:"int64"`
	Uint     uint          `form:"uint" json:"uint" xml:"uint"`
	Uint8    uint8         `form:"uint8" json:"uint8" xml:"uint8"`
	Uint64   uint64        `form:"uint64" json:"uint64" xml:"uint64"`
	Float32  float32       `form:"float32" json:"float32" xml:"float32"`
	Float64  float64       `form:"float64" json:"float64" xml:"float64"`
	Bytes    []byte        `form:"bytes" json:"bytes" xml:"bytes"`
	Time     time.Time     `form:"time" json:"time" xml:"time"`
	Duration time.Duration `form:"duration" json:"duration" xml:"duration"`
	UUID     uuid.UUID     `form:"uuid" json:"uuid" xml:"uuid"`
	Addr     netip.Addr    `form:"addr" json:"addr" xml:"addr"`
	BigInt   *big.Int      `form:"bigint" json:"bigint" xml:"bigint"`
	Rat      big.Rat       `form:"rat" json:"rat" xml:"rat"`
	Level    level         `form:"level" json:"level" xml:"level"`
	PString  *string       `form:"pstring" json:"pstring" xml:"pstring"`
	PInt     *int          `form:"pint" json:"pint" xml:"pint"`
	PTime    *time.Time    `form:"ptime" json:"ptime" xml:"ptime"`
	PBool    *bool         `form:"pbool" json:"pbool" xml:"pbool"`
}

// fieldOf returns the field of s whose tag is that name.
func (s *scalars) fieldOf(name string) any {
	v := reflect.ValueOf(s).Elem()
	for i := range v.NumField() {
		if v.Type().Field(i).Tag.Get("form") == name {
			return v.Field(i).Interface()
		}
	}
	return nil
}

func ptr[T any](v T) *T { return &v }

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func TestLooseScalars(t *testing.T) {
	id := uuid.MustParse("12345678-1234-1234-1234-123456789abc")
	tests := []struct {
		field, text string
		want        any
	}{
		{"string", "", ""},
		{"string", " a\n", " a\n"},
		{"string", "\U0001F600\u2028e\u0301", "\U0001F600\u2028e\u0301"},
		{"colour", "red", colour("red")},
		{"bool", "on", true}, {"bool", "true", true}, {"bool", "True", true}, {"bool", "1", true}, {"bool", "yes", true},
		{"bool", "off", false}, {"bool", "false", false}, {"bool", "False", false}, {"bool", "0", false}, {"bool", "no", false}, {"bool", "", false},
		{"int", "0", 0}, {"int", "-0", 0}, {"int", "007", 7}, {"int", "-12", -12}, {"int", "", 0},
		{"int8", "127", int8(127)}, {"int8", "-128", int8(-128)},
		{"int64", "9223372036854775807", int64(1<<63 - 1)}, {"int64", "-9223372036854775808", int64(-1 << 63)},
		{"int64", "9007199254740993", int64(9007199254740993)},
		{"uint", "12", uint(12)}, {"uint8", "255", uint8(255)}, {"uint64", "18446744073709551615", uint64(1<<64 - 1)}, {"uint", "", uint(0)},
		{"float32", "1.5", float32(1.5)}, {"float64", "-1.5e3", -1500.0}, {"float64", ".5", .5}, {"float64", "1e-999", 0.0}, {"float64", "", 0.0},
		{"bytes", "aé", []byte("aé")}, {"bytes", "", []byte{}},
		{"time", "2024-02-29", day(2024, 2, 29)}, {"time", "2024-02-29T00:00", day(2024, 2, 29)}, {"time", "2024-02-29T00:00:00", day(2024, 2, 29)},
		{"time", "2024-02-29T00:00:00.5", day(2024, 2, 29).Add(time.Second / 2)},
		{"time", "2024-02-29T00:00:00Z", day(2024, 2, 29)}, {"time", "0000-01-01T00:00:00Z", day(0, 1, 1)}, {"time", "", time.Time{}},
		{"duration", "1h30m", 90 * time.Minute}, {"duration", "-1.5s", -1500 * time.Millisecond}, {"duration", "0", time.Duration(0)}, {"duration", "", time.Duration(0)},
		{"uuid", id.String(), id}, {"uuid", "{" + id.String() + "}", id}, {"uuid", id.URN(), id}, {"uuid", "", uuid.Nil},
		{"addr", "::1", netip.IPv6Loopback()}, {"addr", "", netip.Addr{}},
		{"bigint", "123456789012345678901234567890", bigInt("123456789012345678901234567890")}, {"bigint", "", (*big.Int)(nil)},
		{"rat", "1e3", *big.NewRat(1000, 1)}, {"rat", "3/4", *big.NewRat(3, 4)},
		{"level", "high", level(2)}, {"level", "", level(0)},
		{"pstring", "", ptr("")}, {"pint", "", (*int)(nil)}, {"pint", "5", ptr(5)}, {"ptime", "", (*time.Time)(nil)},
		{"ptime", "2024-02-29", ptr(day(2024, 2, 29))}, {"pbool", "0", ptr(false)}, {"pbool", "", (*bool)(nil)},
	}
	for _, test := range tests {
		for _, tag := range []string{"form", "xml"} {
			source := decode.Source{Tag: tag, Loose: true, Root: decode.MapOf(decode.Field{Name: test.field, Value: decode.TextOf(test.text)})}
			var s scalars
			if problems := fill(t, &s, source); len(problems) > 0 {
				t.Errorf("%s %s=%q: %v", tag, test.field, test.text, problems)
			}
			if got := s.fieldOf(test.field); !reflect.DeepEqual(got, test.want) {
				t.Errorf("%s %s=%q gives %v, want %v", tag, test.field, test.text, got, test.want)
			}
		}
	}
}

func bigInt(text string) *big.Int {
	n, _ := new(big.Int).SetString(text, 10)
	return n
}

func TestLooseScalarsRefuse(t *testing.T) {
	million := strings.Repeat("9", 1_000_000)
	tests := []struct {
		fields string
		texts  []string
		code   string
	}{
		{"bool", []string{"2", "ON", "y", "t", " true", "truе", million}, "invalid"},
		{"int int8 int64 uint uint8 uint64 pint", []string{
			" 1", "1 ", "\t1", "1\n", "+1", "1e0", "1.0", "1.", "0x1", "0b1", "0o7", "1_000", "1,000", "true", "-", "--1", "١", "¹", "a", "1a",
			"000000000000000000000001", million, "-" + million}, "invalid"},
		{"int8", []string{"128", "9223372036854775808", "99999999999999999999"}, "max_value"},
		{"int8", []string{"-129", "-9223372036854775809", "-999999999999999999"}, "min_value"},
		{"int64 int", []string{"9223372036854775808", "99999999999999999999"}, "max_value"},
		{"int64 int", []string{"-9223372036854775809"}, "min_value"},
		{"uint8", []string{"256", "18446744073709551616"}, "max_value"},
		{"uint64 uint", []string{"18446744073709551616", "99999999999999999999"}, "max_value"},
		{"uint uint8 uint64", []string{"-1", "-0", "-99"}, "min_value"},
		{"float32 float64", []string{
			" 1", "1 ", "+1", "NaN", "nan", "Inf", "-inf", "infinity", "0x1p4", "1_0", "1e", "e1", ".", "-", "1e1e1", "1,5", "true",
			"1e999", "-1e999", "1e1000000", million, "0." + million}, "invalid"},
		{"float32", []string{"1e39"}, "invalid"},
		{"time ptime", []string{
			"2024", "2024-02-30", "2023-02-29", "2024-13-01", "2024-2-9", "2024-02-29 00:00", "29.02.2024", "2024-02-29T24:00:00Z", "2024-02-29T1:00:00Z",
			"2024-02-29T00:00:60Z", "2024-02-29T00:00:00,5Z", "2024-02-29T1:00", "2024-02-29T00:00:00+24:00", "2024-02-29T00:00:00-24:00", "2024-02-29T00:00:00+01:60", "2024-02-29t00:00:00z", "1000000000-01-01T00:00:00Z", "10000-01-01", "-0001-01-01", " 2024-02-29", "0", "1709164800",
			"2024-02-29T00:00:00." + million + "Z", million}, "invalid"},
		{"duration", []string{"1", "1 h", "1d", "h", "1e3s", "99999999h", " 1s", million + "h"}, "invalid"},
		{"uuid", []string{"1", "12345678-1234-1234-1234-123456789abg", "12345678123412341234123456789ab", "x12345678-1234-1234-1234-123456789abcy", "(12345678-1234-1234-1234-123456789abc)", " 12345678-1234-1234-1234-123456789abc", million}, "invalid"},
		{"addr", []string{"1.2.3", "::g", "256.0.0.1", "localhost", strings.Repeat("0:", 500_000), "::" + million}, "invalid"},
		{"bigint", []string{"", "1.5", "x", million}[1:], "invalid"},
		{"rat", []string{"x", "1/0", "1e10000", "1e1000000", "-1.5E+99999", "1e0000000099999", "1p999999", "1e-1000000", "0x1p1000000", million}, "invalid"},
		{"level", []string{"LOW", "2", " low", million}, "invalid"},
		{"string colour bytes pstring bool int float64 time duration uuid addr level", []string{"a\x00b", "\x00"}, ""}, // whatever else is wrong
		{"string colour bytes pstring", []string{"a\x00b", "\x00"}, "null_characters_not_allowed"},
		{"string colour bytes pstring", []string{"\xff", "a\xed\xa0\x80", "\xc0\xaf"}, "invalid"},
	}
	for _, test := range tests {
		for field := range strings.FieldsSeq(test.fields) {
			for _, text := range test.texts {
				source := decode.Source{Tag: "form", Loose: true, Root: decode.MapOf(decode.Field{Name: field, Value: decode.TextOf(text)})}
				var s scalars
				problems := fill(t, &s, source)
				if len(problems) != 1 || problems[0].Field != field || test.code != "" && problems[0].Code != test.code {
					t.Errorf("%s=%.40q: problems %v, want %s", field, text, problems, test.code)
					continue
				}
				if !strings.HasSuffix(problems[0].Message, ".") || strings.Contains(problems[0].Message, "\x00") {
					t.Errorf("%s=%.40q: message %q", field, text, problems[0].Message)
				}
				if got := s.fieldOf(field); !reflect.ValueOf(got).IsZero() && field != "rat" {
					t.Errorf("%s=%.40q leaves %v", field, text, got)
				}
			}
		}
	}
}

func TestJSONScalars(t *testing.T) {
	tests := []struct {
		field, json string
		want        any    // if it is taken
		code        string // if it is refused
	}{
		{"string", `"a"`, "a", ""},
		{"string", `1`, nil, "invalid"},
		{"string", `true`, nil, "invalid"},
		{"string", `null`, nil, "null"},
		{"string", `["a"]`, nil, "invalid"},
		{"string", `{"a":"b"}`, nil, "invalid"},
		{"string", `"a\u0000"`, nil, "null_characters_not_allowed"},
		{"bool", `true`, true, ""},
		{"bool", `"true"`, nil, "invalid"},
		{"bool", `1`, nil, "invalid"},
		{"bool", `""`, nil, "invalid"},
		{"int", `5`, 5, ""},
		{"int", `-0`, 0, ""},
		{"int", `"5"`, nil, "invalid"},
		{"int", `5.0`, nil, "invalid"},
		{"int", `5e0`, nil, "invalid"},
		{"int", `true`, nil, "invalid"},
		{"int", `""`, nil, "invalid"},
		{"int", `[5]`, nil, "invalid"},
		{"int", `null`, nil, "null"},
		{"int64", `9007199254740993`, int64(9007199254740993), ""},
		{"int64", `9223372036854775808`, nil, "max_value"},
		{"int8", `-129`, nil, "min_value"},
		{"uint8", `256`, nil, "max_value"},
		{"uint8", `-1`, nil, "min_value"},
		{"uint8", strings.Repeat("1", 1_000_000), nil, "invalid"},
		{"float64", `1e2`, 100.0, ""},
		{"float64", `1`, 1.0, ""},
		{"float64", `"1"`, nil, "invalid"},
		{"float64", `1e999`, nil, "invalid"},
		{"float32", `1e39`, nil, "invalid"},
		{"bytes", `"aGk="`, []byte("hi"), ""},
		{"bytes", `""`, []byte{}, ""},
		{"bytes", `"aGk"`, nil, "invalid"},
		{"bytes", `"aGl="`, nil, "invalid"}, // bits left over
		{"bytes", `"a-_="`, nil, "invalid"},
		{"bytes", `[1]`, nil, "invalid"},
		{"time", `"2024-02-29T00:00:00Z"`, day(2024, 2, 29), ""},
		{"time", `"2024-02-29"`, nil, "invalid"},
		{"time", `1709164800`, nil, "invalid"},
		{"time", `""`, nil, "invalid"},
		{"duration", `"1h"`, time.Hour, ""},
		{"duration", `3600`, nil, "invalid"},
		{"uuid", `"12345678-1234-1234-1234-123456789abc"`, uuid.MustParse("12345678-1234-1234-1234-123456789abc"), ""},
		{"uuid", `""`, nil, "invalid"},
		{"uuid", `1`, nil, "invalid"},
		{"level", `"low"`, level(1), ""},
		{"level", `1`, nil, "invalid"},
		{"pstring", `null`, (*string)(nil), ""},
		{"pint", `null`, (*int)(nil), ""},
		{"pint", `5`, ptr(5), ""},
		{"pint", `""`, nil, "invalid"},
		{"ptime", `null`, (*time.Time)(nil), ""},
	}
	for _, test := range tests {
		var s scalars
		problems := fill(t, &s, jsonSource(t, `{"`+test.field+`":`+test.json+`}`))
		if test.code != "" {
			if len(problems) != 1 || problems[0].Field != test.field || problems[0].Code != test.code {
				t.Errorf("%s=%.40s: problems %v, want %s", test.field, test.json, problems, test.code)
			}
			continue
		}
		if got := s.fieldOf(test.field); len(problems) > 0 || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s=%.40s gives %v, %v, want %v", test.field, test.json, got, problems, test.want)
		}
	}
}

// More than one value for a single one is never settled by a choice.
func TestScalarsRefuseLists(t *testing.T) {
	v := reflect.ValueOf(scalars{})
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get("form")
		for _, query := range []string{name + "=1&" + name + "=1", name + "[]=1", name + ".a=1", name + "[0]=1", name + "=1&" + name + "[a]=2"} {
			var s scalars
			problems := fill(t, &s, formSource(t, query))
			if got, want := showProblems(problems), name+" invalid"; got != want || problems[0].Message != "Enter a single value." {
				t.Errorf("%s: problems %v, want %q", query, problems, want)
			}
		}
	}
}

// A long text must be refused for its length, without the work and memory that parsing it takes.
func TestScalarsLookAtLengthFirst(t *testing.T) {
	million := strings.Repeat("9", 1_000_000)
	texts := []string{million, "1e1000000", "1" + million + ":" + million, "::" + million, million + "-01-01T00:00:00Z", "0." + million + "e1"}
	fields := "bool int int8 uint64 float32 float64 time duration uuid addr bigint rat level pint ptime"
	for field := range strings.FieldsSeq(fields) {
		for _, text := range texts {
			source := decode.Source{Tag: "form", Loose: true, Root: decode.MapOf(decode.Field{Name: field, Value: decode.TextOf(text)})}
			var s scalars
			fill(t, &s, source)
			var problems []decode.Problem
			bytes := allocated(func() { problems = fill(t, &s, source) })
			if field == "bigint" && text == "1e1000000" || field == "rat" || len(problems) > 0 {
				if bytes > 16<<10 {
					t.Errorf("%s=%.20s…: %d bytes are allocated, want at most 16 KiB", field, text, bytes)
				}
				continue
			}
			t.Errorf("%s=%.20s… is taken", field, text)
		}
	}
}

// An element of XML may have attributes besides its text.
func TestScalarsWithAttributes(t *testing.T) {
	var s scalars
	problems := fill(t, &s, xmlSource(t, `<r><int unit="m">5</int><string x="1"/><uint8 x="1"><y/></uint8></r>`))
	if got, want := showProblems(problems), "uint8 invalid"; got != want || s.Int != 5 || s.String != "" {
		t.Errorf("got %+v, %s, want %s", s, got, want)
	}
}
