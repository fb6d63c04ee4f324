package orm

import "time"

// Extract is one part of a date or time, an Int: "year", "iso_year", "quarter",
// "month", "week" (ISO 8601), "week_day" (Sunday is 1), "iso_week_day" (Monday
// is 1), "day", "hour", "minute" or "second" (without the fraction). A Date has
// no hours and a Time no days; a Duration has parts on PostgreSQL only. That of a
// DateTime is taken in its zone: see [InZone].
func Extract(e any, part string) Expr[int64] {
	if _, ok := parts[part]; !ok {
		return invalid[int64]("%q is not a part of a date or time that Extract knows", part)
	}
	return Expr[int64]{&extract{exprOf(e), part}}
}

// ExtractYear is the year: Django's, as those behind it.
func ExtractYear(e any) Expr[int64] { return Extract(e, "year") }

// ExtractISOYear is the year that the ISO week belongs to.
func ExtractISOYear(e any) Expr[int64] { return Extract(e, "iso_year") }

// ExtractQuarter is the quarter, from 1 to 4.
func ExtractQuarter(e any) Expr[int64] { return Extract(e, "quarter") }

// ExtractMonth is the month, from 1 to 12.
func ExtractMonth(e any) Expr[int64] { return Extract(e, "month") }

// ExtractWeek is the week of ISO 8601, from 1 to 53.
func ExtractWeek(e any) Expr[int64] { return Extract(e, "week") }

// ExtractWeekDay is the day of the week, from Sunday, 1, to Saturday, 7.
func ExtractWeekDay(e any) Expr[int64] { return Extract(e, "week_day") }

// ExtractISOWeekDay is the day of the week, from Monday, 1, to Sunday, 7.
func ExtractISOWeekDay(e any) Expr[int64] { return Extract(e, "iso_week_day") }

// ExtractDay is the day of the month.
func ExtractDay(e any) Expr[int64] { return Extract(e, "day") }

// ExtractHour is the hour, from 0 to 23.
func ExtractHour(e any) Expr[int64] { return Extract(e, "hour") }

// ExtractMinute is the minute.
func ExtractMinute(e any) Expr[int64] { return Extract(e, "minute") }

// ExtractSecond is the second, without its fraction.
func ExtractSecond(e any) Expr[int64] { return Extract(e, "second") }

// Trunc is the beginning of the year, quarter, month, week (Monday), day, hour,
// minute or second that a date or time is in, in its zone: see [InZone]. Its type
// is that of e, or as if that has a kind: the Date or the Time of a DateTime.
func Trunc(e any, part string, as Type) Expr[any] {
	if p, ok := parts[part]; !ok || p.trunc == 0 {
		return invalid[any]("%q is not a part of a date or time that Trunc knows", part)
	}
	return Expr[any]{&trunc{exprOf(e), part, as}}
}

// TruncYear is the beginning of the year, as [Trunc] says.
func TruncYear(e any) Expr[any] { return Trunc(e, "year", Type{}) }

// TruncQuarter is the beginning of the quarter.
func TruncQuarter(e any) Expr[any] { return Trunc(e, "quarter", Type{}) }

// TruncMonth is the beginning of the month.
func TruncMonth(e any) Expr[any] { return Trunc(e, "month", Type{}) }

// TruncWeek is the beginning of the Monday.
func TruncWeek(e any) Expr[any] { return Trunc(e, "week", Type{}) }

// TruncDay is the beginning of the day.
func TruncDay(e any) Expr[any] { return Trunc(e, "day", Type{}) }

// TruncHour is the beginning of the hour.
func TruncHour(e any) Expr[any] { return Trunc(e, "hour", Type{}) }

// TruncMinute is the beginning of the minute.
func TruncMinute(e any) Expr[any] { return Trunc(e, "minute", Type{}) }

// TruncSecond is the beginning of the second.
func TruncSecond(e any) Expr[any] { return Trunc(e, "second", Type{}) }

// TruncDate is the Date of a DateTime, in its zone.
func TruncDate(e any) Expr[Day] { return Expr[Day]{&trunc{exprOf(e), "date", Type{Kind: Date}}} }

