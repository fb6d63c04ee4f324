package orm_test

import (
	"github.com/combo-web/combo/orm"
)

func ExampleAdd() {
	printValues(orm.Add(&Works.F.Pages, 1))
	// Output: 101 | 251 | 41
}

func ExampleSub() {
	printValues(orm.Sub(&Works.F.Due, &Works.F.Bought))
	// Output: 766h30m15s | 48h0m0s | 348h0m0s
}

func ExampleMul() {
	printValues(orm.Mul(&Works.F.Price, &Works.F.Pages))
	// Output: 1225 | 2125 | 239.6
}

func ExampleDiv() {
	printValues(orm.Div(&Works.F.Pages, 3))
	// Output: 33 | 83 | 13
}

func ExampleRem() {
	printValues(orm.Rem(&Works.F.Pages, 3))
	// Output: 1 | 1 | 1
}

func ExamplePow() {
	printValues(orm.Pow(&Works.F.ID, 3))
	// Output: 1 | 8 | 27
}

func ExampleNeg() {
	printValues(orm.Neg(&Works.F.Pages))
	// Output: -100 | -250 | -40
}

func ExampleBitAnd() {
	printValues(orm.BitAnd(&Works.F.Pages, 6))
	// Output: 4 | 2 | 0
}

func ExampleBitOr() {
	printValues(orm.BitOr(&Works.F.Pages, 1))
	// Output: 101 | 251 | 41
}

func ExampleBitXor() {
	printValues(orm.BitXor(&Works.F.Pages, 1))
	// Output: 101 | 251 | 41
}

func ExampleBitLeft() {
	printValues(orm.BitLeft(&Works.F.ID, 4))
	// Output: 16 | 32 | 48
}

func ExampleBitRight() {
	printValues(orm.BitRight(&Works.F.Pages, 1))
	// Output: 50 | 125 | 20
}

func ExampleAbs() {
	printValues(orm.Abs(orm.Neg(&Works.F.Pages)))
	// Output: 100 | 250 | 40
}

func ExampleCeil() {
	printValues(orm.Ceil(&Works.F.Price))
	// Output: 13 | 9 | 6
}

func ExampleFloor() {
	printValues(orm.Floor(&Works.F.Price))
	// Output: 12 | 8 | 5
}

func ExampleSign() {
	printValues(orm.Sign(orm.Sub(&Works.F.Pages, 100)))
	// Output: 0 | 1 | -1
}

func ExampleRound() {
	printValues(orm.Round(&Works.F.Price, 1))
	// Output: 12.3 | 8.5 | 6
}

func ExampleMod() {
	printValues(orm.Mod(&Works.F.Price, 2))
	// Output: 0.25 | 0.5 | 1.99
}

func ExamplePower() {
	printValues(orm.Power(&Works.F.ID, 0.5))
	// Output: 1 | 1.4142135623730951 | 1.7320508075688772
}

func ExampleSqrt() {
	printValues(orm.Round(orm.Sqrt(&Works.F.Pages), 2))
	// Output: 10 | 15.81 | 6.32
}

func ExampleExp() {
	printValues(orm.Round(orm.Exp(&Works.F.ID), 2))
	// Output: 2.72 | 7.39 | 20.09
}

func ExampleLn() {
	printValues(orm.Round(orm.Ln(&Works.F.ID), 2))
	// Output: 0 | 0.69 | 1.1
}

func ExampleLog() {
	printValues(orm.Log(10, 1000))
	// Output: 3 | 3 | 3
}

func ExampleSin() {
	printValues(orm.Round(orm.Sin(orm.Radians(30.0)), 2))
	// Output: 0.5 | 0.5 | 0.5
}

func ExampleCos() {
	printValues(orm.Round(orm.Cos(orm.Pi()), 2))
	// Output: -1 | -1 | -1
}

func ExampleTan() {
	printValues(orm.Round(orm.Tan(orm.Radians(45.0)), 2))
	// Output: 1 | 1 | 1
}

func ExampleCot() {
	printValues(orm.Round(orm.Cot(orm.Radians(45.0)), 2))
	// Output: 1 | 1 | 1
}

func ExampleASin() {
	printValues(orm.Degrees(orm.ASin(1.0)))
	// Output: 90 | 90 | 90
}

func ExampleACos() {
	printValues(orm.Degrees(orm.ACos(0.0)))
	// Output: 90 | 90 | 90
}

func ExampleATan() {
	printValues(orm.Round(orm.Degrees(orm.ATan(1.0)), 2))
	// Output: 45 | 45 | 45
}

func ExampleATan2() {
	printValues(orm.Round(orm.Degrees(orm.ATan2(1.0, -1.0)), 2))
	// Output: 135 | 135 | 135
}

func ExampleDegrees() {
	printValues(orm.Degrees(orm.Pi()))
	// Output: 180 | 180 | 180
}

func ExampleRadians() {
	printValues(orm.Round(orm.Radians(180), 4))
	// Output: 3.1416 | 3.1416 | 3.1416
}

func ExamplePi() {
	printValues(orm.Round(orm.Pi(), 4))
	// Output: 3.1416 | 3.1416 | 3.1416
}

func ExampleRandom() {
	printValues(orm.Floor(orm.Random()))
	// Output: 0 | 0 | 0
}
