package postgres

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/combo-web/combo/orm"
)

// The driver's own codecs are the oracle.
func FuzzDecodeNumeric(f *testing.F) {
	types := pgtype.NewMap()
	for _, text := range []string{"0", "1.50", "-0.0001", "10000", "99999999999999999999.000000000000000001", "NaN", "-Infinity", "100000000000000000000000000000000"} {
		var n pgtype.Numeric
		if err := n.Scan(text); err != nil {
			f.Fatal(err)
		}
		b, err := types.Encode(pgtype.NumericOID, pgtype.BinaryFormatCode, n, nil)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) >= 8 && (b[2] != 0 && b[2] != 0xff || b[6] != 0) {
			return // 10 to the power of 131,068 takes its time
		}
		got, err := decodeNumeric(b)
		if err != nil {
			return
		}
		var want pgtype.Numeric
		if err := types.Scan(pgtype.NumericOID, pgtype.BinaryFormatCode, b, &want); err != nil || hasStrangeGroups(b) {
			return
		}
		exact := new(big.Rat).SetInt(want.Int)
		exact.Mul(exact, power(want.Exp))
		places := -got.Exponent()
		if shown := got.Rat(); shown.Cmp(exact) != 0 && !cutOff(exact, shown, places) {
			t.Errorf("%x: %v, want %v", b, got, exact)
		}
	})
}

func power(exponent int32) *big.Rat {
	n := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(exponent, -exponent))), nil)
	if exponent < 0 {
		return new(big.Rat).SetFrac(big.NewInt(1), n)
	}
	return new(big.Rat).SetInt(n)
}

// cutOff reports whether a number was cut off behind the places that it says it has:
// a server does not send digits behind them.
func cutOff(exact, shown *big.Rat, places int32) bool {
	difference := new(big.Rat).Sub(exact, shown)
	return difference.Abs(difference).Cmp(power(-places)) < 0
}

// hasStrangeGroups reports groups of more than four digits, which no server sends.
func hasStrangeGroups(b []byte) bool {
	for i := 8; i+1 < len(b); i += 2 {
		if int(b[i])<<8|int(b[i+1]) > 9999 {
			return true
		}
	}
	return false
}

// Whatever bytes come, there is a value or an error.
func FuzzValue(f *testing.F) {
	types := pgtype.NewMap()
	for oid := range decoders {
		f.Add(oid, []byte("0123456789abcdef"))
	}
	list, err := types.Encode(pgtype.Int8ArrayOID, pgtype.BinaryFormatCode, []int64{1, 2}, nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint32(pgtype.Int8ArrayOID), list)
	f.Fuzz(func(t *testing.T, oid uint32, b []byte) {
		if isText(oid) {
			return
		}
		field := pgconn.FieldDescription{DataTypeOID: oid, Format: pgtype.BinaryFormatCode}
		v, err := source{types, &field, b}.value()
		if err == nil && v == nil && b != nil && decoders[oid] != nil {
			t.Errorf("%d %x: nothing", oid, b)
		}
	})
}

// What passes has no half characters: encoding/json reads U+FFFD of those.
func FuzzCheckJSON(f *testing.F) {
	for _, s := range []string{`"\ud83d\ude00"`, `"\ud800"`, `"\\ud800"`, `"\\\ud800"`, `"\u0000"`, `"\\u0000"`, `"\ud800\u0041"`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var s string
		if json.Unmarshal(text, &s) != nil || strings.ContainsRune(string(text), '\uFFFD') || strings.Contains(strings.ToLower(string(text)), `\ufffd`) {
			return
		}
		wrong := strings.ContainsAny(s, "\x00\uFFFD") && strings.ToValidUTF8(string(text), "") == string(text)
		if err := orm.CheckJSON(text); (err != nil) != wrong && strings.ToValidUTF8(string(text), "") == string(text) {
			t.Errorf("%s: %v", text, err)
		}
	})
}

func FuzzKeyColumns(f *testing.F) {
	f.Add("slug)=(a) already exists.")
	f.Add(`"a, b", "C""")=(1, 2)`)
	f.Add("lower(d))=(x)")
	f.Fuzz(func(t *testing.T, key string) {
		columns := keyColumns(key)
		quoted := make([]string, len(columns))
		for i, name := range columns {
			if quoted[i] = name; !isPlain(name) {
				quoted[i] = `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
			}
		}
		if len(columns) > 0 && len(keyColumns(strings.Join(quoted, ", ")+")=(")) != len(columns) {
			t.Errorf("%q: %q", key, columns)
		}
	})
}

func isPlain(name string) bool {
	match := columnName.FindStringSubmatch(name + ")=(")
	return match != nil && match[1] == name && name[0] != '"'
}

func TestDecodeInterval(t *testing.T) {
	interval := func(micros int64, days, months int32) []byte {
		types := pgtype.NewMap()
		b, err := types.Encode(pgtype.IntervalOID, pgtype.BinaryFormatCode,
			pgtype.Interval{Microseconds: micros, Days: days, Months: months, Valid: true}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for _, test := range []struct {
		micros       int64
		days, months int32
		want         time.Duration
		ok           bool
	}{
		{1, 0, 0, time.Microsecond, true},
		{0, 1, 0, 24 * time.Hour, true},
		{0, 0, 1, 30 * 24 * time.Hour, true},
		{0, 0, 12, 365 * 24 * time.Hour, true},
		{0, 0, -13, -395 * 24 * time.Hour, true},
		{-1, 1, 0, 24*time.Hour - time.Microsecond, true},
		{0, 106751, 0, 106751 * 24 * time.Hour, true},
		{0, 106752, 0, 0, false},
		{1 << 60, 0, 0, 0, false},
		{9223372036854775, 1, 0, 0, false},
		{1<<63 - 1, 1<<31 - 1, 1<<31 - 1, 0, false}, // infinity, since PostgreSQL 17
		{-1 << 63, -1 << 31, -1 << 31, 0, false},
	} {
		got, err := decodeInterval(interval(test.micros, test.days, test.months))
		if got != test.want || (err == nil) != test.ok {
			t.Errorf("%+v: %v %v", test, got, err)
		}
	}
}
