package sqlite_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite"
)

// The forms in the file are those of Django.
func TestStoredForms(t *testing.T) {
	zone := time.FixedZone("", -5*3600)
	tests := []struct {
		typ  orm.Type
		in   any
		want any
	}{
		{orm.Type{Kind: orm.Int}, 7, int64(7)},
		{orm.Type{Kind: orm.Int}, "7", int64(7)},
		{orm.Type{Kind: orm.Int}, 7.0, int64(7)},
		{orm.Type{Kind: orm.Bool}, true, int64(1)},
		{orm.Type{Kind: orm.Bool}, false, int64(0)},
		{orm.Type{Kind: orm.Text}, 12, "12"},
		{orm.Type{Kind: orm.Float}, float32(0.5), 0.5},
		{orm.Type{Kind: orm.Decimal, Digits: 8, Places: 2}, decimal.RequireFromString("1.5"), "1.50"},
		{orm.Type{Kind: orm.Decimal, Digits: 8, Places: 2}, "1.005", "1.00"},
		{orm.Type{Kind: orm.Decimal}, 0.1, "0.1"},
		{orm.Type{Kind: orm.Date}, orm.NewDay(2026, 2, 3), "2026-02-03"},
		{orm.Type{Kind: orm.Date}, time.Date(2026, 2, 3, 23, 0, 0, 0, zone), "2026-02-03"},
		{orm.Type{Kind: orm.Time}, orm.NewClock(1, 2, 3, 0), "01:02:03"},
		{orm.Type{Kind: orm.Time}, orm.NewClock(1, 2, 3, 40), "01:02:03.000040"},
		{orm.Type{Kind: orm.DateTime}, time.Date(2026, 2, 3, 23, 0, 0, 0, zone), "2026-02-04 04:00:00"},
		{orm.Type{Kind: orm.DateTime}, time.Date(2026, 2, 3, 0, 0, 0, 1999, time.UTC), "2026-02-03 00:00:00.000001"},
		{orm.Type{Kind: orm.DateTime}, time.Date(2026, 2, 3, 0, 0, 0, 999, time.UTC), "2026-02-03 00:00:00"},
		{orm.Type{Kind: orm.DateTime}, "2026-02-03T04:05:06Z", "2026-02-03 04:05:06"},
		{orm.Type{Kind: orm.DateTime}, orm.NewDay(2026, 2, 3), "2026-02-03 00:00:00"},
		{orm.Type{Kind: orm.Duration}, 90 * time.Second, int64(90_000_000)},
		{orm.Type{Kind: orm.UUID}, uuid.MustParse("00112233-4455-6677-8899-aabbccddeeff"), "00112233445566778899aabbccddeeff"},
		{orm.Type{Kind: orm.UUID}, "00112233-4455-6677-8899-AABBCCDDEEFF", "00112233445566778899aabbccddeeff"},
		{orm.Type{Kind: orm.JSON}, map[string]any{"a": []int{1, 2}, "b": "x, y: é😀<"}, `{"a": [1, 2], "b": "x, y: \u00e9\ud83d\ude00<"}`},
		{orm.Type{Kind: orm.JSON}, json.RawMessage("{ \"a\":\n1}"), `{"a": 1}`},
		{orm.Type{Kind: orm.JSON}, `say "hi", \ ok:`, `"say \"hi\", \\ ok:"`},
		{orm.Type{Kind: orm.Binary}, []byte{1}, []byte{1}},
		{orm.Type{Kind: orm.IP}, netip.MustParseAddr("::ffff:1.2.3.4"), "::ffff:1.2.3.4"},
		{orm.Type{Kind: orm.IP}, "10.0.0.0/8", "10.0.0.0/8"},
		{orm.Type{}, orm.NewDay(2026, 2, 3), "2026-02-03"},
		{orm.Type{Kind: orm.Text}, (*string)(nil), nil},
		{orm.Type{Kind: orm.Text}, new("x"), "x"},
	}
	for _, test := range tests {
		got, err := sqlite.Dialect().Codec(test.typ).Encode(test.in)
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%v of kind %v: %#v, %v, want %#v", test.in, test.typ.Kind, got, err, test.want)
		}
	}
}

