package postgres_test

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
)

// forms are the ways in which statements run: their values come in the binary form,
// or as text.
var forms = map[string]postgres.Config{"": {}, "behind a pooler": {Pooler: true}}

// Each value goes to the database and comes back, in the Go type of its kind; and
// the database sees what it should be.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for name, config := range forms {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := open(t, config)
			for _, test := range roundTrips {
				row := one[orm.Row](t, db, fmt.Sprintf("SELECT $1::%s AS v, ($1::%s)::text AS t", test.as, test.as), test.in)
				want := test.in
				if test.out != nil {
					want = test.out
				}
				if !equal(row["v"], want) {
					t.Errorf("%s: %#v came back as %#v", test.as, test.in, row["v"])
				}
				if row["t"] != test.text {
					t.Errorf("%s: %#v is %q in the database, want %q", test.as, test.in, row["t"], test.text)
				}
			}
		})
	}
}

func equal(a, b any) bool {
	if d, ok := a.(decimal.Decimal); ok {
		other, ok := b.(decimal.Decimal)
		return ok && d.Equal(other) && d.Exponent() == other.Exponent()
	}
	return reflect.DeepEqual(a, b)
}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

var roundTrips = []struct {
	as   string
	in   any
	out  any // if it is not in
	text string
}{
	{as: "bigint", in: int64(-1 << 63), text: "-9223372036854775808"},
	{as: "integer", in: int64(-5), text: "-5"},
	{as: "smallint", in: int64(7), text: "7"},
	{as: "text", in: "ä \U0001F600 \u2028 e\u0301", text: "ä \U0001F600 \u2028 e\u0301"},
	{as: "text", in: "", text: ""},
	{as: "varchar", in: "';--\\", text: "';--\\"},
	{as: "boolean", in: true, text: "true"},
	{as: "boolean", in: false, text: "false"},
	{as: "double precision", in: 0.1, text: "0.1"},
	{as: "real", in: 0.5, text: "0.5"},
	{as: "numeric", in: dec("0"), text: "0"},
	{as: "numeric", in: dec("1.50"), text: "1.50"},
	{as: "numeric", in: dec("-0.0001"), text: "-0.0001"},
	{as: "numeric", in: dec("10000"), text: "10000"},
	{as: "numeric", in: dec("-12345678901234567890123456789.000000000012300"), text: "-12345678901234567890123456789.000000000012300"},
	{as: "numeric", in: dec("1e20"), out: dec("100000000000000000000"), text: "100000000000000000000"},
	{as: "numeric(8, 2)", in: dec("7"), out: dec("7.00"), text: "7.00"},
	{as: "date", in: orm.NewDay(2026, 11, 20), text: "2026-11-20"},
	{as: "date", in: orm.NewDay(1, 1, 1), text: "0001-01-01"},
	{as: "date", in: orm.NewDay(9999, 12, 31), text: "9999-12-31"},
	{as: "time", in: orm.NewClock(23, 59, 59, 999999), text: "23:59:59.999999"},
	{as: "time", in: orm.Clock{}, text: "00:00:00"},
	{as: "time", in: "24:00", out: orm.Clock{}, text: "24:00:00"},
	{as: "timestamptz", in: time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC), text: "2026-01-02 03:04:05.000006+00"},
	{as: "timestamptz", in: time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), text: "0001-01-01 00:00:00+00"},
	{as: "timestamptz", in: time.Date(1969, 12, 31, 23, 59, 59, 999_999_000, time.UTC), text: "1969-12-31 23:59:59.999999+00"},
	{as: "timestamptz", in: time.Date(2026, 1, 2, 3, 4, 5, 999_999_999, time.FixedZone("", 3600)),
		out: time.Date(2026, 1, 2, 2, 4, 5, 999_999_000, time.UTC), text: "2026-01-02 02:04:05.999999+00"},
	{as: "timestamp", in: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), text: "2026-01-02 03:04:05"},
	{as: "interval", in: 50*time.Hour + 1500*time.Microsecond, text: "2 days 02:00:00.0015"},
	{as: "interval", in: -time.Second, text: "-1 days +23:59:59"},
	{as: "interval", in: time.Duration(0), text: "00:00:00"},
	{as: "interval", in: "1 year 2 mons 3 days", out: (365 + 60 + 3) * 24 * time.Hour, text: "1 year 2 mons 3 days"},
	{as: "uuid", in: uuid.MustParse("0191e7a1-7c4e-7d35-8a51-2f0d6a3c9b10"), text: "0191e7a1-7c4e-7d35-8a51-2f0d6a3c9b10"},
	{as: "jsonb", in: map[string]any{"a b": []any{1.5, "<&>", nil, true}}, out: json.RawMessage(`{"a b": [1.5, "<&>", null, true]}`), text: `{"a b": [1.5, "<&>", null, true]}`},
	{as: "jsonb", in: json.RawMessage(`"\\u0000 \ud83d\ude00"`), out: json.RawMessage(`"\\u0000 ` + "\U0001F600\""), text: `"\\u0000 ` + "\U0001F600\""},
	{as: "json", in: map[string]int{"a": 1}, out: json.RawMessage(`{"a":1}`), text: `{"a":1}`},
	{as: "bytea", in: []byte{0, 255, '\\'}, text: `\x00ff5c`},
	{as: "bytea", in: []byte{}, text: `\x`},
	{as: "inet", in: netip.MustParseAddr("2001:db8::1"), text: "2001:db8::1/128"},
	{as: "inet", in: netip.MustParseAddr("::ffff:192.0.2.1"), text: "::ffff:192.0.2.1/128"},
	{as: "inet", in: netip.MustParseAddr("192.0.2.1"), text: "192.0.2.1/32"},
	{as: "inet", in: netip.MustParsePrefix("192.0.2.1/24"), text: "192.0.2.1/24"},
	{as: "cidr", in: netip.MustParsePrefix("192.0.2.0/24"), text: "192.0.2.0/24"},
	{as: "cidr", in: netip.MustParsePrefix("192.0.2.1/32"), text: "192.0.2.1/32"},
	{as: "bigint[]", in: []int64{1, -2}, out: []any{int64(1), int64(-2)}, text: "{1,-2}"},
	{as: "integer[]", in: []int{}, out: []any{}, text: "{}"},
	{as: "text[]", in: []string{`a"b`, "", "NULL", "ä,\\"}, out: []any{`a"b`, "", "NULL", "ä,\\"}, text: `{"a\"b","","NULL","ä,\\"}`},
	{as: "text[]", in: []*string{nil, new(string)}, out: []any{nil, ""}, text: `{NULL,""}`},
	{as: "boolean[]", in: []bool{true, false}, out: []any{true, false}, text: "{t,f}"},
	{as: "double precision[]", in: []float64{0.5}, out: []any{0.5}, text: "{0.5}"},
	{as: "numeric[]", in: []decimal.Decimal{dec("1.5"), dec("-2")}, out: []any{dec("1.5"), dec("-2")}, text: "{1.5,-2}"},
	{as: "date[]", in: []orm.Day{orm.NewDay(2026, 1, 2)}, out: []any{orm.NewDay(2026, 1, 2)}, text: "{2026-01-02}"},
	{as: "time[]", in: []orm.Clock{orm.NewClock(1, 2, 3, 4)}, out: []any{orm.NewClock(1, 2, 3, 4)}, text: "{01:02:03.000004}"},
	{as: "timestamptz[]", in: []time.Time{time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)},
		out: []any{time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}, text: `{"2026-01-02 03:04:05+00"}`},
	{as: "interval[]", in: []time.Duration{time.Minute}, out: []any{time.Minute}, text: "{00:01:00}"},
	{as: "uuid[]", in: []uuid.UUID{{1}}, out: []any{uuid.UUID{1}}, text: "{01000000-0000-0000-0000-000000000000}"},
	{as: "bytea[]", in: [][]byte{{1}, {}}, out: []any{[]byte{1}, []byte{}}, text: `{"\\x01","\\x"}`},
	{as: "inet[]", in: []netip.Addr{netip.MustParseAddr("::1")}, out: []any{netip.MustParseAddr("::1")}, text: "{::1}"},
	{as: "bigint[]", in: [][]int64{{1, 2}, {3, 4}}, out: []any{[]any{int64(1), int64(2)}, []any{int64(3), int64(4)}}, text: "{{1,2},{3,4}}"},
}

