package orm

import "math"

// A Window is the rows around each row that an expression is computed over: those
// with the same values in PartitionBy, or all rows. Both lists take what
// [Query.OrderBy] takes.
type Window struct {
	// PartitionBy are the expressions whose values the rows share. Defaults to
	// none: all rows.
	PartitionBy []any
	// OrderBy is the order of the rows. Defaults to none: all are equal.
	OrderBy []any
	// Frame are the rows that count, from the row itself. Defaults to all rows
	// up to the row's last equal one if OrderBy is set, else all rows.
	Frame Frame
}

// A Frame is from which row to which other one a [Window] counts. It is made by
// [Rows] and [Range].
type Frame struct {
	unit     string
	from, to int
}

// Unbounded is the beginning of all rows, as the start of a [Frame], and their
// end as its end.
const Unbounded = math.MinInt

// Rows is a frame of so many rows: from is 0 for the row itself, negative for
// rows before it, or [Unbounded]; to is 0, positive for rows behind it, or
// Unbounded. It is Django's RowRange.
func Rows(from, to int) Frame { return Frame{"ROWS", from, to} }

// Range is a frame of the rows whose value in the order is so far from the row's
// own: see [Rows]. It is Django's ValueRange.
func Range(from, to int) Frame { return Frame{"RANGE", from, to} }

// Over computes an expression over a window: an aggregate, or an expression of
// one. It is Django's Window.
func Over(e any, w Window) Expr[any] { return Expr[any]{overOf(exprOf(e), w)} }

// A WindowFunc is a function that exists over a window only.
type WindowFunc[T any] struct{ f Expression }

// Over says which window.
func (f WindowFunc[T]) Over(w Window) Expr[T] { return Expr[T]{overOf(f.f, w)} }

// RowNumber is the number of the row, counting from 1.
func RowNumber() WindowFunc[int64] { return windowFunc[int64]("RowNumber", gives(Int)) }

// Rank is the number of the first row that is equal in the order.
func Rank() WindowFunc[int64] { return windowFunc[int64]("Rank", gives(Int)) }

// DenseRank is the rank without gaps.
func DenseRank() WindowFunc[int64] { return windowFunc[int64]("DenseRank", gives(Int)) }

// PercentRank is the rank from 0 to 1.
func PercentRank() WindowFunc[float64] { return windowFunc[float64]("PercentRank", gives(Float)) }

// CumeDist is which part of the rows stands not behind the row, from 0 to 1.
func CumeDist() WindowFunc[float64] { return windowFunc[float64]("CumeDist", gives(Float)) }

// Ntile is which of n parts of about the same size the row is in, from 1 to n.
func Ntile(n int) WindowFunc[int64] {
	if n < 1 {
		return WindowFunc[int64]{invalid[int64]("Ntile takes a positive number, not %d", n)}
	}
	return windowFunc[int64]("Ntile", gives(Int), n)
}

// FirstValue is the value in the first row of the frame.
func FirstValue(e any) WindowFunc[any] { return windowFunc[any]("FirstValue", givesFirst, e) }

// LastValue is the value in the last row of the frame.
func LastValue(e any) WindowFunc[any] { return windowFunc[any]("LastValue", givesFirst, e) }

// NthValue is the value in the nth row of the frame, counting from 1.
func NthValue(e any, n int) WindowFunc[any] {
	if n < 1 {
		return WindowFunc[any]{invalid[any]("NthValue counts from 1, not %d", n)}
	}
	return windowFunc[any]("NthValue", givesFirst, e, n)
}

// Lag is the value so many rows before, or NULL.
func Lag(e any, offset int) WindowFunc[any] { return laggingFunc("Lag", e, offset) }

// LagOr is the value so many rows before, or another.
func LagOr(e any, offset int, other any) WindowFunc[any] {
	return laggingFunc("Lag", e, offset, other)
}

// Lead is the value so many rows behind, or NULL.
func Lead(e any, offset int) WindowFunc[any] { return laggingFunc("Lead", e, offset) }

// LeadOr is the value so many rows behind, or another.
func LeadOr(e any, offset int, other any) WindowFunc[any] {
	return laggingFunc("Lead", e, offset, other)
}

func laggingFunc(name string, e any, offset int, other ...any) WindowFunc[any] {
	if offset < 1 {
		return WindowFunc[any]{invalid[any]("%s takes a positive number of rows, not %d", name, offset)}
	}
	return windowFunc[any](name, givesFirst, append([]any{e, offset}, other...)...)
}

func windowFunc[T any](name string, out outFunc, args ...any) WindowFunc[T] {
	return WindowFunc[T]{newCall(&function{name: name, out: out, prepare: likeFirst}, args...)}
}

// likeFirst gives the default of Lag and Lead the type of the value.
func likeFirst(_ *resolver, args []term) ([]term, error) {
	if len(args) == 3 && !valueOnly(args[0]) {
		args[2] = likened(args[2], args[0].typ())
	}
	return args, nil
}