// Nothing is cut off or bent to fit.
func TestRefusedValues(t *testing.T) {
	tests := []struct {
		typ orm.Type
		in  any
	}{
		{orm.Type{Kind: orm.Int}, 1.5}, {orm.Type{Kind: orm.Int}, "1e0"}, {orm.Type{Kind: orm.Int}, " 1"}, {orm.Type{Kind: orm.Int}, true},
		{orm.Type{Kind: orm.Int}, uint64(math.MaxUint64)}, {orm.Type{Kind: orm.Int, Bits: 16}, 32768}, {orm.Type{Kind: orm.Int}, 1e300},
		{orm.Type{Kind: orm.Bool}, 2}, {orm.Type{Kind: orm.Bool}, "maybe"},
		{orm.Type{Kind: orm.Text}, "a\x00b"}, {orm.Type{Kind: orm.Text}, "\xed\xa0\x80"}, {orm.Type{Kind: orm.Text}, []int{1}},
		{orm.Type{Kind: orm.Float}, math.NaN()}, {orm.Type{Kind: orm.Float}, "one"},
		{orm.Type{Kind: orm.Decimal}, math.Inf(1)}, {orm.Type{Kind: orm.Decimal}, "1e999999999"}, {orm.Type{Kind: orm.Decimal}, "NaN"},
		{orm.Type{Kind: orm.Decimal, Digits: 4, Places: 2}, "100"}, {orm.Type{Kind: orm.Decimal, Digits: 4, Places: 2}, "99.995"},
		{orm.Type{Kind: orm.Date}, "2026-02-30"}, {orm.Type{Kind: orm.Time}, "25:00"}, {orm.Type{Kind: orm.DateTime}, "yesterday"},
		{orm.Type{Kind: orm.DateTime}, time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}, {orm.Type{Kind: orm.Duration}, 5},
		{orm.Type{Kind: orm.UUID}, "{00112233-4455-6677-8899-aabbccddeeff}"}, {orm.Type{Kind: orm.UUID}, "urn:uuid:00112233-4455-6677-8899-aabbccddeeff"},
		{orm.Type{Kind: orm.JSON}, func() {}}, {orm.Type{Kind: orm.JSON}, "a\x00"}, {orm.Type{Kind: orm.JSON}, math.NaN()},
		{orm.Type{Kind: orm.Binary}, "text"}, {orm.Type{Kind: orm.IP}, "fe80::1%eth0"}, {orm.Type{Kind: orm.IP}, "1.2.3"},
		{orm.Type{Kind: orm.Array, Elem: &orm.Type{Kind: orm.Int}}, []int{1}}, {orm.Type{}, make(chan int)},
	}
	for _, test := range tests {
		if got, err := sqlite.Dialect().Codec(test.typ).Encode(test.in); err == nil {
			t.Errorf("%#v of kind %v was taken as %#v", test.in, test.typ.Kind, got)
		}
	}
}

