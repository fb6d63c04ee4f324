package orm_test

import (
	"math"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/combo-web/combo/orm"
)

func TestEveryTypedNumber(t *testing.T) { runCases(t, append(mathCases(), arithmeticCases()...)) }

func mathCases() []valueCase {
	b := Boats.F
	part := orm.Div(&b.Crew, 4.0)
	return []valueCase{
		value("abs", orm.Abs(orm.Sub(&b.Crew, 3)), func(b *Boat) int { return max(b.Crew-3, 3-b.Crew) }),
		value("ceil", orm.Ceil(&b.Length), of(math.Ceil)),
		value("floor", orm.Floor(&b.Length), of(math.Floor)),
		value("floor of a decimal", orm.Floor(&b.Price), func(b *Boat) decimal.Decimal { return b.Price.Floor() }),
		value("sign", orm.Sign(orm.Sub(&b.Crew, 2)), func(b *Boat) int { return min(1, b.Crew-2) }),
		value("round", orm.Round(&b.Length, 1), of(func(x float64) float64 { return math.Round(10*x) / 10 })),
		value("round a decimal", orm.Round(&b.Price, 0), func(b *Boat) decimal.Decimal { return b.Price.Round(0) }),
		on("postgresql", value("round to tens", orm.Round(&b.Price, -1), func(b *Boat) decimal.Decimal { return b.Price.Round(-1) })),
		value("mod", orm.Mod(&b.Length, 2.0), of(func(x float64) float64 { return math.Mod(x, 2) })),
		value("power", orm.Power(&b.Length, 2), of(func(x float64) float64 { return x * x })),
		value("sqrt", orm.Sqrt(&b.Length), of(math.Sqrt)),
		value("exp", orm.Exp(&b.Length), of(math.Exp)),
		value("ln", orm.Ln(&b.Length), of(math.Log)),
		value("log", orm.Log(2, &b.Length), of(math.Log2)),
		value("sin", orm.Sin(&b.Length), of(math.Sin)),
		value("cos", orm.Cos(&b.Length), of(math.Cos)),
		value("tan", orm.Tan(&b.Length), of(math.Tan)),
		value("cot", orm.Cot(&b.Length), of(func(x float64) float64 { return 1 / math.Tan(x) })),
		value("asin", orm.ASin(part), ofPart(math.Asin)),
		value("acos", orm.ACos(part), ofPart(math.Acos)),
		value("atan", orm.ATan(&b.Length), of(math.Atan)),
		value("atan2", orm.ATan2(&b.Length, &b.Crew), func(b *Boat) float64 { return math.Atan2(b.Length, float64(b.Crew)) }),
		value("degrees", orm.Degrees(&b.Length), of(func(x float64) float64 { return x * 180 / math.Pi })),
		value("radians", orm.Radians(&b.Length), of(func(x float64) float64 { return x * math.Pi / 180 })),
		value("pi", orm.Pi(), func(*Boat) float64 { return math.Pi }),
		condition("random", orm.And(orm.Random().Gte(0), orm.Random().Lt(1)), func(*Boat) bool { return true }),
		value("of NULL", orm.Sqrt(b.Owner.Rating), func(b *Boat) *float64 { return maybe(b.Owner.Rating, math.Sqrt) }),
	}
}

func of(f func(float64) float64) func(*Boat) float64 {
	return func(b *Boat) float64 { return f(b.Length) }
}

func ofPart(f func(float64) float64) func(*Boat) float64 {
	return func(b *Boat) float64 { return f(float64(b.Crew) / 4) }
}

func arithmeticCases() []valueCase {
	b := Boats.F
	return []valueCase{
		value("add", orm.Add(&b.ID, &b.Crew), func(b *Boat) int64 { return b.ID + int64(b.Crew) }),
		value("add a duration", orm.Add(&b.Launched, &b.Voyage), func(b *Boat) time.Time { return b.Launched.Add(b.Voyage) }),
		value("add a decimal", orm.Add(&b.Price, &b.Crew), func(b *Boat) decimal.Decimal { return b.Price.Add(decimal.NewFromInt(int64(b.Crew))) }),
		value("sub", orm.Sub(&b.Length, &b.ID), func(b *Boat) float64 { return b.Length - float64(b.ID) }),
		value("sub of moments", orm.Sub(&b.Launched, launch), func(b *Boat) time.Duration { return b.Launched.Sub(launch) }),
		value("mul", orm.Mul(&b.Price, &b.Crew), func(b *Boat) decimal.Decimal { return b.Price.Mul(decimal.NewFromInt(int64(b.Crew))) }),
		value("div", orm.Div(&b.ID, &b.Crew), func(b *Boat) int64 { return b.ID / int64(b.Crew) }),
		value("div of floats", orm.Div(&b.Length, &b.Crew), func(b *Boat) float64 { return b.Length / float64(b.Crew) }),
		value("rem", orm.Rem(orm.Neg(&b.ID), 3), func(b *Boat) int64 { return -b.ID % 3 }),
		value("pow", orm.Pow(&b.Crew, 3), func(b *Boat) int { return b.Crew * b.Crew * b.Crew }),
		value("neg", orm.Neg(&b.Length), func(b *Boat) float64 { return -b.Length }),
		value("bits and", orm.BitAnd(&b.ID, 5), func(b *Boat) int64 { return b.ID & 5 }),
		value("bits or", orm.BitOr(&b.ID, &b.Crew), func(b *Boat) int64 { return b.ID | int64(b.Crew) }),
		value("bits xor", orm.BitXor(&b.ID, &b.Crew), func(b *Boat) int64 { return b.ID ^ int64(b.Crew) }),
		value("bits left", orm.BitLeft(&b.ID, &b.Crew), func(b *Boat) int64 { return b.ID << b.Crew }),
		value("bits right", orm.BitRight(&b.ID, 1), func(b *Boat) int64 { return b.ID >> 1 }),
		value("of NULL", orm.Mul(b.Owner.Rating, 2.0), func(b *Boat) *float64 { return maybe(b.Owner.Rating, func(x float64) float64 { return 2 * x }) }),
		value("Expr.Add", orm.Col(&b.ID).Add(2), func(b *Boat) int64 { return b.ID + 2 }),
		value("Expr.Sub", orm.Col(&b.Price).Sub(decimal.New(5, -1)), func(b *Boat) decimal.Decimal { return b.Price.Sub(decimal.New(5, -1)) }),
		value("Expr.Mul", orm.Col(&b.Length).Mul(1.5), func(b *Boat) float64 { return b.Length * 1.5 }),
		value("Expr.Div", orm.Col(&b.ID).Div(2), func(b *Boat) int64 { return b.ID / 2 }),
	}
}
