package orm

import "math"

// A slice is which of the rows are wanted, counted from 0: those from low on and
// before high.
type slice struct {
	low, high int
	limited   bool // high counts
	// limitAt and offsetAt number the query's values that say so; -1: the number
	// stands in the text.
	limitAt, offsetAt int
}

func (s slice) set() bool { return s.low > 0 || s.limited }

func (s slice) none() bool { return s.limited && s.high <= s.low }

// one reports whether there is one row at most.
func (s slice) one() bool { return s.limited && s.high-s.low == 1 }

// Limit takes the first n rows, after those that Offset leaves out.
func (q Query) Limit(n int) Query {
	if n < 0 {
		return q.with(negativeSlice)
	}
	s := q.sliced()
	return q.with(&slicing{s.within(0, n, true)})
}

// Offset leaves out the first n rows. A limit counts the rows behind them, whether
// it is said before or after.
func (q Query) Offset(n int) Query {
	if n < 0 {
		return q.with(negativeSlice)
	}
	s := q.sliced()
	s.low = sum(s.low, n)
	if s.limited {
		s.high = sum(s.high, n)
	}
	return q.with(&slicing{s})
}

// Slice takes the rows from low on and before high, counted in the rows that the
// query gives so far: q.Slice(10, 20).Slice(5, 10) are the rows 15 to 19.
func (q Query) Slice(low, high int) Query {
	if low < 0 || high < 0 {
		return q.with(negativeSlice)
	}
	return q.with(&slicing{q.sliced().within(low, high, true)})
}

var negativeSlice = &wrong{"Limit, Offset and Slice take no negative numbers: rows are counted from the first"}

// sliced returns the slice that the query has.
func (q Query) sliced() slice {
	for s := q.last; s != nil; s = s.prev {
		switch o := s.op.(type) {
		case *slicing:
			return o.slice
		case *combination:
			return slice{}
		}
	}
	return slice{}
}

func (s slice) within(low, high int, limited bool) slice {
	if limited {
		high = sum(high, s.low)
		if !s.limited || high < s.high {
			s.high, s.limited = high, true
		}
	}
	s.low = sum(s.low, low)
	if s.limited && s.low > s.high {
		s.low = s.high
	}
	return s
}

// sum adds two numbers of rows. No table has more rows than the largest number.
func sum(a, b int) int {
	if a > math.MaxInt-b {
		return math.MaxInt
	}
	return a + b
}

// A slicing is the step of a slice. The numbers are values, so that all pages
// share a plan.
type slicing struct{ slice }

func (o *slicing) shape(s *shaper) {
	s.opCode(opSlice)
	s.flag(o.low > 0)
	s.flag(o.limited)
	s.flag(o.none())
	s.flag(o.one())
	if o.limited && !o.one() {
		s.values = append(s.values, int64(o.high-o.low))
	}
	if o.low > 0 {
		s.values = append(s.values, int64(o.low))
	}
}

func (o *slicing) apply(p *planner) error {
	p.slice = o.slice
	p.slice.limitAt, p.slice.offsetAt = -1, -1
	if o.limited && !o.one() {
		p.slice.limitAt = p.cursor.take()
	}
	if o.low > 0 {
		p.slice.offsetAt = p.cursor.take()
	}
	return nil
}

// first limits the rows further by a number that belongs to the text.
func (p *planner) first(n int) {
	s := &p.slice
	if s.limited && s.high-s.low <= n {
		return
	}
	if s.low == 0 {
		s.offsetAt = -1
	}
	s.high, s.limited, s.limitAt = s.low+n, true, -1
}

// writeSlice writes LIMIT and OFFSET. SQLite has no OFFSET without LIMIT.
func (w *writer) writeSlice(s slice) error {
	if s.limited {
		w.text(" LIMIT ")
		if err := w.count(s.limitAt, s.high-s.low); err != nil {
			return err
		}
	} else if s.low > 0 && w.dialect.Features().OffsetNeedsLimit {
		w.text(" LIMIT -1")
	}
	if s.low == 0 {
		return nil
	}
	w.text(" OFFSET ")
	return w.count(s.offsetAt, s.low)
}

// count writes a number of rows: a value of the query, or as text.
func (w *writer) count(value, text int) error {
	if value < 0 {
		w.number(text)
		return nil
	}
	return w.place(argument{value: value, typ: Type{Kind: Int, Bits: 64}}, true)
}
