package main

import (
	"math/big"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"
)

func TestReadValue(t *testing.T) {
	t.Parallel()
	huge, _ := new(big.Int).SetString("123456789012345678901234567890", 10)
	for _, test := range []struct {
		in   string
		want any
	}{
		{`null`, nil},
		{`true`, true},
		{`7`, int64(7)},
		{`-2.5`, -2.5},
		{`123456789012345678901234567890`, huge},
		{`"é"`, "é"},
		{`[1, [2]]`, []any{int64(1), []any{int64(2)}}},
		{`{"b": 1, "a": 2}`, object{{"b", int64(1)}, {"a", int64(2)}}},
		{`{"$t": "tuple", "v": [1]}`, []any{int64(1)}},
		{`{"$t": "set", "v": ["x"]}`, []any{"x"}},
		{`{"$t": "safe", "v": "<b>"}`, "<b>"},
		{`{"$t": "lazy", "v": "Hallo"}`, "Hallo"},
		{`{"$t": "bytes", "v": "AP8="}`, []byte{0, 255}},
		{`{"$t": "int", "v": "42"}`, int64(42)},
		{`{"$t": "float", "v": "0.5"}`, 0.5},
		{`{"$t": "uuid", "v": "00000000-0000-4000-8000-000000000001"}`, uuid.MustParse("00000000-0000-4000-8000-000000000001")},
		{`{"$t": "date", "v": "2024-02-29"}`, time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)},
		{`{"$t": "datetime", "v": "2024-02-29T10:00:00.5"}`, time.Date(2024, 2, 29, 10, 0, 0, 5e8, time.UTC)},
		{`{"$t": "timedelta", "v": [1, 2, 3]}`, 24*time.Hour + 2*time.Second + 3*time.Microsecond},
		{`{"$t": "map", "v": [[1, "one"]]}`, mapping{{int64(1), "one"}}},
		{`{"$t": "querydict", "v": [["a", ["1", "2"]]]}`, multi{{"a", []any{"1", "2"}}}},
		{`{"$t": "spaceship", "v": 1}`, tagged{"spaceship", object{{"$t", "spaceship"}, {"v", int64(1)}}}},
	} {
		got, err := readValue([]byte(test.in))
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("readValue(%s) = %#v, %v, want %#v", test.in, got, err, test.want)
		}
	}
}

func TestReadValueErrors(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		``, `[1`, `{"a": `, `{"a": 1`, `{"$t": "bytes", "v": "!"}`, `{"$t": "uuid", "v": "x"}`, `{"$t": "date", "v": "soon"}`,
		`{"$t": "timedelta", "v": [1]}`, `{"$t": "int", "v": "x"}`, `[{"$t": "float", "v": "x"}]`,
	} {
		if got, err := readValue([]byte(in)); err == nil {
			t.Errorf("readValue(%s) = %v, want an error", in, got)
		}
	}
}

func TestContains(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		`{"$t": "opaque", "v": 1}`, `[0, [{"$t": "opaque", "v": 1}]]`, `{"a": {"b": {"$t": "opaque", "v": 1}}}`,
		`{"$t": "map", "v": [[1, {"$t": "opaque", "v": 1}]]}`, `{"$t": "querydict", "v": [["a", [{"$t": "opaque", "v": 1}]]]}`,
		`{"$t": "ds", "v": {"values": [{"$t": "opaque", "v": 1}]}}`,
	} {
		v, err := readValue([]byte(in))
		if err != nil {
			t.Fatal(err)
		}
		if !contains(v, isTagged("opaque")) {
			t.Errorf("contains(%s) = false", in)
		}
		if contains(v, isTagged("exc")) {
			t.Errorf("contains(%s, exc) = true", in)
		}
	}
}

func TestSame(t *testing.T) {
	t.Parallel()
	noon := time.Date(2024, 1, 2, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		got, want any
		same      bool
	}{
		{1, int64(1), true},
		{uint8(1), int64(1), true},
		{1.0, int64(1), true},
		{0.5, int64(1), false},
		{"1", int64(1), false},
		{[]string{"a"}, []any{"a"}, true},
		{[]string(nil), []any{}, true},
		{[]string{"a", "b"}, []any{"b", "a"}, false},
		{map[string]any{"a": 1}, object{{"a", int64(1)}}, true},
		{object{{"a", 1}, {"b", 2}}, object{{"b", 2}, {"a", 1}}, true},
		{object{{"a", nil}}, object{}, false},
		{[]byte("x"), "x", true},
		{noon, noon.In(time.FixedZone("", 3600)), true},
		{noon, noon.Add(time.Nanosecond), false},
		{multi{{"a", []any{"1"}}}, multi{{"a", []any{"1"}}}, true},
		{nil, false, false},
		{object{{"lists", []any{}}}, tagged{"ds", object{{"v", object{{"lists", []any{}}}}}}, true},
	} {
		if err := same(test.got, test.want); (err == nil) != test.same {
			t.Errorf("same(%#v, %#v) = %v", test.got, test.want, err)
		}
	}
}

func TestMismatchShowsBoth(t *testing.T) {
	t.Parallel()
	got := mismatch{object{{"b", 1}, {"a", nil}}, []any{"x", 2.5}}.Error()
	if want := `got {a: None, b: 1}, want ["x", 2.5]`; got != want {
		t.Errorf("mismatch = %s, want %s", got, want)
	}
}
