package orm_test

import (
	"testing"
	"time"

	"github.com/combo-web/combo/orm"
)

func TestEveryTypedDate(t *testing.T) {
	runCases(t, append(extractCases(loadZone(t, "Europe/Paris")), truncCases()...))
}

func extractCases(paris *time.Location) []valueCase {
	b := Boats.F
	return []valueCase{
		value("extract", orm.Extract(&b.Launched, "day"), func(b *Boat) int { return b.Launched.Day() }),
		value("extract of a time", orm.Extract(b.Opens, "minute"), func(b *Boat) *int { return maybe(b.Opens, orm.Clock.Minute) }),
		value("year", orm.ExtractYear(&b.Launched), func(b *Boat) int { return b.Launched.Year() }),
		value("year of a date", orm.ExtractYear(b.Built), func(b *Boat) *int { return maybe(b.Built, orm.Day.Year) }),
		value("ISO year", orm.ExtractISOYear(b.Built), func(b *Boat) *int {
			return maybe(b.Built, func(d orm.Day) int { y, _ := d.ISOWeek(); return y })
		}),
		value("quarter", orm.ExtractQuarter(&b.Launched), func(b *Boat) int { return (int(b.Launched.Month()) + 2) / 3 }),
		value("month", orm.ExtractMonth(&b.Launched), func(b *Boat) int { return int(b.Launched.Month()) }),
		value("week", orm.ExtractWeek(&b.Launched), func(b *Boat) int { _, w := b.Launched.ISOWeek(); return w }),
		value("weekday", orm.ExtractWeekDay(&b.Launched), func(b *Boat) int { return int(b.Launched.Weekday()) + 1 }),
		value("ISO weekday", orm.ExtractISOWeekDay(&b.Launched), func(b *Boat) int { return (int(b.Launched.Weekday())+6)%7 + 1 }),
		value("day", orm.ExtractDay(b.Built), func(b *Boat) *int { return maybe(b.Built, orm.Day.Day) }),
		value("hour", orm.ExtractHour(&b.Launched), func(b *Boat) int { return b.Launched.Hour() }),
		value("hour in a zone", orm.ExtractHour(orm.InZone(&b.Launched, paris)), func(b *Boat) int { return b.Launched.In(paris).Hour() }),
		value("minute", orm.ExtractMinute(orm.Add(&b.Launched, &b.Voyage)), func(b *Boat) int { return b.Launched.Add(b.Voyage).Minute() }),
		value("second", orm.ExtractSecond(orm.Add(&b.Launched, 7*time.Second)), func(*Boat) int { return 7 }),
		condition("now", orm.LtExpr(&b.Launched, orm.Now()), func(*Boat) bool { return true }),
	}
}

func truncCases() []valueCase {
	b := Boats.F
	moment := orm.Add(&b.Launched, 90*time.Second+time.Millisecond)
	on := func(cut func(t time.Time) time.Time) func(*Boat) time.Time {
		return func(b *Boat) time.Time { return cut(b.Launched.Add(90*time.Second + time.Millisecond)) }
	}
	day := func(t time.Time) time.Time { return t.Truncate(24 * time.Hour) }
	first := func(y int, m time.Month) time.Time { return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC) }
	return []valueCase{
		value("trunc", orm.Trunc(moment, "hour", orm.Type{}), on(func(t time.Time) time.Time { return t.Truncate(time.Hour) })),
		value("trunc to another kind", orm.Trunc(&b.Launched, "month", orm.Type{Kind: orm.Date}), func(b *Boat) orm.Day {
			return orm.NewDay(b.Launched.Year(), b.Launched.Month(), 1)
		}),
		value("trunc year", orm.TruncYear(moment), on(func(t time.Time) time.Time { return first(t.Year(), 1) })),
		value("trunc year of a date", orm.TruncYear(b.Built), func(b *Boat) *orm.Day {
			return maybe(b.Built, func(d orm.Day) orm.Day { return orm.NewDay(d.Year(), 1, 1) })
		}),
		value("trunc quarter", orm.TruncQuarter(moment), on(func(t time.Time) time.Time { return first(t.Year(), (t.Month()-1)/3*3+1) })),
		value("trunc month", orm.TruncMonth(moment), on(func(t time.Time) time.Time { return first(t.Year(), t.Month()) })),
		value("trunc week", orm.TruncWeek(moment), on(func(t time.Time) time.Time { return day(t).AddDate(0, 0, -(int(t.Weekday())+6)%7) })),
		value("trunc day", orm.TruncDay(moment), on(day)),
		value("trunc hour", orm.TruncHour(moment), on(func(t time.Time) time.Time { return t.Truncate(time.Hour) })),
		value("trunc hour of a time", orm.TruncHour(b.Opens), func(b *Boat) *orm.Clock {
			return maybe(b.Opens, func(c orm.Clock) orm.Clock { return orm.NewClock(c.Hour(), 0, 0, 0) })
		}),
		value("trunc minute", orm.TruncMinute(moment), on(func(t time.Time) time.Time { return t.Truncate(time.Minute) })),
		value("trunc second", orm.TruncSecond(moment), on(func(t time.Time) time.Time { return t.Truncate(time.Second) })),
		value("date", orm.TruncDate(&b.Launched), func(b *Boat) orm.Day { return orm.DayOf(b.Launched) }),
		value("time", orm.TruncTime(&b.Launched), func(b *Boat) orm.Clock { return orm.ClockOf(b.Launched) }),
	}
}