func overOf(e Expression, w Window) Expression {
	o := &over{e: unwrapped(e), frame: w.Frame}
	for _, by := range w.PartitionBy {
		o.partition = append(o.partition, orderOf(by).By)
	}
	for _, by := range w.OrderBy {
		o.order = append(o.order, orderOf(by))
	}
	return o
}

type over struct {
	e         Expression
	partition []Expression
	order     []Order
	frame     Frame
}

func (o *over) shape(s *shaper) {
	s.code(shapeWindow)
	o.e.shape(s)
	shapeList(s, o.partition)
	shapeOrders(s, o.order)
	s.text(o.frame.unit)
	s.number(o.frame.from)
	s.number(o.frame.to)
}

func (o *over) resolve(r *resolver) (term, error) {
	if err := o.frame.check(); err != nil {
		return nil, err
	}
	of, other, err := o.function(r)
	if err != nil {
		return nil, err
	}
	t := &windowTerm{of: of, frame: o.frame}
	if t.partition, err = r.all(o.partition); err != nil {
		return nil, err
	}
	if t.order, err = r.orders(o.order); err != nil {
		return nil, err
	}
	if other == nil {
		return t, nil
	}
	return newCallTerm("Coalesce", alike([]term{t, other}), givesFirst), nil
}

// function resolves what is computed, and the default of an aggregate, which
// stands around the window.
func (o *over) function(r *resolver) (of, other term, err error) {
	a, ok := o.e.(*aggregate)
	if !ok {
		of, err = o.windowFunction(r)
		return of, nil, err
	}
	if of, err = a.resolveOver(r); err == nil && a.other != nil {
		other, err = r.argument(a.other)
	}
	return of, other, err
}

func (o *over) windowFunction(r *resolver) (term, error) {
	t, err := o.e.resolve(r)
	if err != nil {
		return nil, err
	}
	if c, ok := t.(*callTerm); ok && windowFuncs[c.call.Name] {
		return t, nil
	}
	return nil, mistakef("%s: only an aggregate or a function of windows can be computed over a window", r.model)
}

var windowFuncs = map[string]bool{
	"RowNumber": true, "Rank": true, "DenseRank": true, "PercentRank": true, "CumeDist": true, "Ntile": true,
	"FirstValue": true, "LastValue": true, "NthValue": true, "Lag": true, "Lead": true,
}

func (f Frame) check() error {
	switch {
	case f.unit == "":
		return nil
	case f.from != Unbounded && f.from > 0:
		return mistakef("a frame starts at 0, a negative number or Unbounded, not at %d", f.from)
	case f.to != Unbounded && f.to < 0:
		return mistakef("a frame ends at 0, a positive number or Unbounded, not at %d", f.to)
	}
	return nil
}

// A windowTerm is a function computed over a window.
type windowTerm struct {
	of        term // an aggregateTerm or a callTerm
	partition []term
	order     []orderTerm
	frame     Frame
}

func (t *windowTerm) typ() Type { return t.of.typ() }

func (t *windowTerm) undecided() error { return typeMistake(t.of) }

func (t *windowTerm) windows() bool { return true }

// operands leave out the function itself: over a window it is no aggregate.
func (t *windowTerm) operands() []term {
	all := append([]term(nil), t.of.operands()...)
	all = append(all, t.partition...)
	for _, o := range t.order {
		all = append(all, o.term)
	}
	return all
}

// groups are what the window needs of a group.
func (t *windowTerm) groups() []term {
	var all []term
	for _, o := range t.operands() {
		all = append(all, groupsOf(o)...)
	}
	return all
}

func (t *windowTerm) write(w *writer) error {
	if w.wrapped(t) {
		return nil
	}
	if a, ok := t.of.(*aggregateTerm); ok {
		return a.writeOver(w, t)
	}
	if err := t.of.write(w); err != nil {
		return err
	}
	return (&overClause{t}).write(w)
}

// An overClause is OVER behind a function, or nothing.
type overClause struct{ window *windowTerm }

func (o *overClause) typ() Type { return Type{} }

func (o *overClause) operands() []term { return nil }

func (o *overClause) write(w *writer) error {
	t := o.window
	if t == nil {
		return nil
	}
	w.text(" OVER (")
	defer w.text(")")
	if len(t.partition) > 0 {
		w.text("PARTITION BY ")
		if err := w.list(t.partition); err != nil {
			return err
		}
	}
	by := &orderedBy{t.order}
	if err := by.write(w); err != nil {
		return err
	}
	t.frame.write(w)
	return nil
}

func (f Frame) write(w *writer) {
	if f.unit == "" {
		return
	}
	w.text(" " + f.unit + " BETWEEN ")
	writeBound(w, f.from, "PRECEDING")
	w.text(" AND ")
	writeBound(w, f.to, "FOLLOWING")
}

func writeBound(w *writer, n int, where string) {
	switch {
	case n == Unbounded:
		w.text("UNBOUNDED " + where)
	case n == 0:
		w.text("CURRENT ROW")
	case n < 0:
		w.number(-n)
		w.text(" " + where)
	default:
		w.number(n)
		w.text(" " + where)
	}
}