// SQLite keeps decimals as floats where it can.
func TestReadForms(t *testing.T) {
	tests := []struct {
		typ  orm.Type
		in   any
		want any
	}{
		{orm.Type{Kind: orm.Decimal, Digits: 8, Places: 2}, 0.1 + 0.2, decimal.RequireFromString("0.3")},
		{orm.Type{Kind: orm.Decimal}, 1234567.89, decimal.RequireFromString("1234567.89")},
		{orm.Type{Kind: orm.Decimal}, int64(5), decimal.NewFromInt(5)},
		{orm.Type{Kind: orm.Decimal}, "5.50", decimal.RequireFromString("5.50")},
		{orm.Type{Kind: orm.Bool}, int64(1), true},
		{orm.Type{Kind: orm.Date}, "2026-02-03", orm.NewDay(2026, 2, 3)},
		{orm.Type{Kind: orm.Date}, time.Date(2026, 2, 3, 0, 0, 0, 0, time.UTC), orm.NewDay(2026, 2, 3)},
		{orm.Type{Kind: orm.Date}, "2026-02-03 04:05:06", orm.NewDay(2026, 2, 3)},
		{orm.Type{Kind: orm.DateTime}, "2026-02-03 04:05:06.5", time.Date(2026, 2, 3, 4, 5, 6, 5e8, time.UTC)},
		{orm.Type{Kind: orm.DateTime}, "2026-02-03T04:05:06+01:00", time.Date(2026, 2, 3, 3, 5, 6, 0, time.UTC)},
		{orm.Type{Kind: orm.DateTime}, "2026-02-03", time.Date(2026, 2, 3, 0, 0, 0, 0, time.UTC)},
		{orm.Type{Kind: orm.Int}, 3.0, int64(3)},
		{orm.Type{Kind: orm.Float}, int64(3), 3.0},
		{orm.Type{Kind: orm.Duration}, int64(1500), 1500 * time.Microsecond},
		{orm.Type{Kind: orm.JSON}, `{"a": [1, null]}`, map[string]any{"a": []any{1.0, nil}}},
		{orm.Type{Kind: orm.Binary}, []byte(nil), []byte{}},
	}
	for _, test := range tests {
		got, err := sqlite.Dialect().Codec(test.typ).Decode(test.in)
		if d, ok := got.(decimal.Decimal); ok && d.Equal(test.want.(decimal.Decimal)) {
			continue
		}
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%#v of kind %v: %#v, %v, want %#v", test.in, test.typ.Kind, got, err, test.want)
		}
	}
	for _, bad := range []struct {
		kind orm.Kind
		in   any
	}{{orm.Bool, int64(2)}, {orm.Date, "soon"}, {orm.JSON, "{"}, {orm.UUID, "short"}, {orm.Int, 1.5}, {orm.Time, int64(3)}, {orm.DateTime, int64(3)}} {
		if got, err := sqlite.Dialect().Codec(orm.Type{Kind: bad.kind}).Decode(bad.in); err == nil {
			t.Errorf("%#v of kind %v was read as %#v", bad.in, bad.kind, got)
		}
	}
}

// What is stored as JSON is valid, ASCII, and the same value again.
func FuzzStoredJSON(f *testing.F) {
	for _, s := range []string{`{"a": [1, 2.5, "x, y: \u00e9", null]}`, `"\\\", : \" "`, `[]`, `"😀 "`} {
		f.Add(s)
	}
	codec := sqlite.Dialect().Codec(orm.Type{Kind: orm.JSON})
	f.Fuzz(func(t *testing.T, s string) {
		var value any
		if json.Unmarshal([]byte(s), &value) != nil {
			return
		}
		stored, err := codec.Encode(value)
		if err != nil {
			if !strings.Contains(err.Error(), "NUL") {
				t.Fatal(err)
			}
			return
		}
		if value == nil {
			return
		}
		text := stored.(string)
		if i := strings.IndexFunc(text, func(r rune) bool { return r >= 0x80 }); i >= 0 {
			t.Fatalf("not ASCII: %q", text)
		}
		again, err := codec.Decode(text)
		if err != nil || !reflect.DeepEqual(again, value) {
			t.Fatalf("%q became %q: %v, %v", s, text, again, err)
		}
	})
}

// What Encode takes, Decode gives back, whatever the kind.
func FuzzText(f *testing.F) {
	f.Add("2026-02-03 04:05:06")
	f.Add("00112233445566778899aabbccddeeff")
	f.Add("-1.50")
	f.Fuzz(func(t *testing.T, s string) {
		for _, kind := range []orm.Kind{orm.Text, orm.Int, orm.Decimal, orm.Date, orm.Time, orm.DateTime, orm.UUID, orm.IP, orm.Duration, orm.Bool} {
			codec := sqlite.Dialect().Codec(orm.Type{Kind: kind})
			stored, err := codec.Encode(s)
			if err != nil {
				continue
			}
			value, err := codec.Decode(stored)
			if err != nil {
				t.Fatalf("kind %v: %q was stored as %#v, which cannot be read: %v", kind, s, stored, err)
			}
			again, err := codec.Encode(value)
			if err != nil || fmt.Sprint(again) != fmt.Sprint(stored) {
				t.Fatalf("kind %v: %q was stored as %#v, then as %#v: %v", kind, s, stored, again, err)
			}
		}
	})
}
