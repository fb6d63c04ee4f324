package postgres

import (
	"encoding/binary"
	"errors"
	"math"
	"net/netip"
	"time"

	"github.com/combo-web/combo/orm"
)

var errInfinite = errors.New("the date or time is infinite, which Go's types cannot hold")

// unixOf2000 is when PostgreSQL's time begins, in seconds.
const unixOf2000 = 946684800

// decodeMoment reads microseconds since 2000.
func decodeMoment(b []byte) (time.Time, error) {
	if len(b) != 8 {
		return time.Time{}, errBytes
	}
	n := int64(binary.BigEndian.Uint64(b))
	if n == math.MaxInt64 || n == math.MinInt64 {
		return time.Time{}, errInfinite
	}
	seconds, micros := n/1_000_000, n%1_000_000
	return time.Unix(unixOf2000+seconds, micros*1000).UTC(), nil
}

var day2000 = orm.NewDay(2000, time.January, 1)

// decodeDay reads days since 2000.
func decodeDay(b []byte) (orm.Day, error) {
	if len(b) != 4 {
		return orm.Day{}, errBytes
	}
	n := int32(binary.BigEndian.Uint32(b))
	if n == math.MaxInt32 || n == math.MinInt32 {
		return orm.Day{}, errInfinite
	}
	return day2000.AddDays(int(n)), nil
}

// decodeClock reads microseconds since midnight. 24:00, which is allowed, is
// midnight.
func decodeClock(b []byte) (orm.Clock, error) {
	if len(b) != 8 {
		return orm.Clock{}, errBytes
	}
	return orm.Clock{}.Add(time.Duration(binary.BigEndian.Uint64(b)) * time.Microsecond), nil
}

var errInterval = errors.New("the interval is longer than a duration can be, 292 years")

// decodeInterval reads microseconds, days and months. A month counts 30 days and
// a year 365, as in Django.
func decodeInterval(b []byte) (time.Duration, error) {
	if len(b) != 16 {
		return 0, errBytes
	}
	micros := int64(binary.BigEndian.Uint64(b))
	days := int64(int32(binary.BigEndian.Uint32(b[8:])))
	months := int64(int32(binary.BigEndian.Uint32(b[12:])))
	days += months/12*365 + months%12*30
	const dayMicros, most = 24 * 3600 * 1_000_000, math.MaxInt64 / 1000
	if micros > most || micros < -most || days > most/dayMicros || days < -most/dayMicros {
		return 0, errInterval
	}
	if micros += days * dayMicros; micros > most || micros < -most {
		return 0, errInterval
	}
	return time.Duration(micros) * time.Microsecond, nil
}

// decodeInet reads the family of an address, the length of its mask, whether it is
// a network, and its bytes. An address whose mask is full is an address alone.
func decodeInet(b []byte) (any, error) {
	if len(b) < 4 || len(b) != 4+int(b[3]) {
		return nil, errBytes
	}
	addr, ok := netip.AddrFromSlice(b[4:])
	if !ok {
		return nil, errBytes
	}
	network := b[2] != 0
	if int(b[1]) == addr.BitLen() && !network {
		return addr, nil
	}
	return netip.PrefixFrom(addr, int(b[1])), nil
}
