package postgres

import (
	"encoding/binary"
	"errors"
	"math/big"

	"github.com/shopspring/decimal"
)

// The signs of a numeric.
const (
	numericPositive = 0x0000
	numericNegative = 0x4000
)

var errNotFinite = errors.New("the number is NaN or infinite, which a decimal cannot hold")

// decodeNumeric reads the binary form of a numeric: groups of four digits, the
// first of which counts 10,000 to the power of weight, and how many digits are
// shown behind the point.
func decodeNumeric(b []byte) (decimal.Decimal, error) {
	if len(b) < 8 {
		return decimal.Decimal{}, errBytes
	}
	n, weight := int(binary.BigEndian.Uint16(b)), int(int16(binary.BigEndian.Uint16(b[2:])))
	sign, places := binary.BigEndian.Uint16(b[4:]), int32(binary.BigEndian.Uint16(b[6:]))
	if sign != numericPositive && sign != numericNegative {
		return decimal.Decimal{}, errNotFinite
	}
	groups := b[8:]
	if len(groups) != 2*n {
		return decimal.Decimal{}, errBytes
	}
	// The last group stands for units of 10 to the power of exponent.
	exponent := 4 * int32(weight+1-n)
	if n == 0 {
		exponent = -places
	}
	var d decimal.Decimal
	if n <= 4 {
		d = decimal.New(smallCoefficient(groups), exponent)
	} else {
		d = decimal.NewFromBigInt(coefficient(groups), exponent)
	}
	if sign == numericNegative {
		d = d.Neg()
	}
	return withPlaces(d, places), nil
}

func smallCoefficient(groups []byte) (n int64) {
	for i := 0; i < len(groups); i += 2 {
		n = n*10_000 + int64(binary.BigEndian.Uint16(groups[i:]))
	}
	return n
}

// coefficient is smallCoefficient of any length. It reads 16 digits at a time.
func coefficient(groups []byte) *big.Int {
	n, part, factor := new(big.Int), new(big.Int), new(big.Int)
	for len(groups) > 0 {
		take := min(len(groups), 8)
		scale := int64(1)
		for range take / 2 {
			scale *= 10_000
		}
		n.Mul(n, factor.SetInt64(scale))
		n.Add(n, part.SetInt64(smallCoefficient(groups[:take])))
		groups = groups[take:]
	}
	return n
}

// withPlaces gives a number exactly the digits behind the point that the database
// shows: 1.50 stays 1.50.
func withPlaces(d decimal.Decimal, places int32) decimal.Decimal {
	if d.Exponent() < -places {
		return d.Truncate(places)
	}
	if d.Exponent() > -places {
		return decimal.NewFromBigInt(new(big.Int).Mul(d.Coefficient(), power10(int64(d.Exponent()+places))), -places)
	}
	return d
}

func power10(n int64) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(n), nil) }
