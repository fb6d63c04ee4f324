package main

import (
	"maps"
	"sync"
	"time"

	"github.com/combo-web/combo/orm"
)

// A maker makes the expression of a class of Django's.
type maker func(c *classCall) orm.Expression

// known are the classes of expressions. They are filled at the first use: as
// expressions hold expressions, Go would call a variable an initialization cycle.
var known struct {
	sync.Once
	makers map[string]maker
}

// makerOf returns what makes the expressions of a class, nil if it is not known.
func makerOf(class string) maker {
	known.Do(func() {
		known.makers = map[string]maker{}
		for _, family := range []map[string]maker{
			coreMakers(), lookupMakers(), comparisonMakers(), textMakers(), mathMakers(), dateMakers(), jsonMakers(), aggregateMakers(), windowMakers(),
		} {
			maps.Copy(known.makers, family)
		}
	})
	return known.makers[class]
}

// of1 and of2 make functions of so many arguments.
func of1[T any](f func(any) orm.Expr[T]) maker {
	return func(c *classCall) orm.Expression { return f(c.arg(0)) }
}

func of2[T any](f func(a, b any) orm.Expr[T]) maker {
	return func(c *classCall) orm.Expression { return f(c.arg(0), c.arg(1)) }
}

// ofMany makes functions of two arguments or more.
func ofMany[T any](f func(a, b any, more ...any) orm.Expr[T]) maker {
	return func(c *classCall) orm.Expression {
		var args []any
		for _, e := range c.all(0) {
			args = append(args, e)
		}
		if len(args) < 2 {
			c.keep(unknown{"a function of one argument"})
			return nil
		}
		return f(args[0], args[1], args[2:]...)
	}
}

// comparisonMakers choose between values.
func comparisonMakers() map[string]maker {
	return map[string]maker{
		"Coalesce": ofMany(orm.Coalesce), "Greatest": ofMany(orm.Greatest), "Least": ofMany(orm.Least), "NullIf": of2(orm.NullIf),
		"Collate": func(c *classCall) orm.Expression { return orm.Collate(c.arg(0), textOf(c.raw(1, "collation"))) },
		"Cast": func(c *classCall) orm.Expression {
			t, _ := c.output(1)
			return orm.Cast(c.arg(0), t)
		},
	}
}

// textMakers make functions of texts. A text among their arguments is a path, but
// for what they search, put in or fill up with.
func textMakers() map[string]maker {
	return map[string]maker{
		"Lower": of1(orm.Lower), "Upper": of1(orm.Upper), "Length": of1(orm.Length), "Reverse": of1(orm.Reverse),
		"Trim": of1(orm.Trim), "LTrim": of1(orm.LTrim), "RTrim": of1(orm.RTrim), "Chr": of1(orm.Chr), "Ord": of1(orm.Ord),
		"MD5": of1(orm.MD5), "SHA1": of1(orm.SHA1), "SHA224": of1(orm.SHA224), "SHA256": of1(orm.SHA256), "SHA384": of1(orm.SHA384), "SHA512": of1(orm.SHA512),
		"Concat": ofMany(orm.Concat), "Left": of2(orm.Left), "Right": of2(orm.Right), "Repeat": of2(orm.Repeat), "StrIndex": of2(orm.StrIndex),
		"LPad": padded(orm.LPad), "RPad": padded(orm.RPad),
		"Replace": func(c *classCall) orm.Expression {
			return orm.Replace(c.arg(0), c.arg(1), c.optional(2, "replacement", ""))
		},
		"Substr": func(c *classCall) orm.Expression {
			if c.has(2, "length") {
				return orm.Substr(c.arg(0), c.named(1, "pos"), c.named(2, "length"))
			}
			return orm.SubstrFrom(c.arg(0), c.named(1, "pos"))
		},
	}
}

func padded(f func(text, n, fill any) orm.Expr[string]) maker {
	return func(c *classCall) orm.Expression {
		return f(c.arg(0), c.named(1, "length"), c.optional(2, "fill_text", " "))
	}
}

// optional makes an argument, or takes a value in its place.
func (c *classCall) optional(i int, name string, otherwise any) any {
	if c.has(i, name) {
		return c.named(i, name)
	}
	return otherwise
}

// mathMakers make functions of numbers.
func mathMakers() map[string]maker {
	return map[string]maker{
		"Abs": of1(orm.Abs), "Ceil": of1(orm.Ceil), "Floor": of1(orm.Floor), "Sign": of1(orm.Sign), "Sqrt": of1(orm.Sqrt), "Exp": of1(orm.Exp),
		"Ln": of1(orm.Ln), "Sin": of1(orm.Sin), "Cos": of1(orm.Cos), "Tan": of1(orm.Tan), "Cot": of1(orm.Cot), "ASin": of1(orm.ASin),
		"ACos": of1(orm.ACos), "ATan": of1(orm.ATan), "Degrees": of1(orm.Degrees), "Radians": of1(orm.Radians),
		"Mod": of2(orm.Mod), "Power": of2(orm.Power), "Log": of2(orm.Log), "ATan2": of2(orm.ATan2),
		"Pi":     func(*classCall) orm.Expression { return orm.Pi() },
		"Random": func(*classCall) orm.Expression { return orm.Random() },
		"Round":  func(c *classCall) orm.Expression { return orm.Round(c.arg(0), int(numberOf(c.raw(1, "precision")))) },
	}
}

// dateMakers make functions of dates and times.
func dateMakers() map[string]maker {
	return map[string]maker{
		"Now":     func(*classCall) orm.Expression { return orm.Now() },
		"Extract": func(c *classCall) orm.Expression { return orm.Extract(c.zoned(0), textOf(c.raw(1, "lookup_name"))) },
		"Trunc": func(c *classCall) orm.Expression {
			t, _ := c.output(2)
			return orm.Trunc(c.zoned(0), textOf(c.raw(1, "kind")), t)
		},
		"ExtractYear": extracting("year"), "ExtractIsoYear": extracting("iso_year"), "ExtractQuarter": extracting("quarter"),
		"ExtractMonth": extracting("month"), "ExtractWeek": extracting("week"), "ExtractWeekDay": extracting("week_day"),
		"ExtractIsoWeekDay": extracting("iso_week_day"), "ExtractDay": extracting("day"), "ExtractHour": extracting("hour"),
		"ExtractMinute": extracting("minute"), "ExtractSecond": extracting("second"),
		"TruncYear": truncating("year"), "TruncQuarter": truncating("quarter"), "TruncMonth": truncating("month"), "TruncWeek": truncating("week"),
		"TruncDay": truncating("day"), "TruncHour": truncating("hour"), "TruncMinute": truncating("minute"), "TruncSecond": truncating("second"),
		"TruncDate": func(c *classCall) orm.Expression { return orm.TruncDate(c.zoned(0)) },
		"TruncTime": func(c *classCall) orm.Expression { return orm.TruncTime(c.zoned(0)) },
	}
}

func extracting(part string) maker {
	return func(c *classCall) orm.Expression { return orm.Extract(c.zoned(0), part) }
}

func truncating(part string) maker {
	return func(c *classCall) orm.Expression {
		t, _ := c.output(1)
		return orm.Trunc(c.zoned(0), part, t)
	}
}

// zoned makes an argument, in the zone that tzinfo says.
func (c *classCall) zoned(i int) orm.Expression {
	if zone, ok := c.kwargs.get("tzinfo").(*time.Location); ok {
		return orm.InZone(c.arg(i), zone)
	}
	return c.arg(i)
}