// TruncTime is the Time of a DateTime, in its zone.
func TruncTime(e any) Expr[Clock] { return Expr[Clock]{&trunc{exprOf(e), "time", Type{Kind: Time}}} }

// Now is the time at which the database runs the statement.
func Now() Expr[time.Time] {
	return Expr[time.Time]{newCall(&function{name: "Now", out: gives(DateTime)})}
}

// parts are the parts of dates and times. trunc is what Trunc cuts: 'd' a date,
// 't' a time.
var parts = map[string]struct {
	clock bool
	trunc byte
}{
	"year": {trunc: 'd'}, "quarter": {trunc: 'd'}, "month": {trunc: 'd'}, "week": {trunc: 'd'}, "day": {trunc: 'd'},
	"iso_year": {}, "week_day": {}, "iso_week_day": {},
	"hour": {true, 't'}, "minute": {true, 't'}, "second": {true, 't'},
}

type extract struct {
	e    Expression
	part string
}

func (x *extract) shape(s *shaper) {
	s.code(shapeFunc)
	s.text("Extract " + x.part)
	x.e.shape(s)
}

func (x *extract) resolve(r *resolver) (term, error) {
	t, err := r.argument(x.e)
	if err != nil {
		return nil, err
	}
	return r.extracted(t, x.part)
}

// extracted makes the term of a part.
func (r *resolver) extracted(t term, part string) (term, error) {
	k := t.typ().Kind
	if clock := parts[part].clock; k == Date && clock || k == Time && !clock || !isMoment(k) && k != Duration && k != NoKind {
		return nil, mistakef("%s: there is no %s in %s", r.model, part, describe(t))
	}
	e := &extractTerm{*r.dateCall("Extract", part, t, Type{Kind: Int})}
	return e, nil
}

// An extractTerm is a part of a date, which has lookups of its own.
type extractTerm struct{ callTerm }

// dateCall makes the term of a function of a date or time, with its zone behind
// it.
func (r *resolver) dateCall(name, part string, t term, out Type) *callTerm {
	args := []term{t}
	c := newCallTerm(name, args, func(string, []term) (Type, error) { return out, nil })
	c.call.Part = part
	if t.typ().Kind != DateTime {
		return c
	}
	// A zone that has no name was refused where it was given.
	zone, form, _ := zoneName(r.zoneOf(t))
	if c.call.Zone = form; form != NoZone {
		c.args = append(c.args, r.constant(zone, Type{Kind: Text}))
	}
	return c
}

type trunc struct {
	e    Expression
	part string
	as   Type
}

func (x *trunc) shape(s *shaper) {
	s.code(shapeFunc)
	s.text("Trunc " + x.part)
	s.typ(x.as)
	x.e.shape(s)
}

func (x *trunc) resolve(r *resolver) (term, error) {
	t, err := r.argument(x.e)
	if err != nil {
		return nil, err
	}
	return r.truncated(t, x.part, x.as)
}

// truncated makes the term of a beginning.
func (r *resolver) truncated(t term, part string, as Type) (term, error) {
	from := t.typ()
	if as.Kind == NoKind {
		as = from
	}
	if !isMoment(from.Kind) || !isMoment(as.Kind) || !truncates(from.Kind, part, as.Kind) {
		return nil, mistakef("%s: %s cannot be truncated to the %s, as %s", r.model, describe(t), part, as.Kind)
	}
	if part == "date" || part == "time" {
		return r.dateCall("TruncDate", part, t, as), nil
	}
	if from.Kind == DateTime && as.Kind != DateTime {
		t, from = r.dateCall("TruncDate", as.Kind.String(), t, as), as
	}
	return r.dateCall("Trunc", part, t, as), nil
}

func truncates(from Kind, part string, as Kind) bool {
	switch {
	case part == "date":
		return from == DateTime || from == Date
	case part == "time":
		return from == DateTime || from == Time
	case from != as && from != DateTime:
		return false
	}
	clock := parts[part].clock
	return as == DateTime || as == Date && !clock || as == Time && clock
}