// Structs are read without a detour, with and without NULLs.
func TestScanStruct(t *testing.T) {
	t.Parallel()
	type all struct {
		I8   int64
		I4   int32
		I2   *int16
		U    uint
		S    string
		B    bool
		F    float64
		F4   *float32
		D    decimal.Decimal
		Day  orm.Day
		C    orm.Clock
		T    time.Time
		TP   *time.Time
		Dur  time.Duration
		ID   uuid.UUID
		IDP  *uuid.UUID
		J    struct{ A []int }
		JP   map[string]int
		Raw  json.RawMessage
		Data []byte
		None []byte
		IP   netip.Addr
		Net  netip.Prefix
		L    []string
		LN   []*int
	}
	const query = `SELECT 1::bigint AS i8, 2 AS i4, NULL::smallint AS i2, 3::numeric AS u, 's' AS s, true AS b, 1.5::numeric AS f,
		2.5::real AS f4, 1.20 AS d, date '2026-01-02' AS day, time '03:04' AS c, timestamptz '2026-01-02 03:04Z' AS t,
		NULL::timestamptz AS tp, interval '1 minute' AS dur, '01000000-0000-0000-0000-000000000000'::uuid AS id,
		NULL::uuid AS idp, '{"A": [1]}'::jsonb AS j, '{"b": 2}'::json AS jp, '{"b": 2}'::jsonb AS raw, '\x01'::bytea AS data,
		NULL::bytea AS none, '192.0.2.1'::inet AS ip, '192.0.2.0/24'::cidr AS net, ARRAY['a'] AS l, ARRAY[1, NULL] AS ln`
	n, f := 1, float32(2.5)
	want := all{I8: 1, I4: 2, U: 3, S: "s", B: true, F: 1.5, F4: &f, D: dec("1.20"), Day: orm.NewDay(2026, 1, 2), C: orm.NewClock(3, 4, 0, 0),
		T: time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC), Dur: time.Minute, ID: uuid.UUID{1}, J: struct{ A []int }{[]int{1}},
		JP: map[string]int{"b": 2}, Raw: json.RawMessage(`{"b": 2}`), Data: []byte{1}, IP: netip.MustParseAddr("192.0.2.1"),
		Net: netip.MustParsePrefix("192.0.2.0/24"), L: []string{"a"}, LN: []*int{&n, nil}}
	for name, config := range forms {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := one[all](t, open(t, config), query); !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}

