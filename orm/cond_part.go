package orm

// A Part is a part of a column's value, such as the year of a date: an expression,
// which its methods compare. A condition on a part is one on the column: see [Eq]
// for relations to many rows.
type Part[T any] struct {
	column any
	names  []string // the transforms
}

// part makes a Part behind another transform.
func part[T any](column any, names ...string) Part[T] { return Part[T]{column, names} }

// Year is the year of a date or a moment. A comparison with a value is one of the
// column with the bounds of the year, for which an index can be used.
func Year[T any](column *T) Part[int] { return part[int](column, "year") }

// ISOYear is the year that the week of a date belongs to, as ISO 8601 counts.
func ISOYear[T any](column *T) Part[int] { return part[int](column, "iso_year") }

// Quarter is the quarter of the year, 1 to 4.
func Quarter[T any](column *T) Part[int] { return part[int](column, "quarter") }

// Month is the month, 1 to 12.
func Month[T any](column *T) Part[int] { return part[int](column, "month") }

// Week is the week of the year, 1 to 53, as ISO 8601 counts.
func Week[T any](column *T) Part[int] { return part[int](column, "week") }

// WeekDay is the day of the week, 1 for Sunday to 7 for Saturday.
func WeekDay[T any](column *T) Part[int] { return part[int](column, "week_day") }

// ISOWeekDay is the day of the week, 1 for Monday to 7 for Sunday.
func ISOWeekDay[T any](column *T) Part[int] { return part[int](column, "iso_week_day") }

// MonthDay is the day of the month: Django's lookup day.
func MonthDay[T any](column *T) Part[int] { return part[int](column, "day") }

// Hour is the hour of a time or a moment, 0 to 23.
func Hour[T any](column *T) Part[int] { return part[int](column, "hour") }

// Minute is the minute of a time or a moment.
func Minute[T any](column *T) Part[int] { return part[int](column, "minute") }

// Second is the second of a time or a moment, without its fraction.
func Second[T any](column *T) Part[int] { return part[int](column, "second") }

// DateOf is the day of a moment, in the zone of the query.
func DateOf[T any](column *T) Part[Day] { return part[Day](column, "date") }

// TimeOf is the time of day of a moment, in the zone of the query.
func TimeOf[T any](column *T) Part[Clock] { return part[Clock](column, "time") }

// ArrayLen is how many elements an array has (PostgreSQL).
func ArrayLen[T any](column *[]T) Part[int] { return part[int](column, "len") }

// Eq is true if the part is v.
func (p Part[T]) Eq(v T) Condition { return p.Is("exact", v) }

// Ne is true if the part is not v: also where it is NULL.
func (p Part[T]) Ne(v T) Condition { return Not(p.Eq(v)) }

// Gt is true if the part is greater than v.
func (p Part[T]) Gt(v T) Condition { return p.Is("gt", v) }

// Gte is true if the part is v or greater.
func (p Part[T]) Gte(v T) Condition { return p.Is("gte", v) }

// Lt is true if the part is less than v.
func (p Part[T]) Lt(v T) Condition { return p.Is("lt", v) }

// Lte is true if the part is v or less.
func (p Part[T]) Lte(v T) Condition { return p.Is("lte", v) }

// In is true if the part is one of the values.
func (p Part[T]) In(values ...T) Condition { return p.Is("in", values) }

// Between is true if the part is from, to or between them.
func (p Part[T]) Between(from, to T) Condition { return p.Is("range", []T{from, to}) }

// IsNull is true if the part is NULL: of a JSON document, if there is no such
// part.
func (p Part[T]) IsNull() Condition { return p.Is("isnull", true) }

// NotNull is true if the part is not NULL.
func (p Part[T]) NotNull() Condition { return p.Is("isnull", false) }

// Is compares the part by any lookup.
func (p Part[T]) Is(lookup string, v any) Condition {
	if isColumnPointer(v) {
		v = exprOf(v)
	}
	behind := append(append([]string(nil), p.names...), splitNames(lookup)...)
	return &columnCheck{column: p.column, behind: behind, right: operandOf(v, lastName(lookup))}
}

func (p Part[T]) shape(s *shaper) {
	s.pointer(p.column)
	s.texts(p.names)
}

func (p Part[T]) resolve(r *resolver) (term, error) {
	t, err := r.pointer(p.column)
	if err != nil {
		return nil, err
	}
	return r.transformed(t, p.names)
}