// What Go's types cannot hold is an error that names the column.
func TestScanRefuses(t *testing.T) {
	t.Parallel()
	db := open(t, postgres.Config{})
	read := func(into any, sql string) (err error) {
		switch into.(type) {
		case decimal.Decimal:
			_, err = orm.Raw[decimal.Decimal](t.Context(), db, sql)
		case time.Time:
			_, err = orm.Raw[time.Time](t.Context(), db, sql)
		case orm.Day:
			_, err = orm.Raw[orm.Day](t.Context(), db, sql)
		case time.Duration:
			_, err = orm.Raw[time.Duration](t.Context(), db, sql)
		case int16:
			_, err = orm.Raw[int16](t.Context(), db, sql)
		case uint:
			_, err = orm.Raw[uint](t.Context(), db, sql)
		case string:
			_, err = orm.Raw[string](t.Context(), db, sql)
		case orm.Row:
			_, err = orm.Raw[orm.Row](t.Context(), db, sql)
		}
		return err
	}
	for _, test := range []struct {
		into any
		sql  string
		want string
	}{
		{decimal.Decimal{}, "'NaN'::numeric", "NaN"},
		{decimal.Decimal{}, "'-Infinity'::numeric", "infinite"},
		{time.Time{}, "'infinity'::timestamptz", "infinite"},
		{time.Time{}, "'-infinity'::timestamp", "infinite"},
		{orm.Day{}, "'infinity'::date", "infinite"},
		{time.Duration(0), "interval '300 years'", "292 years"},
		{int16(0), "70000", "does not fit"},
		{uint(0), "-1", "does not fit"},
		{uint(0), "1.5", "whole"},
		{"", "NULL::text", "NULL"},
		{orm.Row{}, "'infinity'::timestamptz", "infinite"},
	} {
		err := read(test.into, "SELECT "+test.sql+" AS col")
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "col") {
			t.Errorf("%s into %T: %v", test.sql, test.into, err)
		}
	}
}

// Gauntlet C10: what the database would refuse, or store as something else, is
// refused before.
func TestEncodeRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		as   orm.Type
		in   any
		want string
	}{
		{orm.Type{Kind: orm.Text}, "a\x00b", "NUL"},
		{orm.Type{Kind: orm.Text}, "\xff", "UTF-8"},
		{orm.Type{Kind: orm.Array, Elem: &orm.Type{Kind: orm.Text}}, []string{"a", "\x00"}, "item 1"},
		{orm.Type{Kind: orm.Array, Elem: &orm.Type{Kind: orm.Text}}, []any{"\xff"}, "item 0"},
		{orm.Type{Kind: orm.Array, Elem: &orm.Type{Kind: orm.Int}}, []any{1, "x"}, "item 1"},
		{orm.Type{Kind: orm.Array, Elem: &orm.Type{Kind: orm.Array, Elem: &orm.Type{Kind: orm.Int}}}, [][]int{{1}, {2, 3}}, "same length"},
		{orm.Type{Kind: orm.JSON}, map[string]any{"a": "\x00"}, "NUL"},
		{orm.Type{Kind: orm.JSON}, json.RawMessage(`"\ud800"`), "half"},
		{orm.Type{Kind: orm.JSON}, json.RawMessage(`"\ud800\ud800"`), "half"},
		{orm.Type{Kind: orm.JSON}, json.RawMessage(`"\udc00"`), "half"},
		{orm.Type{Kind: orm.JSON}, func() {}, "unsupported"},
		{orm.Type{Kind: orm.Float}, "NaN", "NaN"},
		{orm.Type{Kind: orm.Decimal}, decimal.New(1, 5000), "out of range"},
		{orm.Type{Kind: orm.Int, Bits: 32}, 1 << 31, "32 bits"},
		{orm.Type{Kind: orm.DateTime}, time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), "10000"},
		{orm.Type{}, make(chan int), "chan int"},
	} {
		_, err := postgres.Dialect().Codec(test.as).Encode(test.in)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v of %#v: %v", test.as.Kind, test.in, err)
		}
	}
}
